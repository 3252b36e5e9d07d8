import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.diagnose.sniff import Heard, sniff

CHUNK = {"id": "c", "object": "chat.completion.chunk", "choices": []}
START = {"type": "message_start", "message": {"role": "assistant", "content": []}}
MADE = {"type": "response.created", "response": {"object": "response"}}
SAID = {"candidates": [{"content": {"parts": []}}]}
ERROR = {"error": {"message": "no"}}


def data(*events):
    return "".join(f"data: {one if isinstance(one, str) else json.dumps(one)}\n\n" for one in events).encode()


@pytest.mark.parametrize(
    ("document", "language"),
    [
        ({"choices": [], "usage": None}, "chat"),
        ({"object": "chat.completion", "choices": None}, "chat"),
        ({"choices": None, "base_resp": {"status_msg": "no"}}, ""),
        ({"choices": [], "error": {"message": "no"}}, "chat"),
        ({"type": "message", "role": "assistant", "content": []}, "anthropic"),
        ({"role": "assistant", "content": []}, "anthropic"),
        ({"object": "response", "status": "failed", "error": {"message": "no"}}, "responses"),
        ({"type": "response.completed", "response": {}}, "responses"),
        (SAID, "gemini"),
        ({"promptFeedback": {"blockReason": "SAFETY"}}, "gemini"),
        ({"response": SAID}, "gemini"),
        ([SAID, SAID], "gemini"),
        ([ERROR], ""),
        ([], ""),
        (ERROR, ""),
        ({"type": "error", "error": {"type": "overloaded_error"}}, ""),
        ({"type": "message", "error": "a proxy's own words", "message": "no"}, ""),
        ({"code": 500, "msg": "404 NOT_FOUND"}, ""),
        ({"type": ["message"], "object": {}}, ""),
    ],
)
def test_a_document(document, language):
    for text in (json.dumps(document), "\ufeff \r\n" + json.dumps(document, indent=2)):
        assert sniff(text.encode()) == Heard("document", language)


def test_a_document_that_json_refuses_and_python_takes():
    assert sniff(b'{"choices": [{"logprob": NaN}]}').language == "chat"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ('{"id":"c","object":"chat.completion","choices":[{"mess', "chat"),
        ('{"id":"m","type":"message","role":"assi', "chat"),
        ('[{"candidates":[{"content"', "gemini"),
        ('{"error":{"message":"quota exc', ""),
        ('{"error":{"message":"no \\"choices\\" were', ""),
        ("{", ""),
    ],
)
def test_a_document_that_breaks_off_is_an_answer_or_not(text, language):
    assert sniff(text.encode()) == Heard("document", language)


@pytest.mark.parametrize(
    ("events", "language"),
    [
        (data(CHUNK), "chat"),
        (data({"object": "chat.completion.chunk", "usage": {}}), "chat"),
        (data("[DONE]"), "chat"),
        (data(ERROR, "[DONE]"), "chat"),
        (data(ERROR), ""),
        (data({"type": "error", "error": {}}), ""),
        (data(START), "anthropic"),
        (b"event: message_start\ndata: {}\n\n", "anthropic"),
        (data({"type": "ping"}, CHUNK), "chat"),
        (data({"type": "ping"}, START), "anthropic"),
        (b"event: ping\ndata: {}\n\n" + data(CHUNK), "chat"),
        (data(MADE), "responses"),
        (data({"type": "response.failed", "response": {"error": {}}}), "responses"),
        (data(SAID), "gemini"),
        (data({"response": SAID}), "gemini"),
        (data("words", "[1]", CHUNK), "chat"),
        (data('{"choices', START), "anthropic"),
        (b": a comment\n\n", ""),
        (b": a comment\n\n" + data(CHUNK), "chat"),
        (b"retry: 1\r\rid: 0\revent: message\rdata: " + json.dumps(CHUNK).encode(), "chat"),
        (b'data: {"id":"chatcmpl-1","obj', "chat"),
        (b'event: message_start\ndata: {"type":"mess', "chat"),
    ],
)
def test_events(events, language):
    for body in (events, b"\xef\xbb\xbf" + events):
        assert sniff(body) == Heard("events", language)


def test_the_first_event_that_tells_may_come_late():
    assert sniff(b": waiting\n\n" * 50_000 + data(START)).language == "anthropic"


@pytest.mark.parametrize("piece", [b"d", b"data", b"ev", b"event"])
def test_a_stream_cut_in_its_first_field(piece):
    assert sniff(piece) == Heard("events", "chat")


@pytest.mark.parametrize(
    "body", [b"", b" \n", b"<html></html>", b"404 page not found", b"\x00\xff", b'"text"', b"null"]
)
def test_what_is_neither(body):
    assert sniff(body) == Heard()


def test_wrapping_without_end_is_not_followed():
    inner = "1"
    for _ in range(900):
        inner = f'{{"candidates": 1, "response": {inner}}}'
    assert sniff(inner.encode()).language == ""


@given(st.binary(max_size=200))
def test_no_bytes_break_it(body):
    for start in (b"", b"{", b"[", b"data: {", b"event: message_start\ndata: "):
        assert sniff(start + body).form in ("", "document", "events")
