"""Any conversation for any target: whatever is known to be refused, a legal request comes out, told the same way
each time."""

import itertools
import json
import re
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tui_router.dialects import chat
from tui_router.dialects.effort import KEEPS, SWITCHES
from tui_router.providers.quirks import KeepReasoning, Quirks, ThinkingForm
from tui_router.sandbox.strict import complaint

NAMES = st.sampled_from(["Bash", "mcp__a_long_server_name__read_file", "2fa", "Web Search", "Bash_"])
IDS = st.sampled_from(["toolu_01", "toolu_02", "call49c89", "x" * 50, ""])
WORDS = st.sampled_from(["", " ", "hi", "<system-reminder>x</system-reminder>", "ü\ud83d"])

TEXT = st.builds(lambda text: {"type": "text", "text": text}, WORDS)
IMAGE = st.just({"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "QUJD"}})
PDF = st.just(
    {"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": "QUJD"}}
)
INPUTS = st.sampled_from(
    ["{}", '{"a":1,"a":2}', '{"n":123456789012345678901234567890}', "[1]", "null", '{"a": 1.50}']
)
USE = st.builds(
    lambda its, name, given: {"type": "tool_use", "id": its, "name": name, "input": json.loads(given)},
    IDS,
    NAMES,
    INPUTS,
)
RESULT = st.builds(
    lambda its, content: {"type": "tool_result", "tool_use_id": its, "content": content},
    IDS,
    WORDS | st.lists(TEXT | IMAGE | PDF, max_size=2) | st.none(),
)
ODD = st.sampled_from(
    [
        {"type": "thinking", "thinking": "t", "signature": ""},
        {"type": "thinking", "thinking": "t", "signature": "theirs"},
        {"type": "redacted_thinking", "data": "d"},
        {"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {}},
        {"type": "web_search_tool_result", "tool_use_id": "srvtoolu_1", "content": []},
        {"type": "search_result", "source": "s", "title": "t", "content": []},
        {"type": "tool_use", "id": 5},
        {"type": "tool_result"},
        {"type": "hologram"},
    ]
)
BLOCK = st.one_of(TEXT, IMAGE, PDF, USE, RESULT, USE, RESULT, ODD)
ROUND = st.builds(
    lambda use, result: [{"role": "assistant", "content": [use]}, {"role": "user", "content": [result]}],
    USE,
    RESULT,
)
SAID = st.lists(
    st.builds(
        lambda role, content: {"role": role, "content": content},
        st.sampled_from(["user", "assistant", "user", "assistant", "system"]),
        WORDS | st.lists(BLOCK, max_size=5),
    ),
    min_size=1,
    max_size=6,
)
MESSAGES = st.builds(lambda said, last: said + last, SAID, ROUND) | SAID
SCHEMAS = st.sampled_from(
    [
        {},
        {
            "type": "object",
            "properties": {"a": {"type": ["string", "null"], "format": "uri"}},
            "required": ["a", "b"],
        },
        {
            "$defs": {"N": {"properties": {"n": {"$ref": "#/$defs/N"}}}},
            "properties": {"n": {"$ref": "#/$defs/N"}},
        },
        {"anyOf": [{"type": "null"}, {"type": "object", "properties": {"l": {"type": "array"}}}]},
        {"properties": {"c": {"const": "x"}, "n": {"exclusiveMinimum": 1}}, "additionalProperties": False},
    ]
)
TOOLS = st.lists(
    st.builds(lambda name, schema: {"name": name, "input_schema": schema}, NAMES, SCHEMAS),
    max_size=3,
    unique_by=lambda tool: tool["name"],
)
CHOICES = st.sampled_from(
    [
        {"type": "any"},
        {"type": "auto"},
        {"type": "none"},
        {"type": "tool", "name": "Bash", "disable_parallel_tool_use": True},
    ]
)
REQUESTS = st.fixed_dictionaries(
    {"messages": MESSAGES},
    optional={
        "max_tokens": st.sampled_from([1, 4_096, 64_000]),
        "system": WORDS,
        "tools": TOOLS,
        "tool_choice": CHOICES,
        "temperature": st.sampled_from([0, 1.0]),
        "stop_sequences": st.just(["a", "b", "c", "d", "e"]),
        "thinking": st.sampled_from(
            [{"type": "disabled"}, {"type": "adaptive"}, {"type": "enabled", "budget_tokens": 2_000}]
        ),
        "output_config": st.just(
            {"effort": "high", "format": {"type": "json_schema", "schema": {"type": "object"}}}
        ),
        "stream": st.booleans(),
    },
)
MEMBERS = st.sampled_from(
    [
        "temperature", "body.max_tokens", "tools", "tools.0.function.strict", "tools[0].function.description", "tool_choice",
        "stream", "stream_options.include_usage", "reasoning_effort", "reasoning.max_tokens", "thinking", "response_format.type",
        "messages[1].content[0].cache_control", "messages.0.content", "messages.*.tool_calls", "messages", "model", "", "..",
        "tools.0.function.parameters.additionalProperties", "messages.0.reasoning_content",
    ]
)  # fmt: skip
KEYWORDS = st.sampled_from(
    [
        "format",
        "type",
        "items",
        "properties",
        "$ref",
        "$defs",
        "anyOf",
        "const",
        "additionalProperties",
        "required",
    ]
)
FLAGS = [name for name in Quirks.__struct_fields__ if isinstance(getattr(Quirks(), name), bool)]
VALUES = {
    **{name: st.just(not getattr(Quirks(), name)) for name in FLAGS},
    "output_field": st.sampled_from(["max_tokens", "max_completion_tokens"]),
    "thinking": st.sampled_from(get_args(ThinkingForm)),
    "keep_reasoning": st.sampled_from(get_args(KeepReasoning)),
    "most_tools": st.integers(1, 3),
    "efforts": st.sampled_from([("low", "high"), ("none", "medium"), ()]),
    "replay_reasoning": st.sampled_from(["reasoning_content", "reasoning_details", "content"]),
    "max_stop": st.integers(0, 4),
    "drop_schema_keys": st.lists(KEYWORDS, max_size=4, unique=True).map(tuple),
    "drop": st.lists(MEMBERS, max_size=4, unique=True).map(tuple),
    "least_output": st.integers(0, 2_000),
    "refused_blocks": st.lists(
        st.sampled_from(["image", "document", "thinking", "search_result"]), max_size=3
    ).map(tuple),
    "thinking_type": st.sampled_from(["enabled", "adaptive", "off"]),
    "least_budget": st.sampled_from([1_024, 8_000]),
    "most_budget": st.sampled_from([1_024, 8_000]),
    "longest_tool_name": st.sampled_from([1, 20, 64]),
    "tool_choice": st.sampled_from(["auto_required", "auto", "none"]),
    "tool_ids": st.sampled_from(["alnum9", "alnum40"]),
}
QUIRKS = st.lists(
    st.sampled_from(sorted(VALUES)).flatmap(lambda name: st.tuples(st.just(name), VALUES[name])), max_size=8
).map(dict)
PLACES = [switch.place for switch in SWITCHES.values()] + [place for place, _ in KEEPS.values()]
FOREIGN = {"top_k", "thinking", "reasoning", "thinking_budget", *(place[0] for place in PLACES)}


def ready(make_call, request, quirks):
    body = json.dumps({"model": "m", **request}).encode()
    call = make_call(body=body, quirks=quirks, limits={"max_output_tokens": 32_000})
    prepared = chat.prepare(call)
    return call, prepared, json.loads(prepared.body)


@settings(max_examples=150)
@given(REQUESTS, QUIRKS)
def test_whatever_is_refused_the_request_is_legal(make_call, request_, quirks):
    call, prepared, body = ready(make_call, request_, quirks)
    again = chat.prepare(call)
    assert (again.body, again.notes) == (prepared.body, prepared.notes)
    assert prepared.streams == body.get("stream", False)
    assert body["model"] == "some-model"
    if body["messages"]:
        assert complaint({key: value for key, value in body.items() if key not in FOREIGN}) is None
    plain = replace(call, provider=replace(call.provider, quirks=Quirks()))
    untouched = ready(make_call, request_, {})[1]
    assert (
        chat.prepare(plain).body == untouched.body
    )  # nothing of the client's request was changed on the way


@pytest.mark.parametrize(
    "sure",
    [
        {"flat_content": True},
        {"fill_empty": True},
        {"merge_roles": True},
        {"fill_empty": True, "merge_roles": True},
        {"images": False},
        {"refused_blocks": ("image",)},
        {"refused_blocks": ("document",)},
        {"tool_ids": "alnum9"},
        {"tool_ids": "alnum40"},
        {"mend_arguments": True},
        {"thought_signatures": True, "drop": ()},
        {"replay_reasoning": "reasoning_content", "drop": ()},
        {"replay_reasoning": "reasoning_content", "strip_thinking": True},
        {"plain_tool_names": True},
        {"longest_tool_name": 20},
        {"plain_schemas": True, "drop": ()},
        {"thinking_type": "off", "thinking": "effort"},
        {"tool_choice": "auto_required"},
        {"tool_choice": "auto"},
        {"tool_choice": "none"},
        {"drop": ("temperature", "tool_choice", "reasoning_effort"), "thinking": "effort"},
    ],
    ids=str,
)
@settings(max_examples=40)
@given(REQUESTS, QUIRKS, ROUND)
def test_what_is_known_is_kept_to(make_call, sure, request_, quirks, last):
    quirks = {**quirks, **sure}
    _, _, body = ready(make_call, {**request_, "messages": request_["messages"] + last}, quirks)
    known = Quirks(**quirks)
    messages = body["messages"]
    calls = [call for message in messages for call in message.get("tool_calls", [])]
    contents = [message["content"] for message in messages]
    parts = [part for content in contents if isinstance(content, list) for part in content]
    functions = [tool["function"] for tool in body.get("tools", [])]
    if known.flat_content:
        assert parts == []
    if not known.images or "image" in known.refused_blocks:
        assert not any(part["type"] == "image_url" for part in parts)
    if "document" in known.refused_blocks:
        assert not any(part["type"] == "file" for part in parts)
    if known.fill_empty:
        assert all(
            message["content"] or (message.get("tool_calls") and message["content"] == "")
            for message in messages
        )
    if known.merge_roles:
        assert [at for at, message in enumerate(messages) if message["role"] == "system"] in ([], [0])
        talk = [message["role"] for message in messages if message["role"] != "system"]
        assert talk[0] == "user"
        assert not any(
            pair in (("user", "user"), ("assistant", "assistant"), ("tool", "user"))
            for pair in itertools.pairwise(talk)
        )
    if known.tool_ids:
        rule = r"[a-zA-Z0-9]{9}" if known.tool_ids == "alnum9" else r"[a-zA-Z0-9]{1,40}"
        assert all(re.fullmatch(rule, call["id"]) for call in calls)
    if known.mend_arguments:
        for call in calls:
            given = call["function"]["arguments"]
            assert json.dumps(json.loads(given), ensure_ascii=False, separators=(",", ":")) == given
    if known.thought_signatures and not known.drop:
        assert all(call["extra_content"]["google"]["thought_signature"] for call in calls)
    if known.replay_reasoning == "reasoning_content" and not (known.drop or known.spare_reasoning):
        assert all(message["reasoning_content"] for message in messages if message.get("tool_calls"))
    if known.strip_thinking:
        assert all(message.get("reasoning_content", "tool call") == "tool call" for message in messages)
    names = [call["function"]["name"] for call in calls] + [function["name"] for function in functions]
    if known.plain_tool_names:
        assert all(re.fullmatch(r"[a-zA-Z_][a-zA-Z0-9_-]*", name) for name in names)
    longest = max(known.longest_tool_name, 16) if known.longest_tool_name else 64
    assert all(len(name) <= longest for name in names)
    if known.plain_schemas and not known.drop:
        assert "$ref" not in json.dumps(functions)
    if known.thinking_type == "off":
        assert "reasoning_effort" not in body
        assert body.get("reasoning", {"enabled": False}) == {"enabled": False}
        assert body.get("thinking", {"type": "disabled"}) == {"type": "disabled"}
    if known.tool_choice != "all":
        assert (
            body.get("tool_choice")
            in {"auto_required": ("auto", "none", "required", None), "auto": ("auto", None), "none": (None,)}[
                known.tool_choice
            ]
        )
    assert not {"temperature", "tool_choice", "reasoning_effort"} & set(known.drop) & body.keys()
