from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tui_router.sandbox.asked_responses import ResponsesAsked

CALL = {"type": "function_call", "call_id": "call_1", "name": "Bash", "arguments": "{}"}
TOLD = {"type": "function_call_output", "call_id": "call_1", "output": "ok"}
USER = {"role": "user", "content": [{"type": "input_text", "text": "hi"}]}


def asked(*items: Any, **fields: Any) -> ResponsesAsked:
    return ResponsesAsked("responses", {"input": list(items), **fields})


def test_a_bare_string_is_a_message() -> None:
    (said,) = ResponsesAsked("responses", {"input": "hello"}).said
    assert (said.role, said.content, said.at) == ("user", "hello", "input[0]")


def test_what_stands_where() -> None:
    view = asked(USER, CALL, {**TOLD, "output": [{"type": "input_image"}]}, "odd")
    assert [(b.kind, b.at) for b in view.blocks] == [
        ("input_text", "input[0].content[0]"),
        ("input_image", "input[2].output[0]"),
    ]
    (call,) = view.calls
    assert (call.id, call.name, call.arguments, call.at) == ("call_1", "Bash", "{}", "input[1]")


def test_calls_and_outputs_are_paired_by_their_ids_wherever_they_stand() -> None:
    second = {**CALL, "call_id": "call_2"}
    view = asked(CALL, second, USER, TOLD, {**TOLD, "call_id": "call_9"})
    assert [call.id for call in view.pairs.unanswered] == ["call_2"]
    assert [result.id for result in view.pairs.unasked] == ["call_9"]


def test_only_functions_are_tools_to_call() -> None:
    view = asked(tools=[{"type": "web_search"}, {"type": "function", "name": "a", "parameters": {"x": 1}}, 7])
    assert [(tool.name, tool.schema, tool.at) for tool in view.tools] == [("a", {"x": 1}, "tools[1]")]


def test_what_tools_told_since_the_model_last_spoke() -> None:
    assert asked(CALL, TOLD, USER).told == ["ok"]
    assert asked(CALL, TOLD, {"role": "assistant", "content": "so"}, USER).told == []


def test_output_and_schema() -> None:
    wanted = {"format": {"type": "json_schema", "name": "x", "schema": {"type": "object"}}}
    view = asked(max_output_tokens=5, text=wanted)
    assert (view.output, view.schema) == (5, {"type": "object"})
    assert (asked(max_output_tokens="x").output, asked(text={"format": {"type": "text"}}).schema) == (0, None)


anything = st.recursive(
    st.none() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "role", "content", "call_id", "output"]), inner, max_size=3
        )
    ),
    max_leaves=10,
)


@given(anything, anything, anything)
@settings(max_examples=200, deadline=None)
def test_any_body_has_a_view(items: Any, tools: Any, text: Any) -> None:
    view = ResponsesAsked("responses", {"input": items, "tools": tools, "text": text})
    assert len(view.pairs.unasked) <= len(view.results)
    assert len(view.pairs.unanswered) <= len(view.calls)
    for listed in (view.said, view.blocks, view.tools, view.told):
        assert isinstance(listed, list)
