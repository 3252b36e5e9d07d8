"""Each condition on a form, where it holds and where it does not, in both languages where both have it."""

from typing import Any

import pytest

from tui_router.sandbox import shapes
from tui_router.sandbox.asked import Asked, Language

TEXT = {"type": "text", "text": "hi"}
BLANK = {"type": "text", "text": " \n"}
IMAGE = {"type": "image_url", "image_url": {"url": "data:,"}}
USE = {"type": "tool_use", "id": "toolu_1", "name": "Bash", "input": {}}
RESULT = {"type": "tool_result", "tool_use_id": "toolu_1", "content": "ok"}
CALL = {"id": "call_1", "type": "function", "function": {"name": "Bash", "arguments": "{}"}}
TOLD = {"role": "tool", "tool_call_id": "call_1", "content": "ok"}


def user(content: Any) -> dict[str, Any]:
    return {"role": "user", "content": content}


def model(content: Any, *made: Any) -> dict[str, Any]:
    said = {"role": "assistant", "content": content}
    return {**said, "tool_calls": list(made)} if made else said


def system(content: str = "Be brief.") -> dict[str, Any]:
    return {"role": "system", "content": content}


def thought(signature: str) -> dict[str, Any]:
    return {"type": "thinking", "thinking": "Hm.", "signature": signature}


def at(name: str, argument: Any, language: Language, *messages: Any, **fields: Any) -> list[Any]:
    finds = getattr(shapes, name)(Asked(language, {"messages": list(messages), **fields}), argument)
    return [find["at"] for find in finds]


@pytest.mark.parametrize(
    ("name", "argument", "language", "messages", "places"),
    [
        ("role_twice", True, "anthropic", [user("a"), user("b"), model("c")], ["messages.1"]),
        ("role_twice", True, "anthropic", [user("a"), model("b"), user("c")], []),
        ("role_twice", True, "chat", [user("a"), model(None, CALL), TOLD, TOLD], []),
        ("follows", ("tool", "user"), "chat", [model(None, CALL), TOLD, user("a")], ["messages[2]"]),
        ("follows", ("tool", "user"), "chat", [model(None, CALL), TOLD, model("b"), user("a")], []),
        ("system_inside", True, "chat", [system(), user("a"), system()], ["messages[2]"]),
        ("system_inside", True, "chat", [system(), user("a")], []),
        ("system_inside", True, "anthropic", [system(), user("a")], ["messages.0"]),
        ("content_list", True, "chat", [user("a"), user([TEXT, IMAGE])], ["messages[1]"]),
        ("content_list", True, "anthropic", [user([TEXT, TEXT]), user([TEXT, IMAGE])], ["messages.0"]),
        ("empty_content", True, "chat", [user(""), user([TEXT, BLANK])], ["messages[0]", "messages[1].content[1]"]),
        ("empty_content", True, "chat", [user("a"), model(None, CALL), model("", CALL)], []),
        ("empty_content", True, "chat", [model(None), model("")], ["messages[0]", "messages[1]"]),
        ("empty_content", True, "anthropic", [model([BLANK, USE])], ["messages.0.content.0"]),
        ("empty_content", True, "anthropic", [model([USE]), user([RESULT])], []),
        ("null_content", True, "chat", [model(None, CALL), user("a"), {"role": "user"}], ["messages[0]"]),
        ("block", ("image_url",), "chat", [user([TEXT, IMAGE])], ["messages[0].content[1]"]),
        ("block", ("image",), "anthropic", [user([TEXT])], []),
        ("foreign_signature", "sandbox-", "anthropic", [model([thought("sandbox-1"), thought("x")])], ["messages.0.content.1"]),
        ("thinking_late", True, "anthropic", [model([TEXT, USE]), user([RESULT])], ["messages.0.content.0"]),
        ("thinking_late", True, "anthropic", [model([thought("x"), USE]), user([RESULT])], []),
        ("thinking_late", True, "anthropic", [model([TEXT, USE]), user([RESULT]), model([TEXT])], []),
        ("thinking_late", True, "anthropic", [user("a")], []),
        ("call_id_unlike", "[a-z0-9]{9}", "chat", [model(None, CALL, {**CALL, "id": "abcdefgh1"})], ["messages[0].tool_calls[0]"]),
        ("call_id_unlike", "toolu_.*", "anthropic", [model([USE])], []),
        ("call_unanswered", True, "anthropic", [user("a"), model([USE]), user("b")], ["messages.2"]),
        ("call_unanswered", True, "chat", [model(None, CALL), TOLD], []),
        ("result_unasked", True, "anthropic", [user([RESULT])], ["messages.0.content.0"]),
        ("result_unasked", True, "chat", [model(None, CALL), TOLD], []),
        ("arguments_not_object", True, "anthropic", [model([USE, {**USE, "input": "{}"}])], ["messages.0.content.1"]),
        ("call_lacks", "reasoning_content", "chat", [model(None, CALL), model("no call")], ["messages[0]"]),
        ("call_lacks", "reasoning_content", "chat", [{**model(None, CALL), "reasoning_content": "Hm."}], []),
        ("first_call_lacks", "extra.sign", "chat", [model(None, CALL, CALL)], ["messages[0].tool_calls[0]"]),
        ("first_call_lacks", "extra.sign", "chat", [model(None, {**CALL, "extra": {"sign": "x"}}, CALL)], []),
    ],
)  # fmt: skip
def test_where_messages_offend(
    name: str, argument: Any, language: Language, messages: list[Any], places: list[str]
) -> None:
    assert at(name, argument, language, *messages) == places


