from typing import Any

import pytest

from tui_router.sandbox.strict import complaint

CALL = {"id": "call_1", "type": "function", "function": {"name": "Bash", "arguments": "{}"}}
USER = {"role": "user", "content": "hi"}
ASKS = {"role": "assistant", "content": None, "tool_calls": [CALL]}
TOLD = {"role": "tool", "tool_call_id": "call_1", "content": "ok"}


def function(**fields: Any) -> dict[str, Any]:
    return {"type": "function", "function": {"name": "Bash", **fields}}


@pytest.mark.parametrize(
    "body",
    [
        {"messages": [USER], "stop": ["a", "b", "c", "d"], "max_tokens": 5},
        {"messages": [USER, ASKS, TOLD, USER]},
        {"messages": [USER], "tools": [function(parameters={"type": "object"})], "tool_choice": "auto"},
        {"messages": [USER], "stream": True, "stream_options": {"include_usage": True}},
        {"messages": [{"role": "system", "content": "x"}, {"role": "developer", "content": "y"}]},
    ],
)
def test_what_openai_takes(body: dict[str, Any]) -> None:
    assert complaint(body) is None


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"messages": []}, "'messages': empty array"),
        ({"messages": [USER], "cache_control": {}}, "Unrecognized request argument supplied: cache_control"),
        ({"messages": [USER], "tools": []}, "'tools': empty array"),
        ({"messages": [USER], "tool_choice": "auto"}, "'tool_choice' is only allowed"),
        ({"messages": [USER], "parallel_tool_calls": False}, "'parallel_tool_calls' is only allowed"),
        ({"messages": [USER], "stop": list("abcde")}, "maximum length 4"),
        ({"messages": [USER], "stream_options": {}}, "only allowed when 'stream'"),
        ({"messages": [USER], "tools": [{"type": "web_search"}]}, "'tools[0].function.name'"),
        ({"messages": [USER], "tools": [function(name="a b")]}, "does not match pattern"),
        ({"messages": [USER], "tools": [function(name="a" * 65)]}, "length 65"),
        ({"messages": [USER], "tools": [function(parameters={"anyOf": []})]}, "Invalid schema"),
        ({"messages": [{"role": "model", "content": ""}]}, "Invalid value: 'model'"),
        ({"messages": [USER, TOLD]}, "must be a response to"),
        ({"messages": [USER, ASKS, USER]}, "did not have response messages: call_1"),
        ({"messages": [USER, ASKS]}, "did not have response messages: call_1"),
        ({"messages": [USER, ASKS, TOLD, TOLD]}, "must be a response to"),
        ({"messages": [{"role": "user", "content": None}]}, "messages[0].content"),
        ({"messages": [{"role": "assistant", "content": "x", "tool_calls": []}]}, "tool_calls': empty array"),
        ({"messages": ["hi"]}, "Invalid value: 'None'"),
    ],
)
def test_what_openai_refuses(body: dict[str, Any], words: str) -> None:
    assert words in (complaint(body) or "")
