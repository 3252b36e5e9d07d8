import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tui_router.core.target import Limits
from tui_router.dialects.anthropic.request import prepare
from tui_router.providers.provider import Provider
from tui_router.providers.quirks import Quirks

NEAR = Provider(name="near", dialect="anthropic", base_url="http://127.0.0.1:1")
MARK = {"cache_control": {"type": "ephemeral", "ttl": "1h"}}
PIXEL = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AA=="}}

TEXT = st.sampled_from(["", " ", "hi", "hi \n", "ü"])
ID = st.sampled_from(["toolu_1", "toolu_2", "call:3", "", "abcdefgh1"])
NAME = st.sampled_from(["Bash", "a.b", "1st", "long_" * 20, "mcp__x__y"])
text = st.builds(
    lambda said, more: {"type": "text", "text": said, **more}, TEXT, st.sampled_from([{}, {}, MARK])
)
shown = text | st.sampled_from(
    [
        PIXEL,
        {
            "type": "document",
            "source": {"type": "text", "media_type": "text/plain", "data": "d"},
            "title": "t",
        },
        {
            "type": "document",
            "source": {"type": "content", "content": [PIXEL, {"type": "text", "text": "x"}]},
        },
        {"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": "AA=="}},
        {
            "type": "search_result",
            "source": "s",
            "title": "t",
            "content": [{"type": "text", "text": "found"}],
        },
        {"type": "tool_reference", "tool_name": "long_" * 20},
        {"type": "new_kind", "x": 1.50},
        {"type": "tool_use"},
    ]
)
said = st.one_of(
    text,
    st.sampled_from(
        [
            {"type": "thinking", "thinking": "hm", "signature": "c2ln"},
            {"type": "thinking", "thinking": "hm", "signature": ""},
            {"type": "thinking", "thinking": "hm"},
            {"type": "redacted_thinking", "data": "x"},
            {"type": "server_tool_use", "id": "srv_1", "name": "web_search", "input": {"query": "q"}},
            {
                "type": "web_search_tool_result",
                "tool_use_id": "srv_1",
                "content": [{"type": "web_search_result", "title": "t", "url": "u"}],
            },
        ]
    ),
    st.builds(
        lambda call_id, name, given: {"type": "tool_use", "id": call_id, "name": name, "input": given},
        ID,
        NAME,
        st.sampled_from([{}, {"n": 1}, None, "x", '{"a":1}', [1], {"__unparsedToolInput": {"raw": "x"}}]),
    ),
)
answered = st.builds(
    lambda call_id, held, more: {"type": "tool_result", "tool_use_id": call_id, "content": held, **more},
    ID,
    st.none() | TEXT | st.lists(shown, max_size=2),
    st.sampled_from([{}, MARK, {"is_error": True}]),
)
message = st.one_of(
    st.builds(lambda held: {"role": "user", "content": held}, TEXT | st.lists(shown | answered, max_size=4)),
    st.builds(lambda held: {"role": "assistant", "content": held}, TEXT | st.lists(said, max_size=4)),
    st.builds(
        lambda role, held: {"role": role, "content": held},
        st.sampled_from(["system", "developer", "tool"]),
        TEXT | st.lists(text, max_size=2),
    ),
)
tool = st.builds(
    lambda name, more: {"name": name, "description": "d", **more},
    NAME,
    st.sampled_from(
        [
            {"input_schema": {"type": "object", "properties": {"n": {"type": ["string", "null"]}}}},
            {
                "input_schema": {
                    "$schema": "s",
                    "anyOf": [{"$ref": "#/$defs/a"}],
                    "$defs": {"a": {"const": 1}},
                }
            },
            {"input_schema": {"type": "object"}, "defer_loading": True, "input_examples": [{"a": 1}], **MARK},
            {"type": "web_search_20250305", "max_uses": 8},
        ]
    ),
)
MEMBERS = st.fixed_dictionaries(
    {},
    optional={
        "system": TEXT | st.lists(text, max_size=3),
        "tools": st.lists(tool, max_size=3),
        "tool_choice": st.sampled_from(
            [
                {"type": "auto"},
                {"type": "any", "disable_parallel_tool_use": True},
                {"type": "tool", "name": "a.b"},
                {"type": "none"},
            ]
        ),
        "thinking": st.sampled_from(
            [
                {"type": "adaptive", "display": "updates"},
                {"type": "enabled", "budget_tokens": 31999, "display": "updates"},
                {"type": "enabled", "budget_tokens": 1024},
                {"type": "disabled"},
            ]
        ),
        "output_config": st.sampled_from(
            [
                {"effort": "max"},
                {"effort": "low", "format": {"type": "json_schema", "schema": {"type": "object"}}},
            ]
        ),
        "context_management": st.sampled_from(
            [
                {"edits": [{"type": "clear_thinking_20251015", "keep": "all"}]},
                {"edits": [{"type": "clear_tool_uses_20250919"}, {"type": "clear_thinking_20251015"}]},
            ]
        ),
        "metadata": st.just({"user_id": "u"}),
        "max_tokens": st.sampled_from([1, 1024, 32000]),
        "stream": st.booleans(),
        "temperature": st.sampled_from([0, 1, 0.7]),
        "cache_control": st.just({"type": "ephemeral"}),
    },
)
BODY = st.builds(
    lambda messages, members: {"model": "a", "messages": messages, **members},
    st.lists(message, max_size=7),
    MEMBERS,
)
DROPS = st.sampled_from(
    [
        "context_management",
        "output_config.effort",
        "metadata.user_id",
        "thinking.display",
        "tools.0.custom.defer_loading",
        "messages.3.content.0.text.cache_control",
        "system[*].cache_control",
        "cache_control.ttl",
        "stream",
        "tools",
        "model",
        "messages",
        "messages.0.content.0.text.text",
        "thinking",
        "output_format",
        "output_config.format",
        "tools[*].input_examples",
        "messages[*].content",
        "[0]",
        ".",
        "a..b",
        "temperature",
    ]
)
QUIRKS = {
    "drop": st.lists(DROPS, max_size=3).map(tuple),
    "least_output": st.sampled_from([0, 16, 2000]),
    "must_stream": st.booleans(),
    "no_stream": st.booleans(),
    "cache_marks": st.sampled_from(["all", "no_ttl", "none"]),
    "most_cache_marks": st.integers(0, 4),
    "refused_blocks": st.lists(
        st.sampled_from(
            [
                "thinking",
                "redacted_thinking",
                "image",
                "document",
                "search_result",
                "tool_reference",
                "tool_use",
                "server_tool_use",
                "web_search_tool_result",
                "new_kind",
                "text",
            ]
        ),
        max_size=3,
    ).map(tuple),
    "refused_betas": st.lists(
        st.sampled_from(
            ["*", "effort-2025-11-24", "advanced-tool-use-2025-11-20", "context-1m", "structured-outputs"]
        ),
        max_size=2,
    ).map(tuple),
    "thinking_type": st.sampled_from(["", "enabled", "adaptive", "off"]),
    "least_budget": st.sampled_from([0, 1024, 5000]),
    "most_budget": st.sampled_from([0, 512, 24576]),
    "plain_schemas": st.booleans(),
    "drop_schema_keys": st.lists(st.sampled_from(["$schema", "const", "$ref", "anyOf"]), max_size=2).map(
        tuple
    ),
    "longest_tool_name": st.sampled_from([0, 20, 64]),
    "plain_tool_names": st.booleans(),
    "tool_choice": st.sampled_from(["all", "auto_required", "auto", "none"]),
    "tool_ids": st.sampled_from(["", "alnum9", "alnum40"]),
    "mend_pairs": st.booleans(),
    "mend_arguments": st.booleans(),
    "strip_thinking": st.booleans(),
    "fill_empty": st.booleans(),
    "flat_content": st.booleans(),
    "merge_roles": st.booleans(),
    "safe_generation": st.booleans(),
    "replay_reasoning": st.sampled_from(["", "reasoning_content"]),
    "images": st.booleans(),
    "json_schema": st.booleans(),
    "parallel_tool_calls": st.booleans(),
}
SOME = st.fixed_dictionaries({}, optional=QUIRKS).map(lambda chosen: Quirks(**chosen))
ONE = st.one_of(
    *[values.map(lambda value, name=name: Quirks(**{name: value})) for name, values in QUIRKS.items()]
)
BETAS = "effort-2025-11-24,advanced-tool-use-2025-11-20,context-1m-2025-08-07"


