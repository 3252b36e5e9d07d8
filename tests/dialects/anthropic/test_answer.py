import json

import msgspec
import pytest

from tui_router.core.faults import UpstreamFault
from tui_router.dialects.anthropic import prepare
from tui_router.dialects.anthropic.answer import read_response
from tui_router.messages.codec import encode_events
from tui_router.messages.events import TextOut, ToolUseOut
from tui_router.messages.unfold import unfold
from tui_router.providers.provider import Provider
from tui_router.providers.quirks import Quirks


def answer(call, recording):
    made = call(recording.request)
    return read_response(made, prepare(made), b"".join(recording.chunks))


def test_a_stream_nobody_asked_for_becomes_a_message(call, load):
    message, notes, body = answer(call, load("documented-thinking-tool"))
    assert body is None
    assert [block.__struct_config__.tag for block in message.content] == ["thinking", "text", "tool_use"]
    assert message.content[1] == TextOut("I will look.")
    assert isinstance(message.content[2], ToolUseOut)
    assert bytes(message.content[2].input) == b'{"command": "ls -la"}'
    assert message.content[0].signature.startswith("EqQB")
    assert (message.stop_reason, message.usage.prompt, message.usage.output_tokens) == ("tool_use", 2312, 89)
    assert [note.act for note in notes] == ["moved"]


def test_interleaved_blocks_are_put_together_each(call, load):
    message, _, _ = answer(call, load("llamacpp-thinking"))
    assert message.content[0].thinking == "Let me think twice.\n"
    assert message.content[1] == TextOut("\n\nThe answer is 42.")


def test_json_is_read_as_json(call, load):
    message, _, body = answer(call, load("json-for-a-stream"))
    assert body is not None
    assert message.stop_reason == "tool_use"


@pytest.mark.parametrize(
    "name", ["row-47-cut-in-tool", "row-24-error-first", "json-error-for-a-stream", "chat-chunks"]
)
def test_what_is_no_answer_is_a_fault(call, load, name):
    with pytest.raises(UpstreamFault):
        answer(call, load(name))


def test_the_words_of_an_error_stay_with_the_fault(call, load):
    with pytest.raises(UpstreamFault) as raised:
        answer(call, load("row-24-error-first"))
    assert b"overloaded_error" in raised.value.error_body


@pytest.mark.parametrize("streamed", [True, False])
def test_tools_come_back_under_the_clients_names(call, streamed):
    quirks = Quirks(plain_tool_names=True)
    provider = Provider(name="n", dialect="anthropic", base_url="http://h", quirks=quirks)
    made = call(
        {"model": "a", "messages": [], "tools": [{"name": "mcp.x", "input_schema": {}}]}, provider=provider
    )
    prepared = prepare(made)
    tool = {"type": "tool_use", "id": "toolu_1", "name": prepared.memo.out("mcp.x"), "input": {}}
    usage = {"input_tokens": 1, "output_tokens": 1}
    body = json.dumps({"type": "message", "id": "msg_1", "content": [tool], "usage": usage}).encode()
    if streamed:
        events = unfold(read_response(made, msgspec.structs.replace(prepared, memo=None), body)[0])
        body = encode_events(events)
    message, _, _ = read_response(made, prepared, body)
    assert message.content[0].name == "mcp.x"
