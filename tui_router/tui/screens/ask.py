"""One question before something goes away."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from tui_router.tui.ink import look_of
from tui_router.tui.lines.wrap import wrap
from tui_router.tui.safe_text import safe_text
from tui_router.tui.screens.dialog import ESC_CLOSE, Dialog
from tui_router.tui.widgets.choice import Choice, Option
from tui_router.tui.widgets.words import Word, Words

_WIDTH = 60
"""Cells of a line, within the dialog's margins."""


class AskScreen(Dialog[bool]):
    """Gives True when it is to be done; the safe answer stands first."""

    def __init__(self, question: str, about: str, yes: str, no: str = "Keep it") -> None:
        super().__init__()
        self._question = safe_text(question[:200], line=True)
        self._about = wrap(about.replace("\n", " ")[:400], _WIDTH, 4)
        self._options = [Option("", no, "", "k"), Option("yes", yes, "", "y", "state-warn")]

    def compose(self) -> ComposeResult:
        _, glyphs = look_of(self.app)
        with Vertical(id="dialog"):
            about: list[list[Word]] = [[(line, "ink-soft")] for line in self._about]
            yield Words([[(self._question, "ink", "b")], [], *about, []])
            yield Choice(self._options)
            yield Words([[], [(glyphs.enter, "accent", "b"), (" choose", "ink-soft"), *ESC_CLOSE]])

    @on(Choice.Chosen)
    def _chosen(self, event: Choice.Chosen) -> None:
        self.dismiss(event.option.value == "yes")
