"""What a client has to send to meet a scenario's trouble: the other side of `troubles.toml`.

Requests of Messages, as small as they can be, for whoever walks the whole road: a gateway between this client and
the sandbox must end in an answer wherever the scenario says that it mends.
"""

from typing import Any

Fields = dict[str, Any]

_SIGNED = "sandbox-0123456789abcdef"
_ID = "toolu_01A09q90qw90lq917835lq9"
_LONG = "the road goes on and on over the hill " * 700  # some 6,600 tokens by the sandbox's count
_IMAGE = {
    "type": "image",
    "source": {
        "type": "base64",
        "media_type": "image/png",
        "data": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
    },
}
_PDF = {
    "type": "document",
    "source": {"type": "base64", "media_type": "application/pdf", "data": "JVBERi0xLjQKJSVFT0YK"},
}
_MARK = {"type": "ephemeral"}
_COMMAND = {"type": "object", "properties": {"command": {"type": "string"}}, "required": ["command"]}


def headers(name: str) -> dict[str, str]:
    """Headers of a client that meets the scenario, without its token."""
    return {"anthropic-version": "2023-06-01", **_HEADERS.get(name, {})}


def body(name: str, *, model: str = "") -> Fields:
    """`model` is the name under which a gateway knows the scenario, its own where none is given."""
    plain = {"max_tokens": 1000, "stream": True, "messages": [_user("hello")], "tools": [_tool()]}
    return {"model": model or name, **plain, **_FIELDS.get(name, {})}


def _user(*content: Any) -> Fields:
    """Text as one string, several things as blocks."""
    if len(content) == 1 and isinstance(content[0], str):
        return {"role": "user", "content": content[0]}
    return {"role": "user", "content": [_block(part) for part in content]}


def _assistant(*content: Any) -> Fields:
    return {**_user(*content), "role": "assistant"}


def _block(part: Any) -> Any:
    return {"type": "text", "text": part} if isinstance(part, str) else part


def _call(id: str = _ID, input: Any = None) -> Fields:
    given = {"command": "echo hi"} if input is None else input
    return {"type": "tool_use", "id": id, "name": "Bash", "input": given}


def _result(id: str = _ID) -> Fields:
    return {"type": "tool_result", "tool_use_id": id, "content": "hi"}


def _thought(signature: str = _SIGNED) -> Fields:
    return {"type": "thinking", "thinking": "I should look first.", "signature": signature}


def _tool(name: str = "Bash", **schema: Any) -> Fields:
    return {"name": name, "description": "Runs a command.", "input_schema": {**_COMMAND, **schema}}


def _takes(**properties: Fields) -> list[Fields]:
    return [_tool("Search", properties=properties, required=[])]


def _history(*called: Any, id: str = _ID) -> list[Fields]:
    """A turn in which a tool was called and has answered."""
    return [_user("look"), _assistant(*(called or ("Looking.", _call(id)))), _user(_result(id))]


def _marked(count: int) -> list[Fields]:
    return [{"type": "text", "text": f"part {at}", "cache_control": _MARK} for at in range(count)]


_BETAS = "claude-code-20250219,interleaved-thinking-2025-05-14,context-management-2025-06-27"
_EDITS = {"edits": [{"type": "clear_thinking_20251015", "keep": "all"}]}
_BUDGET = {"type": "enabled", "budget_tokens": 2000}

_HEADERS: dict[str, dict[str, str]] = {
    name: {"anthropic-beta": _BETAS} for name in ("beta-named", "beta-unnamed", "no-context-management")
}

