"""An answer in AWS's own framing read as the events that are packed in it, one a message, with the face of `SseReader`."""

import binascii

import msgspec

from tui_router.messages.reading import read_object, read_text
from tui_router.wire.eventstream import EventStreamReader, Message
from tui_router.wire.sse import Frame

KIND = "vnd.amazon.eventstream"
"""What stands in the content type."""
_MOST = 4_000  # characters of an error


def is_packed(kind: str, start: bytes) -> bool:
    """By the content type and the first byte, which is of a length below 2**24. Relays send other things under it."""
    return start[:1] == b"\0" and (KIND in kind or not kind)


class PackedReader:
    """What cannot be read ends in a frame with an error that says why; everything after it is ignored."""

    overflow = False
    """For `SseReader`, whose events can be too long; here a message that is too long is an error with words."""

    def __init__(self) -> None:
        self._reader = EventStreamReader()
        self._raw = bytearray()
        self._told = False

    def feed(self, data: bytes) -> list[Frame]:
        if self._told:
            return []
        self._raw += data
        frames = [_frame(message, self._cut()) for message in self._reader.feed(data)]
        if self._reader.broken:
            frames.append(self._end(f"the stream cannot be read on: {self._reader.broken}"))
        return frames

    def close(self) -> list[Frame]:
        """The input ended; inside of a message that is told."""
        if self._told or not self._raw:
            return []
        return [self._end(f"the stream ends inside of a message, {len(self._raw):,} bytes into it")]

    def _cut(self) -> bytes:
        size = int.from_bytes(self._raw[:4], "big")
        raw = bytes(self._raw[:size])
        del self._raw[:size]
        return raw

    def _end(self, why: str) -> Frame:
        self._told = True
        raw = bytes(self._raw)
        self._raw.clear()
        return Frame("", msgspec.json.encode({"error": {"message": why}}), raw)


def _frame(message: Message, raw: bytes) -> Frame:
    """`data` is the event's JSON, an error in its own words, or the payload of what is neither."""
    kind = message.text(":event-type")
    if message.text(":message-type") in ("exception", "error"):
        return Frame("error", msgspec.json.encode({"error": {"message": _said(message)}}), raw)
    try:
        inner = read_text((read_object(message.payload) or {}).get("bytes"))
        data = binascii.a2b_base64(inner, strict_mode=True) if kind == "chunk" else b""
    except (binascii.Error, ValueError):
        data = b""
    return Frame(kind[:60], data or message.payload, raw)


def _said(message: Message) -> str:
    """Its name and its words: throttlingException: Too many requests."""
    name = message.text(":exception-type") or message.text(":error-code")
    fields = read_object(message.payload) or {}
    words = (
        message.text(":error-message") or read_text(fields.get("message")) or read_text(fields.get("Message"))
    )
    words = words or message.payload[:_MOST].decode("utf-8", "replace")
    return ": ".join(word[:_MOST] for word in (name, words) if word) or "an error without words"


def as_text(frame: Frame) -> bytes:
    """The same as a server-sent event. Between the tokens of JSON a line's end says nothing."""
    data = (frame.data or b"").replace(b"\r", b" ").replace(b"\n", b" ")
    return b"data: " + data + b"\n\n"
