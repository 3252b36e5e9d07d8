import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_router.sandbox.scenario import Call
from tui_router.sandbox.tooling import choose, sample


def offer(name: str, **schema: Any) -> dict[str, Any]:
    return {"type": "function", "function": {"name": name, "parameters": {"type": "object", **schema}}}


def test_the_first_name_that_is_offered_is_called() -> None:
    call = Call(tools={"Bash": {"command": "ls"}, "Read": {"file_path": "/x"}})
    assert choose(call, [offer("Read"), offer("Bash")]) == ("Bash", {"command": "ls"})
    assert choose(call, [offer("Glob"), offer("Read")]) == ("Read", {"file_path": "/x"})


def test_a_stranger_is_called_with_arguments_from_its_schema() -> None:
    weather = offer("get_weather", properties={"city": {"type": "string"}}, required=["city"])
    assert choose(Call(tools={"Bash": {}}), [weather]) == ("get_weather", {"city": "Lisbon"})


def test_nothing_offered_nothing_called() -> None:
    assert choose(Call(tools={"Bash": {}}), []) is None
    assert choose(Call(tools={"Bash": {}}), [{"type": "web_search"}]) is None


def test_a_named_tool_is_called_whether_it_is_offered_or_not() -> None:
    assert choose(Call(name="Teleport", tools={"Teleport": {"where": "home"}}), []) == (
        "Teleport",
        {"where": "home"},
    )


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"enum": ["b", "a"]}, "b"),
        ({"const": 7}, 7),
        ({"type": ["null", "integer"], "minimum": 3}, 3),
        ({"type": "boolean"}, True),
        ({"type": "null"}, None),
        ({"type": "array", "items": {"type": "number"}}, [1]),
        ({"anyOf": [{"type": "boolean"}, {"type": "string"}]}, True),
        ({"type": "string", "maxLength": 3}, "sam"),
        ({"type": "string", "minLength": 8}, "sample.."),
        (
            {"type": "object", "properties": {"a": {"type": "boolean"}, "b": {}}, "required": ["a"]},
            {"a": True},
        ),
        ("not a schema", "sample"),
    ],
)
def test_sample(schema: Any, value: Any) -> None:
    assert sample(schema) == value


words = st.sampled_from(
    ("type", "enum", "const", "default", "properties", "required", "items", "anyOf", "allOf", "examples")
) | st.sampled_from(("minLength", "maxLength", "minimum", "object", "array", "string", "integer", "null"))
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | words | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)


@given(anything)
@settings(max_examples=300)
def test_no_schema_however_odd_stops_the_sandbox(schema: Any) -> None:
    json.dumps(sample(schema))


def test_a_schema_that_holds_itself_ends() -> None:
    tree: dict[str, Any] = {"type": "object", "required": ["child"], "properties": {}}
    tree["properties"]["child"] = tree
    assert json.dumps(sample(tree)).count("child") < 20
