"""AWS's messages as the events in them; where the bytes of each stand; what cannot be read."""

import base64
import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.tui.lines.packed import PackedReader, as_text, is_packed
from tui_router.wire.sse import read_frame


@pytest.fixture
def answer(aws) -> list[bytes]:
    return [aws.chunk(event) for event in aws.text_answer("Hi\r\nthere")]


def read(*reads: bytes, ends: bool = True):
    reader = PackedReader()
    frames = [frame for data in reads for frame in reader.feed(data)]
    return frames + (reader.close() if ends else [])


def test_each_message_is_an_event_with_its_bytes(aws, answer):
    frames = read(b"".join(answer))
    assert [json.loads(frame.data)["type"] for frame in frames] == [
        event["type"] for event in aws.text_answer()
    ]
    assert [frame.raw for frame in frames] == answer


@given(data=st.data())
def test_cut_anywhere_is_read_alike(aws, data):
    whole = b"".join(aws.chunk(event) for event in aws.text_answer())
    at = [0, *sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=6))), len(whole)]
    pieces = [whole[start:end] for start, end in pairwise(at)]
    assert read(*pieces) == read(whole)


def test_an_exception_and_an_error_in_their_own_words(aws):
    said = aws.packed({":message-type": "error", ":error-code": "c", ":error-message": "w"}, b"")
    frames = read(aws.exception("throttlingException", "Too many") + said)
    assert [json.loads(frame.data) for frame in frames] == [
        {"error": {"message": "throttlingException: Too many"}},
        {"error": {"message": "c: w"}},
    ]


def test_other_events_and_payloads_that_hold_nothing_stay_as_they_are(aws):
    odd = aws.packed({":event-type": "metadata", ":message-type": "event"}, b'{"a":1}')
    empty = aws.packed({":event-type": "chunk", ":message-type": "event"}, b'{"bytes":"%"}')
    assert [(frame.event, frame.data) for frame in read(odd + empty)] == [
        ("metadata", b'{"a":1}'),
        ("chunk", b'{"bytes":"%"}'),
    ]


def test_garbage_ends_it_with_words_and_nothing_is_read_behind(answer):
    broken = bytearray(answer[1])
    broken[-1] ^= 1
    frames = read(answer[0], bytes(broken), answer[2])
    assert len(frames) == 2
    assert "checksum" in json.loads(frames[1].data)["error"]["message"]
    assert b"".join(frame.raw for frame in frames) == answer[0] + bytes(broken)


def test_a_message_that_breaks_off_is_told_at_the_end(answer):
    assert len(read(answer[0], answer[1][:9], ends=False)) == 1
    frames = read(answer[0], answer[1][:9])
    assert "inside of a message, 9 bytes" in json.loads(frames[1].data)["error"]["message"]


def test_as_text_it_is_an_event_again(aws):
    spread = json.dumps({"type": "ping", "x": "\n"}, indent=1).replace("\n", "\r\n").encode()
    (frame,) = read(aws.packed({":event-type": "chunk", ":message-type": "event"},
                               json.dumps({"bytes": base64.b64encode(spread).decode()}).encode()))  # fmt: skip
    assert json.loads(read_frame(as_text(frame)).data) == {"type": "ping", "x": "\n"}


@pytest.mark.parametrize(
    ("kind", "start", "packed"),
    [
        ("application/vnd.amazon.eventstream", b"\0\0\1", True),
        ("application/vnd.amazon.eventstream", b"data:", False),
        ("", b"\0", True),
        ("text/event-stream", b"\0", False),
        ("", b"", False),
    ],
)
def test_told_apart_by_type_and_first_byte(kind, start, packed):
    assert is_packed(kind, start) is packed


@given(st.binary(max_size=200))
def test_any_bytes_are_borne(data):
    frames = read(data)
    assert b"".join(frame.raw for frame in frames) == data[: sum(len(frame.raw) for frame in frames)]
