"""The groups of what went wrong, as the gateway gathered them last, and how many of them need a person."""

from collections.abc import Iterable

from tui_router.core.fact import Fact
from tui_router.diagnose.facts import key_of as fact_key
from tui_router.journal.record import ExchangeDetail, ExchangeRow, Offer, Trouble

GroupKey = tuple[str, str, str, str, str]
"""Group, name, title, provider, model. Losses differ by title only."""
SORTS = ("last", "seen", "name")
IGNORED = "ignored"
"""The word of a filter that shows what is ignored."""


def key_of(trouble: Trouble) -> GroupKey:
    title = trouble.title if trouble.group == "lost" else ""
    return (trouble.group, trouble.name, title, trouble.provider, trouble.model)


def searchable(trouble: Trouble) -> str:
    """What a filter word can match."""
    return " ".join(
        (
            trouble.group,
            trouble.name,
            trouble.title,
            trouble.provider,
            trouble.model,
            trouble.remedy,
            *(f"#{id}" for id in trouble.exchanges),
        )
    ).casefold()


class TroubleBook:
    """`ended` counts exchanges that ended since the beginning: it says when to ask anew."""

    def __init__(self) -> None:
        self.groups: list[Trouble] = []
        self.facts: list[Fact] = []
        self.loaded = False
        self.ended = 0
        self.chosen: GroupKey | None = None
        """The group the cursor was on when the screen was last left."""
        self.sort = SORTS[0]
        self.ignored: set[GroupKey] = set()
        """What a person does not want to see here again, for as long as the inspector runs."""
        self._failing: set[tuple[str, str, str]] = set()

    def clear(self) -> None:
        self.groups, self.facts = [], []
        self.loaded = False
        self._failing.clear()
        self.ended += 1

    def load(self, groups: list[Trouble], facts: list[Fact] | None = None) -> None:
        self.groups = groups
        self.facts = self.facts if facts is None else facts
        self.loaded = True
        self._failing = {(one.name, one.provider, one.model) for one in groups if one.group == "failed"}

    def saw(self, row: ExchangeRow) -> None:
        """An exchange that ended. One that failed here in a new way is counted before anybody asks."""
        self.ended += 1
        if row.state == "failed" and not row.imported:
            self._failing.add((row.diagnosis, row.provider, row.model))

    @property
    def needs_you(self) -> int:
        ignored = {(name, *target) for group, name, _, *target in self.ignored if group == "failed"}
        return len(self._failing - ignored)

    def group_of(self, detail: ExchangeDetail) -> Trouble | None:
        """The group a failed exchange belongs to."""
        row = detail.row
        name = row.diagnosis or (detail.diagnosis.name if detail.diagnosis else "")
        for group in self.groups:
            if group.group == "failed" and (group.name, group.provider, group.model) == (
                name,
                row.provider,
                row.model,
            ):
                return group
        return None

    def offer_of(self, detail: ExchangeDetail | None) -> Offer | None:
        """What one key can do about a failed exchange, as far as its group tells."""
        if detail is None or detail.row.state != "failed":
            return None
        group = self.group_of(detail)
        return group.offer if group is not None else None

    def taught(self, trouble: Trouble) -> list[Fact]:
        """What is known now because of such a failure, newest first."""
        return [
            fact
            for fact in self.facts
            if (fact.diagnosis, fact.provider, fact.model) == (trouble.name, trouble.provider, trouble.model)
        ]

    def listed(self, words: str = "") -> dict[str, list[Trouble]]:
        """The groups under their headings, those with all of the words, in the chosen order. The word "ignored" asks
        for those that are ignored; they are not shown else.
        """
        wanted = words.casefold().split()
        ignored = IGNORED in wanted
        wanted = [word for word in wanted if word != IGNORED]
        found: dict[str, list[Trouble]] = {"failed": [], "mended": [], "lost": []}
        for group in self.groups:
            here = (key_of(group) in self.ignored) == ignored
            if here and all(word in searchable(group) for word in wanted):
                found.setdefault(group.group, []).append(group)
        return {name: self._sorted(groups) for name, groups in found.items()}

    def ignore(self, trouble: Trouble) -> bool:
        """Ignore its group from now on, or no longer; says which."""
        self.ignored ^= {key_of(trouble)}
        return key_of(trouble) in self.ignored

    def before(self, fact: Fact) -> Fact | None:
        """What is known now of the thing that this fact would say something of."""
        return next((known for known in self.facts if fact_key(known) == fact_key(fact)), None)

    def _sorted(self, groups: Iterable[Trouble]) -> list[Trouble]:
        match self.sort:
            case "seen":
                return sorted(groups, key=lambda group: (-group.count, -group.last, group.title))
            case "name":
                return sorted(groups, key=lambda group: (group.title.casefold(), group.model, -group.last))
            case _:
                return sorted(groups, key=lambda group: (-group.last, group.title))
