"""The titles over a leg view: which leg is which, in what language, and how much of it there is."""

from dataclasses import dataclass, field

from textual.strip import Strip
from textual.widget import Widget

from tui_router.tui.columns import LEFT, RIGHT
from tui_router.tui.ink import look_of
from tui_router.tui.lines.line import Span, justify
from tui_router.tui.widgets.leg_view import SPINE, halves
from tui_router.tui.widgets.paint import segments

Title = tuple[list[Span], list[Span]]
"""Words from the left, figures to the right."""


@dataclass
class Titles:
    left: Title = field(default_factory=lambda: ([], []))
    right: Title | None = None


class LegBar(Widget):
    ALLOW_SELECT = False
    DEFAULT_CSS = """
    LegBar { height: 1; background: $panel; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.titles = Titles()

    def say(self, titles: Titles) -> None:
        self.titles = titles
        self.refresh()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        ink, glyphs = look_of(self.app)
        if y:
            return Strip.blank(width)
        titles = self.titles
        if titles.right is None:
            spans = justify(*titles.left, max(0, width - LEFT - RIGHT), glyphs.ellipsis)
        else:
            left, right = halves(width)
            spans = [
                *justify(*titles.left, left, glyphs.ellipsis),
                Span(" " * (SPINE + 2)),
                *justify(*titles.right, right, glyphs.ellipsis),
            ]
        line = segments((Span(" " * LEFT), *spans), ink, glyphs, "panel")
        return Strip(line).adjust_cell_length(width, ink("ink", "panel"))
