"""A blank row on the ground of what is selected."""

from textual.strip import Strip
from textual.widget import Widget

from tui_router.tui.ink import look_of


class Gap(Widget):
    DEFAULT_CSS = """
    Gap { height: 1; background: $surface; }
    """

    def render_line(self, y: int) -> Strip:
        del y
        return Strip.blank(self.size.width, look_of(self.app)[0]("ink", "surface"))
