from typing import Any

import pytest

from tui_router.sandbox.asked import Asked
from tui_router.sandbox.strict_messages import complaint

USER = {"role": "user", "content": "hi"}
USE = {"type": "tool_use", "id": "toolu_1", "name": "Bash", "input": {}}
RESULT = {"type": "tool_result", "tool_use_id": "toolu_1", "content": "ok"}
MARK = {"cache_control": {"type": "ephemeral"}}
THOUGHT = {"type": "thinking", "thinking": "Hm.", "signature": "sandbox-1"}
BUDGET = {"type": "enabled", "budget_tokens": 1024}


def asks(*blocks: Any) -> dict[str, Any]:
    return {"role": "assistant", "content": list(blocks)}


def tells(*blocks: Any) -> dict[str, Any]:
    return {"role": "user", "content": list(blocks)}


def text(said: str = "hi", **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": said, **more}


def tool(name: str = "Bash", **schema: Any) -> dict[str, Any]:
    return {"name": name, "input_schema": {"type": "object", **schema}}


def why(fields: dict[str, Any], **headers: str) -> str | None:
    body = {"model": "m", "max_tokens": 2000, "messages": [USER], **fields}
    body = {name: value for name, value in body.items() if value != "gone"}
    return complaint(Asked("anthropic", body, headers={"anthropic-version": "2023-06-01", **headers}))


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"messages": [USER, asks(text(), USE), tells(RESULT), USER]},
        {"messages": [USER, USER]},
        {"max_tokens": 1},
        {"messages": [USER, {"role": "system", "content": "Be brief."}, asks(USE), tells(RESULT)]},
        {"messages": [USER, asks(THOUGHT, USE), tells({**RESULT, "content": [text("")]})]},
        {"messages": [USER, asks(text("\n"), USE), tells(RESULT)]},
        {"messages": [USER, {"role": "assistant", "content": ""}, USER]},
        {"tools": [tool(), {"type": "web_search_20250305", "name": "web_search"}]},
        {"tools": []},
        {"tools": [tool("a" * 128)], "tool_choice": {"type": "any"}},
        {"thinking": BUDGET, "temperature": 1},
        {"thinking": {"type": "adaptive", "display": "updates"}, "tools": [tool()]},
        {"thinking": {"type": "disabled"}, "temperature": 0.5},
        {"messages": [tells(*(text(**MARK) for _ in range(4)))]},
        {"metadata": {"user_id": "x"}, "output_config": {"effort": "low"}, "stop_sequences": ["x"]},
    ],
)
def test_what_anthropic_takes(fields: dict[str, Any]) -> None:
    assert why(fields) is None


def test_a_member_of_a_beta_is_taken_beside_its_beta() -> None:
    fields = {"context_management": {"edits": []}}
    assert why(fields) == "context_management: Extra inputs are not permitted"
    assert why(fields, **{"anthropic-beta": "a,context-management-2025-06-27"}) is None


def test_the_version_must_be_named() -> None:
    assert "header is required" in (
        complaint(Asked("anthropic", {"max_tokens": 1, "messages": [USER]})) or ""
    )


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"max_tokens": "gone"}, "max_tokens: Field required"),
        ({"max_tokens": "9"}, "valid integer"),
        ({"max_tokens": 0}, "max_tokens: Input should be greater than or equal to 1"),
        ({"messages": "gone"}, "messages: Field required"),
        ({"messages": []}, "at least one message"),
        ({"reasoning_effort": "low"}, "reasoning_effort: Extra inputs are not permitted"),
        ({"thinking": {"type": "on"}}, "Input tag 'on' found using 'type' does not match any"),
        ({"thinking": "on"}, "Input tag 'None'"),
        ({"thinking": {"type": "adaptive", "budget_tokens": 5}}, "thinking.adaptive.budget_tokens: Extra inputs are not permitted"),
        ({"thinking": {"type": "enabled"}}, "thinking.enabled.budget_tokens: Field required"),
        ({"thinking": {**BUDGET, "budget_tokens": 1023}}, "greater than or equal to 1024"),
        ({"thinking": {**BUDGET, "budget_tokens": 2000}}, "must be greater than `thinking.budget_tokens`"),
        ({"thinking": BUDGET, "temperature": 0.5}, "`temperature` may only be set to 1"),
        (
            {"thinking": BUDGET, "tools": [tool()], "tool_choice": {"type": "any"}},
            "Thinking may not be enabled when tool_choice forces tool use",
        ),
        ({"tool_choice": {"type": "auto"}}, "while providing tools"),
        ({"tools": [tool(), tool()]}, "Tool names must be unique"),
        ({"tools": [tool("a b")]}, "tools.0.custom.name: String should match pattern"),
        ({"tools": [tool("a" * 129)]}, "tools.0.custom.name: String should match pattern"),
        ({"tools": [tool(), {"name": "b"}]}, "tools.1.custom.input_schema: Field required"),
        ({"tools": [tool(type="string")]}, "tools.0.custom.input_schema.type"),
        ({"tools": [tool(anyOf=[])]}, "does not support oneOf, allOf, or anyOf at the top level"),
        ({"messages": [{"role": "tool", "content": "x"}]}, 'Unexpected role "tool"'),
        ({"messages": [{"role": "user"}]}, "messages.0.content: Field required"),
        ({"messages": [{"role": "user", "content": ""}]}, "user messages must have non-empty content"),
        ({"messages": [{"role": "user", "content": " "}]}, "must contain non-whitespace text"),
        ({"system": [text("")]}, "system: text content blocks must be non-empty"),
        ({"messages": [tells(text(""))]}, "messages: text content blocks must be non-empty"),
        ({"messages": [tells({"type": "input_text"})]}, "messages.0.content.0: Input tag 'input_text'"),
        ({"messages": [asks({**THOUGHT, "signature": ""})]}, "Invalid `signature` in `thinking` block"),
        ({"messages": [asks({"type": "thinking", "thinking": ""})]}, "thinking.signature: Field required"),
        (
            {"messages": [USER, asks({**USE, "id": "call_1|x"}), tells({**RESULT, "tool_use_id": "call_1|x"})]},
            "messages.1.content.0.tool_use.id: String should match pattern",
        ),
        ({"messages": [asks({**USE, "input": "{}"}), tells(RESULT)]}, "tool_use.input: Input should be a valid dict"),
        ({"messages": [asks(USE, USE), tells(RESULT)]}, "`tool_use` ids must be unique"),
        ({"messages": [USER, asks(USE), USER]}, "messages.2: `tool_use` ids were found without"),
        ({"messages": [USER, asks(USE, {**USE, "id": "toolu_2"}), USER]}, "immediately after: toolu_1, toolu_2."),
        ({"messages": [USER, tells(RESULT)]}, "messages.1.content.0: unexpected `tool_use_id` found"),
        ({"messages": [tells(*(text(**MARK) for _ in range(5)))]}, "A maximum of 4 blocks with cache_control"),
    ],
)  # fmt: skip
def test_what_anthropic_refuses(fields: dict[str, Any], words: str) -> None:
    assert words in (why(fields) or "")
