"""Point a tier at another target, from the next request on. What stands behind the first target of a chain stays."""

from dataclasses import dataclass
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from tui_router.control.client import ControlClient, ControlError
from tui_router.core.target import TIERS, Tier
from tui_router.journal.record import KnownModel, Tiers, wire_form
from tui_router.tui import cells
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.ink import look_of
from tui_router.tui.safe_text import safe_text
from tui_router.tui.screens.dialog import ESC_CLOSE, Dialog
from tui_router.tui.widgets.target_field import TargetField
from tui_router.tui.widgets.words import SPRING, Word, Words

_LISTED = 7
"""Targets behind the first that a tall screen lists; a chain has no more."""


@dataclass(frozen=True, slots=True)
class Rewired:
    """A tier, its chain before (empty: it went nowhere) and now."""

    tier: Tier
    before: list[str]
    after: list[str]
    tiers: Tiers


def changes(
    tier: Tier, before: str, after: str, book: dict[str, KnownModel], glyphs: Glyphs
) -> list[list[Word]]:
    """What the change would bring, one line each: + better, − lost."""
    arrow = glyphs.arrow
    had_said = safe_text(before, line=True) or "nowhere"
    lines = [_change(arrow, "ink-soft", tier, had_said, safe_text(after, line=True), arrow)]
    old, new = book.get(before), book.get(after)
    if new is None:
        lines.append([("  limits unknown until it answers", "ink-soft")])
        return lines
    for word, field in (("window", "context_window"), ("max output", "max_output_tokens")):
        had, has = getattr(old, field, None), getattr(new, field)
        if has is None or had == has:
            continue
        sign, role = (glyphs.acts["dropped"], "state-warn") if had and has < had else ("+", "state-ok")
        lines.append(
            _change(sign, role, word, cells.limit(had) if had else "unknown", cells.limit(has), arrow)
        )
    lost = [word for word in ("thinking", "images", "tools") if getattr(new, word) is False]
    gained = [
        word
        for word in ("thinking", "images", "tools")
        if getattr(new, word) and getattr(old, word, None) is False
    ]
    if gained:
        lines.append([("+ ", "state-ok"), (f"{'gained':<12}", "ink"), (", ".join(gained), "ink")])
    if lost:
        word = (
            "lost" if old is None or any(getattr(old, each) is not False for each in lost) else "still lost"
        )
        sign = glyphs.acts["dropped"]
        lines.append([(f"{sign} ", "state-warn"), (f"{word:<12}", "ink"), (", ".join(lost), "state-warn")])
    return lines


def _change(sign: str, role: str, word: str, before: str, after: str, arrow: str) -> list[Word]:
    before = cells.clip_middle(before, 30)
    return [
        (f"{sign} ", role),
        (f"{word:<12}", "ink"),
        (before, "ink-soft"),
        (f"  {arrow}  ", "ink-soft"),
        (after, "ink", "b"),
    ]


