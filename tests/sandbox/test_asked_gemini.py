from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tui_router.sandbox.asked_gemini import GeminiAsked

CALL = {"functionCall": {"name": "Bash", "args": {"a": 1}, "id": "x"}}
TOLD = {"functionResponse": {"name": "Bash", "response": {"output": "ok"}}}


def user(*parts: Any) -> dict[str, Any]:
    return {"role": "user", "parts": list(parts)}


def model(*parts: Any) -> dict[str, Any]:
    return {"role": "model", "parts": list(parts)}


def asked(*contents: Any, **fields: Any) -> GeminiAsked:
    return GeminiAsked("gemini", {"contents": list(contents), **fields})


def test_what_stands_where() -> None:
    view = asked(user({"text": "hi"}, {"inlineData": {}}), "odd", model(CALL))
    assert [(b.kind, b.at) for b in view.blocks] == [
        ("text", "contents[0].parts[0]"),
        ("inlineData", "contents[0].parts[1]"),
        ("functionCall", "contents[2].parts[0]"),
    ]
    (call,) = view.calls
    assert (call.id, call.name, call.arguments) == ("x", "Bash", {"a": 1})


def test_calls_are_answered_one_for_one_in_the_next_content() -> None:
    assert asked(user(), model(CALL, CALL), user(TOLD, TOLD)).pairs == ([], [])
    short = asked(user(), model(CALL, CALL), user(TOLD)).pairs
    assert (len(short.unanswered), short.unasked) == (1, [])
    late = asked(user(), model(CALL), user({"text": "wait"}), user(TOLD)).pairs
    assert (len(late.unanswered), len(late.unasked)) == (1, 1)


def test_functions_under_either_kind_of_schema() -> None:
    declared = [{"name": "a", "parameters": {"x": 1}}, {"name": "b", "parametersJsonSchema": {"y": 1}}]
    view = asked(tools=[{"googleSearch": {}}, {"functionDeclarations": declared}])
    assert [(tool.name, tool.schema) for tool in view.tools] == [("a", {"x": 1}), ("b", {"y": 1})]
    assert view.tools[1].at == "tools[1].function_declarations[1]"


def test_the_configuration() -> None:
    view = asked(
        generationConfig={
            "maxOutputTokens": 5,
            "thinkingConfig": {"includeThoughts": True},
            "responseMimeType": "application/json",
        }
    )
    assert (view.output, view.shows_thoughts, view.schema) == (5, True, {})
    assert (asked().output, asked().shows_thoughts, asked().schema) == (0, False, None)


def test_what_tools_told_since_the_model_last_spoke() -> None:
    assert asked(model(CALL), user(TOLD)).told == [{"output": "ok"}]
    assert asked(model(CALL), user(TOLD), model({"text": "so"}), user({"text": "more"})).told == []


anything = st.recursive(
    st.none() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["role", "parts", "functionCall", "functionResponse", "id", "response"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=12,
)


@given(anything, anything, anything)
@settings(max_examples=200, deadline=None)
def test_any_body_has_a_view(contents: Any, tools: Any, config: Any) -> None:
    view = GeminiAsked("gemini", {"contents": contents, "tools": tools, "generationConfig": config})
    assert len(view.pairs.unasked) <= len(view.results)
    assert len(view.pairs.unanswered) <= len(view.calls)
    for listed in (view.said, view.blocks, view.tools, view.told):
        assert isinstance(listed, list)
