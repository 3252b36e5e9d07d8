"""Tokens in and out, and how full the window is."""

from tui_router.journal.record import ExchangeRow
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.lines.line import Span
from tui_router.tui.lines.token_words import token_spans
from tui_router.tui.widgets.span_row import SpanRow


class TokenRow(SpanRow):
    def __init__(self) -> None:
        super().__init__()
        self.row: ExchangeRow | None = None

    def spans(self, width: int, glyphs: Glyphs) -> tuple[list[Span], list[Span]]:
        return token_spans(self.row, width, glyphs) if self.row is not None else ([], [])
