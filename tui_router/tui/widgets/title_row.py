"""What is selected: number, tier, target, the legs that are shown, the state."""

from dataclasses import dataclass

from textual import events
from textual.message import Message

from tui_router.journal.record import ExchangeRow
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.lines.line import GAP, Span, span_width
from tui_router.tui.lines.title import about_spans, comment_spans, state_spans, target_spans
from tui_router.tui.links import ToExchange, number_at, words_at
from tui_router.tui.widgets.span_row import SpanRow


def _shown(pair: str) -> str:
    return f" {' '.join(pair)} "


class TitleRow(SpanRow):
    @dataclass
    class Paired(Message):
        """A pair of legs was clicked."""

        pair: str

    def __init__(self) -> None:
        super().__init__()
        self.row: ExchangeRow | None = None
        self.total = 0.0
        self.phase = -1
        """The spinner's frame; below zero it stands still."""
        self.pairs: tuple[str, ...] = ()
        """The leg pairs to choose from; none where there is no choice."""
        self.pair = ""

    def on_click(self, event: events.Click) -> None:
        line = self.render_line(0).text
        for pair in self.pairs:
            if words_at(line, event.x, _shown(pair)):
                self.post_message(self.Paired(pair))
                return
        number = number_at(line, event.x)
        if number is not None and self.row is not None and number != self.row.id:
            self.post_message(ToExchange(number))

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
            spans += [Span(_shown(pair), role, bold=chosen, on=ground), Span(" ")]
        return [*spans, Span("    ")] if spans else []
