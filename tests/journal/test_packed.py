"""Messages as AWS frames them, with secrets in every place that a message has."""

import base64
import json
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.journal.packed import ends_of, is_packed, mask_packed
from tui_router.wire.eventstream import EventStreamReader

KEY = "sk-ant-api03-a1B2c3D4e5F6g7H8i9J0"


def packed(payload, headers=b""):
    prelude = struct.pack(">II", 16 + len(headers) + len(payload), len(headers))
    body = prelude + struct.pack(">I", zlib.crc32(prelude)) + headers + payload
    return body + struct.pack(">I", zlib.crc32(body))


def header(name, value):
    return bytes([len(name)]) + name + b"\x07" + struct.pack(">H", len(value)) + value


def chunk(text):
    event = json.dumps({"type": "content_block_delta", "delta": {"text": text}}).encode()
    return packed(json.dumps({"bytes": base64.b64encode(event).decode(), "p": "abcdefg"}).encode())


def texts(data):
    reader = EventStreamReader()
    found = reader.feed(data)
    assert not reader.broken
    events = [json.loads(base64.b64decode(json.loads(one.payload)["bytes"])) for one in found]
    return [event["delta"]["text"] for event in events]


def test_a_key_inside_an_event_is_masked_and_the_stream_can_still_be_read():
    data = chunk("before") + chunk(f"the key is {KEY}, and hunter two") + chunk("after")
    masked = mask_packed(data, [b"hunter two"])
    assert len(masked) == len(data)
    stars = "*" * len("api03-a1B2c3D4e5F6g7H8i9J0")
    assert texts(masked) == ["before", f"the key is sk-ant-{stars}, and {'*' * 10}", "after"]


def test_what_has_no_secret_is_the_same():
    data = chunk("nothing to see") + packed(b"") + chunk("here")
    assert mask_packed(data, [b"hunter two"]) == data


@pytest.mark.parametrize(
    "message",
    [
        packed(json.dumps({"message": f"bad key {KEY}"}).encode()),
        packed(b"", header(b":error-message", f"bad key {KEY}".encode())),
    ],
)
def test_a_key_in_an_error_is_masked_and_its_message_stays_whole(message):
    masked = mask_packed(message + chunk("after"))
    reader = EventStreamReader()
    assert len(reader.feed(masked)) == 2
    assert b"a1B2" not in masked


def test_a_message_that_was_cut_is_masked_as_far_as_it_goes():
    data = chunk("before") + chunk(f"{KEY} and more words behind it, so that the cut comes after the key")
    for length in range(len(data) - 30, len(data)):
        masked = mask_packed(data[:length])
        assert len(masked) == length
        inside = masked[masked.rindex(b'"bytes"') + 10 :].partition(b'"')[0]
        assert b"a1B2" not in base64.b64decode(inside[: len(inside) // 4 * 4])


@pytest.mark.parametrize(
    ("data", "packed_"),
    [
        (chunk("x"), True),
        (b"", False),
        (b"data: {}\n\n", False),
        (b"\0" * 40, False),
        (chunk("x")[:11], False),
    ],
)
def test_what_is_taken_for_one(data, packed_):
    assert is_packed(data) is packed_


def test_the_ends_of_whole_messages():
    first, second = chunk("one"), chunk("two")
    assert ends_of(first + second + second[:20]) == [len(first), len(first) + len(second)]
    assert ends_of(first + b"\0\0\0\x20garbage and more of it") == [len(first)]


@given(
    st.lists(st.sampled_from([chunk("x"), chunk(KEY), b"\0\0\0\x10", b'"bytes":"', KEY.encode()]), max_size=6)
)
def test_lengths_stay_whatever_comes(parts):
    data = b"".join(parts)
    assert len(mask_packed(data)) == len(data)
