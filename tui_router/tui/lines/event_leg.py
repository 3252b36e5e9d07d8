"""A stream event by event: where each stands in the bytes, when it came, what it is. What it says is read again from
the bytes when it is on the screen."""

from typing import NamedTuple

from tui_router.tui.lines.answer_leg import AnswerLeg
from tui_router.tui.lines.event_words import tell
from tui_router.tui.lines.packed import PackedReader, as_text
from tui_router.tui.lines.told import Told
from tui_router.tui.seen import RawLeg
from tui_router.wire.sse import Frame, SseReader, read_frame

AT_ONCE = 96 * 1024
"""Bytes read in one go; a longer leg is read in several, so that the screen stays quick."""
MOST_EVENTS = 100_000
_BOM = b"\xef\xbb\xbf"


class Event(NamedTuple):
    """`start` and `end` are its bytes in the leg's text; `number` counts those with data from 1, a comment has 0."""

    kind: str
    name: str
    start: int
    end: int
    at: float | None = None
    number: int = 0


class EventLeg:
    def __init__(self, dialect: str) -> None:
        self.dialect = dialect
        self.raw = RawLeg()
        self._begin()

    def _begin(self) -> None:
        self.events: list[Event] = []
        self.attempt = self.raw.attempt
        self.opens: list[int] = []
        """The events that begin a block."""
        self.behind = False
        """More bytes are here than were read: to be fed again soon."""
        self.whole = False
        """Nothing more will come."""
        self._sse: SseReader | PackedReader = SseReader()
        self._unpacked: bytearray | None = None
        self._fed = 0
        self._end = 0
        self._mark = 0
        self.count = 0
        """Events with data; comments are not counted."""

    def feed(self, raw: RawLeg, leg: AnswerLeg) -> bool:
        """Read on; says whether there is anything new."""
        if raw is not self.raw or raw.attempt != self.attempt or len(raw.data) < self._fed:
            self.raw = raw
            self._begin()
        if not leg.streams or self.whole:
            return False
        before = len(self.events)
        if not self._fed and leg.packed:
            self._sse, self._unpacked = PackedReader(), bytearray()
        if not self._fed and raw.data[:3] == _BOM:
            self._end = len(_BOM)
        chunk = bytes(raw.data[self._fed : self._fed + AT_ONCE])
        self._fed += len(chunk)
        frames = self._sse.feed(chunk)
        self.behind = self._fed < len(raw.data)
        if raw.complete and not self.behind:
            frames += self._sse.close()
            self.whole = True
        for frame in frames:
            self._add(frame, leg)
        if len(self.events) >= MOST_EVENTS:
            self.behind, self.whole = False, True
        return len(self.events) != before or self.whole

    def _add(self, frame: Frame, leg: AnswerLeg) -> None:
        start, end = self._end, self._end + len(frame.raw)
        self._end = end
        if len(self.events) >= MOST_EVENTS:
            return
        if self._unpacked is not None:
            start = len(self._unpacked)
            self._unpacked += as_text(frame)
            end = len(self._unpacked)
        kind, name, _ = tell(self.dialect, frame)
        if not name:
            return
        if frame.data is not None:
            self.count += 1
        if kind == "open":
            self.opens.append(len(self.events))
        number = self.count if frame.data is not None else 0
        self.events.append(Event(kind, name, start, end, self._time(leg), number))

    def _time(self, leg: AnswerLeg) -> float | None:
        """When its last byte passed: of the last mark that stands before its end."""
        marks = leg.marks
        if not marks:
            return None
        while self._mark + 1 < len(marks) and marks[self._mark + 1].offset < self._end:
            self._mark += 1
        return marks[self._mark].at

    @property
    def text(self) -> bytearray:
        """What its events stand in: the bytes as they passed, of packed events what was in them."""
        return self.raw.data if self._unpacked is None else self._unpacked

    def bytes_of(self, event: Event) -> bytes:
        return bytes(self.text[event.start : event.end])

    def tell(self, event: Event) -> Told:
        raw = self.bytes_of(event).lstrip(b"\r\n")
        return tell(self.dialect, read_frame(raw, raw))
