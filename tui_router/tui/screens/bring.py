"""Which bundle to read."""

from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from tui_router.tui.ink import look_of
from tui_router.tui.screens.dialog import ESC_CLOSE, Dialog
from tui_router.tui.widgets.words import Word, Words


class BringScreen(Dialog[Path]):
    """Gives the path of a file that is there."""

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Words([[("Import exchanges", "ink", "b"), *ESC_CLOSE], []])
            yield Words([[("A bundle that was exported here or elsewhere (.jsonl).", "ink-soft")], []])
            yield Input(placeholder="path of the file", max_length=1000, id="bring-path")
            yield Words([[]])
            yield Words(id="bring-foot")

    def on_mount(self) -> None:
        self.query_one(Input).cursor_blink = False
        self._say()

    def _say(self, problem: str = "") -> None:
        _, glyphs = look_of(self.app)
        usual: list[Word] = [(glyphs.enter, "accent", "b"), (" read it", "ink-soft")]
        wrong: list[Word] = [(problem, "state-warn")]
        self.query_one("#bring-foot", Words).say([wrong if problem else usual])

    @on(Input.Changed)
    def _typed(self) -> None:
        self._say()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        text = event.value.strip()
        try:
            there = bool(text) and Path(text).expanduser().is_file()
        except (ValueError, OSError, RuntimeError):
            there = False
        if there:
            self.dismiss(Path(text).expanduser())
        else:
            self._say("No file is there.")
