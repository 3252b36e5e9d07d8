import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.diagnose.finding import shown
from tui_router.diagnose.gemini import read_document, read_events
from tui_router.diagnose.told import Broken


def piece(*parts, finish=None, **more):
    candidate = {"content": {"role": "model", "parts": list(parts)}, "index": 0}
    if finish:
        candidate["finishReason"] = finish
    return {"candidates": [candidate], **more}


def stream(*pieces):
    return "".join(f"data: {json.dumps(one)}\r\n\r\n" for one in pieces).encode()


def document(value):
    return read_document(json.dumps(value).encode(), 100)


USAGE = {"promptTokenCount": 11, "candidatesTokenCount": 2, "thoughtsTokenCount": 5, "totalTokenCount": 18}
CALL = {"functionCall": {"name": "Bash", "args": {"command": "ls -la"}}, "thoughtSignature": "AAA"}


def test_a_stream_adds_up():
    told = read_events(
        stream(
            piece({"text": "hm", "thought": True}),
            piece({"text": "m", "thought": True}),
            piece({"text": "Hel"}),
            piece({"text": "lo"}, CALL, usageMetadata={"promptTokenCount": 11}),
            piece(finish="STOP", usageMetadata={**USAGE, "cachedContentTokenCount": 3}),
        ),
        100,
    )
    answer = shown(told, 100)
    assert (answer.text, answer.thinking, answer.stop_reason) == ("Hello", "hmm", "tool_use")
    assert [(call.name, json.loads(bytes(call.input))) for call in answer.tool_calls] == [
        ("Bash", {"command": "ls -la"})
    ]
    assert (answer.usage.input_tokens, answer.usage.output_tokens) == (8, 7)


def test_a_list_and_a_wrapped_answer_are_read_too():
    pieces = [piece({"text": "Hel"}), piece({"text": "lo"}, finish="STOP", usageMetadata=USAGE)]
    for told in (
        document(pieces),
        document({"response": piece({"text": "Hello"}, finish="STOP", usageMetadata=USAGE)}),
    ):
        answer = shown(told, 100)
        assert (answer.text, answer.stop_reason, answer.usage.output_tokens) == ("Hello", "end_turn", 7)


def test_a_document_may_end_without_saying_why():
    assert document(piece({"text": "Hello"})).stop_reason == "end_turn"


def test_without_usage_it_is_estimated():
    usage = document(piece({"text": "Hello"}, finish="STOP")).usage
    assert (usage.input_tokens, usage.output_tokens) == (100, 2)


@pytest.mark.parametrize(
    ("finish", "reason"),
    [
        ("STOP", "end_turn"),
        ("MAX_TOKENS", "max_tokens"),
        ("SAFETY", "refusal"),
        ("PROHIBITED_CONTENT", "refusal"),
        ("OTHER", "end_turn"),
        ("A_NEW_ONE", "end_turn"),
    ],
)
def test_why_it_ended(finish, reason):
    assert document(piece({"text": "Hello"}, finish=finish)).stop_reason == reason


@pytest.mark.parametrize("finish", ["MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL"])
def test_a_call_that_failed(finish):
    told = document(piece(finish=finish))
    assert isinstance(told, Broken)
    assert told.name == "model_tool_call_failed"
    assert finish in told.message


def test_a_filter_that_kept_everything_back():
    for value, category in (
        ({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}, "PROHIBITED_CONTENT"),
        (piece(finish="SAFETY"), "SAFETY"),
        ({"candidates": [{"finishReason": "RECITATION"}]}, "RECITATION"),
    ):
        told = document(value)
        assert isinstance(told, Broken)
        assert (told.name, told.category) == ("content_filtered", category)


def test_a_stream_without_a_reason_was_cut():
    told = read_events(stream(piece({"text": "Hel"})), 100)
    assert isinstance(told, Broken)
    assert told.name == "stream_truncated"
    assert read_document(b'[{"candidates": [', 100).name == "stream_truncated"


def test_an_error_is_handed_on_in_its_words():
    error = {"error": {"code": 503, "message": "The model is overloaded.", "status": "UNAVAILABLE"}}
    for told in (
        read_events(stream(piece({"text": "Hel"}), error), 100),
        document([piece({"text": "H"}), error]),
    ):
        assert isinstance(told, Broken)
        assert json.loads(told.body) == error


def test_only_the_first_candidate_is_heard():
    value = piece({"text": "one"})
    value["candidates"].append({"content": {"parts": [{"text": "two"}]}})
    assert shown(document(value), 0).text == "one"


MEMBERS = [
    "candidates",
    "content",
    "parts",
    "text",
    "thought",
    "functionCall",
    "name",
    "args",
    "finishReason",
    "usageMetadata",
    "promptTokenCount",
    "totalTokenCount",
    "promptFeedback",
    "blockReason",
    "response",
    "error",
]
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(MEMBERS), inner, max_size=5),
    max_leaves=25,
)


@given(st.lists(junk, max_size=5))
def test_no_answer_breaks_it(pieces):
    document(pieces)
    read_events(stream(*pieces), 0)
