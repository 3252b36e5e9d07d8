"""What is selected: number, tier, target, the legs that are shown, the state."""

from tui_router.journal.record import ExchangeRow
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.lines.line import GAP, Span, span_width
from tui_router.tui.lines.title import about_spans, comment_spans, state_spans, target_spans
from tui_router.tui.widgets.span_row import SpanRow


class TitleRow(SpanRow):
    def __init__(self) -> None:
        super().__init__()
        self.row: ExchangeRow | None = None
        self.total = 0.0
        self.phase = -1
        """The spinner's frame; below zero it stands still."""
        self.pairs: tuple[str, ...] = ()
        """The leg pairs to choose from; none where there is no choice."""
        self.pair = ""

    def spans(self, width: int, glyphs: Glyphs) -> tuple[list[Span], list[Span]]:
        row = self.row
        if row is None:
            return [], []
        right = [*self._choice(), *state_spans(row, self.total, glyphs, self.phase)]
        room = width - span_width(right) - GAP
        left = target_spans(row, room, glyphs)
        about = about_spans(row)
        if span_width([*left, *about]) <= room:
            left += about
        left += comment_spans(row, room - span_width(left), glyphs)
        return left, right

    def _choice(self) -> list[Span]:
        spans: list[Span] = []
        for pair in self.pairs:
            chosen = pair == self.pair
            role, ground = ("accent", "row-cursor") if chosen else ("ink-soft", "")
            spans += [Span(f" {' '.join(pair)} ", role, bold=chosen, on=ground), Span(" ")]
        return [*spans, Span("    ")] if spans else []
