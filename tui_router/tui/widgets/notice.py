"""One line between the bars and the list: the gateway is gone, the settings are wrong, the window is small."""

from typing import Literal

from textual.geometry import Size

from tui_router.journal.record import Status
from tui_router.tui import cells
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.ink import Ink
from tui_router.tui.keymap import keys_of
from tui_router.tui.safe_text import safe_text
from tui_router.tui.widgets.bar import Bar, Piece
from tui_router.tui.widgets.words import Word

Severity = Literal["error", "warning", "soft"]


def most_pressing(
    gone: list[Word], status: Status | None, too_small: Size | None, glyphs: Glyphs
) -> tuple[list[Word], Severity]:
    """What to say: the gateway is gone, the settings are wrong, captures are lost, the window is small, nothing."""
    if gone:
        return gone, "error"
    if status is not None and status.problem:
        said = safe_text(status.problem, line=True)
        return [(f"{glyphs.slow} settings  ", "state-warn", "b"), (said, "ink")], "warning"
    if status is not None and (status.scribe == "down" or status.lost_captures):
        lost = (
            cells.plural(status.lost_captures, "capture") + " lost"
            if status.lost_captures
            else "not recording"
        )
        return [(f"{glyphs.slow} journal  ", "state-warn", "b"), (f"{lost}; answers go on", "ink")], "warning"
    if too_small is not None:
        size = f"{too_small.width}x{too_small.height}"
        return [(f"{size} is too small for two panes: the list only.", "ink-soft")], "soft"
    return [], "soft"


class Notice(Bar):
    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._words: list[Word] = []
        self._severity: Severity = "soft"

    def say(self, words: list[Word], severity: Severity = "soft") -> None:
        """No words: the line gives its row back."""
        if (words, severity) == (self._words, self._severity):
            return
        self._words, self._severity = words, severity
        self.set_class(bool(words), "-shown")
        self.set_class(severity == "error", "-error")
        self.set_class(severity == "warning", "-warning")
        self.refresh()

    def pieces(self, width: int, ink: Ink, glyphs: Glyphs) -> tuple[list[Piece], list[Piece]]:
        del width, glyphs
        renamed = keys_of(self.app).renamed("Live")
        return [
            (
                renamed.get(word[0], word[0]) if word[1] == "accent" else word[0],
                ink(word[1], bold="b" in (word[2] if len(word) > 2 else "")),
            )
            for word in self._words
        ], []
