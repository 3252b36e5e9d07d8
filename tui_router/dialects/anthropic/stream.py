"""The upstream's stream to the client: its own bytes, a parsed copy beside them, and what must be mended, mended."""

import re

from tui_router.core.faults import UpstreamFault
from tui_router.core.note import Note
from tui_router.dialects.anthropic import errors
from tui_router.dialects.anthropic.mend import Mender
from tui_router.dialects.anthropic.response import read_body
from tui_router.dialects.base import Call, Prepared
from tui_router.dialects.names import NameMap
from tui_router.messages.events import (
    BlockDelta,
    BlockStart,
    Emitted,
    InputJsonDelta,
    MessageDelta,
    MessageStop,
    SignatureDelta,
    TextDelta,
    Usage,
    Verbatim,
)
from tui_router.messages.grammar import Checker, kind_of
from tui_router.messages.reading import Reading, frame_data, frame_name, read_event
from tui_router.messages.unfold import unfold
from tui_router.messages.violations import Violation
from tui_router.messages.watch import Offence, offences
from tui_router.wire.sse import Frame, SseReader

MOST_HELD = 1024 * 1024
"""Bytes kept back before the first content. What comes above is let go: an upstream must not fill our memory."""

MOST_BODY = 32 * 1024 * 1024
"""Bytes of a JSON answer to a stream request."""

_SOMETHING = re.compile(rb"[^\s\xef\xbb\xbf]")
_SPOKEN = frozenset({"text", "thinking"})
"""Kinds of block that begin empty: what is in them comes in deltas."""
_NOT_EVENTS = frozenset(b'{["<')


