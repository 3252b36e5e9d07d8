"""What the client of a refused request is told."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from tui_router.tui.ink import look_of
from tui_router.tui.screens.dialog import ESC_CLOSE, Dialog
from tui_router.tui.widgets.words import Word, Words

WORDS = "A person refused this request."
WORDS_CAP = 500
"""Characters that a gateway takes."""


class RefuseScreen(Dialog[str]):
    """Gives the words, None to leave it held."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number

    def compose(self) -> ComposeResult:
        _, glyphs = look_of(self.app)
        keys: list[Word] = [(glyphs.enter, "accent", "b"), (" refuse it", "ink-soft"), *ESC_CLOSE]
        about = "Nothing is sent. Its client gets an error with these words:"
        with Vertical(id="dialog"):
            yield Words([[(f"Refuse #{self._number}", "ink", "b")], [], [(about, "ink-soft")], []])
            yield Input(WORDS, max_length=WORDS_CAP, id="refuse-input")
            yield Words([[], keys])

    def on_mount(self) -> None:
        self.query_one(Input).cursor_blink = False

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip():
            self.dismiss(event.value.strip())
