"""Facts that hold for one conversation, such as that its earlier thinking was refused. In memory only."""

from collections import OrderedDict
from collections.abc import Iterator

from tui_router.core.fact import Fact, FactValue
from tui_router.diagnose.facts import key_of

MOST = 500
"""Conversations; the one that was unused for longest goes first."""
MOST_FACTS = 32  # of one conversation
UNUSED_S = 24 * 3600
"""Seconds after its last request that a conversation's facts are forgotten."""


class _Talk:
    __slots__ = ("facts", "used")

    def __init__(self, now: float) -> None:
        self.facts: dict[tuple[str, str, str, str, str, FactValue], Fact] = {}
        self.used = now  # epoch seconds


class Talks:
    def __init__(self) -> None:
        self._talks: OrderedDict[str, _Talk] = OrderedDict()  # the one unused for longest first

    def __len__(self) -> int:
        return len(self._talks)

    def __iter__(self) -> Iterator[Fact]:
        return (fact for talk in self._talks.values() for fact in talk.facts.values())

    def of(self, conversation: str, target: tuple[str, str, str], now: float) -> tuple[Fact, ...]:
        """What is known in this conversation of this target (provider, base URL, model). Counts as its use."""
        while self._talks and next(iter(self._talks.values())).used < now - UNUSED_S:
            self._talks.popitem(last=False)
        talk = self._talks.get(conversation)
        if talk is None:
            return ()
        talk.used = now
        self._talks.move_to_end(conversation)
        return tuple(
            fact
            for fact in talk.facts.values()
            if (fact.provider, fact.base_url, fact.model) == target
            and (fact.until is None or fact.until > now)
        )

    def held(self, fact: Fact) -> Fact | None:
        talk = self._talks.get(fact.conversation)
        return talk.facts.get(key_of(fact)) if talk is not None else None

    def keep(self, fact: Fact, now: float) -> None:
        talk = self._talks.get(fact.conversation)
        if talk is None:
            if len(self._talks) >= MOST:
                self._talks.popitem(last=False)
            talk = self._talks[fact.conversation] = _Talk(now)
        key = key_of(fact)
        while key not in talk.facts and len(talk.facts) >= MOST_FACTS:
            del talk.facts[next(iter(talk.facts))]
        talk.facts[key] = fact
        talk.used = now
        self._talks.move_to_end(fact.conversation)

    def remove(self, fact: Fact) -> None:
        """One that is held."""
        talk = self._talks[fact.conversation]
        del talk.facts[key_of(fact)]
        if not talk.facts:
            del self._talks[fact.conversation]
