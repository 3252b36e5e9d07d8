"""Which two are compared: `c` marks the first, `c` on another one compares them; a replay goes with its origin."""

from typing import TYPE_CHECKING

from tui_router.control.client import ControlClient
from tui_router.journal.record import ExchangeRow
from tui_router.tui.compare_book import CompareBook, Pick
from tui_router.tui.widgets.tabs_bar import COMPARE_TAB
from tui_router.tui.widgets.words import Word

if TYPE_CHECKING:
    from tui_router.tui.screens.mending import Mending

LEGS = ("bd", "a", "b", "c", "d", "abcd")
"""What can be shown, in the order in which `]` goes through it."""


class Comparing:
    """Kept while the screen is closed: the pair, and how it is looked at."""

    def __init__(self, live: "Mending") -> None:
        self._live = live
        self.a: Pick | None = None
        self.b: Pick | None = None
        self.book = CompareBook()
        self.legs = LEGS[0]
        self.words = True
        self.hide = False
        self.unified = False
        self._replay_of: int | None = None
        """What the marked one repeats."""

    @property
    def pair(self) -> tuple[Pick, Pick] | None:
        return (self.a, self.b) if self.a is not None and self.b is not None else None

    @property
    def client(self) -> ControlClient:
        return self._live.follower.client

    def clear(self) -> None:
        """Another gateway answers: the numbers mean other exchanges."""
        self.a = self.b = self._replay_of = None
        self.book = CompareBook()

    def compare(self, row: ExchangeRow) -> None:
        """The first one marks A; the second opens the comparison; the same one again goes with its origin, if it is a
        replay, and is else unmarked. With a pair complete, another one begins.
        """
        if self.a is None or self.b is not None:
            self.a, self.b = Pick(row.id), None
            self._replay_of = row.replay_of
        elif row.id != self.a.id:
            self._open(self.a, Pick(row.id))
            return
        elif self._replay_of is not None:
            self._open(Pick(self._replay_of), self.a)
            return
        else:
            self.a = None
        self._live.marked()

    def _open(self, a: Pick, b: Pick) -> None:
        self.a, self.b = a, b
        self._live.marked()
        self._live.go(COMPARE_TAB)

    def swap(self) -> None:
        self.a, self.b = self.b, self.a

    def turn(self, by: int) -> None:
        """The next choice of legs."""
        self.legs = LEGS[(LEGS.index(self.legs) + by) % len(LEGS)]

    def notice(self) -> list[Word]:
        """What the marked one waits for; nothing when none is marked, or both are."""
        if self.a is None or self.b is not None:
            return []
        words: list[Word] = [("A", "accent", "b"), (f" is #{self.a.id}", "ink", "b"), ("; ", "ink-soft")]
        words += [("c", "accent", "b"), (" on another one compares the two, ", "ink-soft")]
        again = (
            "unmarks it" if self._replay_of is None else f"compares it with #{self._replay_of}, its origin"
        )
        return [*words, ("c", "accent", "b"), (f" here again {again}", "ink-soft")]

    @property
    def spoken(self) -> str:
        """The choice of legs in words."""
        return {"abcd": "all legs", "bd": "legs b and d"}.get(self.legs, f"leg {self.legs}")
