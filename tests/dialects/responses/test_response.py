import json

import pytest

from tui_router.core.faults import UpstreamFault
from tui_router.dialects import responses

MESSAGE = {"type": "message", "content": [{"type": "output_text", "text": "Hi"}]}


@pytest.fixture
def read(make_call):
    def read(body):
        call = make_call(dialect="responses")
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return responses.read_response(call, responses.prepare(call), data)

    return read


def test_a_whole_answer(read):
    message, notes, body = read(
        {"status": "completed", "output": [MESSAGE], "usage": {"input_tokens": 3, "output_tokens": 2}}
    )
    assert ([block.text for block in message.content], message.stop_reason) == (["Hi"], "end_turn")
    assert (message.usage.input_tokens, message.usage.output_tokens) == (3, 2)
    assert (notes, body) == ([], None)


def test_the_state_may_be_missing(read):
    assert read({"output": [MESSAGE]})[0].stop_reason == "end_turn"
    event = {"type": "response.done", "response": {"output": [MESSAGE]}}
    assert read(event)[0].stop_reason == "end_turn"


@pytest.mark.parametrize(
    ("kind", "status", "reason"),
    [
        ("response.completed", "in_progress", "end_turn"),
        ("response.completed", "stop", "end_turn"),
        ("response.completed", "length", "max_tokens"),
        ("response.incomplete", "in_progress", "max_tokens"),
        ("", "stop", "end_turn"),
        ("", "content_filter", "refusal"),
    ],
)
def test_a_state_that_is_none_of_an_answer_at_its_end(read, kind, status, reason):
    """Relays hand on what they heard at the beginning, or the word of another language."""
    response = {"status": status, "output": [MESSAGE]}
    message, notes, _ = read({"type": kind, "response": response} if kind else response)
    assert (message.content[0].text, message.stop_reason) == ("Hi", reason)
    assert [(note.act, note.before) for note in notes if note.path == "status"] == [("repaired", status)]


def test_an_answer_may_have_no_output(read):
    filtered = {
        "object": "response",
        "status": "incomplete",
        "incomplete_details": {"reason": "content_filter"},
    }
    message, notes, _ = read(filtered)
    assert (message.stop_reason, message.content[0].text) == ("refusal", "")
    assert [note.before for note in notes if note.to == "stop_reason"] == ["content_filter"]


@pytest.mark.parametrize(
    ("body", "name", "words"),
    [
        ({"error": {"message": "no"}}, "upstream_server_error", b"no"),
        (
            {"status": "failed", "error": {"message": "no"}, "instructions": "x"},
            "upstream_server_error",
            b"no",
        ),
        ({"status": "failed"}, "upstream_server_error", b"failed"),
        ({"status": "cancelled", "output": []}, "stream_truncated", b""),
        ({"status": "in_progress", "output": []}, "stream_truncated", b""),
        ({"status": "queued", "output": []}, "stream_truncated", b""),
        ({"status": "pending", "output": None}, "stream_truncated", b""),
        (
            {"type": "response.failed", "response": {"status": "in_progress"}},
            "upstream_server_error",
            b"failed",
        ),
        ({"status": "completed"}, "upstream_server_error", b"completed"),
        ({"choices": []}, "upstream_server_error", b"choices"),
        ([], "upstream_server_error", b"[]"),
        (b"", "stream_truncated", b""),
        (b'{"output":[', "stream_truncated", b""),
        (b"<html>", "upstream_server_error", b"html"),
    ],
)
def test_what_is_no_answer(read, body, name, words):
    with pytest.raises(UpstreamFault) as raised:
        read(body)
    assert raised.value.diagnosis.name == name
    assert words in raised.value.error_body
    assert words or not raised.value.error_body


def test_the_echo_of_the_request_does_not_bury_the_error(read):
    with pytest.raises(UpstreamFault) as raised:
        read({"instructions": "x" * 100_000, "error": {"message": "no", "code": "c"}})
    assert json.loads(raised.value.error_body) == {"error": {"message": "no", "code": "c"}}