_FIELDS: dict[str, Fields] = {
    # too many tokens, or too few
    "max-tokens-large": {"max_tokens": 32000},
    "output-limit": {"max_tokens": 32000},
    "max-tokens-nested": {"max_tokens": 32000},
    "max-tokens-64k": {"max_tokens": 128000},
    "max-tokens-small": {"max_tokens": 1},
    "window-sum": {"max_tokens": 32000, "messages": [_user(_LONG)]},
    "window-both": {"max_tokens": 64000, "messages": [_user(_LONG)]},
    "window-claude": {"max_tokens": 39000, "messages": [_user(_LONG)]},
    "overflow": {"messages": [_user(_LONG)]},
    "overflow-numbers": {"messages": [_user(_LONG)]},
    "overflow-claude": {"messages": [_user(_LONG)]},
    "overflow-event": {"messages": [_user(_LONG)]},
    "minute-tokens": {"messages": [_user(_LONG)]},
    "responses-output": {"max_tokens": 32000},
    "responses-overflow": {"messages": [_user(_LONG)]},
    "gemini-output": {"max_tokens": 32000},
    "gemini-overflow": {"messages": [_user(_LONG)]},
    "payload": {"messages": [_user(_LONG * 50)]},
    "affordable": {"max_tokens": 32000},
    # members
    "stream-only": {"stream": False},
    "no-temperature": {"temperature": 0.5},
    "responses-temperature": {"temperature": 0.5},
    "temperature-one": {"temperature": 0.5},
    "sampling-both": {"temperature": 0.5, "top_p": 0.9},
    "no-stop": {"stop_sequences": ["</block>"]},
    "no-effort": {"output_config": {"effort": "high"}},
    "effort-beside-tools": {"output_config": {"effort": "high"}},
    "no-parallel-switch": {"tool_choice": {"type": "auto", "disable_parallel_tool_use": True}},
    "no-context-management": {"context_management": _EDITS},
    "no-output-config": {"output_config": {"effort": "high"}},
    "no-cache-marks": {"messages": [_user(*_marked(2))]},
    "no-cache-ttl": {"messages": [_user({**_marked(1)[0], "cache_control": {**_MARK, "ttl": "1h"}})]},
    "four-cache-marks": {"messages": [_user(*_marked(5))]},
    "beta-named": {"context_management": _EDITS},
    # thinking
    "no-adaptive": {"max_tokens": 8000, "thinking": {"type": "adaptive"}},
    "only-adaptive": {"max_tokens": 8000, "thinking": _BUDGET},
    "no-thinking": {"max_tokens": 8000, "thinking": {"type": "adaptive"}},
    "thinking-budget": {"max_tokens": 32000, "thinking": {"type": "enabled", "budget_tokens": 31999}},
    "foreign-signature": {"messages": _history(_thought("EqQBCgIYAhIkNGU"), _call())},
    "thinking-first": {"max_tokens": 8000, "thinking": _BUDGET, "messages": _history()},
    "reasoning-back": {"messages": _history()},
    "reasoning-at": {"messages": _history()},
    "thought-signature": {"messages": _history()},
    # tools
    "schema-keywords": {
        "tools": _takes(
            limit={"type": "integer", "exclusiveMinimum": 0},
            filters={"type": "object", "propertyNames": {"type": "string"}},
            version={"const": 2},
        )
    },
    "schema-array": {"tools": _takes(embedding={"type": "array"})},
    "schema-top": {"tools": [_tool("Search", anyOf=[{"required": ["command"]}])]},
    "grammar": {"tools": _takes(day={"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"})},
    "tool-name-64": {
        "tools": [_tool("mcp__a_server_with_a_long_name__" + "and_a_tool_with_a_longer_one_" * 2)]
    },
    "tool-name-letter": {"tools": [_tool("3d-render")]},
    "many-tools": {"tools": [_tool(f"tool_{at}") for at in range(129)]},
    "tool-choice-words": {"tool_choice": {"type": "tool", "name": "Bash"}},
    "tool-choice-free": {"tool_choice": {"type": "any"}},
    "tool-choice-forced": {
        "max_tokens": 8000,
        "thinking": {"type": "adaptive"},
        "tool_choice": {"type": "any"},
    },
    "tool-id-nine": {"messages": _history()},
    "tool-id-forty": {"messages": _history(id="call_" + "0123456789" * 5)},
    "tool-id-plain": {"messages": _history(id="functions.Bash:0")},
    "result-missing": {"messages": [_user("look"), _assistant("Looking.", _call()), _user("and?")]},
    "result-orphan": {"messages": [_user("look"), _assistant("Done."), _user(_result(), "and?")]},
    "arguments-object": {"messages": _history("Looking.", _call(input='{"command": "echo hi"}'))},
    # messages
    "no-thinking-blocks": {"messages": _history(_thought(), _call())},
    "no-documents": {"messages": [_user("read it", _PDF)]},
    "no-file-parts": {"messages": [_user("read it", _PDF)]},
    "no-images": {"messages": [_user("look at it", _IMAGE)]},
    "no-projector": {"messages": [_user("look at it", _IMAGE)]},
    "no-blank-text": {"messages": _history(" ", _call())},
    "no-empty-message": {"messages": [_user("hello"), _assistant(""), _user("and?")]},
    "no-null-content": {"messages": _history({**_call()})},
    "flat-content": {
        "messages": [_user("one", "two"), _assistant("three"), _user("look at it", _IMAGE)],
    },
    "no-system-role": {"messages": [_user("hello"), {"role": "system", "content": "Be brief."}]},
    "roles-alternate": {"messages": [_user("hello"), _user("and?")]},
    "user-after-tool": {
        "messages": [_user("look"), _assistant(_call()), _user(_result(), "and then?")],
    },
    "system-first": {"messages": [_user("hello"), {"role": "system", "content": "Be brief."}]},
}
