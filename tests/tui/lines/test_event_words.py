"""One event in words, in every language; broken ones too."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.tui.lines.event_words import tell
from tui_router.wire.sse import Frame


def frame(value, event="") -> Frame:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return Frame(event, data, b"data: " + data + b"\n\n")


def chunk(delta, **more):
    return {"choices": [{"index": 0, "delta": delta, **more}]}


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (chunk({"role": "assistant", "content": ""}), ("start", "role", "assistant")),
        (chunk({"content": "hi\n"}), ("text", "content", "hi⏎")),
        (chunk({"reasoning_content": "hm"}), ("thinking", "reasoning", "hm")),
        (
            chunk({"tool_calls": [{"index": 1, "id": "c1", "function": {"name": "Read"}}]}),
            ("tool", "tool_calls[1]", "Read  c1"),
        ),
        (chunk({"tool_calls": [{"function": {"arguments": '{"a"'}}]}), ("args", "arguments", '{"a"')),
        (chunk({}, finish_reason="stop"), ("stop", "finish_reason", "stop")),
        (
            {"choices": [], "usage": {"prompt_tokens": 5, "completion_tokens": 7}},
            ("usage", "usage", "in 5  out 7"),
        ),
        (chunk({"content": "a"}, finish_reason="stop"), ("text", "content + finish_reason", "a  stop")),
        (chunk({}), ("other", "chunk", "empty")),
        ({"choices": [], "usage": None}, ("usage", "usage", "null")),
        (chunk({"content": "a"}) | {"usage": None}, ("text", "content", "a")),
        ({"error": {"message": "over\x1b[2J"}}, ("error", "error", "over␛[2J")),
    ],
)
def test_chat(value, told):
    assert tell("chat", frame(value)) == told


def test_every_language_by_its_name():
    ping = frame({"type": "ping"})
    assert [tell(name, ping)[0] for name in ("anthropic", "bedrock")] == ["ping", "ping"]
    assert tell("gemini", frame({"response": {"candidates": []}})) == ("other", "candidates", "empty")
    assert tell("responses", frame({"type": "response.created"})) == ("start", "response.created", "")
    assert tell("", frame({"usageMetadata": {"promptTokenCount": 3}})) == ("usage", "usageMetadata", "in 3")


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (
            {"type": "message_start", "message": {"usage": {"input_tokens": 9}}},
            ("start", "message_start", "in 9"),
        ),
        (
            {
                "type": "content_block_start",
                "index": 2,
                "content_block": {"type": "tool_use", "name": "Read", "id": "t1"},
            },
            ("open", "content_block_start 2", "tool_use  Read  t1"),
        ),
        (
            {"type": "content_block_delta", "delta": {"type": "text_delta", "text": "x"}},
            ("text", "text_delta", "x"),
        ),
        (
            {"type": "content_block_delta", "delta": {"type": "input_json_delta", "partial_json": "{"}},
            ("args", "input_json_delta", "{"),
        ),
        (
            {"type": "content_block_delta", "delta": {"type": "signature_delta"}},
            ("signature", "signature_delta", ""),
        ),
        ({"type": "content_block_stop", "index": 2}, ("close", "content_block_stop 2", "")),
        (
            {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 7}},
            ("stop", "message_delta", "stop end_turn  out 7"),
        ),
        ({"type": "ping"}, ("ping", "ping", "")),
        ({"type": "brand_new"}, ("other", "brand_new", "")),
    ],
)
def test_messages(value, told):
    assert tell("anthropic", frame(value)) == told


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({"type": "response.output_text.delta", "delta": "x"}, ("text", "response.output_text.delta", "x")),
        (
            {"type": "response.function_call_arguments.delta", "delta": "{"},
            ("args", "response.function_call_arguments.delta", "{"),
        ),
        (
            {"type": "response.output_item.added", "item": {"type": "function_call", "name": "Read"}},
            ("tool", "response.output_item.added", "function_call  Read"),
        ),
        (
            {"type": "response.completed", "response": {"usage": {"input_tokens": 1}}},
            ("stop", "response.completed", "in 1"),
        ),
        (
            {"candidates": [{"content": {"parts": [{"text": "x", "thought": True}]}}]},
            ("thinking", "thought", "x"),
        ),
        ({"candidates": [{"finishReason": "STOP"}]}, ("stop", "finishReason", "STOP")),
    ],
)
def test_the_others(value, told):
    assert tell("responses", frame(value)) == told


def test_frames_without_json():
    assert tell("chat", Frame("", None, b": keep-alive\n\n")) == ("comment", ": keep-alive", "")
    assert tell("chat", Frame("", None, b"\n\n")) == ("other", "", "")
    assert tell("chat", frame(b"[DONE]")) == ("done", "[DONE]", "")
    assert tell("chat", frame(b"<html>", "oops")) == ("other", "oops", "<html>")


_JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda x: st.lists(x, max_size=3) | st.dictionaries(
    st.sampled_from(["type", "delta", "choices", "usage", "error", "tool_calls", "function", "content", "item", "parts", "candidates", "message", "index"]), x))  # fmt: skip


@given(_JSON, st.sampled_from(["chat", "anthropic", "responses", "gemini"]))
def test_nothing_is_too_broken(value, dialect):
    kind, name, said = tell(dialect, frame(value))
    assert kind
    assert name
    assert "\x1b" not in said
