"""One line with words at the left and words at the right: the base of the bars and notices."""

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from tui_router.tui.columns import LEFT, RIGHT
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.ink import Ink, look_of

Piece = tuple[str, Style]


def wide(pieces: list[Piece]) -> int:
    return sum(cell_len(text) for text, _ in pieces)


def line(
    left: list[Piece], right: list[Piece], width: int, *, margin: int = LEFT, ground: Style | None = None
) -> Strip:
    """`left` from the margin on, `right` up to the right margin; `right` is never cut, `left` gives way."""
    ground = ground or Style.null()
    end = width - (RIGHT if right else 0)
    gap = end - wide(right) - margin - wide(left)
    body = Strip([Segment(" " * margin, ground), *(Segment(text, style) for text, style in left)])
    if gap < 1 and right:
        body = body.adjust_cell_length(max(0, end - wide(right) - 1), ground)
        gap = 1
    tail = [Segment(" " * max(0, gap), ground), *(Segment(text, style) for text, style in right)]
    return Strip([*body, *tail]).adjust_cell_length(width, ground)


class Bar(Widget):
    """One row. A subclass says what stands in it; `refresh` asks it again."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Bar { height: 1; }
    """

    def pieces(self, width: int, ink: Ink, glyphs: Glyphs) -> tuple[list[Piece], list[Piece]]:
        """What stands at the left and at the right."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y:
            return Strip.blank(width, self.rich_style)
        ink, glyphs = look_of(self.app)
        left, right = self.pieces(width, ink, glyphs)
        return line(left, right, width).apply_style(self.rich_style)
