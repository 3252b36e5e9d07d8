"""Where the time went, in one line to scale."""

from tui_router.journal.record import ENDED, ExchangeRow
from tui_router.tui import cells
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.lines.line import Span, span_width
from tui_router.tui.lines.timeline import Phase, bar
from tui_router.tui.widgets.span_row import SpanRow

_SHORTEST = 8
_END = 8  # cells kept for the total, so that the bar does not move with it


class TimeRow(SpanRow):
    def __init__(self) -> None:
        super().__init__()
        self.row: ExchangeRow | None = None
        self.phases: list[Phase] = []
        self.total = 0.0

    def spans(self, width: int, glyphs: Glyphs) -> tuple[list[Span], list[Span]]:
        row = self.row
        if row is None:
            return [], []
        live = row.state not in ENDED
        end = [Span(cells.took(self.total, glyphs), "state-live" if live else "ink", bold=True)]
        if row.state == "failed":
            told = f"{glyphs.states['failed']} {row.status or ''}".strip()
            end = [Span(f"{told}  ", "state-error", bold=True), *end]
        left = [Span("time ", "ink-soft")]
        room = width - span_width(left) - max(_END, span_width(end)) - 3
        if row.state == "failed" and row.times.first is None:
            room = max(_SHORTEST, cells.bar_length(self.total, room))
        return [*left, *bar(self.phases, room, row.tier, live=live, glyphs=glyphs)], end
