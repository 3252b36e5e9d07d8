"""AWS's event stream: messages with typed headers, each with its length and two checksums, out of bytes cut anywhere.

4 bytes  length of the whole message    4  length of the headers    4  CRC-32 of these eight
headers: 1 length of the name, the name, 1 type, the value          payload          4  CRC-32 of all before it
"""

import struct
import zlib
from uuid import UUID

import msgspec

MOST_MESSAGE = 24 * 1024 * 1024
"""Bytes of one message; AWS itself sends none larger."""
MOST_HEADERS = 128 * 1024
MOST_NAMES = 100
"""Headers of one message that are read."""

_PRELUDE = struct.Struct(">III")
_CRC = struct.Struct(">I")
_SHORT = struct.Struct(">H")
_NUMBERS = {2: struct.Struct(">b"), 3: struct.Struct(">h"), 4: struct.Struct(">i"), 5: struct.Struct(">q")}
_NUMBERS[8] = _NUMBERS[5]  # milliseconds since 1970
_LEAST = _PRELUDE.size + _CRC.size

Value = bool | int | bytes | str | UUID


class Message(msgspec.Struct, frozen=True):
    """Of headers with one name the last counts."""

    headers: dict[str, Value]
    payload: bytes

    def text(self, name: str) -> str:
        """A header that is a string, "" for anything else."""
        value = self.headers.get(name)
        return value if isinstance(value, str) else ""


class EventStreamReader:
    """`broken` says what is wrong as a clause; everything after it is ignored, since nothing tells where the next message
    begins."""

    __slots__ = ("_buffer", "_most", "broken")

    def __init__(self, most: int = MOST_MESSAGE) -> None:
        self._buffer = bytearray()
        self._most = most
        self.broken = ""

    @property
    def rest(self) -> int:
        """Bytes of a message that is not whole."""
        return len(self._buffer)

    def feed(self, data: bytes) -> list[Message]:
        if self.broken:
            return []
        self._buffer += data
        found: list[Message] = []
        at = 0
        while len(self._buffer) - at >= _PRELUDE.size:
            size = self._size(at)
            if size is None:
                return found
            if len(self._buffer) - at < size:
                break
            message = self._message(bytes(self._buffer[at : at + size]))
            if message is None:
                return found
            found.append(message)
            at += size
        del self._buffer[:at]
        return found

    def _break(self, why: str) -> None:
        self.broken = why
        self._buffer.clear()

    def _size(self, at: int) -> int | None:
        size, headers, crc = _PRELUDE.unpack_from(self._buffer, at)
        if zlib.crc32(self._buffer[at : at + 8]) != crc:
            why = "the checksum of a message's beginning is wrong"
        elif size > self._most or headers > MOST_HEADERS:
            why = "a message is larger than can be read"
        elif size < _LEAST + headers:
            why = "a message is shorter than its headers"
        else:
            return int(size)
        self._break(why)
        return None

    def _message(self, whole: bytes) -> Message | None:
        (crc,) = _CRC.unpack(whole[-_CRC.size :])
        if zlib.crc32(whole[: -_CRC.size]) != crc:
            self._break("the checksum of a message is wrong")
            return None
        end = _PRELUDE.size + _PRELUDE.unpack_from(whole)[1]
        headers = _headers(whole[_PRELUDE.size : end])
        if headers is None:
            self._break("the headers of a message cannot be read")
            return None
        return Message(headers, whole[end : -_CRC.size])


def _headers(data: bytes) -> dict[str, Value] | None:
    """None when they do not add up."""
    found: dict[str, Value] = {}
    at = 0
    try:
        while at < len(data):
            length = data[at]
            name, kind = data[at + 1 : at + 1 + length], data[at + 1 + length]
            value, at = _value(data, kind, at + 2 + length)
            if not length or value is None or at > len(data) or len(found) >= MOST_NAMES:
                return None
            found[name.decode("utf-8")] = value
    except (IndexError, struct.error, ValueError):
        return None
    return found


def _value(data: bytes, kind: int, at: int) -> tuple[Value | None, int]:
    """The value and where it ends; None for a type nobody knows. Raises what `_headers` catches."""
    if kind in (0, 1):
        return kind == 0, at
    if kind in _NUMBERS:
        number = _NUMBERS[kind]
        return int(number.unpack_from(data, at)[0]), at + number.size
    if kind in (6, 7):
        (size,) = _SHORT.unpack_from(data, at)
        end = at + _SHORT.size + size
        raw = data[at + _SHORT.size : end]
        return (raw.decode("utf-8") if kind == 7 else raw), end
    if kind == 9:
        return UUID(bytes=data[at : at + 16]), at + 16
    return None, at
