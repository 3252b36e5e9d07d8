"""The lower half of the Sessions screen: the card of the selected session."""

from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from tui_router.tui.columns import LEFT
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.ink import look_of
from tui_router.tui.lines.line import Span
from tui_router.tui.lines.session_card import Card, card_lines
from tui_router.tui.widgets.paint import segments


class SessionPane(Widget):
    ALLOW_SELECT = False
    DEFAULT_CSS = """
    SessionPane { background: $surface; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.card: Card | None = None
        self._lines: list[list[Span]] = []
        self._for: tuple[Card | None, Size, bool] | None = None
        """What the lines were made for; they are made again when it is other."""

    def show(self, card: Card | None) -> None:
        if card != self.card:
            self.card = card
            self.refresh()

    def _made(self, glyphs: Glyphs) -> list[list[Span]]:
        wanted = (self.card, self.size, glyphs.ascii)
        if self._for is None or self._for[0] is not self.card or self._for[1:] != wanted[1:]:
            self._for = wanted
            width, height = self.size
            self._lines = card_lines(self.card, width, height, glyphs) if self.card is not None else []
        return self._lines

    def render_line(self, y: int) -> Strip:
        ink, glyphs = look_of(self.app)
        width = self.size.width
        ground = ink("ink", "surface")
        lines = self._made(glyphs)
        if y >= len(lines):
            return Strip.blank(width, ground)
        spans = [Span(" " * LEFT), *lines[y]]
        return Strip(segments(spans, ink, glyphs, "surface")).adjust_cell_length(width, ground)
