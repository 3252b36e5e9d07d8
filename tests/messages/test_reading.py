import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from tui_router.messages.events import (
    BlockDelta,
    BlockStart,
    BlockStop,
    ErrorEvent,
    MessageDelta,
    MessageStart,
    MessageStop,
    OtherOut,
    Ping,
    TextDelta,
    TextOut,
    ThinkingOut,
    ToolUseOut,
    Usage,
)
from tui_router.messages.reading import (
    frame_data,
    frame_name,
    merge_usage,
    read_block,
    read_count,
    read_event,
    read_message,
    read_object,
    read_stop,
    read_usage,
    whole_usage,
)
from tui_router.wire.sse import SseReader


def raw(value):
    return Raw(json.dumps(value).encode())


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ({"type": "message_start", "message": {"id": "m", "model": "x"}}, MessageStart),
        ({"type": "message_start"}, MessageStart),
        (
            {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
            BlockStart,
        ),
        (
            {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "a"}},
            BlockDelta,
        ),
        ({"type": "content_block_stop", "index": 0}, BlockStop),
        ({"type": "content_block_stop", "index": "0"}, BlockStop),
        ({"type": "message_delta", "delta": None, "usage": None}, MessageDelta),
        ({"type": "message_stop", "more": 1}, MessageStop),
        ({"type": "ping"}, Ping),
        ({"type": "error", "error": "no"}, ErrorEvent),
    ],
)
def test_every_event_is_read_however_poor(value, kind):
    reading = read_event(json.dumps(value).encode())
    assert type(reading.event) is kind
    assert reading.type == value["type"]


@pytest.mark.parametrize(
    "value",
    [
        {"type": "content_block_delta", "index": 0, "delta": {"type": "citations_delta"}},
        {"type": "content_block_delta", "index": 0, "delta": None},
        {"type": "content_block_delta", "index": -1, "delta": {"type": "text_delta", "text": "a"}},
        {"type": "content_block_start", "index": 0},
        {"type": "content_block_start", "index": None, "content_block": {"type": "text"}},
        {"type": "content_block_stop"},
        {"type": "vendor_event"},
    ],
)
def test_what_cannot_be_typed_keeps_its_type_and_members(value):
    reading = read_event(json.dumps(value).encode())
    assert reading.event is None or value["index"] == -1
    assert reading.type == value["type"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[DONE]",
        b"null",
        b"[1]",
        b'"x"',
        b"{",
        b'{"type":1}',
        b"\xff",
        pytest.param(b"[" * 100_000, id="deep"),
    ],
)
def test_what_is_no_event_has_no_type(data):
    assert read_event(data).type == ""


def test_a_delta_takes_the_short_way():
    reading = read_event(b'{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"a"}}')
    assert (reading.index, reading.event, reading.fields) == (1, BlockDelta(1, TextDelta("a")), {})


@given(
    st.binary(max_size=60)
    | st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda v: st.dictionaries(
            st.sampled_from(["type", "index", "delta", "message", "usage", "content"]), v
        ),
        max_leaves=8,
    ).map(lambda v: json.dumps(v).encode())
)
def test_nothing_raises(data):
    read_event(data)
    read_message(read_object(data) or {})


@pytest.mark.parametrize(
    ("block", "wanted"),
    [
        ({"type": "text"}, TextOut("")),
        ({"type": "text", "text": None}, TextOut("")),
        ({"type": "thinking", "thinking": "a"}, ThinkingOut("a", "")),
    ],
)
def test_blocks_of_a_known_kind(block, wanted):
    assert read_block(raw(block)) == wanted


def test_a_tool_whose_input_is_no_object_has_an_empty_one():
    block = read_block(raw({"type": "tool_use", "id": None, "name": "a", "input": "x"}))
    assert isinstance(block, ToolUseOut)
    assert (block.id, block.name, bytes(block.input)) == ("", "a", b"{}")


@pytest.mark.parametrize("value", [{"type": "new"}, {"type": "text", "text": "a", "citations": []}, {}])
def test_other_blocks_are_kept_whole(value):
    block = read_block(raw(value))
    assert isinstance(block, OtherOut)
    assert json.loads(bytes(block.raw)) == value


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (3, 3),
        (3.0, 3),
        ("3", 3),
        (-1, None),
        (True, None),
        (None, None),
        (2**60, None),
        ("x", None),
        (float("inf"), None),
        ("9" * 400, None),
        ([], None),
    ],
)
def test_counts(value, wanted):
    assert read_count(raw(value)) == wanted


def test_usage_in_the_words_of_chat_is_understood():
    assert read_usage(raw({"prompt_tokens": 3, "completion_tokens": "2"})) == Usage(
        input_tokens=3, output_tokens=2
    )


@pytest.mark.parametrize(
    ("value", "whole"),
    [
        ({"output_tokens": 1}, True),
        ({"output_tokens": 1, "cache_read_input_tokens": None}, True),
        ({"output_tokens": 1.0}, False),
        ({"output_tokens": None}, False),
        ({"output_tokens": 1, "input_tokens": None}, False),
        ({}, False),
        (None, False),
        ("x", False),
    ],
)
def test_whole_usage_is_integers(value, whole):
    assert whole_usage(raw(value), ("output_tokens",)) is whole


def test_later_usage_overrides_where_it_says_something():
    merged = merge_usage(
        Usage(input_tokens=9, output_tokens=1, cache_read_input_tokens=4), Usage(output_tokens=7)
    )
    assert merged == Usage(input_tokens=9, output_tokens=7, cache_read_input_tokens=4)


@pytest.mark.parametrize(
    ("word", "wanted"), [("end_turn", "end_turn"), ("length", "max_tokens"), ("what", None), (None, None)]
)
def test_stop_reasons(word, wanted):
    assert read_stop(raw(word)) == wanted


@pytest.mark.parametrize(
    ("frame", "name", "data"),
    [
        (b"event: ping\ndata: {}\n\n", "ping", b"{}"),
        (b"event:ping\r\ndata:{}\r\n\r\n", "ping", b"{}"),
        (b"data: a\rdata: b\r\r", "", b"a\nb"),
        (b": data: x\n\n", "", None),
        (b"event: a\nevent: b\ndata\ndata:  x\n\n", "b", b"\n x"),
        (b"events: a\ndatabase: b\n\n", "", None),
        (b"", "", None),
    ],
)
def test_a_frame_has_a_name_and_data(frame, name, data):
    assert (frame_name(frame), frame_data(frame)) == (name, data)


@given(st.text(alphabet="data:event \r\nx", max_size=40))
def test_a_frame_is_read_as_the_stream_reader_reads_it(text):
    for frame in SseReader().feed(text.encode() + b"\n\n"):
        assert (frame_name(frame.raw), frame_data(frame.raw)) == (frame.event, frame.data)