@pytest.mark.parametrize(
    ("arguments", "fits"),
    [("{}", True), ('{"a": 1}', True), ("", False), ("[1]", False), ("{", False), ({}, False), (None, False)],
)
def test_arguments_in_chat_are_an_object_in_a_string(arguments: Any, fits: bool) -> None:
    call = {"id": "x", "function": {"name": "Bash", "arguments": arguments}}
    assert (at("arguments_not_object", True, "chat", model(None, call)) == []) is fits


def tool(name: str, schema: Any, language: Language) -> dict[str, Any]:
    if language == "chat":
        return {"type": "function", "function": {"name": name, "parameters": schema}}
    return {"name": name, "input_schema": schema}


SCHEMA = {
    "type": "object",
    "pattern": "x",
    "properties": {
        "pattern": {"type": "array"},
        "const": {"type": "array", "items": {"const": 1}},
        "deep": {"anyOf": [{"type": "object", "properties": {"far": {"pattern": "y"}}}]},
    },
}


@pytest.mark.parametrize("language", ["chat", "anthropic"])
def test_keywords_of_schemas_are_found_at_every_depth_and_names_of_properties_are_none(
    language: Language,
) -> None:
    asked = Asked(language, {"tools": [tool("a", {}, language), tool("b", SCHEMA, language)]})
    found = shapes.schema_keyword(asked, ("pattern", "const"))
    assert [(f["keyword"], f["at"], f["tool"], f["index"]) for f in found] == [
        ("pattern", "", "b", 1),
        ("const", "properties.const.items", "b", 1),
        ("pattern", "properties.deep.anyOf[0].properties.far", "b", 1),
    ]
    assert [f["name"] for f in shapes.bare_array(asked, True)] == ["pattern"]
    assert shapes.schema_top(asked, True) == []
    top = Asked(language, {"tools": [tool("c", {"type": "object", "anyOf": []}, language)]})
    assert [(f["keyword"], f["tool"]) for f in shapes.schema_top(top, True)] == [("anyOf", "c")]


def test_names_of_tools() -> None:
    named = ("a" * 65, "3d", "b" * 64)
    asked = Asked("anthropic", {"tools": [tool(name, {}, "anthropic") for name in named]})
    (long,) = shapes.tool_name_over(asked, 64)
    assert (long["at"], long["length"], long["maximum"]) == ("tools.0", 65, 64)
    (odd,) = shapes.tool_name_unlike(asked, "[a-z].*")
    assert (odd["name"], odd["index"]) == ("3d", 1)
