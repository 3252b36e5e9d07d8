"""Care for the prompt cache of a Messages target."""

import json
from typing import Any

import pytest
from msgspec.structs import replace

from tui_router.dialects.anthropic.request import prepare
from tui_router.providers.quirks import Quirks

LINE = "x-anthropic-billing-header: cc_version=2.1.9.136; cc_entrypoint=cli; cch=0a1b2;"
EPHEMERAL = {"type": "ephemeral"}
TOOLS = [
    {"name": "Read", "input_schema": {"type": "object"}},
    {"name": "Bash", "input_schema": {"type": "object"}},
]
TURN = {
    "system": "You are brief.",
    "tools": TOOLS,
    "messages": [
        {"role": "user", "content": "hello"},
        {"role": "assistant", "content": "hi"},
        {"role": "user", "content": "go on"},
    ],
}


@pytest.fixture
def prepared(call: Any) -> Any:
    def make(
        body: dict[str, Any], model: str = "claude-sonnet-5", estimate: int = 5000, **quirks: Any
    ) -> Any:
        made = call({"model": "a", "max_tokens": 9, **body}, model=model, estimate=estimate)
        made = replace(made, provider=replace(made.provider, quirks=Quirks(**quirks)))
        sent = prepare(made)
        notes = [(note.act, note.path) for note in sent.notes]
        return json.loads(sent.body), notes

    return make


def marks(value: Any, path: str = "") -> list[str]:
    if isinstance(value, dict):
        own = [path] if "cache_control" in value else []
        return own + [found for key, inner in value.items() for found in marks(inner, f"{path}.{key}")]
    if isinstance(value, list):
        return [found for at, inner in enumerate(value) for found in marks(inner, f"{path}[{at}]")]
    return []


def test_an_unmarked_conversation_of_claude_is_marked_where_it_pays(prepared: Any) -> None:
    body, notes = prepared(TURN)
    assert sorted(marks(body)) == [".messages[2].content[0]", ".system[0]", ".tools[1]"]
    assert body["messages"][2]["content"] == [{"type": "text", "text": "go on", "cache_control": EPHEMERAL}]
    assert body["system"] == [{"type": "text", "text": "You are brief.", "cache_control": EPHEMERAL}]
    assert sorted(notes) == [("added", "messages[2].content"), ("added", "system"), ("added", "tools[1]")]


@pytest.mark.parametrize(
    ("more", "arguments"),
    [
        ({}, {"model": "qwen3"}),
        ({}, {"estimate": 2000}),
        ({}, {"add_cache_marks": False}),
        ({}, {"cache_marks": "none"}),
        ({"cache_control": EPHEMERAL}, {}),
        ({"messages": [{"role": "user", "content": "once"}], "tools": []}, {}),
    ],
    ids=["another model", "short", "told not to", "refused", "marked by the client", "a single question"],
)
def test_where_it_does_not_pay_nothing_is_marked(
    prepared: Any, more: dict[str, Any], arguments: dict[str, Any]
) -> None:
    body, notes = prepared({**TURN, **more}, **arguments)
    assert [found for found in marks(body) if found] == []
    assert notes == []


def test_others_are_marked_when_they_are_said_to_take_it(prepared: Any) -> None:
    body, _ = prepared(TURN, model="qwen3", add_cache_marks=True)
    assert len(marks(body)) == 3


@pytest.mark.parametrize(
    ("most", "left"),
    [(1, [".messages[2].content[0]"]), (2, [".messages[2].content[0]", ".system[0]"])],
)
def test_no_more_than_the_target_takes(prepared: Any, most: int, left: list[str]) -> None:
    body, _ = prepared(TURN, most_cache_marks=most)
    assert sorted(marks(body)) == left


@pytest.mark.parametrize(
    "last",
    [
        {"role": "assistant", "content": "so I"},
        {"role": "user", "content": ""},
        {"role": "user", "content": [{"type": "text", "text": " "}]},
        {"role": "user", "content": []},
    ],
)
def test_a_turn_that_cannot_be_marked_is_left(prepared: Any, last: dict[str, Any]) -> None:
    body, _ = prepared({**TURN, "messages": [*TURN["messages"][:2], last]})  # type: ignore[index]
    assert sorted(marks(body)) == [".system[0]", ".tools[1]"]


def test_a_tool_that_is_named_later_is_not_marked(prepared: Any) -> None:
    body, _ = prepared({**TURN, "tools": [TOOLS[0], {**TOOLS[1], "defer_loading": True}], "system": []})
    assert marks(body) == [".messages[2].content[0]"]


def test_the_result_of_a_tool_is_marked_itself(prepared: Any) -> None:
    result = {"type": "tool_result", "tool_use_id": "t", "content": "42"}
    use = {"type": "tool_use", "id": "t", "name": "Read", "input": {}}
    turns = [
        {"role": "user", "content": "read"},
        {"role": "assistant", "content": [use]},
        {"role": "user", "content": [result]},
    ]
    body, _ = prepared({"messages": turns})
    assert body["messages"][2]["content"] == [{**result, "cache_control": EPHEMERAL}]


@pytest.mark.parametrize(
    ("system", "left"),
    [
        (
            [{"type": "text", "text": LINE}, {"type": "text", "text": "Be brief."}],
            [{"type": "text", "text": "Be brief."}],
        ),
        ([{"type": "text", "text": f"{LINE}\nBe brief."}], [{"type": "text", "text": "Be brief."}]),
        (f"{LINE}\nBe brief.", "Be brief."),
        (LINE, None),
        ([{"type": "text", "text": LINE}], None),
        (f"Be brief.\n{LINE}", f"Be brief.\n{LINE}"),
    ],
)
def test_the_billing_line_stays_with_claude(prepared: Any, system: Any, left: Any) -> None:
    turns = {"system": system, "messages": [{"role": "user", "content": "hi"}]}
    body, notes = prepared(turns, model="qwen3")
    assert body.get("system") == left
    assert [act for act, _ in notes] == ([] if left == system else ["dropped"])
    for model, quirks in (("claude-opus-5", {}), ("qwen3", {"billing_line": True})):
        body, notes = prepared(turns, model=model, **quirks)
        assert (body["system"], notes) == (system, [])
    body, _ = prepared(turns, billing_line=False)
    assert body.get("system") == left
