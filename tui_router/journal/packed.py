"""Secrets in an answer in AWS's own framing. Its events stand in base64, where no key has a shape, and each message ends
in a checksum that must be right afterwards: a capture is read again, on the screen and by a replay."""

import binascii
import re
import struct
import zlib
from collections.abc import Iterable, Sequence

from tui_router.core.redact import mask_secret_bytes

_PRELUDE = struct.Struct(">III")
_CRC = struct.Struct(">I")
_LEAST = _PRELUDE.size + _CRC.size

_INSIDE = re.compile(rb'"bytes"\s{0,8}:\s{0,8}"([A-Za-z0-9+/]{4,}={0,2})')


def is_packed(data: bytes) -> bool:
    """By the first message's beginning, which has a checksum of its own."""
    return data[:1] == b"\0" and _size(data, 0) > 0


def ends_of(data: bytes) -> list[int]:
    """Where each whole message ends; what is behind the last is none, or not whole."""
    ends: list[int] = []
    at = 0
    while (size := _size(data, at)) and at + size <= len(data):
        at += size
        ends.append(at)
    return ends


def mask_packed(data: bytes, known: Iterable[bytes] = ()) -> bytes:
    """As long as `data`, message by message. What is behind the last whole one is masked as far as it goes."""
    secrets = tuple(known)
    open_ = _INSIDE.sub(_opened, data)
    if mask_secret_bytes(open_, secrets) == open_:
        return data  # at one go, which is all there is to do nearly always
    out: list[bytes] = []
    at = 0
    for end in ends_of(data):
        out.append(_message(data[at:end], secrets))
        at = end
    return b"".join([*out, _text(data[at:], secrets)])


def _size(data: bytes, at: int) -> int:
    """0 where no message begins."""
    if len(data) - at < _PRELUDE.size:
        return 0
    size, headers, crc = _PRELUDE.unpack_from(data, at)
    sound = zlib.crc32(data[at : at + 8]) == crc and size >= _LEAST + headers
    return int(size) if sound else 0


def _message(whole: bytes, known: Sequence[bytes]) -> bytes:
    said = whole[_PRELUDE.size : -_CRC.size]
    masked = _text(said, known)
    if masked == said:
        return whole
    body = whole[: _PRELUDE.size] + masked
    return body + _CRC.pack(zlib.crc32(body))


def _text(said: bytes, known: Sequence[bytes]) -> bytes:
    out: list[bytes] = []
    at = 0
    for found in _INSIDE.finditer(said):
        out += mask_secret_bytes(said[at : found.start(1)], known), _event(found[1], known)
        at = found.end(1)
    return b"".join([*out, mask_secret_bytes(said[at:], known)])


def _opened(found: re.Match[bytes]) -> bytes:
    event = _unpacked(found[1])
    return found[0] if event is None else b'"' + event + b'"'


def _unpacked(packed: bytes) -> bytes | None:
    """Four letters are three bytes; a rest that was cut off is less than a byte of each."""
    try:
        return binascii.a2b_base64(packed[: len(packed) // 4 * 4], strict_mode=True)
    except binascii.Error:
        return None


def _event(packed: bytes, known: Sequence[bytes]) -> bytes:
    event = _unpacked(packed)
    if event is None:
        return mask_secret_bytes(packed, known)
    masked = mask_secret_bytes(event, known)
    if masked == event:
        return packed
    return binascii.b2a_base64(masked, newline=False) + packed[len(packed) // 4 * 4 :]
