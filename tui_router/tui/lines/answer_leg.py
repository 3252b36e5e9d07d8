"""Leg c or d as it arrives: slices put in order, bytes read as a stream or kept as a plain body."""

from bisect import bisect_left
from collections.abc import Sequence

import msgspec

from tui_router.journal.record import LegName, LegSlice, Mark
from tui_router.tui.cells import size
from tui_router.tui.lines.chat_rows import ChatRows
from tui_router.tui.lines.entries import Entry, Reader, words
from tui_router.tui.lines.gemini_rows import GeminiRows
from tui_router.tui.lines.message_rows import MessageRows
from tui_router.tui.lines.other_rows import OtherRows
from tui_router.tui.lines.packed import KIND, PackedReader, is_packed
from tui_router.tui.lines.responses_rows import ResponsesRows
from tui_router.wire.sse import SseReader

BODY_CAP = 256 * 1024
"""Bytes of an answer that is no stream that are kept to be shown."""
_BOM = b"\xef\xbb\xbf"


_READERS: dict[str, type[ChatRows | MessageRows | ResponsesRows | GeminiRows]] = {
    "anthropic": MessageRows,
    "bedrock": MessageRows,
    "chat": ChatRows,
    "gemini": GeminiRows,
    "responses": ResponsesRows,
}


def reader_for(leg: LegName, dialect: str) -> Reader:
    """A language nobody named is read by what its events look like."""
    return _READERS.get("anthropic" if leg == "d" else dialect, OtherRows)()


class AnswerLeg:
    """`next` is the offset wanted next; a slice that begins elsewhere is ignored. `revision` counts changes."""

    def __init__(self, leg: LegName, dialect: str) -> None:
        self.leg = leg
        self.dialect = dialect
        self.revision = 0
        self._begin(0)

    def _begin(self, attempt: int) -> None:
        self.attempt = attempt
        self.next = 0
        self.status: int | None = None
        self.headers: dict[str, str] = {}
        self.complete = False
        self.truncated = False
        self.events = 0
        self.size = 0
        self.revision += 1
        self.entries: list[Entry] = []
        self._reader: Reader | None = None
        self.packed = False
        """Its events come in AWS's framing."""
        self._sse: SseReader | PackedReader = SseReader()
        self._marks: list[Mark] = []
        self._read_to = 0
        self._body = bytearray()
        self._body_entry: Entry | None = None
        self._overflowed = False

    @property
    def started(self) -> bool:
        return self.next > 0 or self.status is not None

    @property
    def streams(self) -> bool:
        return self._reader is not None

    def add(self, piece: LegSlice) -> bool:
        """Take a slice in; says whether it changed anything. A later attempt begins the leg anew."""
        if piece.attempt > self.attempt and piece.offset == 0 and self.started:
            self._begin(piece.attempt)
        if piece.offset != self.next or piece.attempt < self.attempt:
            return False
        new = (
            bool(piece.data)
            or piece.complete != self.complete
            or (piece.status or self.status) != self.status
        )
        if not new:
            return False
        self.attempt = piece.attempt
        self.status = piece.status if piece.status is not None else self.status
        if piece.headers:
            self.headers = {name.lower(): value for name, value in piece.headers}
        self._marks.extend(piece.marks)
        self.next = max(piece.next, piece.offset + len(piece.data))
        self.size = max(self.size, piece.size, self.next)
        self.complete = piece.complete
        self.truncated = piece.truncated
        self._head()
        if piece.data or piece.complete:
            self._read(piece.data)
        self.revision += 1
        return True

    @property
    def marks(self) -> Sequence[Mark]:
        """When its bytes passed, read by read."""
        return self._marks

    def at(self, end: int) -> float | None:
        """When the byte before `end` passed, by the last mark at or before it."""
        index = bisect_left(self._marks, end, key=lambda mark: mark.offset)
        if index == 0:
            return self._marks[0].at if self._marks else None
        return self._marks[index - 1].at

    def _head(self) -> None:
        if self.entries or self.status is None or (self.leg == "d" and not self._plain()):
            return
        kind = words(self.headers.get("content-type", ""), 60)
        self.entries.append(Entry(("head", 0), str(self.status), kind, at=self.at(1)))

    def _plain(self) -> bool:
        kind = self.headers.get("content-type", "")
        return bool(kind) and "event-stream" not in kind

    def _read(self, data: bytes) -> None:
        if self._reader is None and self._body_entry is None and not self._decide(data):
            return
        if self._reader is None:
            self._keep(data)
            return
        held = bytes(self._body)
        self._body.clear()
        before = len(self._reader.entries)
        for frame in self._sse.feed(held + data) + (self._sse.close() if self.complete else []):
            self._read_to += len(frame.raw)
            if frame.data is not None:
                self.events += 1
            self._reader.frame(frame, self.at(self._read_to))
        self.entries.extend(self._reader.entries[before:])
        if self._sse.overflow and not self._overflowed:
            self._overflowed = True
            self.entries.append(Entry(("error", 99), "one event is too long to show", sort="error"))

    def _decide(self, data: bytes) -> bool:
        """Stream or plain body, by the header, else by the first bytes. Says whether that is known yet."""
        kind = self.headers.get("content-type", "")
        start = bytes(self._body[:64] + data[:64]).removeprefix(_BOM).lstrip()
        if not start and not self.complete:
            self._body += data
            return False
        self.packed = self.leg == "c" and is_packed(kind, start)
        if self.packed:
            self._sse = PackedReader()
        streams = self.packed or "event-stream" in kind or KIND in kind
        if not kind:
            streams = not start.startswith((b"{", b"[", b"<"))
        if streams and start.startswith((b"{", b"<", b"[")):
            streams = False
        if streams:
            self._reader = reader_for(self.leg, self.dialect)
            if bytes(self._body[:3] + data[:3]).startswith(_BOM):
                self._read_to = len(_BOM)
        return True

    def _keep(self, data: bytes) -> None:
        """An answer that is no stream: shown as JSON when it is, else in the upstream's words."""
        room = BODY_CAP - len(self._body)
        self._body += data[: max(0, room)]
        entry = self._body_entry
        if entry is None:
            entry = self._body_entry = Entry(("body", 0), "body", at=self.at(self.next))
            self.entries.append(entry)
        entry.detail = size(self.size)
        entry.version += 1
        body = bytes(self._body)
        try:
            text = msgspec.json.format(body, indent=2).decode("utf-8", "replace")
            entry.sort = "json"
        except (msgspec.DecodeError, ValueError, RecursionError):
            text = body.decode("utf-8", "replace")
            entry.sort = "quote"
        entry.pieces = [(entry.at, text)]
        entry.chars = len(text)
