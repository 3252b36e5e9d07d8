"""The answer of an attempt on its way to the client: as a stream or whole, whichever the client asked for."""

from typing import TYPE_CHECKING

from tui_router.core.faults import UpstreamFault
from tui_router.gateway.figures import Figures
from tui_router.gateway.refusals import out_of_order, said_nothing
from tui_router.gateway.responder import SSE, Responder
from tui_router.messages.codec import encode_events, encode_message
from tui_router.messages.events import (
    BlockDelta,
    BlockStart,
    Emitted,
    MessageDelta,
    MessageStop,
    TextDelta,
    TextOut,
    ThinkingOut,
    Verbatim,
)
from tui_router.messages.fold import Fold
from tui_router.messages.unfold import unfold
from tui_router.messages.watch import Watch

if TYPE_CHECKING:
    from tui_router.gateway.attempts import Attempt
    from tui_router.gateway.plan import Plan

MOST_HELD = 100
"""Events that are kept back before the first block; an upstream sends two or three."""

_PROPER = frozenset({"end_turn", "stop_sequence", "tool_use", None})
"""Reasons to end that go with something said."""


class Relay:
    """`begun` says that a part of an answer has come from upstream: from then on nothing is tried again."""

    def __init__(self, responder: Responder) -> None:
        self.responder = responder
        self.live = responder.live
        self._figures = Figures(self.live.row)
        self._watch: Watch | None = None

    @property
    def begun(self) -> bool:
        return self._figures.begun

    async def bring(self, attempt: "Attempt", plan: "Plan", *, stream: bool) -> None:
        """Raises `UpstreamFault` where the answer breaks off or is none."""
        if attempt.prepared.streams and stream:
            held: list[Emitted] = []
            async for events in attempt.batches():
                if not self.begun:
                    events = held = held + events  # noqa: PLW2901 - until something is said
                    if not _over_or_begun(held) and len(held) < MOST_HELD:
                        continue
                    self._refuse_silence(attempt, held)
                plan.keep()
                await self._stream(attempt, events)
            self._ready_to_end(attempt, plan)
            await self.responder.end()
            return
        if attempt.prepared.streams:
            fold = Fold()
            async for events in attempt.batches():
                if self.begun or _speaks(events):
                    self._figures.count(events)
                for event in events:
                    fold.accumulate(event)
            message, verbatim = fold.message(), None
            self.live.note(fold.notes)
        else:
            message, verbatim = await attempt.message()
        plan.keep()
        said = [block for block in message.content if not (isinstance(block, TextOut) and not block.text)]
        if not said and message.stop_reason in _PROPER:
            raise UpstreamFault(said_nothing(attempt.call.provider))
        self._figures.whole(message)
        self.live.row.times.first = self.live.now()
        if stream:
            await self._stream(attempt, list(unfold(message)))
            self._ready_to_end(attempt, plan)
            await self.responder.end()
        else:
            self._ready_to_end(attempt, plan)
            await self.responder.whole(200, {}, verbatim or encode_message(message))

    def _refuse_silence(self, attempt: "Attempt", events: list[Emitted]) -> None:
        """An answer that ends before it began, and not for want of room, is none."""
        if _speaks(events):
            return
        ends = [event for event in _plain(events) if isinstance(event, MessageDelta)]
        if any(event.delta.stop_reason in _PROPER for event in ends):
            raise UpstreamFault(said_nothing(attempt.call.provider))

    async def _stream(self, attempt: "Attempt", events: list[Emitted]) -> None:
        responder, live = self.responder, self.live
        data = encode_events(events)
        if live.row.times.first is None:
            live.row.times.first = live.now()
        if not responder.started:
            await responder.start(200, SSE)
        self._figures.count(events)
        if self._watch is None:
            self._watch = Watch()
        self._watch.see(events)
        await responder.write(data)
        attempt.last_read = live.now()  # while the client did not read, nor did we
        live.touch()

    def grade(self, attempt: "Attempt", *, whole: bool = False) -> None:
        """Keep what was wrong with the streams; what would have broken a client is a diagnosis."""
        live, found = self.live, list(getattr(attempt.machine, "offences", ()))
        if self._watch is not None:
            if whole:
                self._watch.close()
            found += self._watch.offences
        live.offences = found
        if whole and any(offence.grade == "harmful" for offence in found):
            live.diagnosis = out_of_order(found)
            live.row.diagnosis = live.diagnosis.name

    def _ready_to_end(self, attempt: "Attempt", plan: "Plan") -> None:
        """Everything a viewer may look at is in place before the client can know that the answer ended."""
        figures, live = self._figures, self.live
        figures.settle(attempt.machine.usage if attempt.machine is not None else figures.last)
        plan.keep()
        plan.answered(figures.told.prompt if figures.told is not None else None)
        self.grade(attempt, whole=True)
        row = live.row
        row.state, row.trouble = "ok", ""
        if live.diagnosis is not None and live.diagnosis.blame == "upstream":
            row.state, row.trouble = "repaired", live.diagnosis.title
        if plan.mended:
            row.state = "repaired"
            row.diagnosis, live.diagnosis = plan.mended[0].name, plan.mended[0]
            row.trouble = "; ".join(dict.fromkeys(plan.words))
        row.times.ended = live.now()


def _over_or_begun(events: list[Emitted]) -> bool:
    return _speaks(events) or any(type(event) is MessageStop for event in _plain(events))


def _speaks(events: list[Emitted]) -> bool:
    """Whether something is said here: a text, a thought, a tool, or a block we do not know."""
    for event in _plain(events):
        if type(event) is BlockDelta:
            delta = event.delta
            if type(delta) is TextDelta and not delta.text:
                continue
            return True
        if type(event) is BlockStart and type(event.content_block) not in (TextOut, ThinkingOut):
            return True
    return False


def _plain(events: list[Emitted]) -> list[object]:
    return [item.event if type(item) is Verbatim else item for item in events]
