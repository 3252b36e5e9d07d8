"""What the client got is read from whatever was recorded."""

import json

from export_exchanges import EVENTS, LEG_D, REFUSED
from hypothesis import given
from hypothesis import strategies as st

from tui_router.export.answer import read_answer


def stream(*events: dict) -> bytes:
    return b"".join(b"data: " + json.dumps(event).encode() + b"\n\n" for event in events)


def test_a_stream():
    answer = read_answer(LEG_D)
    assert (answer.text, answer.stop, answer.whole) == ("Not much.", "end_turn", True)
    assert answer.usage == {"input_tokens": 12, "output_tokens": 3}
    assert not read_answer(LEG_D[:-60]).whole


def test_a_message():
    said = {"content": [{"type": "text", "text": "a"}, {"type": "x"}, 7], "stop_reason": "tool_use"}
    answer = read_answer(json.dumps(said).encode())
    assert (answer.text, answer.stop, answer.whole, len(answer.blocks)) == ("a", "tool_use", True, 2)


def test_tools_and_thinking():
    start = {
        "type": "content_block_start",
        "content_block": {"type": "tool_use", "name": "Bash", "input": {}},
    }
    piece = {"type": "content_block_delta", "delta": {"type": "input_json_delta"}}
    answer = read_answer(
        stream(
            EVENTS[0],
            {
                "type": "content_block_start",
                "index": 0,
                "content_block": {"type": "thinking", "thinking": "H"},
            },
            {
                "type": "content_block_delta",
                "index": 0,
                "delta": {"type": "thinking_delta", "thinking": "mm"},
            },
            {**start, "index": 1},
            {**piece, "index": 1, "delta": {"partial_json": '{"command"'}},
            {**piece, "index": 1, "delta": {"partial_json": ':"ls"}'}},
            {**start, "index": 2},
            {**piece, "index": 2, "delta": {"partial_json": '{"cut'}},
            {**start, "index": 3},
        )
    )
    assert answer.blocks[0]["thinking"] == "Hmm"
    assert [block["input"] for block in answer.blocks[1:]] == [{"command": "ls"}, '{"cut', {}]


def test_errors():
    assert read_answer(REFUSED).error["type"] == "invalid_request_error"
    late = stream(*EVENTS[:3], {"type": "error", "error": {"message": "cut"}})
    assert read_answer(late).error == {"message": "cut"}
    assert read_answer(b"").blocks == []


@given(st.binary(max_size=200) | st.lists(st.sampled_from(EVENTS)).map(lambda events: stream(*events)))
def test_nothing_is_raised(data):
    read_answer(data)


@given(st.sampled_from(EVENTS), st.sampled_from(["index", "delta", "content_block", "message", "usage"]),
       st.none() | st.integers() | st.text(max_size=3) | st.lists(st.none(), max_size=2))  # fmt: skip
def test_no_shape_is_taken_for_granted(event, name, value):
    read_answer(stream(*EVENTS[:2], {**event, name: value}, *EVENTS[2:]))
