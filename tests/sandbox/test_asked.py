from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tui_router.sandbox.asked import Asked, Language


def chat(*messages: Any, **fields: Any) -> Asked:
    return Asked("chat", {"messages": list(messages), **fields})


def claude(*messages: Any, **fields: Any) -> Asked:
    return Asked("anthropic", {"messages": list(messages), **fields})


def calls(*ids: str) -> dict[str, Any]:
    made = [{"id": id, "type": "function", "function": {"name": "Bash", "arguments": "{}"}} for id in ids]
    return {"role": "assistant", "content": None, "tool_calls": made}


def told(id: str) -> dict[str, Any]:
    return {"role": "tool", "tool_call_id": id, "content": "ok"}


def uses(*ids: str) -> dict[str, Any]:
    made = [{"type": "tool_use", "id": id, "name": "Bash", "input": {}} for id in ids]
    return {"role": "assistant", "content": made}


def tells(*ids: str) -> dict[str, Any]:
    made = [{"type": "tool_result", "tool_use_id": id, "content": "ok"} for id in ids]
    return {"role": "user", "content": made}


USER = {"role": "user", "content": "hi"}
SYSTEM = {"role": "system", "content": "Be brief."}


def test_the_output_asked_for_under_either_name() -> None:
    assert chat(max_tokens=5).output == 5
    assert chat(max_completion_tokens=6, max_tokens=None).output == 6
    assert chat(max_tokens="many").output == chat(max_tokens=True).output == chat().output == 0


def test_the_prompt_is_weighed_by_the_size_of_the_body() -> None:
    assert Asked("chat", {}, size=400).prompt == 100
    assert Asked("chat", {}).prompt == 1


def test_tools_of_both_languages() -> None:
    (one,) = chat(tools=[{"type": "function", "function": {"name": "a", "parameters": {"x": 1}}}, 7]).tools
    assert (one.at, one.name, one.schema) == ("tools[0].function", "a", {"x": 1})
    (two,) = claude(tools=["odd", {"name": "b", "input_schema": {"y": 1}}]).tools
    assert (two.at, two.name, two.schema) == ("tools.1", "b", {"y": 1})


def test_calls_of_both_languages_and_their_places() -> None:
    (one,) = chat(USER, calls("call_1")).calls
    assert (one.message, one.at, one.id, one.arguments) == (1, "messages[1].tool_calls[0]", "call_1", "{}")
    (two,) = claude(USER, uses("toolu_1")).calls
    assert (two.message, two.at, two.id, two.arguments) == (1, "messages.1.content.0", "toolu_1", {})


def test_blocks_inside_a_result_are_seen_too() -> None:
    inner = {"type": "tool_result", "tool_use_id": "x", "content": [{"type": "image"}]}
    blocks = claude({"role": "user", "content": [inner]}).blocks
    assert [(b.kind, b.at) for b in blocks] == [
        ("tool_result", "messages.0.content.0"),
        ("image", "messages.0.content.0.content.0"),
    ]


def test_what_is_no_list_holds_nothing() -> None:
    assert Asked("chat", {"messages": {"role": "user"}, "tools": "all"}).said == []
    assert chat({"role": "assistant", "tool_calls": {"function": {}}}).calls == []
    assert chat({"role": "assistant", "tool_calls": ["odd", {"function": "odd"}]}).calls == []


def pairs(asked: Asked) -> tuple[list[str], list[str]]:
    return [c.id for c in asked.pairs.unanswered], [r.id for r in asked.pairs.unasked]


def test_pairs_in_chat() -> None:
    assert pairs(chat(USER, calls("a", "b"), told("b"), told("a"), USER)) == ([], [])
    assert pairs(chat(USER, calls("a", "b"), told("a"), USER, told("b"))) == (["b"], ["b"])
    assert pairs(chat(USER, calls("a"))) == (["a"], [])
    assert pairs(chat(USER, told("a"))) == ([], ["a"])
    assert pairs(chat(USER, calls("a"), told("a"), told("a"))) == ([], ["a"])


def test_pairs_in_messages() -> None:
    assert pairs(claude(USER, uses("a", "b"), tells("b", "a"), USER)) == ([], [])
    assert pairs(claude(USER, uses("a"), tells("a"), uses("b"), tells("b"))) == ([], [])
    assert pairs(claude(USER, uses("a"), USER)) == (["a"], [])
    assert pairs(claude(USER, uses("a"), USER, uses("b"), tells("a", "b"))) == (["a"], ["a"])
    assert pairs(claude(USER, uses("a"))) == (["a"], [])
    assert pairs(claude(tells("a"))) == ([], ["a"])


def test_what_one_side_says_in_two_messages_is_one_turn() -> None:
    assert pairs(claude(USER, uses("a"), uses("b"), tells("a"), tells("b"))) == ([], [])
    assert pairs(claude(USER, uses("a"), SYSTEM, tells("a"), SYSTEM)) == ([], [])


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["role", "content", "type", "id", "tool_calls", "function", "name", "input", "tool_use_id"]
            ),
            inner | st.sampled_from(["user", "assistant", "tool", "tool_use", "tool_result", "text"]),
            max_size=4,
        )
    ),
    max_leaves=16,
)


@given(st.sampled_from(["chat", "anthropic"]), st.lists(anything, max_size=4), anything)
@settings(max_examples=300, deadline=None)
def test_any_body_can_be_looked_at(language: Language, messages: list[Any], tools: Any) -> None:
    asked = Asked(language, {"messages": messages, "tools": tools})
    ids = {id(call) for call in asked.calls}
    assert all(id(call) in ids for call in asked.pairs.unanswered)
    assert len(asked.pairs.unasked) <= len(asked.results)
    assert len(asked.tools) <= (len(tools) if isinstance(tools, list) else 0)
