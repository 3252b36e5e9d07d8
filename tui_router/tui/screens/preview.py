"""What a remedy would put down, before it does."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.strip import Strip
from textual.widget import Widget

from tui_router.tui.ink import look_of
from tui_router.tui.lines.trouble_preview import Putting, preview_lines
from tui_router.tui.screens.dialog import ESC_CLOSE, Dialog
from tui_router.tui.widgets.paint import segments
from tui_router.tui.widgets.words import Words

_WIDTH = 60
"""Cells of a line, within the dialog's margins."""


class Changes(Widget):
    ALLOW_SELECT = False

    def __init__(self, changes: Sequence[Putting]) -> None:
        super().__init__(id="preview")
        self._changes = changes
        self.styles.height = len(preview_lines(changes, _WIDTH))

    def render_line(self, y: int) -> Strip:
        ink, glyphs = look_of(self.app)
        lines = preview_lines(self._changes, _WIDTH, glyphs)
        line = segments(lines[y] if y < len(lines) else [], ink, glyphs, "overlay")
        return Strip(line).adjust_cell_length(self.size.width, ink("ink", "overlay"))


class PreviewScreen(Dialog[bool]):
    """Gives True when it is to be applied."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,A", "apply", "Apply", show=False)]

    def __init__(self, changes: Sequence[Putting], exchange: int) -> None:
        super().__init__()
        self._changes = changes
        self._exchange = exchange

    def compose(self) -> ComposeResult:
        _, glyphs = look_of(self.app)
        again = f"For everybody who asks this target; then #{self._exchange} is sent again."
        with Vertical(id="dialog"):
            yield Words([[("What it puts down", "ink", "b"), *ESC_CLOSE], []])
            yield Changes(self._changes)
            yield Words(
                [
                    [],
                    [(again, "ink-soft")],
                    [],
                    [(f" {glyphs.enter}  Apply and replay #{self._exchange} ", "on-accent", "b")],
                ]
            )

    def action_apply(self) -> None:
        self.dismiss(True)