class RewireScreen(Dialog[Rewired]):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "apply", "Apply", show=False, priority=True),
        Binding("ctrl+o", "only", "Only the first", show=False, priority=True),
        Binding("tab", "tier(1)", "Next tier", show=False, priority=True),
        Binding("shift+tab", "tier(-1)", "Tier before", show=False, priority=True),
    ]
    CHANGE_ROWS = 6

    def __init__(self, client: ControlClient, tier: Tier, live: int, providers: list[str]) -> None:
        super().__init__()
        self._client = client
        self._tier: Tier = tier
        self._live = live
        self._providers = providers
        self._tiers: Tiers | None = None
        self._only = False  # the rest of the chain is to go
        self._busy = False

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Words(id="rewire-title")
            yield TargetField("Target")
            yield Words([[]], id="rewire-chain")
            yield Words(on="surface", id="changes")
            yield Words(id="rewire-act")

    def on_mount(self) -> None:
        self._draw()
        self._load()

    @work(exclusive=True, group="rewire-load")
    async def _load(self) -> None:
        field = self.query_one(TargetField)
        try:
            self._tiers = await self._client.tiers()
            self._draw()
            field.load(await self._client.models(), self._providers)
        except ControlError as error:
            field.load([], self._providers, problem=safe_text(str(error), line=True))

    @property
    def _before(self) -> list[str]:
        return self._tiers.chain(self._tier) if self._tiers else []

    @property
    def _after(self) -> list[str]:
        """The chosen target, and behind it what stands there now, each target once."""
        target = self.query_one(TargetField).target
        if not target:
            return []
        return [target, *(name for name in self._rest if name != target)]

    @property
    def _rest(self) -> list[str]:
        return [] if self._only else self._before[1:]

    def _title(self, glyphs: Glyphs) -> list[list[Word]]:
        words: list[Word] = [("Rewire ", "ink", "b")]
        gap = " " if self.narrow else "  "
        for tier in TIERS:
            role, how = (f"tier-{tier}", "b") if tier == self._tier else ("ink-soft", "")
            words.append((f"{glyphs.tiers[tier]} {tier}{gap}", role, how))
        words += [SPRING, (glyphs.tab, "accent", "b"), (" tier  ", "ink-soft"), *ESC_CLOSE[1:]]
        return [words, []]

    def _draw(self, said: str = "", role: str = "state-error") -> None:
        _, glyphs = look_of(self.app)
        self.query_one("#rewire-title", Words).say(self._title(glyphs))
        book = self.query_one(TargetField).book.models
        head: list[Word] = [("   What will change   ", "ink", "b"), (self._when(), "ink-soft")]
        before, after = self._before, self._after
        self.query_one("#rewire-chain", Words).say(self._chain(glyphs))
        if not after:
            lines: list[list[Word]] = [[("choose a target", "ink-soft")]]
        elif after == before:
            lines = [[(f"{self._tier} goes there now", "ink-soft")]]
        elif after[:1] == before[:1]:
            lines = [[(f"{glyphs.acts['dropped']} ", "state-warn"), ("nothing is tried after it", "ink")]]
        else:
            lines = changes(self._tier, next(iter(before), ""), after[0], book, glyphs)
        indented: list[list[Word]] = [[("   ", "ink"), *line] for line in lines[: self.CHANGE_ROWS - 1]]
        blank: list[list[Word]] = [[] for _ in range(self.CHANGE_ROWS - 1 - len(indented))]
        self.query_one("#changes", Words).say([head, *indented, *blank])
        act: list[Word] = []
        if said:
            act = [(said, role)]
        elif after and after != before:
            enter = glyphs.enter
            act = [
                (f" {enter}  Apply ", "on-accent", "b"),
                ("   ^s", "accent", "b"),
                (" apply too", "ink-soft"),
            ]
        self.query_one("#rewire-act", Words).say([[], act])

    def _chain(self, glyphs: Glyphs) -> list[list[Word]]:
        """What is tried when the first target fails, and the key that takes it away or brings it back."""
        if not self._before[1:]:
            return [[]]
        rest = self._after[1:] if self._after else self._rest
        most = 3 if self.app.size.height < 30 else _LISTED
        room = min(76 if self.narrow else 92, self.app.size.width) - 6 - 10 - 20  # margins, label, key
        names = [cells.clip_middle(safe_text(name, line=True), room, glyphs.ellipsis) for name in rest]
        lines: list[list[Word]] = [[("then      ", "ink-soft"), (name, "ink")] for name in names[:most]]
        if names[most:]:
            lines.append([("          ", "ink-soft"), (f"and {len(names) - most} more", "ink-soft")])
        if not names:
            lines.append([("then      ", "ink-soft"), ("nothing", "state-warn")])
        key = " keep the rest" if self._only else " only the first"
        lines[0] += [SPRING, ("^o", "accent", "b"), (key, "ink-soft")]
        return [*lines, []]

    def _when(self) -> str:
        if not self._live:
            return "next request on"
        keeps = "keeps" if self._live == 1 else "keep"
        return f"next request on; {cells.plural(self._live, 'live exchange')} {keeps} the wiring"

    @on(TargetField.Changed)
    def _changed(self) -> None:
        self._draw()

    @on(TargetField.Accepted)
    def _accepted(self) -> None:
        self.action_apply()

    def action_tier(self, by: int) -> None:
        self._tier = TIERS[(TIERS.index(self._tier) + by) % len(TIERS)]
        self._only = False
        self._draw()

    def action_only(self) -> None:
        """Leave the rest of the chain away, or take it back."""
        self._only = not self._only and bool(self._before[1:])
        self._draw()

    def action_apply(self) -> None:
        if not self._busy and self._tiers is not None and self._after and self._after != self._before:
            self._busy = True
            self._put(self._tiers, self._tier, self._after)

    @work(exclusive=True, group="rewire-put")
    async def _put(self, tiers: Tiers, tier: Tier, after: list[str]) -> None:
        before = tiers.chain(tier)
        try:
            result = await self._client.put_tiers(
                Tiers(revision=tiers.revision, tiers={**tiers.tiers, tier: wire_form(after)})
            )
        except ControlError as error:
            self._busy = False
            if error.status != 409:
                self._draw(safe_text(str(error), line=True))
                return
            try:
                self._tiers = await self._client.tiers()
            except ControlError as again:
                self._draw(safe_text(str(again), line=True))
                return
            self._draw(
                "The wiring changed meanwhile. This is how it is now: press again to apply.", "state-warn"
            )
            return
        self.dismiss(Rewired(tier, before, after, result))
