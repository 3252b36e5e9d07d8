"""What would be sent to a target: leg b of a request that was recorded, translated anew, with nothing sent."""

from typing import ClassVar

import msgspec
from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from tui_router.control.client import ControlClient, ControlError
from tui_router.control.wiring import DryRun
from tui_router.journal.record import ExchangeDetail, ExchangeRow, LegSizes, LegSlice
from tui_router.tui import cells
from tui_router.tui.columns import BREAKPOINTS
from tui_router.tui.ink import look_of
from tui_router.tui.lines.rewire_news import prompt_words
from tui_router.tui.lines.thinking_words import thinking_spans, thinking_table
from tui_router.tui.safe_text import safe_text
from tui_router.tui.screens.dialog import ESC_CLOSE, Dialog
from tui_router.tui.targets import spoken
from tui_router.tui.widgets.request_legs import RequestLegs
from tui_router.tui.widgets.words import SPRING, Word, Words, span_words

LEG_CAP = 4 * 1024 * 1024
"""Bytes of leg a that are read to stand beside it."""
_MARGIN = 2  # cells on either side of words, as the style sheet says


class DryRunScreen(Dialog[None]):
    """The client's request beside what it would become; on a small screen in one column, what changed first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+d", "close", show=False, priority=True),
        Binding("t", "thinking", show=False),
    ]

    def __init__(self, client: ControlClient, dry: DryRun) -> None:
        super().__init__()
        self._client = client
        self._dry = dry

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Words(id="dry-title")
            yield RequestLegs(id="dry-legs")
            table = Words(id="dry-thinking")
            table.display = False
            yield table
            yield Words(id="dry-foot")

    def on_mount(self) -> None:
        self._say("")
        self.query_one(RequestLegs).focus()
        self._read()

    def on_resize(self, event: events.Resize) -> None:
        super().on_resize(event)
        legs = self.query_one(RequestLegs)
        legs.split = event.size.width >= BREAKPOINTS[1]
        legs.changed()
        self._tabulate(event.size.width)

    def _tabulate(self, width: int) -> None:
        """`width`: cells of the whole screen, which this dialog fills."""
        table = self.query_one("#dry-thinking", Words)
        if table.display:
            _, glyphs = look_of(self.app)
            lines = thinking_table(self._dry.thinking, glyphs, width - 2 * _MARGIN)
            table.say([span_words(line) for line in lines])

    def _say(self, problem: str) -> None:
        _, glyphs = look_of(self.app)
        dry = self._dry
        target = spoken(dry.target, glyphs)
        head: list[Word] = [
            (f"#{dry.exchange} {glyphs.arrow} ", "ink-soft"),
            (cells.clip_middle(target, 40, glyphs.ellipsis), "ink", "b"),
            ("  as it would be sent", "ink-soft"),
        ]
        self.query_one("#dry-title", Words).say([[*head, *ESC_CLOSE], []])
        notes = cells.plural(len(dry.notes), "change")
        size = cells.size(dry.size or len(dry.body))
        first: list[Word] = [(f"{notes}, {size}", "ink-soft"), *span_words(prompt_words(dry, glyphs))]
        thinking: list[Word] = []
        if dry.thinking:
            line = span_words(thinking_spans(dry.thinking, glyphs))
            thinking = [*line, SPRING, ("t", "accent", "b"), (" all of it", "ink-soft")]
        wrong = problem or dry.problem
        second: list[Word] = [(safe_text(wrong[:200], line=True), "state-error")] if wrong else []
        self.query_one("#dry-foot", Words).say([line for line in (first, thinking, second) if line])

    def action_thinking(self) -> None:
        """What is sent for each way to ask for thinking, in place of the request, and back."""
        table, legs = self.query_one("#dry-thinking", Words), self.query_one(RequestLegs)
        if not self._dry.thinking:
            return
        table.display = not table.display
        self._tabulate(self.size.width)
        legs.display = not table.display
        if not table.display:
            legs.focus()

    @work(exclusive=True, group="dry-run")
    async def _read(self) -> None:
        dry, legs = self._dry, self.query_one(RequestLegs)
        body = dry.body
        try:
            row = (await self._client.exchange(dry.exchange)).row
            legs.show(ExchangeDetail(row=_rehearsed(row, len(body)), notes=list(dry.notes)))
            legs.add(
                LegSlice(leg="b", offset=0, next=len(body), size=len(body), complete=True,
                         truncated=dry.size > len(body), data=body)
            )  # fmt: skip
            legs.changed()
            offset = 0
            while offset < LEG_CAP:
                piece = await self._client.leg(dry.exchange, "a", offset=offset)
                legs.add(piece)
                if piece.next <= offset or piece.complete:
                    break
                offset = piece.next
            legs.changed()
        except ControlError as error:
            self._say(str(error))


def _rehearsed(row: ExchangeRow, size: int) -> ExchangeRow:
    """The row as if it were on its way: nothing of how it went then is marked."""
    return msgspec.structs.replace(row, state="live", sizes=LegSizes(a=row.sizes.a, b=size))