def ask(call, body, quirks, **more):
    provider = replace(NEAR, quirks=quirks)
    return prepare(call(body, model="", provider=provider, headers={"anthropic-beta": BETAS}, **more))


def blocks(message):
    content = message.get("content")
    return [block for block in content if isinstance(block, dict)] if isinstance(content, list) else []


@settings(max_examples=300, deadline=None)
@given(BODY, SOME, st.sampled_from([None, 900, 8192]))
def test_whatever_is_refused_the_request_stays_one(call, body, quirks, most):
    prepared = ask(call, body, quirks, limits=Limits(max_output_tokens=most))
    after = json.loads(prepared.body)
    assert after["model"] == "a"
    assert isinstance(after["messages"], list)
    assert after.get("stream", False) is prepared.streams
    if prepared.body != json.dumps(body).encode():
        assert prepared.notes


@settings(max_examples=300, deadline=None)
@given(BODY, SOME)
def test_what_was_kept_to_once_needs_no_more(call, body, quirks):
    once = ask(call, body, quirks).body
    assert ask(call, once, quirks).body == once


@settings(max_examples=150, deadline=None)
@given(BODY, ONE, ONE)
def test_a_quirk_that_concerns_nothing_leaves_the_bytes(call, body, one, other):
    """A second quirk changes nothing of what the first one leaves, unless it says so in a note."""
    once = ask(call, body, one).body
    again = ask(call, once, other)
    if not again.notes:
        assert again.body == once


