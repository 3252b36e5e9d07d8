"""A few lines of text with roles, for dialogs and empty places. Width is taken as it comes; lines are clipped."""

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from tui_router.tui.glyphs import Glyphs
from tui_router.tui.ink import look_of
from tui_router.tui.lines.check import Check, sign_of
from tui_router.tui.lines.line import Span

Word = tuple[str, str] | tuple[str, str, str]
"""Text (safe already), role, and "b", "i" or "bi"."""

SPRING: Word = ("", "ink")
"""Takes the room there is: what follows stands at the right end."""


def check_words(check: Check, glyphs: Glyphs) -> list[Word]:
    """What stands beside a field: the sign in its colour; the words too, unless all is well."""
    said, role = check
    sign: list[Word] = [(sign_of(role, glyphs), role)] if said and sign_of(role, glyphs) else []
    return [*sign, (said, "ink-soft" if role == "state-ok" else role)]


def span_words(spans: list[Span]) -> list[Word]:
    """A line of spans as one of words."""
    return [
        (span.text, span.role, ("b" if span.bold else "") + ("i" if span.italic else "")) for span in spans
    ]


class Words(Widget):
    """Set `lines`; the height follows their number."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Words { height: auto; }
    """

    def __init__(self, lines: list[list[Word]] | None = None, *, on: str = "", id: str | None = None) -> None:
        """`on`: the role of the ground, for a strip of its own colour."""
        super().__init__(id=id)
        self.lines = lines or []
        self._on = on

    def say(self, lines: list[list[Word]], on: str | None = None) -> None:
        layout = len(lines) != len(self.lines)
        self.lines = lines
        self._on = self._on if on is None else on
        self.refresh(layout=layout)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        del container, viewport, width
        return len(self.lines)

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        ink, _ = look_of(self.app)
        ground = self.rich_style + ink("ink", self._on) if self._on else self.rich_style
        segments: list[Segment] = []
        words = self.lines[y] if y < len(self.lines) else []
        room = width - sum(cell_len(word[0]) for word in words if word is not SPRING)
        for word in words:
            how = word[2] if len(word) > 2 else ""
            on = "accent" if word[1] == "on-accent" else self._on
            text = " " * max(1, room) if word is SPRING else word[0]
            segments.append(Segment(text, ink(word[1], on, bold="b" in how, italic="i" in how)))
        return Strip(segments).adjust_cell_length(width).apply_style(ground)
