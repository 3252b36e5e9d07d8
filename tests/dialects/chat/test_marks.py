"""Cache marks of the client in Chat Completions."""

import json
from typing import Any

import pytest

from tui_router.dialects.chat.request import prepare

EPHEMERAL = {"type": "ephemeral"}
HOUR = {"type": "ephemeral", "ttl": "1h"}
CLAUDE = "anthropic/claude-opus-5.5"
TAKES = {"cache_control": True}


def words(text: str, mark: Any = None) -> dict[str, Any]:
    return {"type": "text", "text": text, **({"cache_control": mark} if mark else {})}


USE = {"type": "tool_use", "id": "toolu_1", "name": "Read", "input": {}}
RESULT = {"type": "tool_result", "tool_use_id": "toolu_1", "content": "42"}
CONVERSATION: dict[str, Any] = {
    "system": [words("You are brief."), words("Be kind.", HOUR)],
    "tools": [{"name": "Read", "input_schema": {"type": "object"}}],
    "messages": [
        {"role": "user", "content": [words("read", EPHEMERAL)]},
        {"role": "assistant", "content": [USE]},
        {"role": "user", "content": [{**RESULT, "cache_control": EPHEMERAL}]},
    ],
}


def sent(
    make_call: Any, request: dict[str, Any], model: str = CLAUDE, **quirks: Any
) -> tuple[Any, list[Any]]:
    prepared = prepare(make_call(request, model=model, quirks=quirks or TAKES))
    return json.loads(prepared.body)["messages"], [n for n in prepared.notes if "cache_control" in n.to]


def test_the_marks_of_system_and_conversation_come_along(make_call: Any) -> None:
    messages, notes = sent(make_call, CONVERSATION)
    system, first, call, result = messages
    assert system["content"] == [words("You are brief.\nBe kind.", HOUR)]
    assert first["content"] == [words("read", EPHEMERAL)]
    assert "cache_control" not in call
    assert (result["content"], result["cache_control"]) == ("42", EPHEMERAL)
    assert [(note.act, note.path, note.before) for note in notes] == [
        ("moved", "..cache_control", "3 marks"),
    ]


@pytest.mark.parametrize(
    ("model", "quirks"),
    [
        ("openai/gpt-5.4", TAKES),
        (CLAUDE, {"cache_control": False}),
        (CLAUDE, {**TAKES, "cache_marks": "none"}),
        (CLAUDE, {**TAKES, "flat_content": True}),
    ],
)
def test_who_takes_none_gets_none(make_call: Any, model: str, quirks: dict[str, Any]) -> None:
    messages, notes = sent(make_call, CONVERSATION, model, **quirks)
    assert "cache_control" not in json.dumps(messages)
    assert notes == []


def test_marks_go_in_the_form_and_number_that_is_taken(make_call: Any) -> None:
    messages, _ = sent(make_call, CONVERSATION, **TAKES, cache_marks="no_ttl")
    assert messages[0]["content"][0]["cache_control"] == EPHEMERAL
    messages, _ = sent(make_call, CONVERSATION, **TAKES, most_cache_marks=1)
    assert [("cache_control" in json.dumps(message)) for message in messages] == [False, False, False, True]


def test_a_mark_at_the_tools_stands_behind_the_system_text(make_call: Any) -> None:
    tool = {**CONVERSATION["tools"][0], "cache_control": EPHEMERAL}
    messages, _ = sent(
        make_call, {"system": "Be kind.", "tools": [tool], "messages": CONVERSATION["messages"][:1]}
    )
    assert messages[0]["content"] == [words("Be kind.", EPHEMERAL)]


@pytest.mark.parametrize("mark", [5, [], {}, {"ttl": ["1h"]}, {"type": "x", "ttl": "9z", "more": {"a": 1}}])
def test_odd_marks_become_plain_ones_or_none(make_call: Any, mark: Any) -> None:
    turn = {"messages": [{"role": "user", "content": [{**words("hi"), "cache_control": mark}]}]}
    messages, _ = sent(make_call, turn)
    content = messages[0]["content"]
    assert content == ([words("hi", EPHEMERAL)] if isinstance(mark, dict) else "hi")
