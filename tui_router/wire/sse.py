"""Server-sent events out of bytes, cut anywhere (WHATWG HTML, "Interpreting an event stream").

A frame ends at the first two line terminators in a row, so a blank line too many belongs to the frame after it.
The `raw` of all frames and `rest`, put together, are the input without its byte order mark.
"""

import re

import msgspec

MAX_EVENT = 8 * 1024 * 1024

_END = re.compile(rb"(?>\r\n?|\n)(?>\r\n?|\n)")
_LINE = re.compile(rb"[^\r\n]+")
_LONGEST_END = 4  # b"\r\n\r\n"
_BOM = b"\xef\xbb\xbf"


class Frame(msgspec.Struct, frozen=True, gc=False):
    """`data` is None when no data line stood in it: a comment, a lone `event:`, a blank line."""

    event: str
    data: bytes | None
    raw: bytes


class SseReader:
    """`overflow` is set when one event passes `max_event` bytes; everything after it is ignored."""

    __slots__ = ("_buffer", "_closed", "_max", "_scanned", "_started", "overflow")

    def __init__(self, max_event: int = MAX_EVENT) -> None:
        self._max = max_event
        self._buffer = bytearray()
        self._scanned = 0  # no frame ends before here
        self._started = False  # the byte order mark is behind us
        self._closed = False
        self.overflow = False

    @property
    def rest(self) -> bytes:
        """What came after the last whole frame. After `close` it is an event that was cut."""
        return bytes(self._buffer)

    def feed(self, data: bytes) -> list[Frame]:
        if self.overflow or self._closed:
            return []
        if not self._started:
            held = bytes(self._buffer) + data
            if len(held) < len(_BOM) and _BOM.startswith(held):
                self._buffer[:] = held
                return []
            self._started = True
            self._buffer.clear()
            data = held.removeprefix(_BOM)
        buffer = self._buffer
        if buffer:
            buffer += data
            if not self._ends(buffer):
                return []
            data = bytes(buffer)
            buffer.clear()
        elif (
            data.count(b"\n") == 2 and data.endswith(b"\n\n") and b"\r" not in data and len(data) <= self._max
        ):
            # A paced stream: each read is one event of one line.
            return [Frame("", data[6:-2], data) if data.startswith(b"data: ") else read_frame(data)]
        frames: list[Frame] = []
        if b"\r" not in data:
            rest = self._cut(data, b"\n\n", frames)
        elif data.count(b"\r\n") == data.count(b"\r") == data.count(b"\n"):
            rest = self._cut(data, b"\r\n\r\n", frames)
        else:
            rest = self._cut_mixed(data, frames)
        if rest:
            if len(rest) > self._max:
                self.overflow = True
            elif not self.overflow:
                buffer += rest
                self._scanned = len(rest)
        return frames

    def close(self) -> list[Frame]:
        """The input ended: a frame whose last terminator could have grown from CR to CRLF is whole now."""
        if self._closed or self.overflow:
            return []
        self._closed = True
        data = bytes(self._buffer)
        if not _END.search(data):
            return []
        self._buffer.clear()
        return [read_frame(data, data)]

    def _ends(self, buffer: bytearray) -> bool:
        """Whether a frame ends in the buffer. Looks at no byte twice but the few that can begin an end."""
        found = _END.search(buffer, max(0, self._scanned - _LONGEST_END + 1))
        self._scanned = len(buffer)
        if len(buffer) > self._max and (found is None or found.end() > self._max):
            self.overflow = True
            buffer.clear()
            return False
        return found is not None and not (found.end() == len(buffer) and buffer[-1] == 13)

    def _cut(self, data: bytes, end: bytes, frames: list[Frame]) -> bytes:
        """The common stream, all of whose lines end alike."""
        pieces = data.split(end)
        rest = pieces.pop()
        for piece in pieces:
            raw = piece + end
            if len(raw) > self._max:
                self.overflow = True
                break
            if piece.startswith(b"data: ") and b"\n" not in piece:
                frames.append(Frame("", piece[6:], raw))
            else:
                frames.append(read_frame(piece, raw))
        return rest

    def _cut_mixed(self, data: bytes, frames: list[Frame]) -> bytes:
        start = 0
        for found in _END.finditer(data):
            end = found.end()
            if end == len(data) and data[-1] == 13:
                break  # a LF may follow and belong to this terminator
            if end - start > self._max:
                self.overflow = True
                break
            raw = data[start:end]
            frames.append(read_frame(raw, raw))
            start = end
        return data[start:]


def read_frame(lines: bytes, raw: bytes = b"") -> Frame:
    """One frame out of its lines; `raw` is what they came as, if that is more."""
    event = ""
    data: bytearray | None = None
    for found in _LINE.finditer(lines):
        name, _, value = found[0].partition(b":")
        value = value.removeprefix(b" ")
        if name == b"data":
            if data is None:
                data = bytearray(value)
            else:
                data += b"\n"
                data += value
        elif name == b"event":
            event = value.decode("utf-8", "replace")
    return Frame(event, None if data is None else bytes(data), raw or lines)