@settings(max_examples=150, deadline=None)
@given(BODY, SOME)
def test_each_call_is_answered_next(call, body, quirks):
    quirks = replace(quirks, mend_pairs=True, merge_roles=True, refused_blocks=(), fill_empty=False)
    messages = json.loads(ask(call, body, quirks).body)["messages"]
    for message, following in pairwise([*messages, {}]):
        calls = [block["id"] for block in blocks(message) if block["type"] == "tool_use"]
        results = [block.get("tool_use_id") for block in blocks(following) if block["type"] == "tool_result"]
        if message["role"] == "assistant":
            assert sorted(results) == sorted(calls)
            assert [block["type"] for block in blocks(following)][: len(calls)] == ["tool_result"] * len(
                calls
            )
        else:
            assert calls == []
    ids = [block["id"] for each in messages for block in blocks(each) if block["type"] == "tool_use"]
    assert len(ids) == len(set(ids))


@settings(max_examples=150, deadline=None)
@given(BODY, SOME)
def test_roles_take_turns(call, body, quirks):
    quirks = replace(quirks, merge_roles=True)
    roles = [message["role"] for message in json.loads(ask(call, body, quirks).body)["messages"]]
    assert set(roles) <= {"user", "assistant"}
    assert all(one != other for one, other in pairwise(roles))
    assert roles[:1] != ["assistant"]


