"""The bytes of a streamed answer, in every language that is translated: frames however the bytes were cut, a whole
document where a stream was asked for, and how it all ends. A machine: it is fed, and never sees a socket.
"""

import re
from typing import Generic, Protocol, TypeVar

from tui_router.core.faults import UpstreamFault
from tui_router.core.note import Note
from tui_router.dialects.blockbook import BlockBook
from tui_router.dialects.broken import failed, stray_error, truncated, unreadable
from tui_router.dialects.ledger import Ledger
from tui_router.messages.events import Emitted, Usage
from tui_router.wire.json import NotJson
from tui_router.wire.sse import MAX_EVENT, Frame, SseReader, read_frame

HEAD = 65_536
"""Bytes kept of an answer that turns out to be no stream."""

DONE = b"[DONE]"

_BOM = b"\xef\xbb\xbf"
_BRACE = ord("{")
_FIELD = re.compile(rb"(?:data|event|id|retry)?:")


class Told(Protocol):
    """What a language's answer must have: it is told events, and `end` sets `fault` when this cannot have been all."""

    ledger: Ledger
    book: BlockBook
    fault: UpstreamFault | None

    @property
    def usage(self) -> Usage | None: ...

    def end(self, output_estimate: int | None = None) -> None: ...


A = TypeVar("A", bound=Told)


class AnswerStream(Generic[A]):
    """A `StreamMachine`. `error_body` is what the upstream said when it failed, for `diagnose` to read; empty after a
    mere cut. A language says how its events are read: `_event`, `_whole`, `_check`, and what its end is."""

    def __init__(self, answer: A) -> None:
        self.notes: list[Note] = []
        self.usage: Usage | None = None
        self.fault: UpstreamFault | None = None
        self.done = False
        self.error_body = b""
        self._answer = answer
        self._book = answer.book
        self._reader = SseReader()
        self._opened = False  # enough has come to tell a document from a stream
        self._heard = False  # an event has come
        self._head = bytearray()  # all input until then
        self._body: bytearray | None = None  # the document

    def feed(self, data: bytes) -> list[Emitted]:
        if self._over():
            return []
        if not self._heard:
            if not self._opened:
                data = self._open(data)
            elif len(self._head) < HEAD:
                self._head += data
            if self._body is not None:
                self._gather(data)
                return []
        for frame in self._reader.feed(data):
            self._frame(frame)
            if self._over():
                break
        if self._reader.overflow and not self._over():
            self._fail(unreadable("with an event that is too large"))
        return self._book.take()  # type: ignore[return-value]  # every event may be emitted; lists are invariant

    def close(self, output_estimate: int | None = None) -> list[Emitted]:
        if self._over():
            return []
        if self._body is not None:
            fault, words = self._whole(bytes(self._body), output_estimate)
            if fault is not None:
                self._fail(fault, words)
            else:
                self._ended()
        else:
            self._run_out()
            if not self._over():
                if self.may_end:
                    self._end(output_estimate)
                else:
                    self._cut()
        return list(self._book.take())

    # -- what the languages differ in

    @property
    def may_end(self) -> bool:
        """The upstream gave its reason for ending. Should it fall silent now, `close` makes a whole answer."""
        return False

    def _event(self, data: bytes, name: str, /) -> None:
        """An event whose data begins like an object; `name` is that of its frame."""
        raise NotImplementedError

    def _check(self, data: bytes) -> None:
        """Raises `NotJson` for what is no whole event."""
        raise NotImplementedError

    def _whole(self, body: bytes, output_estimate: int | None) -> tuple[UpstreamFault | None, bytes]:
        """A document in place of a stream: what is wrong with it, and the upstream's words about that."""
        raise NotImplementedError

    def _said_done(self) -> None:
        """[DONE] came."""
        self._end()

    # -- bytes

    def _over(self) -> bool:
        return self.done or self.fault is not None

    def _open(self, data: bytes) -> bytes:
        """Tell a document from a stream by its first byte. Hands back what is to be read now."""
        self._head += data
        held = bytes(self._head)
        text = held.removeprefix(_BOM).lstrip()
        if (not text or _BOM.startswith(held)) and len(held) < HEAD:
            return b""
        self._opened = True
        if text[:1] in (b"{", b"["):
            self._body = bytearray()
        return held

    def _gather(self, data: bytes) -> None:
        if self._body is not None:
            self._body += data
            if len(self._body) > MAX_EVENT:
                self._fail(unreadable("more than can be read", bytes(self._body[:HEAD])))

    def _run_out(self) -> None:
        """The last frame may lack its blank line. It counts if its JSON is whole, so that it cannot be cut."""
        for frame in self._reader.close():
            if not self._over():
                self._frame(frame)
        rest = self._reader.rest
        if self._over() or not rest.strip():
            return
        frame = read_frame(rest)
        data = (frame.data or b"").strip()
        try:
            if data != DONE:
                self._check(data)
        except NotJson:
            return
        self._frame(frame)

    def _cut(self) -> None:
        head = bytes(self._head).removeprefix(_BOM).strip()
        begun = _FIELD.match(head) or b"event".startswith(head) or b"data".startswith(head)
        if self._heard or not head or begun:
            self._fail(truncated())
        else:
            self._fail(unreadable("with something that is no stream", head), head)

    # -- events

    def _frame(self, frame: Frame) -> None:
        data = frame.data
        if not data:
            return
        self._heard = True
        if frame.event == "error":
            self._fail(failed(data), data)
            return
        if data[0] != _BRACE:
            data = data.strip()
            if not data.startswith(b"{"):
                self._other(data)
                return
        self._event(data, frame.event)

    def _other(self, data: bytes) -> None:
        """An event that does not begin like an object."""
        if data == DONE:
            self._said_done()
        elif stray_error(data):
            self._fail(failed(data), data)
        elif data:
            self._answer.ledger.add("dropped", "data", "an event that is not JSON", before=data[:80])

    def _garbled(self, data: bytes) -> None:
        self._fail(unreadable("with an event that is not JSON", data))

    def _end(self, output_estimate: int | None = None) -> None:
        self._answer.end(output_estimate)
        if self._answer.fault is not None:
            self._fail(self._answer.fault)
        else:
            self._ended()

    def _ended(self) -> None:
        self.done = True
        self.usage = self._answer.usage
        self.notes = self._answer.ledger.notes()

    def _fail(self, fault: UpstreamFault, words: bytes = b"") -> None:
        self.fault = fault
        self.error_body = fault.error_body = words[:HEAD]
        self.usage = self._answer.usage
        self._book.abandon()
        self.notes = self._answer.ledger.notes()
