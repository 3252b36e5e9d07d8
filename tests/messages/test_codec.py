import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from tui_router.core.diagnosis import Diagnosis
from tui_router.core.faults import ClientFault
from tui_router.messages.blocks import TextBlock, ThinkingBlock, ToolResultBlock, ToolUseBlock, UnknownBlock
from tui_router.messages.codec import (
    decode_count,
    decode_request,
    encode_error,
    encode_event,
    encode_events,
    encode_message,
    error_event,
    frame,
    mend_surrogates,
)
from tui_router.messages.events import (
    BlockDelta,
    BlockStart,
    BlockStop,
    InputJsonDelta,
    MessageDelta,
    MessageOut,
    MessageStart,
    MessageStop,
    OtherOut,
    Ping,
    StopDelta,
    TextDelta,
    TextOut,
    ToolUseOut,
    Usage,
    Verbatim,
)
from tui_router.messages.grammar import check

HELLO = [{"role": "user", "content": "hello"}]


def decode(**fields):
    return decode_request(json.dumps({"model": "m", "messages": HELLO, **fields}).encode())


def content(*blocks):
    return decode(messages=[{"role": "user", "content": list(blocks)}]).messages[0].content


def test_the_forms_a_client_uses():
    request = decode(
        system=[{"type": "text", "text": "a", "cache_control": {"type": "ephemeral"}}],
        messages=[{"role": "user", "content": "x"}, {"role": "system", "content": "y"}],
        max_tokens=128000,
        thinking={"type": "adaptive", "display": "updates"},
        output_config={"effort": "medium"},
        tools=[
            {"name": "a", "input_schema": {"type": "object"}, "defer_loading": True},
            {"type": "web_search_20250305", "name": "web_search", "max_uses": 8},
        ],
        tool_choice={"type": "tool", "name": "a"},
        metadata={"user_id": "{}"},
        context_management={"edits": []},
        stream=True,
    )
    assert request.system == [TextBlock("a")]
    assert [message.role for message in request.messages] == ["user", "system"]
    assert (request.max_tokens, request.stream, request.user_id, request.thinking_on) == (
        128000,
        True,
        "{}",
        True,
    )
    assert request.output_config.effort == "medium"
    assert request.tools[0].defer_loading
    assert b"max_uses" in bytes(request.tools[1].raw)
    assert bytes(request.fields["context_management"]) == b'{"edits": []}'


def test_an_old_output_format_is_read_as_the_new_one():
    request = decode(output_format={"type": "json_schema", "schema": {"a": 1}})
    assert request.output_config.format.type == "json_schema"


def test_null_is_as_good_as_absent():
    request = decode(system=None, tools=None, thinking=None, max_tokens=None, metadata=None, stream=None)
    assert (request.system, request.tools, request.max_tokens, request.stream, request.user_id) == (
        None,
        None,
        None,
        False,
        "",
    )


def test_null_is_as_good_as_absent_inside_too():
    request = decode(
        tools=[
            {
                "name": "a",
                "type": None,
                "description": None,
                "defer_loading": None,
                "input_schema": {"x": None},
            },
            {"name": "web_search", "type": "web_search_20250305", "max_uses": None},
        ],
        tool_choice={"type": "auto", "name": None, "disable_parallel_tool_use": None},
        thinking={"type": "enabled", "budget_tokens": 1024, "display": None},
        output_config={"effort": None, "format": {"type": "json_schema", "schema": {}}},
    )
    first, second = request.tools
    assert (first.type, first.description, first.defer_loading) == ("", "", False)
    assert json.loads(bytes(first.input_schema)) == {"x": None}
    assert json.loads(bytes(second.raw)) == {
        "name": "web_search",
        "type": "web_search_20250305",
        "max_uses": None,
    }
    assert (request.tool_choice.type, request.tool_choice.name) == ("auto", "")
    assert request.thinking.budget_tokens == 1024