class Machine:
    """A `StreamMachine`. `offences` lists what was odd and passed and what was harmful and mended; `error_body` is
    the upstream's own error when it reported one inside its stream."""

    def __init__(self, call: Call, prepared: Prepared) -> None:
        self.notes: list[Note] = []
        self.fault: UpstreamFault | None = None
        self.done = False
        self.usage: Usage | None = None
        self.error_body = b""
        self.offences: list[Offence] = []
        self._taken = 0  # events
        self._call = call
        self._names: NameMap | None = prepared.memo
        self._reader = SseReader()
        self._checker = Checker()
        model = call.target.model or call.request.model
        self._mender = Mender(call.request, model, call.estimate, call.new_id, self._checker, self._names)
        self._first = b""  # white space before anything else
        self._form = ""  # "" until the first byte that says it, then "events" or "body"
        self._body = bytearray()
        self._held: list[Emitted] = []
        self._held_size = 0
        self._live = False  # content went out
        self._said_done = False  # [DONE] was seen

    @property
    def _over(self) -> bool:
        return self.done or self.fault is not None

    def feed(self, data: bytes) -> list[Emitted]:
        if self._over or not data:
            return []
        if not self._form:
            data = self._first + data
            found = _SOMETHING.search(data)
            if found is None:
                self._first = data[:MOST_HELD]
                return []
            self._form = "body" if found[0][0] in _NOT_EVENTS else "events"
        if self._form == "body":
            self._body += data
            if len(self._body) > MOST_BODY:
                self._fail(errors.too_large())
            return []
        out: list[Emitted] = []
        for came in self._reader.feed(data):
            self._take(came, out)
            if self._over:
                break
        if self._reader.overflow and not self._over:
            self._fail(errors.too_large())
        return self._release(out)

    def close(self, output_estimate: int | None = None) -> list[Emitted]:
        if self._over:
            return []
        tally = self._mender.tally
        tally.deltas = max(tally.deltas, output_estimate or 0)
        out: list[Emitted] = []
        if self._form == "body":
            self._read_body(out)
        else:
            for came in [*self._reader.close(), *self._last_frame()]:
                if not self._over:
                    self._take(came, out)
            if not self._over:
                self._end(out)
        self._live = self._live or self.done
        return self._release(out)

    def _take(self, came: Frame, out: list[Emitted]) -> None:
        if came.data is None:
            out.append(Verbatim(came.raw))
            return
        self._taken += 1
        reading = read_event(came.data)
        event = reading.event
        found = self._checker.read(came.event, came.data, reading)
        if not found and isinstance(event, BlockDelta) and self._mender.straight:
            self._mender.tally.deltas += 1
            self._live = self._live or _is_content(event)
            out.append(Verbatim(came.raw, event))
            return
        if event is None or reading.type == "error":
            if errors.is_error(reading.fields) or came.event == "error":
                self.error_body = came.data
                self._fail(errors.reported(came.data))
                return
            spoken = "" if self._checker.started else errors.other_language(reading)
            if spoken:
                self._fail(errors.wrong_dialect(self._call.provider.name, spoken))
                return
            self._said_done = self._said_done or came.data.strip() == b"[DONE]"
        if found:
            self._offended(found, came.raw)
        if isinstance(event, BlockDelta):
            self._mender.tally.deltas += 1
        mended = self._mender.mend(came, reading, found)
        out += mended
        self.usage = self._mender.tally.told
        self._live = self._live or _begins(reading, mended)
        self.done = isinstance(event, MessageStop)

    def _offended(self, found: list[Violation], raw: bytes = b"") -> None:
        self.offences += offences(found, "c", self._taken, raw, len(self.offences))

    def _release(self, out: list[Emitted]) -> list[Emitted]:
        """Hand out what came, or hold it while an answer with a status is still possible."""
        self._collect()
        if not self._live:
            self._held += out
            self._held_size += sum(len(item.raw) for item in out if isinstance(item, Verbatim))
            self._live = self._held_size > MOST_HELD
            out = []
        if self._live and self._held:
            out = self._held + out
            self._held = []
        return out

    def _end(self, out: list[Emitted]) -> None:
        checker = self._checker
        said_done = self._said_done and checker.started and not checker.open
        if checker.ended or said_done:
            self._offended(checker.close())
            out += self._mender.finish()
            self.done = True
        elif checker.started:
            self._fail(errors.truncated())
        else:
            words = self._reader.rest.strip()
            self.error_body = words
            self._fail(errors.unreadable(words) if words else errors.empty())

    def _last_frame(self) -> list[Frame]:
        """What came after the last blank line, when it is an event that lacks only that."""
        rest = self._reader.rest
        data = frame_data(rest)
        if data is None or not read_event(data).type:
            return []
        end = b"\n" if rest.endswith(b"\n") else b"\n\n"
        return [Frame(frame_name(rest), data, rest + end)]

    def _read_body(self, out: list[Emitted]) -> None:
        """JSON, or a page, in answer to a request that asked for a stream."""
        body = bytes(self._body)
        try:
            message, notes, _ = read_body(self._call, body, self._names)
        except UpstreamFault as fault:
            self.error_body = fault.error_body
            self._fail(fault)
            return
        self.usage = message.usage
        self.notes += [
            *notes,
            Note("moved", "", "the upstream did not stream; its message became events", side="answer"),
        ]
        out += unfold(message)
        self.done = True

    def _fail(self, fault: UpstreamFault) -> None:
        self.fault = fault

    def _collect(self) -> None:
        if self._mender.notes:
            self.notes += self._mender.notes
            self._mender.notes.clear()


def _is_content(event: BlockDelta) -> bool:
    delta = event.delta
    if isinstance(delta, TextDelta):
        return bool(delta.text)
    if isinstance(delta, InputJsonDelta):
        return bool(delta.partial_json)
    return bool(delta.signature if isinstance(delta, SignatureDelta) else delta.thinking)


def _begins(reading: Reading, mended: list[Emitted]) -> bool:
    """Whether this event commits us: the upstream has begun to answer, or has ended."""
    if not mended:
        return False
    event = reading.event
    if isinstance(event, BlockDelta):
        return _is_content(event)
    if isinstance(event, BlockStart):
        return kind_of(event.content_block) not in _SPOKEN or any(
            isinstance(item, BlockDelta) for item in mended
        )
    if isinstance(event, MessageDelta):
        return event.delta.stop_reason is not None
    return isinstance(event, MessageStop) or reading.type == "content_block_delta"
