import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.journal.record import LegSlice, Mark
from tui_router.tui.lines.answer_leg import AnswerLeg
from tui_router.tui.lines.answer_parts import WHOLE_CAP, AnswerParts, out_tokens
from tui_router.tui.seen import RawLeg


def event(type, **body):
    return f"event: {type}\ndata: {json.dumps({'type': type, **body})}\n\n".encode()


STREAM = b"".join((
    event("message_start", message={"usage": {"input_tokens": 9}}),
    event("content_block_start", index=0, content_block={"type": "thinking", "thinking": ""}),
    event("content_block_delta", index=0, delta={"type": "thinking_delta", "thinking": "hm"}),
    event("content_block_stop", index=0),
    event("content_block_start", index=1, content_block={"type": "text", "text": ""}),
    event("content_block_delta", index=1, delta={"type": "text_delta", "text": "I see"}),
    event("content_block_stop", index=1),
    event("content_block_start", index=2, content_block={"type": "tool_use", "id": "t", "name": "Read", "input": {}}),
    event("content_block_delta", index=2, delta={"type": "input_json_delta", "partial_json": '{"file_'}),
    event("content_block_delta", index=2, delta={"type": "input_json_delta", "partial_json": 'path":"a"}'}),
    event("content_block_stop", index=2),
    event("content_block_start", index=3, content_block={"type": "server_tool_use", "name": "web_search"}),
    event("content_block_stop", index=3),
    event("message_delta", delta={"stop_reason": "tool_use"}, usage={"output_tokens": 4}),
    event("message_stop"),
))  # fmt: skip


class Fed:
    """Leg d, fed in pieces of any size."""

    def __init__(self, kind="text/event-stream"):
        self.leg, self.raw, self.parts, self.kind = AnswerLeg("d", "anthropic"), RawLeg(), AnswerParts(), kind

    def add(self, data, *, end=False):
        at = self.raw.next
        piece = LegSlice(leg="d", status=200, headers=[("content-type", self.kind)], data=data, offset=at,
                         next=at + len(data), complete=end, marks=[Mark(offset=at, at=1.0 + at / 1000)])  # fmt: skip
        self.leg.add(piece)
        self.raw.add(piece)
        self.parts.take(self.leg, self.raw)
        return self.parts


def told(parts):
    return [(part.sort, part.name, part.text.text if part.text else "") for part in parts.list]


WHOLE = [
    ("thinking", "thinking", "hm"),
    ("text", "text", "I see"),
    ("call", "Read", '{"file_path":"a"}'),
    ("other", "web_search", ""),
]


@pytest.mark.parametrize("size", [1, 7, 100, 10_000])
def test_a_stream_reads_the_same_however_it_came(size):
    fed = Fed()
    for start in range(0, len(STREAM), size):
        fed.add(STREAM[start : start + size])
    parts = fed.add(b"", end=True)
    assert told(parts) == WHOLE
    assert parts.stop == "tool_use"
    assert [part.kind for part in parts.list][2:] == ["tool_use", "server_tool_use"]


def test_parts_stay_the_same_objects_while_they_grow():
    fed = Fed()
    cut = STREAM.index(b"I see") + 60
    before = list(fed.add(STREAM[:cut]).list)
    after = fed.add(STREAM[cut:]).list
    assert after[: len(before)] == before


def test_an_answer_that_is_no_stream_reads_like_one():
    fed = Fed("application/json")
    body = {
        "type": "message",
        "stop_reason": "tool_use",
        "content": [
            {"type": "thinking", "thinking": "hm", "signature": "s"},
            {"type": "text", "text": "I see"},
            {"type": "tool_use", "name": "Read", "input": {"file_path": "a"}},
            {"type": "server_tool_use", "name": "web_search"},
        ],
    }
    data = json.dumps(body).encode()
    fed.add(data[:40])
    parts = fed.add(data[40:], end=True)
    assert told(parts)[:3] == WHOLE[:3]
    assert (parts.list[3].name, parts.stop, parts.whole) == ("web_search", "tool_use", True)


def test_an_error_keeps_the_sentence_and_its_type():
    fed = Fed("application/json")
    body = {"type": "error", "error": {"type": "overloaded_error", "message": "Come back later"}}
    parts = fed.add(json.dumps(body).encode(), end=True)
    assert told(parts) == [("error", "error", "Come back later")]
    assert parts.error_type == "overloaded_error"


def test_an_error_in_a_stream_stands_behind_what_came_before_it():
    fed = Fed()
    fed.add(STREAM[: STREAM.index(b"event: message_delta")])
    parts = fed.add(event("error", error={"type": "api_error", "message": "gone"}), end=True)
    assert told(parts)[-1] == ("error", "error", "gone")
    assert len(parts.list) == 5


@pytest.mark.parametrize("body", [b'{"input_tokens": 3}', b"<html>502</html>", b'{"content": 7}', b"[1]"])
def test_what_is_no_message_is_shown_as_it_came(body):
    parts = Fed("application/json").add(body, end=True)
    assert [part.sort for part in parts.list] == ["body"]


def test_a_message_too_long_to_be_read_is_shown_as_it_came():
    body = json.dumps({"content": [{"type": "text", "text": "x" * WHOLE_CAP}]}).encode()
    assert [part.sort for part in Fed("application/json").add(body, end=True).list] == ["body"]


def test_another_leg_begins_anew():
    fed = Fed()
    fed.add(STREAM)
    fed.parts.take(AnswerLeg("d", "anthropic"), RawLeg())
    assert (fed.parts.list, fed.parts.stop) == ([], "")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(
        ["type", "content", "error", "text", "thinking", "name", "input", "message", "index", "delta", "content_block"]),
        inner, max_size=5),
    max_leaves=20,
)  # fmt: skip


@given(JSON, st.booleans())
def test_any_answer_is_read_without_a_fault(body, streams):
    data = json.dumps(body).encode()
    fed = Fed("text/event-stream" if streams else "application/json")
    parts = fed.add(b"data: " + data + b"\n\n" if streams else data, end=True)
    assert len(out_tokens(parts.list, 12)) == len(parts.list)


def test_tokens_are_shares_of_what_came_out():
    parts = Fed().add(STREAM, end=True).list
    assert out_tokens(parts, 48) == [4, 10, 34, 0]
    assert out_tokens(parts, 0) == [1, 1, 4, 0]
    assert out_tokens([], 9) == []
