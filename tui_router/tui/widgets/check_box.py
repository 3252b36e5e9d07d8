"""A box that is on or off: [x] and [ ], so that it can be told without colours."""

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui_router.tui.ink import look_of
from tui_router.tui.lines.line import Span, crop, span_width
from tui_router.tui.safe_text import safe_text
from tui_router.tui.widgets.paint import segments


class CheckBox(Widget, can_focus=True):
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "tick", show=False)]
    DEFAULT_CSS = """
    CheckBox { width: auto; height: 1; }
    """

    @dataclass
    class Changed(Message):
        box: "CheckBox"
        value: bool

        @property
        def control(self) -> "CheckBox":
            return self.box

    def __init__(self, words: str, value: bool = False, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.words = words
        self.value = value

    def action_tick(self) -> None:
        self.value = not self.value
        self.refresh()
        self.post_message(self.Changed(self, self.value))

    def on_mouse_down(self) -> None:
        """Not at the click: the field that loses the focus may fold its list, and this would move away from it."""
        self.action_tick()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def _spans(self) -> list[Span]:
        _, glyphs = look_of(self.app)
        return [
            Span(glyphs.focus if self.has_focus else " ", "accent"),
            Span("[x] " if self.value else "[ ] ", "ink", bold=self.value),
            Span(safe_text(self.words, line=True), "ink" if self.value else "ink-soft"),
        ]

    def get_content_width(self, container: object, viewport: object) -> int:
        del container, viewport
        return span_width(self._spans()) + 1

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        ink, glyphs = look_of(self.app)
        on = "row-cursor" if self.has_focus else ""
        if y:
            return Strip.blank(width, self.rich_style)
        line = segments(crop(self._spans(), width, glyphs.ellipsis), ink, glyphs, on)
        return Strip(line).adjust_cell_length(width, ink("ink", on)).apply_style(self.rich_style)
