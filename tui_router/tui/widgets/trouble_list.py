"""What went wrong, in groups: headings and groups in columns that follow the width of the list."""

from collections.abc import Hashable, Mapping, Sequence
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.strip import Strip

from tui_router.journal.record import Trouble
from tui_router.tui.lines.entry import Entry, Look, still
from tui_router.tui.lines.line import Span
from tui_router.tui.lines.trouble_rows import (
    Columns,
    Line,
    columns,
    group_spans,
    head_spans,
    lines,
    trouble_spans,
)
from tui_router.tui.trouble_book import key_of
from tui_router.tui.widgets.entry_list import EntryList

_BLANK = Entry(still())


class TroubleList(EntryList):
    """Its keys are those of `trouble_book.key_of`."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "move(10)", "Page down", show=False)]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._groups: Mapping[str, Sequence[Trouble]] = {}
        self._words = ""
        self._troubles: dict[Hashable, Trouble] = {}
        self._width = 0

    def tell(self, groups: Mapping[str, Sequence[Trouble]], words: str = "") -> None:
        """Another state of the groups; `words` is the filter, for the line that says that nothing matches."""
        self._groups, self._words = groups, words
        self._lay()

    @property
    def trouble(self) -> Trouble | None:
        return self._troubles.get(self.cursor)

    def _lay(self) -> None:
        self._width = self.outer_size.width
        at = columns(self._width)
        told = lines(self._groups, roomy=at.roomy)
        self._troubles = {key_of(line.trouble): line.trouble for line in told if line.trouble is not None}
        entries = [_entry(line, at) for line in told]
        if self._words and not entries:
            entries = [Entry(still(Span(f"Nothing matches {self._words}.", "ink-soft")))]
        self.show(entries, head=[Entry(still(*head_spans(at))), _BLANK] if at.roomy else [])

    def on_resize(self) -> None:
        """`EntryList` has its own, which Textual calls after this one."""
        if self.outer_size.width != self._width:
            self._lay()

    def below(self, width: int) -> Strip:
        """With the margin of a line above it, as its pictures have it."""
        return self.drawn(_BLANK, width)


def _entry(line: Line, at: Columns) -> Entry:
    if line.trouble is not None:
        return Entry(partial(_drawn, line.trouble, at), key_of(line.trouble))
    return Entry(still(*group_spans(line))) if line.group else _BLANK


def _drawn(trouble: Trouble, at: Columns, look: Look) -> list[Span]:
    return trouble_spans(trouble, at, look.now, here=look.here, glyphs=look.glyphs)