def test_a_system_message_may_say_nothing_but_how_hard_to_think():
    request = decode(messages=[*HELLO, {"role": "system", "output_config": {"effort": "low"}}])
    assert [(message.role, message.content) for message in request.messages] == [
        ("user", "hello"),
        ("system", []),
    ]


@pytest.mark.parametrize(
    "block",
    [
        {"type": "new_kind", "x": [1.50]},
        {"type": "text"},
        {"type": "text", "text": None},
        {"type": "tool_use", "id": 5},
        {"type": "tool_result"},
        {"type": "tool_result", "tool_use_id": "a", "content": 5},
        {},
    ],
)
def test_unknown_is_not_refused(block):
    (found,) = content(block)
    assert isinstance(found, UnknownBlock)
    assert json.loads(bytes(found.raw)) == block


def test_an_unknown_block_spoils_none_of_its_neighbours():
    found = content(
        {"type": "new_kind"},
        {"type": "text", "text": "a"},
        {
            "type": "tool_result",
            "tool_use_id": "t",
            "is_error": False,
            "content": [{"type": "new_kind"}, {"type": "text", "text": "b"}],
        },
        {"type": "thinking", "thinking": "x"},
    )
    assert isinstance(found[0], UnknownBlock)
    assert found[1] == TextBlock("a")
    assert isinstance(found[2], ToolResultBlock)
    assert isinstance(found[2].content[0], UnknownBlock)
    assert found[2].content[1] == TextBlock("b")
    assert found[3] == ThinkingBlock("x", "")


def test_unparsed_tool_input_passes():
    (found,) = content(
        {"type": "tool_use", "id": "a", "name": "b", "input": {"__unparsedToolInput": {"raw": "{", "len": 1}}}
    )
    assert isinstance(found, ToolUseBlock)


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"nonsense", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[1]", "must be a JSON object"),
        (b"null", "must be a JSON object"),
        (b"{}", "model"),
        (b'{"model":""}', "model"),
        (b'{"model":5}', "model"),
        (b'{"model":"m"}', "messages"),
        (b'{"model":"m","messages":{}}', "messages"),
        (b'{"model":"m","messages":[1]}', "messages"),
        (b'{"model":"m","messages":[{"role":"user"}]}', "messages"),
        (b'{"model":"m","messages":[{"role":"user","content":5}]}', "messages"),
        (b'{"model":"m","messages":[],"max_tokens":"many"}', "max_tokens"),
        (b'{"model":"m","messages":[],"max_tokens":' + b"9" * 60 + b"}", "max_tokens"),
        (b'{"model":"m","messages":[],"temperature":NaN}', "JSON"),
        (b'{"model":"m","messages":[],"tools":{}}', "tools"),
        (b'{"model":"m","messages":[],"system":5}', "system"),
        (b'{"model":"m","messages":[],"system":[{"type":"image","source":{"type":"url"}}]}', "system"),
        (b'{"model":"m","messages":[],"stop_sequences":"x"}', "stop_sequences"),
        pytest.param(b'{"model":"m","messages":' + b"[" * 100_000 + b"}", "", id="deep"),
    ],
)
def test_what_cannot_be_read_is_named(body, named):
    with pytest.raises(ClientFault) as raised:
        decode_request(body)
    assert named in raised.value.diagnosis.message
    assert raised.value.diagnosis.status == 400


@given(st.binary(max_size=80))
def test_bytes_from_anywhere_raise_nothing_but_a_fault_of_the_client(body):
    with contextlib.suppress(ClientFault):
        assert decode_request(body).model


def test_half_a_surrogate_pair_is_replaced():
    assert (
        mend_surrogates(rb'"\ud83d x \ude42 \ud83d\ude42 \\ud83d \u0041"')
        == rb'"\ufffd x \ufffd \ud83d\ude42 \\ud83d \u0041"'
    )
    assert (
        decode_request(rb'{"model":"m","messages":[{"role":"user","content":"a \ud83d"}]}')
        .messages[0]
        .content
        == "a \ufffd"
    )


