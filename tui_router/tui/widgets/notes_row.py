"""What translation did, in one line; `n` goes through the notes one by one. With more rows, one note a line."""

from collections.abc import Sequence

from textual.strip import Strip
from textual.widget import Widget

from tui_router.tui.columns import LEFT, RIGHT
from tui_router.tui.ink import look_of
from tui_router.tui.lines.line import Span, crop
from tui_router.tui.lines.notes import Told, note_spans, notes_spans
from tui_router.tui.widgets.paint import segments


class NotesRow(Widget):
    ALLOW_SELECT = False
    DEFAULT_CSS = """
    NotesRow { height: 1; background: $surface; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.notes: Sequence[Told] = []
        self.shown: int | None = None

    def say(self, notes: Sequence[Told], *, fresh: bool) -> None:
        self.notes = notes
        if fresh:
            self.shown = None
        self.refresh()

    def next(self) -> None:
        """The next note, after the last one all of them again."""
        if self.notes:
            at = 0 if self.shown is None else self.shown + 1
            self.shown = at if at < len(self.notes) else None
            self.refresh()

    def _spans(self, y: int) -> list[Span]:
        _, glyphs = look_of(self.app)
        if not self.notes:
            return []
        if y == 0:
            spans = notes_spans(self.notes, self.shown, glyphs)
            return spans[:1] if self.shown is None and self.size.height > 1 else spans
        first = self.shown or 0
        at = first + y - 1
        return note_spans(self.notes[at], glyphs) if at < len(self.notes) else []

    def render_line(self, y: int) -> Strip:
        ink, glyphs = look_of(self.app)
        width = self.size.width
        spans = crop(self._spans(y), width - LEFT - RIGHT, glyphs.ellipsis)
        line = segments((Span(" " * LEFT), *spans), ink, glyphs, "surface")
        return Strip(line).adjust_cell_length(width, ink("ink", "surface"))
