"""One line of spans on a ground, words at the left and figures at the right."""

from textual.strip import Strip
from textual.widget import Widget

from tui_router.tui.columns import LEFT, RIGHT
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.ink import look_of
from tui_router.tui.lines.line import Span, justify
from tui_router.tui.widgets.paint import segments


class SpanRow(Widget):
    ALLOW_SELECT = False
    DEFAULT_CSS = """
    SpanRow { height: 1; background: $surface; }
    """

    def spans(self, width: int, glyphs: Glyphs) -> tuple[list[Span], list[Span]]:
        """What stands at the left and at the right of `width` cells; the left side gives way."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        ink, glyphs = look_of(self.app)
        width = self.size.width
        ground = ink("ink", "surface")
        if y:
            return Strip.blank(width, ground)
        room = max(0, width - LEFT - RIGHT)
        spans = justify(*self.spans(room, glyphs), room, glyphs.ellipsis)
        line = segments((Span(" " * LEFT), *spans), ink, glyphs, "surface")
        return Strip(line).adjust_cell_length(width, ground)
