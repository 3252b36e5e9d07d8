from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_router.sandbox.asked_responses import ResponsesAsked
from tui_router.sandbox.strict_responses import complaint

USER = {"role": "user", "content": "hello"}
PLAIN: dict[str, Any] = {"model": "m", "input": [USER]}
SCHEMA = {
    "type": "object",
    "properties": {"a": {"type": "string"}},
    "required": ["a"],
    "additionalProperties": False,
}


def function(**fields: Any) -> dict[str, Any]:
    return {"type": "function", "name": "Bash", "parameters": SCHEMA, "strict": False, **fields}


def said(**fields: Any) -> Any:
    return complaint(ResponsesAsked("responses", {**PLAIN, **fields}))


@pytest.mark.parametrize(
    "fields",
    [
        {"input": "hello"},
        {"instructions": None, "temperature": 1, "top_p": 0.5, "store": False, "stream": True},
        {"tools": [function()], "tool_choice": {"type": "function", "name": "Bash"}},
        {"tools": [function(strict=True)], "tool_choice": "required", "parallel_tool_calls": False},
        {"tools": [{"type": "web_search", "filters": {"allowed_domains": ["a.b"]}}]},
        {"reasoning": {"effort": "high", "summary": "auto"}, "include": ["reasoning.encrypted_content"]},
        {"text": {"format": {"type": "json_schema", "name": "x", "schema": SCHEMA, "strict": True}}},
        {"max_output_tokens": 16, "user": "u" * 64, "metadata": {}},
        {"tool_choice": "auto", "parallel_tool_calls": True},
    ],
)
def test_what_openai_takes(fields: dict[str, Any]) -> None:
    assert said(**fields) is None


@pytest.mark.parametrize(
    ("fields", "words", "param"),
    [
        ({"messages": []}, "Unknown parameter: 'messages'.", "messages"),
        ({"max_tokens": 9}, "Unknown parameter: 'max_tokens'.", "max_tokens"),
        ({"stop": ["a"]}, "Unknown parameter: 'stop'.", "stop"),
        ({"input": []}, 'One of "input"', None),
        ({"input": {}}, "expected a string or an array, but got an object", "input"),
        ({"store": "no"}, "expected a boolean, but got a string", "store"),
        ({"include": ["reasoning"]}, "Invalid value: 'reasoning'", "include[0]"),
        ({"stream_options": {}}, "only allowed when 'stream' is enabled", "stream_options"),
        ({"max_output_tokens": 1}, "Expected a value >= 16, but got 1", "max_output_tokens"),
        ({"temperature": 3}, "decimal above maximum", "temperature"),
        ({"user": "u" * 65}, "maximum length 64", "user"),
        ({"reasoning": {"effort": "ultra"}}, "'xhigh', and 'max'", "reasoning.effort"),
        ({"reasoning": {"budget": 1}}, "Unknown parameter: 'reasoning.budget'", "reasoning.budget"),
        ({"text": {"format": {"type": "json_schema", "schema": {}}}}, "text.format.name", "text.format.name"),
        ({"text": {"format": {"type": "json"}}}, "Invalid value: 'json'", "text.format.type"),
        ({"tools": [{"type": "function", "function": {}}]}, "'tools[0].name'", "tools[0].name"),
        ({"tools": [{"name": "x"}]}, "'tools[0].type'", "tools[0].type"),
        ({"tools": [function(input_schema={})]}, "'tools[0].input_schema'", "tools[0].input_schema"),
        ({"tools": [function(name="a b")]}, "does not match pattern", "tools[0].name"),
        ({"tools": [function(name="a" * 65)]}, "length 65", "tools[0].name"),
        (
            {"tools": [function(parameters={"type": "string"})]},
            "got 'type: \"string\"'",
            "tools[0].parameters",
        ),
        (
            {"tools": [function(parameters={**SCHEMA, "anyOf": []})]},
            "at the top level",
            "tools[0].parameters",
        ),
        ({"tools": [function(parameters={"type": "object"}, strict=True)]}, "'additionalProperties'", None),
        ({"tools": [function(parameters={**SCHEMA, "required": []}, strict=True)]}, "Missing 'a'", None),
        (
            {"tools": [function(parameters={"type": "object", "properties": {"l": {"type": "array"}}})]},
            "In context=('properties', 'l'), array schema missing items.",
            "tools[0].parameters",
        ),
        ({"tool_choice": "any"}, "Invalid value: 'any'", "tool_choice"),
        ({"tool_choice": "required"}, "must be specified with 'tools'", "tool_choice"),
        (
            {"tools": [function()], "tool_choice": {"type": "function", "name": "Read"}},
            "Tool choice 'function' not found in 'tools' parameter.",
            "tool_choice",
        ),
        ({"input": [{"role": "tool", "content": "x"}]}, "Invalid value: 'tool'", "input[0].role"),
    ],
)
def test_what_openai_refuses(fields: dict[str, Any], words: str, param: str | None) -> None:
    found = said(**fields)
    assert found is not None
    assert words in found.message
    assert found.param == param


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "name", "role", "content", "id", "text"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)
kinds = st.sampled_from(["message", "function_call", "function_call_output", "reasoning", "web_search_call"])
item = st.fixed_dictionaries(
    {"type": kinds | anything},
    optional=dict.fromkeys(
        ("role", "content", "id", "call_id", "name", "arguments", "output", "summary", "status"), anything
    ),
)
members = st.sampled_from(["tools", "tool_choice", "reasoning", "text", "include", "temperature", "user"])


@given(st.lists(item, max_size=3) | anything, st.dictionaries(members, anything))
@settings(max_examples=300, deadline=None)
def test_any_request_is_judged(given_input: Any, fields: dict[str, Any]) -> None:
    found = complaint(ResponsesAsked("responses", {"model": "m", "input": given_input, **fields}))
    assert found is None or found.message
