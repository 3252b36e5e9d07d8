import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from tui_router.dialects.chat.drop import drop_members, parse, refuses
from tui_router.dialects.ledger import Ledger

TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "A",
            "strict": True,
            "parameters": {"type": "object", "properties": {"format": {}}},
        },
    }
]


def body():
    return {
        "model": "m",
        "messages": [
            {"role": "user", "content": [{"type": "text", "text": "hi"}], "name": "n"},
            {"role": "assistant", "content": None, "reasoning_content": "r", "tool_calls": [{"id": "x", "extra_content": {}}]},
        ],
        "max_tokens": 5,
        "temperature": 1.0,
        "stop": ["a"],
        "tools": Raw(json.dumps(TOOLS).encode()),
        "tool_choice": "auto",
        "parallel_tool_calls": False,
        "reasoning_effort": "low",
        "response_format": {"type": "json_schema", "json_schema": {"strict": True, "schema": Raw(b"{}")}},
        "stream": True,
        "stream_options": {"include_usage": True},
    }  # fmt: skip


def sent(*names, **more):
    made, ledger = {**body(), **more}, Ledger()
    drop_members(made, names, ledger)
    return json.loads(msgspec.json.encode(made)), ledger.notes()


WHOLE = json.loads(msgspec.json.encode(body()))


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("temperature", ("temperature",)),
        ("body.temperature", ("temperature",)),
        ("tools.0.function.strict", ("tools", "*", "function", "strict")),
        ("tools[*].function.strict", ("tools", "*", "function", "strict")),
        ("messages[1].name", ("messages", "*", "name")),
        ("messages.2.ChatCompletionMessageGenericParam.name", ("messages", "*", "name")),
        ("reasoningEffort", ("reasoning_effort",)),
        ("tools.0.function.parameters.maxItems", ("tools", "*", "function", "parameters", "maxItems")),
        ("response_format.type", ("response_format",)),
        ("response_format.json_schema.strict", ("response_format", "json_schema", "strict")),
        ("model", ()),
        ("messages", ()),
        ("messages[0].content[0].text", ()),
        ("messages.0.toolCallId", ()),
        ("tools.0.function.parameters", ()),
        ("body", ()),
        ("", ()),
        ("§§", ()),
        ("a." * 100, ()),
    ],
)
def test_names_as_upstreams_spell_them(name, path):
    assert parse(name) == path


@pytest.mark.parametrize(
    ("name", "gone"),
    [
        ("temperature", ["temperature"]),
        ("stream_options.include_usage", ["stream_options"]),
        ("reasoning_effort", ["reasoning_effort"]),
        ("tools", ["tools", "tool_choice", "parallel_tool_calls"]),
        ("max_tokens", ["max_tokens"]),
        ("response_format.type", ["response_format"]),
        ("max_completion_tokens", []),
        ("stream", []),
        ("model", []),
        ("stop_sequences", []),
    ],
)
def test_a_member_goes(name, gone):
    made, notes = sent(name)
    assert made == {key: value for key, value in WHOLE.items() if key not in gone}
    assert bool(notes) is bool(gone)


def test_what_is_not_streamed_need_not_be_said():
    assert "stream" not in sent("stream", stream=False)[0]


def test_members_inside_go_everywhere():
    made, notes = sent("messages[0].name", "messages.1.reasoning_content", "tools.0.function.strict")
    assert made["messages"][0] == {"role": "user", "content": [{"type": "text", "text": "hi"}]}
    assert "reasoning_content" not in made["messages"][1]
    assert made["tools"][0]["function"] == {"name": "A", "parameters": TOOLS[0]["function"]["parameters"]}
    assert [note.reason for note in notes] == [
        "the target refuses messages[*].name",
        "the target refuses messages[*].reasoning_content",
        "the target refuses tools[*].function.strict",
    ]


def test_tools_without_the_member_keep_their_bytes():
    made, ledger = body(), Ledger()
    tools = made["tools"]
    drop_members(made, ("tools.0.function.cache_control", "tools.0.gone.strict"), ledger)
    assert made["tools"] is tools
    assert ledger.notes() == []


def test_in_a_schema_nothing_is_tidied_away():
    made, _ = sent("tools.0.function.parameters.properties.format")
    assert made["tools"][0]["function"]["parameters"] == {"type": "object", "properties": {}}


def test_notes_name_what_the_client_sent():
    notes = sent("stop", "stream_options.include_usage", "temperature")[1]
    assert [(note.act, note.path, note.before) for note in notes] == [
        ("dropped", "stop_sequences", ""),
        ("dropped", "stream", ""),
        ("dropped", "temperature", "1.0"),
    ]


def test_tools_that_nobody_can_read_stay():
    broken = Raw(b'[{"function":' + b"[" * 100_000)
    ledger, made = Ledger(), {**body(), "tools": broken}
    drop_members(made, ("tools.0.function.strict",), ledger)
    assert made["tools"] is broken
    assert ledger.notes() == []


def test_what_is_refused_at_the_top():
    assert refuses(("body.temperature", "top_p"), "temperature")
    assert not refuses(("messages.0.temperature",), "temperature")


STEPS = st.sampled_from(
    [
        "body",
        "messages",
        "tools",
        "0",
        "*",
        "role",
        "content",
        "function",
        "name",
        "strict",
        "tool_calls",
        "id",
        "text",
    ]
)


@given(st.lists(st.lists(STEPS, max_size=6).map(".".join) | st.text(max_size=20), max_size=4))
def test_what_is_needed_stays(names):
    made, _ = sent(*names)
    assert made["model"] == "m"
    assert [message["role"] for message in made["messages"]] == ["user", "assistant"]
    assert made["messages"][0]["content"] == WHOLE["messages"][0]["content"]
    assert made["messages"][1]["tool_calls"][0]["id"] == "x"
    assert all("name" in tool["function"] for tool in made.get("tools", []))
