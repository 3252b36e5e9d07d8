import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.replay.answers import Answer, read_answer


def event(**body):
    return f"event: {body['type']}\ndata: {json.dumps(body)}\n\n".encode()


def streamed(*, stop="tool_use"):
    return b"".join(
        [
            event(type="message_start", message={"id": "msg_1", "model": "m", "content": [], "usage": {}}),
            event(type="content_block_start", index=0, content_block={"type": "text", "text": ""}),
            event(type="content_block_delta", index=0, delta={"type": "text_delta", "text": "I will "}),
            event(type="content_block_delta", index=0, delta={"type": "text_delta", "text": "read."}),
            event(type="content_block_stop", index=0),
            event(
                type="content_block_start",
                index=1,
                content_block={"type": "tool_use", "id": "t1", "name": "Read", "input": {}},
            ),
            event(
                type="content_block_delta",
                index=1,
                delta={"type": "input_json_delta", "partial_json": '{"file_path": "a.py"}'},
            ),
            event(type="content_block_stop", index=1),
            event(type="message_delta", delta={"stop_reason": stop}, usage={"output_tokens": 3}),
            event(type="message_stop"),
        ]
    )


BLOCKS = (
    {"type": "text", "text": "I will read."},
    {"type": "tool_use", "name": "Read", "input": {"file_path": "a.py"}},
)


def test_a_stream_and_a_whole_answer_read_the_same():
    whole = {
        "id": "msg_2",
        "type": "message",
        "role": "assistant",
        "model": "other",
        "content": [BLOCKS[0], {**BLOCKS[1], "id": "toolu_9"}],
        "stop_reason": "tool_use",
        "usage": {"input_tokens": 1, "output_tokens": 2},
    }
    assert read_answer(streamed()) == Answer(BLOCKS, "tool_use")
    assert read_answer(json.dumps(whole).encode()) == Answer(BLOCKS, "tool_use")
    assert read_answer(streamed()).tools == ["Read"]


def test_an_error_is_its_type_and_sentence():
    error = {"type": "error", "error": {"type": "overloaded_error", "message": "try later"}}
    assert read_answer(json.dumps(error).encode()).error == ("overloaded_error", "try later")
    cut = read_answer(streamed() + event(**error))
    assert cut.error == ("overloaded_error", "try later")
    assert cut.blocks == BLOCKS


def test_a_block_of_another_kind_is_kept_without_its_id():
    start = {"type": "server_tool_use", "id": "s1", "name": "web_search", "input": {"query": "x"}}
    data = event(type="content_block_start", index=0, content_block=start)
    assert read_answer(data).blocks == (
        {"type": "server_tool_use", "name": "web_search", "input": {"query": "x"}},
    )


@pytest.mark.parametrize("data", [b"<html>no</html>", b"{not json", b"data: nothing\n\n"])
def test_what_is_no_answer_is_its_text(data):
    assert read_answer(data).text == data.decode()


def test_json_that_is_no_answer_is_laid_out():
    assert read_answer(b'{"ok": true}').text == '{\n  "ok": true\n}'


def test_nothing_is_nothing():
    assert read_answer(b"") == Answer()


@given(st.binary(max_size=300), st.integers(0, 900))
def test_any_bytes_are_read(junk, at):
    data = streamed()
    read_answer(junk)
    read_answer(data[:at] + junk + data[at:])


@pytest.mark.parametrize("deep", [b'{"content":' + b"[" * 200_000, b'{"x":' + b'{"a":' * 200_000])
def test_what_is_nested_without_end_is_text(deep):
    assert read_answer(deep).text