@given(st.text())
def test_sound_text_is_not_mended(text):
    body = json.dumps(text).encode()
    if not any(0xD800 <= ord(letter) < 0xE000 for letter in text):
        assert mend_surrogates(body) == body


def test_count_needs_only_the_model():
    assert decode_count(b'{"model":"m","messages":[{"role":"x","content":5}]}').model == "m"
    with pytest.raises(ClientFault):
        decode_count(b"[")


STREAM = [
    MessageStart(MessageOut(id="msg_1", model="m")),
    BlockStart(0, TextOut()),
    BlockDelta(0, TextDelta("zażółć \u2028 \n\r 🙂")),
    BlockStop(0),
    BlockStart(1, ToolUseOut("toolu_1", "Bash")),
    BlockDelta(1, InputJsonDelta('{"a":\n1}')),
    BlockStop(1),
    Ping(),
    MessageDelta(StopDelta("tool_use"), Usage(output_tokens=3)),
    MessageStop(),
]


@pytest.mark.parametrize("event", STREAM)
def test_an_event_is_two_lines_and_a_blank_one(event):
    name, data, *rest = encode_event(event).split(b"\n")
    assert rest == [b"", b""]
    assert b"\r" not in data
    assert json.loads(data.removeprefix(b"data: "))["type"] == name.removeprefix(b"event: ").decode()


def test_a_stream_of_events_is_sound_on_the_wire():
    assert check([Verbatim(encode_event(event)) for event in STREAM]) == []
    assert check(STREAM) == []


def test_events_of_one_read_are_one_buffer():
    kept = Verbatim(b": as it came\n\n")
    assert encode_events([STREAM[0], kept, Ping()]) == encode_event(STREAM[0]) + kept.raw + encode_event(
        Ping()
    )


def test_a_block_of_another_kind_starts_as_itself():
    block = OtherOut("new_kind", Raw(b'{"type":"new_kind",\n"x":1.50}'))
    assert encode_event(BlockStart(2, block)) == (
        b"event: content_block_start\n"
        b'data: {"type":"content_block_start","index":2,"content_block":{"type":"new_kind", "x":1.50}}\n\n'
    )


def test_line_breaks_of_others_do_not_break_a_frame():
    assert frame("ping", b'{"a":\r\n1}') == b'event: ping\ndata: {"a":  1}\n\n'


def test_a_message_holds_blocks_of_every_kind():
    message = MessageOut(
        id="msg_1",
        model="m",
        content=[
            TextOut("a"),
            OtherOut("new_kind", Raw(b'{"type":"new_kind"}')),
            ToolUseOut("t", "b", Raw(b'{"x":1.50}')),
        ],
    )
    body = encode_message(message)
    assert [block["type"] for block in json.loads(body)["content"]] == ["text", "new_kind", "tool_use"]
    assert b"1.50" in body


def test_an_error_has_anthropics_shape():
    diagnosis = Diagnosis(name="x", type="overloaded_error", status=529, message='say "no"')
    wanted = {
        "type": "error",
        "error": {"type": "overloaded_error", "message": 'say "no"'},
        "request_id": "req_1",
    }
    assert json.loads(encode_error(diagnosis, "req_1")) == wanted
    assert json.loads(encode_event(error_event(diagnosis, "req_1")).split(b"data: ")[1]) == wanted


def test_the_same_tools_are_every_request_s_own():
    body = b'{"model":"m","messages":[],"tools":[{"name":"Mine","input_schema":{"type":"object"}}]}'
    first, second = decode_request(body), decode_request(body)
    assert first.tools == second.tools
    first.tools[0].name = "changed"
    first.tools.clear()
    assert [tool.name for tool in decode_request(body).tools] == ["Mine"]
    assert bytes(second.tools[0].input_schema) == b'{"type":"object"}'
