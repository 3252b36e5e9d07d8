"""Two turns of one session are alike for as long as they can be: what a prompt cache lives from."""

import importlib
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.playbook import make_call

STAND_IN = b',"thoughtSignature":"skip_thought_signature_validator"'
"""Gemini wants one in the turn that is going on, and only where nobody has the real one."""

LANGUAGES = {
    "chat": (("tools",), "messages"),
    "responses": (("instructions", "tools"), "input"),
    "gemini": (("systemInstruction", "tools", "toolConfig"), "contents"),
}
"""What is read before the conversation, and the conversation."""

SYSTEM = [
    {"type": "text", "text": "x-anthropic-billing-header: cc_version=2.1.9; cch={turn};"},
    {"type": "text", "text": "You are brief."},
]
TOOLS = [
    {
        "name": name,
        "description": name,
        "input_schema": {"type": "object", "properties": {"a": {"type": "string"}}},
    }
    for name in ("Read", "mcp__a_very_long_server_name__and_a_tool_whose_name_is_longer_than_sixty_four")
]

texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20).filter(str.strip)


@st.composite
def turns(draw: Any) -> list[dict[str, Any]]:
    """A conversation that a client could have had: user turns, answers with thinking and calls, results."""
    found: list[dict[str, Any]] = [{"role": "user", "content": draw(texts)}]
    count = 0
    for _ in range(draw(st.integers(1, 4))):
        answer: list[dict[str, Any]] = []
        if draw(st.booleans()):
            answer.append({"type": "thinking", "thinking": draw(texts), "signature": "c2ln"})
        answer.append({"type": "text", "text": draw(texts)})
        results = []
        for _ in range(draw(st.integers(0, 2))):
            count += 1
            id, name = f"toolu_{count:020}", draw(st.sampled_from(TOOLS))["name"]
            answer.append({"type": "tool_use", "id": id, "name": name, "input": {"a": draw(texts)}})
            results.append({"type": "tool_result", "tool_use_id": id, "content": draw(texts)})
        found.append({"role": "assistant", "content": answer})
        found.append({"role": "user", "content": results or [{"type": "text", "text": draw(texts)}]})
    return found


def marked(message: dict[str, Any]) -> dict[str, Any]:
    """As the client marks its newest message."""
    content = message["content"]
    blocks = [{"type": "text", "text": content}] if isinstance(content, str) else content
    return {**message, "content": [*blocks[:-1], {**blocks[-1], "cache_control": {"type": "ephemeral"}}]}


def prompt(dialect: str, number: int, conversation: list[dict[str, Any]]) -> tuple[list[bytes], list[bytes]]:
    """What stands before the conversation and its items, as bytes."""
    module = importlib.import_module(f"tui_router.dialects.{dialect}")
    system = json.loads(json.dumps(SYSTEM).replace("{turn}", f"{number:05x}"))
    request = {
        "system": system,
        "tools": TOOLS,
        "messages": [*conversation[:-1], marked(conversation[-1])],
        "max_tokens": 1000,
    }
    call = make_call(request, dialect=dialect, session="s", model="some-model")  # type: ignore[arg-type]
    body = msgspec.json.decode(module.prepare(call).body, type=dict[str, msgspec.Raw])
    before, items = LANGUAGES[dialect]
    return [bytes(body.get(name, b"")) for name in before], [
        bytes(item).replace(STAND_IN, b"")
        for item in msgspec.json.decode(bytes(body[items]), type=list[msgspec.Raw])
    ]


@pytest.mark.parametrize("dialect", LANGUAGES)
@given(turns())
def test_the_next_turn_begins_with_all_of_this_one(dialect: str, conversation: list[dict[str, Any]]) -> None:
    first = prompt(dialect, 1, conversation[:-2])
    then = prompt(dialect, 2, conversation)
    assert then[0] == first[0]
    assert then[1][: len(first[1])] == first[1]
