"""Messages are written here by hand, byte for byte, so that the reader is held to the format and not to a writer."""

import itertools
import struct
import zlib
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_router.wire.eventstream import MOST_HEADERS, EventStreamReader, Message

# 16 bytes: no headers, no payload. The checksums are those of AWS's own description of the format.
EMPTY = bytes.fromhex("00000010 00000000 05c248eb 7d98c8ff")
# {'foo':'bar'} and one header content-type, likewise from AWS's published test vectors.
PUBLISHED = bytes.fromhex(
    "0000003d 00000020 07fd8396"
    "0c 636f6e74656e742d74797065 07 0010 6170706c69636174696f6e2f6a736f6e"
    "7b27666f6f273a27626172277d"
    "8d9c08b1"
)


def packed(headers: bytes, payload: bytes) -> bytes:
    prelude = struct.pack(">II", 16 + len(headers) + len(payload), len(headers))
    body = prelude + struct.pack(">I", zlib.crc32(prelude)) + headers + payload
    return body + struct.pack(">I", zlib.crc32(body))


def header(name: bytes, kind: int, value: bytes) -> bytes:
    return bytes([len(name)]) + name + bytes([kind]) + value


def read(data: bytes) -> tuple[list[Message], str]:
    reader = EventStreamReader()
    return reader.feed(data), reader.broken


def test_the_published_messages() -> None:
    assert read(EMPTY) == ([Message({}, b"")], "")
    assert read(PUBLISHED) == ([Message({"content-type": "application/json"}, b"{'foo':'bar'}")], "")


@pytest.mark.parametrize(
    ("kind", "value", "meant"),
    [
        (0, b"", True),
        (1, b"", False),
        (2, b"\xff", -1),
        (3, b"\x01\x00", 256),
        (4, b"\xff\xff\xff\xfe", -2),
        (5, b"\x00" * 7 + b"\x05", 5),
        (6, b"\x00\x02\x00\xff", b"\x00\xff"),
        (7, b"\x00\x03" + "é!".encode(), "é!"),
        (8, b"\x00" * 6 + b"\x03\xe8", 1000),
        (9, bytes(range(16)), UUID(bytes=bytes(range(16)))),
    ],
)
def test_every_type_of_header(kind: int, value: bytes, meant: object) -> None:
    messages, broken = read(packed(header(b"h", kind, value), b"x"))
    assert not broken
    assert messages[0].headers == {"h": meant}
    assert messages[0].text("h") == (meant if isinstance(meant, str) else "")
    assert messages[0].payload == b"x"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"event: x\ndata: {}\n\n", "beginning"),
        (EMPTY[:-1] + b"\x00", "checksum of a message is"),
        (packed(header(b"h", 10, b""), b""), "headers"),
        (packed(header(b"", 0, b""), b""), "headers"),
        (packed(b"\x05ab", b""), "headers"),
        (packed(header(b"h", 7, b"\x00\x09ab"), b"0123456789"), "headers"),
        (packed(header(b"h", 7, b"\x00\x02\xff\xfe"), b""), "headers"),
        (packed(header(b"h", 4, b"\x00"), b""), "headers"),
        (packed(header(b"\xff", 0, b""), b""), "headers"),
        (packed(b"".join(header(b"h%d" % n, 0, b"") for n in range(101)), b""), "headers"),
    ],
)
def test_what_is_wrong_is_said_and_ends_it(data: bytes, why: str) -> None:
    reader = EventStreamReader()
    assert reader.feed(data) == []
    assert why in reader.broken
    assert reader.feed(EMPTY) == []
    assert reader.rest == 0


@pytest.mark.parametrize(
    ("size", "headers"), [(2**31, 0), (2**24, MOST_HEADERS + 1), (15, 0), (40, 30), (0, 0)]
)
def test_sizes_that_cannot_be_are_refused_before_anything_is_held(size: int, headers: int) -> None:
    prelude = struct.pack(">II", size, headers)
    reader = EventStreamReader()
    assert reader.feed(prelude + struct.pack(">I", zlib.crc32(prelude))) == []
    assert reader.broken
    assert reader.rest == 0


def test_what_came_whole_before_the_fault_is_handed_out() -> None:
    messages, broken = read(PUBLISHED + EMPTY[:-1] + b"\x00")
    assert len(messages) == 1
    assert broken


STREAM = PUBLISHED + EMPTY + packed(header(b":event-type", 7, b"\x00\x05chunk"), b"p" * 300) + EMPTY


@settings(deadline=None)
@given(cuts=st.sets(st.integers(0, len(STREAM)), max_size=12))
def test_cut_anywhere_gives_the_same(cuts: set[int]) -> None:
    reader = EventStreamReader()
    found: list[Message] = []
    for start, end in itertools.pairwise(sorted({0, len(STREAM), *cuts})):
        found += reader.feed(STREAM[start:end])
    assert (found, reader.broken, reader.rest) == (*read(STREAM), 0)
    assert len(found) == 4


@settings(deadline=None)
@given(at=st.integers(0, len(STREAM) - 1), bit=st.integers(0, 7))
def test_a_flipped_bit_never_passes(at: int, bit: int) -> None:
    damaged = bytearray(STREAM)
    damaged[at] ^= 1 << bit
    messages, broken = read(bytes(damaged))
    assert broken
    assert messages == read(STREAM)[0][: len(messages)]


@settings(deadline=None)
@given(st.binary(max_size=300), st.binary(max_size=300))
def test_nothing_is_raised_for_headers_of_noise(headers: bytes, payload: bytes) -> None:
    messages, broken = read(packed(headers, payload))
    assert len(messages) == (0 if broken else 1)
