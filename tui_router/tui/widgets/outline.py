"""The outline beside a page: its cursor says where to look, and a mark where one is."""

from collections.abc import Hashable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from tui_router.tui.columns import LEFT, RIGHT
from tui_router.tui.ink import look_of
from tui_router.tui.lines.answer_parts import AnswerParts
from tui_router.tui.lines.outline_rows import Spot, foldable, nearest, opened_at_first, outline_entries
from tui_router.tui.seen import Seen
from tui_router.tui.widgets.entry_list import EntryList


class Outline(EntryList):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Choose", show=False),
        Binding("space", "fold", "Fold", show=False),
        Binding("right,l", "fold(True)", "Unfold", show=False),
        Binding("left,h", "fold(False)", "Fold", show=False),
    ]

    class Chosen(Message):
        """The page should have the focus, where the cursor is."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.fill = "surface"
        self.answer = AnswerParts()
        self._seen: Seen | None = None
        self._unfolded: set[Hashable] = set()
        self._begun = False
        """What is unfolded at first is known."""

    def take(self, seen: Seen) -> None:
        """Something is new, or another exchange is looked at."""
        if seen is not self._seen:
            self._unfolded, self._begun = set(), False
            self.answer = AnswerParts()
        self._seen = seen
        self.answer.take(seen.d, seen.raw["d"])
        if not self._begun and seen.a.tree is not None:
            self._begun = True
            self._unfolded.update(opened_at_first(seen.a.tree))
        self.again()

    def again(self) -> None:
        """Word the lines anew, for another width too."""
        if self._seen is None or not self.outer_size.width:
            return
        width = max(20, self.outer_size.width - LEFT - RIGHT)
        glyphs = look_of(self.app)[1]
        entries = outline_entries(self._seen, self.answer, self._unfolded, glyphs, width)
        before = self.cursor
        with self.prevent(EntryList.Selected):
            self.show(entries)
        if before is not None and self.cursor != before and isinstance(before, Spot):
            self.mark(before.page, before.anchor)

    def mark(self, page: str, anchor: tuple[str | int, ...]) -> None:
        """Say where on the page one is, without asking to go there."""
        spot = nearest(self.entries, page, anchor)
        if spot is not None and spot != self.cursor:
            self.cursor = spot
            self._reveal()
            self.refresh()

    @property
    def spot(self) -> Spot | None:
        return self.cursor if isinstance(self.cursor, Spot) else None

    def action_fold(self, want: bool | None = None) -> None:
        spot = self.spot
        if spot is None:
            return
        if not foldable(spot) and want is not True:
            spot = Spot(spot.page, spot.anchor[:2]) if spot.anchor[:1] == ("path",) else spot
        if foldable(spot) and want != (spot in self._unfolded):
            self._unfolded.symmetric_difference_update({spot})
            self.cursor = spot
            self.again()

    def on_entry_list_sign(self) -> None:
        self.action_fold()

    def on_entry_list_opened(self) -> None:
        self.action_choose()

    def action_choose(self) -> None:
        self.post_message(self.Chosen())

    def on_resize(self) -> None:
        self.again()
