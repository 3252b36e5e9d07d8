"""One line beside an exchange."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from tui_router.journal.record import COMMENT_CAP, ExchangeRow
from tui_router.tui.ink import look_of
from tui_router.tui.lines.title import target_spans
from tui_router.tui.safe_text import safe_text
from tui_router.tui.screens.dialog import ESC_CLOSE, Dialog
from tui_router.tui.widgets.words import SPRING, Word, Words, span_words

_WIDTH = 60
"""Cells of a line, within the dialog's margins."""


class CommentScreen(Dialog[str]):
    """Gives the words, "" to remove them, None to leave them."""

    def __init__(self, row: ExchangeRow) -> None:
        super().__init__()
        self._row = row

    def compose(self) -> ComposeResult:
        _, glyphs = look_of(self.app)
        with Vertical(id="dialog"):
            yield Words(
                [
                    [
                        ("Note beside", "ink", "b"),
                        (" ", "ink"),
                        *span_words(target_spans(self._row, _WIDTH - 12, glyphs)),
                    ]
                ]
            )
            yield Words([[]])
            yield Input(
                safe_text(self._row.comment[:COMMENT_CAP], line=True),
                placeholder="what you want to remember of it",
                max_length=COMMENT_CAP,
                select_on_focus=False,
                id="comment-input",
            )
            yield Words([[]])
            yield Words(id="comment-foot")

    def on_mount(self) -> None:
        self.query_one(Input).cursor_blink = False
        self._say_foot()

    @on(Input.Changed)
    def _typed(self) -> None:
        self._say_foot()

    def _say_foot(self) -> None:
        _, glyphs = look_of(self.app)
        typed = self.query_one(Input).value
        keep = "keep it" if typed.strip() or not self._row.comment else "remove it"
        words: list[Word] = [(glyphs.enter, "accent", "b"), (f" {keep}", "ink-soft")]
        if len(typed) > COMMENT_CAP * 3 // 4:
            words += [SPRING, (f"{len(typed)} of {COMMENT_CAP}", "ink-soft"), ("   ", "ink"), *ESC_CLOSE[1:]]
        else:
            words += ESC_CLOSE
        self.query_one("#comment-foot", Words).say([words])

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(event.value.strip())
