import json

import pytest

from tui_router.core.faults import UpstreamFault
from tui_router.dialects import gemini


def read(make_call, body, **request):
    call = make_call(request, dialect="gemini", model="gemini-3.8-flash")
    return gemini.read_response(call, gemini.prepare(call), body)


def said(*parts, **more):
    return {
        "candidates": [{"content": {"parts": list(parts)}, **more}],
        "usageMetadata": {"promptTokenCount": 11},
    }


def test_a_document_that_is_whole_may_leave_its_reason_out(make_call):
    """Unlike a stream it cannot have been cut."""
    message, notes, raw = read(make_call, json.dumps(said({"text": "Hello"})).encode())
    assert message.stop_reason == "end_turn"
    assert message.model == "claude-sonnet-5-5"
    assert raw is None
    assert "did not say why" in notes[0].reason


def test_a_mark_at_the_beginning_is_no_part_of_it(make_call):
    message, _, _ = read(make_call, b"\xef\xbb\xbf \r\n" + json.dumps(said({"text": "a"})).encode())
    assert message.stop_reason == "end_turn"


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b"", "stream_truncated"),
        (b'{"candidates": [', "stream_truncated"),
        (b"<html>", "upstream_server_error"),
        (b"{}", "upstream_server_error"),
        (b"[]", "upstream_server_error"),
        (b'{"error":{"code":503,"message":"busy"}}', "upstream_server_error"),
        (b'[{"error":{"code":503,"message":"busy"}}]', "upstream_server_error"),
        (b'{"message":"no"}', "upstream_server_error"),
        (b'{"candidates":[{"finishReason":"STOP"}]}', "empty_completion"),
        (b'{"candidates":[],"usageMetadata":{}}', "empty_completion"),
        (b'{"candidates":[{"finishReason":"UNEXPECTED_TOOL_CALL"}]}', "model_tool_call_failed"),
    ],
)
def test_what_is_no_answer(make_call, body, name):
    with pytest.raises(UpstreamFault) as caught:
        read(make_call, body)
    assert caught.value.diagnosis.name == name


def test_an_answer_of_nothing_heals(make_call):
    with pytest.raises(UpstreamFault) as caught:
        read(make_call, b'{"candidates":[{"finishReason":"STOP"}]}')
    assert caught.value.diagnosis.heals


def test_the_upstream_s_words_are_kept_for_the_diagnosis(make_call):
    body = b'[{"error":{"code":429,"status":"RESOURCE_EXHAUSTED"}}]'
    with pytest.raises(UpstreamFault) as caught:
        read(make_call, body)
    assert caught.value.error_body == body
