import json

import pytest

from tui_router.core.faults import UpstreamFault
from tui_router.dialects import chat


def read(make_call, body, request=None):
    call = make_call(request)
    return chat.read_response(
        call, chat.prepare(call), body if isinstance(body, bytes) else json.dumps(body).encode()
    )


def answer(finish="stop", **message):
    return {
        "id": "c",
        "choices": [{"index": 0, "message": {"role": "assistant", **message}, "finish_reason": finish}],
        "usage": {"prompt_tokens": 11, "completion_tokens": 2},
    }


def test_reads_a_whole_answer(make_call):
    call = {
        "id": "toolu_a",
        "type": "function",
        "function": {"name": "Bash", "arguments": '{"command": "ls"}'},
    }
    body = answer(
        "tool_calls", reasoning_content="hm", content="Look.", tool_calls=[call, {**call, "id": "toolu_b"}]
    )
    message, notes, verbatim = read(make_call, body, {"thinking": {"type": "adaptive"}})
    assert [type(block).__name__ for block in message.content] == [
        "ThinkingOut",
        "TextOut",
        "ToolUseOut",
        "ToolUseOut",
    ]
    assert bytes(message.content[2].input) == b'{"command": "ls"}'
    assert (message.id, message.model, message.stop_reason) == ("msg_1", "claude-sonnet-5-5", "tool_use")
    assert (message.usage.input_tokens, message.usage.output_tokens) == (11, 2)
    assert notes == []
    assert verbatim is None


def test_arguments_nobody_can_read_are_kept_as_text(make_call):
    body = answer(
        "tool_calls",
        content=None,
        tool_calls=[{"id": "toolu_a", "function": {"name": "Bash", "arguments": "ls -la"}}],
    )
    message, notes, _ = read(make_call, body)
    assert json.loads(bytes(message.content[0].input)) == {"__unparsedToolInput": {"raw": "ls -la", "len": 6}}
    assert {note.act for note in notes} == {"approximated"}


def test_an_answer_without_usage_is_estimated(make_call):
    body = answer(content="x" * 40)
    del body["usage"]
    message, notes, _ = read(make_call, body)
    assert (message.usage.input_tokens, message.usage.output_tokens) == (100, 10)
    assert [(note.act, note.side) for note in notes] == [("approximated", "answer")]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b"", "stream_truncated"),
        (b'{"choices":[{"message":{"content":"Hel', "stream_truncated"),
        (b'{"error":{"message":"no"}}', "upstream_server_error"),
        (b'{"detail":"Not Found"}', "upstream_server_error"),
        (b"<html></html>", "upstream_server_error"),
        (b'{"object":"list","data":[]}', "upstream_server_error"),
        (b'{"choices":[]}', "empty_completion"),
        (b'{"choices":[{"message":{"content":"x"},"finish_reason":"error"}]}', "upstream_server_error"),
    ],
)
def test_what_is_no_answer_is_a_fault(make_call, body, name):
    with pytest.raises(UpstreamFault) as caught:
        read(make_call, body)
    assert caught.value.diagnosis.name == name
    assert caught.value.error_body == (
        body if name.startswith("upstream_") and b"finish" not in body else b""
    )
