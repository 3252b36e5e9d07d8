"""What the gateway and its scribe say to each other: msgpack, each frame behind its length.

A frame is four bytes of length, big-endian, then one tagged struct.
"""

from typing import Literal, TypeVar

import msgspec

from tui_router.journal.record import ExchangeDetail, ExchangeRow, LegCapture

FRAME_CAP = 256 * 1024 * 1024
"""Bytes one frame may have. Six attempts with every leg at its cap stay below; a torn stream does not."""

_HEAD = 4

_T = TypeVar("_T")


class Opened(msgspec.Struct, tag="opened"):
    """A request is in. Its tokens are counted from `a`."""

    row: ExchangeRow
    a: LegCapture


class Sent(msgspec.Struct, tag="sent"):
    """Leg b of one attempt, as it went upstream."""

    id: int
    b: LegCapture


class Closed(msgspec.Struct, tag="closed"):
    """An exchange has ended. `legs` are c of each attempt, and d."""

    detail: ExchangeDetail
    legs: list[LegCapture]


class Count(msgspec.Struct, tag="count"):
    """Weigh this body of a Messages request, and answer with `ticket`."""

    ticket: int
    body: bytes


class Annotate(msgspec.Struct, tag="annotate", kw_only=True, omit_defaults=True):
    """A person marked it, or wrote beside it. None leaves a thing as it is. With a ticket it is written at once and
    answered.
    """

    id: int
    marked: bool | None = None
    comment: str | None = None
    ticket: int = 0


class Known(msgspec.Struct, tag="known"):
    """Keys to mask wherever they stand, whatever they look like. Held in memory only."""

    secrets: list[bytes]


class Purge(msgspec.Struct, tag="purge"):
    """Remove what began before this moment (epoch seconds), or everything."""

    before: float | None
    ticket: int = 0


class Bye(msgspec.Struct, tag="bye"):
    """Write what is left, and end."""


class Ready(msgspec.Struct, tag="ready"):
    last_id: int


class Stored(msgspec.Struct, tag="stored"):
    """These exchanges are committed; they survive the end of any process."""

    ids: list[int]


class Counted(msgspec.Struct, tag="counted", kw_only=True, omit_defaults=True):
    """Tokens of an exchange's leg a (`id`) or of a body asked about (`ticket`); the other one is 0."""

    id: int = 0
    ticket: int = 0
    system: int = 0
    tools: int = 0
    messages: int = 0
    total: int = 0


class Purged(msgspec.Struct, tag="purged"):
    """`problem` is empty when all of it is gone."""

    removed: int
    problem: str = ""
    ticket: int = 0


class Annotated(msgspec.Struct, tag="annotated"):
    """`problem` is empty when it is written."""

    ticket: int
    problem: str = ""


class Health(msgspec.Struct, tag="health"):
    """`lost` captures since the scribe's start, `behind` bytes that wait for a journal which cannot be written,
    and what is wrong with it in words, "" when nothing is. "refused" is for good: nothing will be kept.
    """

    lost: int
    behind: int
    problem: str = ""
    journal: Literal["ok", "failing", "refused"] = "ok"


ToScribe = Opened | Sent | Closed | Annotate | Count | Known | Purge | Bye
ToGateway = Ready | Stored | Counted | Annotated | Purged | Health

_encoder = msgspec.msgpack.Encoder()
_for_scribe = msgspec.msgpack.Decoder(ToScribe)
_for_gateway = msgspec.msgpack.Decoder(ToGateway)


class BrokenFrame(Exception):
    """The bytes are not frames of ours; nothing that follows them can be read."""


def encode(frame: ToScribe | ToGateway) -> bytearray:
    buffer = bytearray(_HEAD)
    _encoder.encode_into(frame, buffer, _HEAD)
    buffer[:_HEAD] = (len(buffer) - _HEAD).to_bytes(_HEAD, "big")
    return buffer


class _Cutter:
    """Cuts a byte stream into payloads, wherever the reads ended."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    @property
    def held(self) -> int:
        return len(self._buffer)

    def cut(self, data: bytes) -> list[bytes]:
        buffer = self._buffer
        buffer += data
        payloads = []
        at = 0
        while len(buffer) - at >= _HEAD:
            length = int.from_bytes(buffer[at : at + _HEAD], "big")
            if length > FRAME_CAP:
                raise BrokenFrame(f"a frame of {length} bytes is announced")
            end = at + _HEAD + length
            if len(buffer) < end:
                break
            payloads.append(bytes(memoryview(buffer)[at + _HEAD : end]))
            at = end
        if at:
            del buffer[:at]
        return payloads


class ScribeDecoder:
    """The scribe's ear: bytes from the gateway in, frames out."""

    def __init__(self) -> None:
        self._cutter = _Cutter()

    @property
    def held(self) -> int:
        """Bytes of a frame that is not whole yet."""
        return self._cutter.held

    def feed(self, data: bytes) -> list[ToScribe]:
        return [_decode(_for_scribe, payload) for payload in self._cutter.cut(data)]


class GatewayDecoder:
    """The gateway's ear."""

    def __init__(self) -> None:
        self._cutter = _Cutter()

    def feed(self, data: bytes) -> list[ToGateway]:
        return [_decode(_for_gateway, payload) for payload in self._cutter.cut(data)]


def _decode(decoder: msgspec.msgpack.Decoder[_T], payload: bytes) -> _T:
    try:
        return decoder.decode(payload)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BrokenFrame("a frame does not decode") from error
