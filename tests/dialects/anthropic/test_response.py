import json
from pathlib import Path

import pytest

from tui_router.core.faults import UpstreamFault
from tui_router.dialects.anthropic.response import read_body
from tui_router.dialects.names import NameMap
from tui_router.messages.codec import encode_events
from tui_router.messages.events import OtherOut, TextOut, ToolUseOut
from tui_router.messages.unfold import unfold

REQUEST = {
    "model": "a",
    "messages": [
        {"role": "assistant", "content": [{"type": "tool_use", "id": "call_0", "name": "a", "input": {}}]}
    ],
}
WHOLE = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "m",
    "content": [{"type": "text", "text": "hi"}],
    "stop_reason": "end_turn",
    "usage": {"input_tokens": 3, "output_tokens": 2},
}


def read(call, **changes):
    fields = {name: value for name, value in {**WHOLE, **changes}.items() if value != "absent"}
    return read_body(call(REQUEST), json.dumps(fields, indent=1).encode())


def test_a_sound_answer_goes_on_as_it_came(call):
    body = json.dumps({**WHOLE, "container": None, "x": 1.50}, indent=1).encode()
    message, notes, sent = read_body(call(REQUEST), body)
    assert sent == body
    assert notes == []
    assert message.content == [TextOut("hi")]
    assert (message.id, message.stop_reason, message.usage.input_tokens) == ("msg_1", "end_turn", 3)


@pytest.mark.parametrize("name", ["text", "tool", "thinking"])
def test_what_a_real_engine_says_goes_on_as_it_came(call, name):
    body = (
        Path(__file__).parents[2] / "recordings" / "anthropic" / f"llamacpp-{name}-json.body.json"
    ).read_bytes()
    message, notes, sent = read_body(call(REQUEST), body)
    assert sent == body
    assert notes == []
    assert message.usage.prompt > message.usage.input_tokens
    assert message.content


@pytest.mark.parametrize(
    "usage",
    [
        "absent",
        None,
        {},
        {"input_tokens": None, "output_tokens": "2"},
        {"prompt_tokens": 3, "completion_tokens": 2},
    ],
)
def test_usage_is_whole_numbers(call, usage):
    message, notes, sent = read(call, usage=usage)
    told = json.loads(sent)["usage"]
    assert isinstance(told["input_tokens"], int)
    assert isinstance(told["output_tokens"], int)
    assert (message.usage.input_tokens, message.usage.output_tokens) == (
        told["input_tokens"],
        told["output_tokens"],
    )
    assert [note.path for note in notes] == ["usage"]


def test_without_a_count_the_prompt_is_estimated(call):
    message, _, _ = read(call, usage=None)
    assert message.usage.input_tokens == 7


def test_without_a_count_the_output_is_estimated(call):
    content = [{"type": "text", "text": "x" * 40}]
    message, _, sent = read(call, content=content, usage={"input_tokens": 3, "output_tokens": None})
    assert message.usage.output_tokens == json.loads(sent)["usage"]["output_tokens"] == 10


def test_the_rest_of_usage_is_kept(call):
    _, _, sent = read(
        call,
        usage={"input_tokens": None, "output_tokens": 2, "cache_creation": {"ephemeral_5m_input_tokens": 1}},
    )
    assert json.loads(sent)["usage"]["cache_creation"] == {"ephemeral_5m_input_tokens": 1}


def tool(**more):
    return {"type": "tool_use", "name": "Bash", "input": {"command": "ls"}, **more}


def test_tool_ids_are_there_and_new(call):
    message, notes, sent = read(
        call, content=[tool(id="call_0"), tool(id="x"), tool(id="x"), tool(), tool(id=None)]
    )
    ids = [block["id"] for block in json.loads(sent)["content"]]
    assert ids == ["toolu_new1", "x", "toolu_new2", "toolu_new3", "toolu_new4"]
    assert [block.id for block in message.content if isinstance(block, ToolUseOut)] == ids
    assert [note.path for note in notes] == [
        "content[0].id",
        "content[2].id",
        "content[3].id",
        "content[4].id",
    ]


def test_a_missing_content_list_is_an_empty_one(call):
    _, _, sent = read(call, content=None)
    assert json.loads(sent)["content"] == []


def test_length_means_max_tokens(call):
    message, _, sent = read(call, stop_reason="length")
    assert message.stop_reason == json.loads(sent)["stop_reason"] == "max_tokens"


def test_a_block_of_an_unknown_kind_is_kept(call):
    message, notes, _ = read(call, content=[{"type": "new_kind", "x": 1}])
    assert isinstance(message.content[0], OtherOut)
    assert json.loads(bytes(message.content[0].raw)) == {"type": "new_kind", "x": 1}
    assert notes == []


@pytest.mark.parametrize(
    "body",
    [
        b'{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}',
        b'{"error":{"message":"no"}}',
        b'{"object":"error","message":"no"}',
        b"<html>",
        b"",
        b"[1]",
        b'{"id":1}',
    ],
)
def test_what_is_no_answer_is_a_fault_with_its_words(call, body):
    with pytest.raises(UpstreamFault) as raised:
        read_body(call(REQUEST), body)
    assert raised.value.error_body == body


@pytest.mark.parametrize(
    ("body", "spoken"),
    [
        (b'{"choices":[]}', "chat"),
        (b'{"candidates":[]}', "gemini"),
        (b'{"object":"response","output":[]}', "responses"),
    ],
)
def test_another_language_is_named(call, body, spoken):
    with pytest.raises(UpstreamFault, match=f'dialect = "{spoken}"'):
        read_body(call(REQUEST), body)


def test_a_tool_comes_back_under_the_clients_name(call):
    names = NameMap(["mcp.x"])
    went = names.out("mcp.x")
    tools = [
        {"type": "tool_use", "id": f"t{i}", "name": name, "input": {}}
        for i, name in enumerate([went, "Bash"])
    ]
    message, notes, sent = read_body(call(REQUEST), json.dumps({**WHOLE, "content": tools}).encode(), names)
    assert [block.name for block in message.content] == ["mcp.x", "Bash"]
    assert [block["name"] for block in json.loads(sent)["content"]] == ["mcp.x", "Bash"]
    assert [(note.act, note.path, note.side) for note in notes] == [("renamed", "content[0].name", "answer")]


def test_name_and_id_may_both_be_mended(call):
    names = NameMap(["mcp.x"])
    tool = {"type": "tool_use", "id": "call_0", "name": names.out("mcp.x"), "input": {}}
    message, notes, _ = read_body(call(REQUEST), json.dumps({**WHOLE, "content": [tool]}).encode(), names)
    assert (message.content[0].name, message.content[0].id) == ("mcp.x", "toolu_new1")
    assert len(notes) == 2


def test_bytes_that_are_no_text_in_a_whole_answer_become_text(call):
    body = b'{"type":"message","content":[{"type":"tool_use","id":"t","name":"n","input":{"a":"\xff"}}],'
    body += b'"stop_reason":"tool_use","usage":{"input_tokens":1,"output_tokens":1}}'
    message, notes, sent = read_body(call({"model": "a", "messages": []}), body)
    assert sent == body.replace(b"\xff", "\ufffd".encode())
    assert [note.act for note in notes] == ["repaired"]
    assert encode_events(unfold(message)).decode().count("\ufffd") == 1