@settings(max_examples=150, deadline=None)
@given(BODY, SOME)
def test_nothing_is_empty(call, body, quirks):
    after = json.loads(ask(call, body, replace(quirks, fill_empty=True)).body)
    for message in after["messages"]:
        for holder in [message, *(block for block in blocks(message) if block["type"] == "tool_result")]:
            assert holder["content"]
            assert str(holder["content"]).strip()
            assert all(block["text"].strip() for block in blocks(holder) if block["type"] == "text")
    last = after["messages"][-1:]
    if last and last[0]["role"] == "assistant" and isinstance(last[0]["content"], str):
        assert last[0]["content"] == last[0]["content"].rstrip()


HEAVY = Quirks(
    mend_pairs=True, merge_roles=True, fill_empty=True, tool_ids="alnum40", thinking_type="adaptive"
)


def test_a_request_of_the_client_that_nothing_concerns_goes_as_it_came(call):
    body = {
        "model": "a",
        "max_tokens": 128000,
        "system": [{"type": "text", "text": "be good", **MARK}],
        "thinking": {"type": "adaptive", "display": "updates"},
        "messages": [
            {"role": "user", "content": "go"},
            {
                "role": "assistant",
                "content": [
                    {"type": "thinking", "thinking": "", "signature": "c2ln"},
                    {"type": "tool_use", "id": "toolu01A", "name": "Bash", "input": {"n": 1.50}},
                ],
            },
            {
                "role": "user",
                "content": [{"type": "tool_result", "tool_use_id": "toolu01A", "content": "ok"}],
            },
        ],
    }
    made = call(json.dumps(body, indent=1).encode(), model="", provider=replace(NEAR, quirks=HEAVY))
    prepared = prepare(made)
    assert prepared.body is made.body
    assert prepared.notes == []


def hello(**more):
    return {"model": "a", "messages": [{"role": "user", "content": "hi"}], **more}


@pytest.mark.parametrize(
    ("members", "quirks", "after"),
    [
        ({}, Quirks(safe_generation=True), 0.2),
        ({"temperature": 1}, Quirks(safe_generation=True), 0.2),
        ({"temperature": 0}, Quirks(safe_generation=True), 0),
        ({"thinking": {"type": "disabled"}}, Quirks(safe_generation=True), 0.2),
        ({"thinking": {"type": "adaptive"}}, Quirks(safe_generation=True), None),
        ({"thinking": {"type": "adaptive"}}, Quirks(safe_generation=True, thinking_type="off"), 0.2),
        ({"temperature": 1}, Quirks(safe_generation=True, drop=("temperature",)), None),
    ],
)
def test_a_cooler_try_only_without_thinking(call, members, quirks, after):
    assert json.loads(ask(call, hello(**members), quirks).body).get("temperature") == after


def test_a_format_that_no_field_asks_for_is_asked_in_words(call):
    wanted = {"type": "json_schema", "schema": {"type": "object", "properties": {"title": {}}}}
    body = hello(system="be good", output_config={"effort": "low", "format": wanted})
    after = json.loads(ask(call, body, Quirks(json_schema=False)).body)
    assert after["output_config"] == {"effort": "low"}
    assert after["system"].startswith("be good\nAnswer only with JSON")
    assert '"title"' in after["system"]
    for quirks in (Quirks(refused_betas=("structured-outputs",)), Quirks(drop=("output_config.format",))):
        assert "Answer only with JSON" in json.loads(ask(call, body, quirks).body)["system"]


def test_the_betas_go_from_the_header_too(call):
    prepared = ask(call, hello(output_config={"effort": "low"}), Quirks(refused_betas=("effort-2025-11-24",)))
    assert prepared.headers["anthropic-beta"] == "advanced-tool-use-2025-11-20,context-1m-2025-08-07"
    assert json.loads(prepared.body) == hello()


def test_the_names_that_changed_are_remembered(call):
    assert ask(call, hello(), Quirks(plain_tool_names=True)).memo is None
    prepared = ask(call, hello(tools=[{"name": "a.b", "input_schema": {}}]), Quirks(plain_tool_names=True))
    [new] = [made["name"] for made in json.loads(prepared.body)["tools"]]
    assert prepared.memo.back(new) == "a.b"
