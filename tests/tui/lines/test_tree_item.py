"""Places in a request: paths, what a node is there, and on whose line it stands."""

import json

import pytest

from tui_router.tui.lines.json_tree import read_tree
from tui_router.tui.lines.tree_item import Item


def item(value, *path) -> Item:
    found = Item(read_tree(json.dumps(value).encode()))
    for step in path:
        found = found.named(step)
    return found


BODY = {
    "messages": [
        {"role": "user", "content": [{"type": "tool_result", "content": [{"type": "text", "text": "x"}]}]}
    ],
    "system": [{"type": "text", "text": "you"}],
    "tools": [{"name": "Read", "input_schema": {"a.b": {"type": "object"}}}],
}


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ((), "$"),
        (("messages", "0", "content", "0"), "$.messages[0].content[0]"),
        (("tools", "0", "input_schema", "a.b"), '$.tools[0].input_schema["a.b"]'),
    ],
)
def test_a_path_is_written_as_a_person_would(path, words):
    assert item(BODY, *path).json_path == words


def test_a_quote_in_a_key_is_escaped():
    assert item({'a"b\\': 1}, 'a"b\\').json_path == '$["a\\"b\\\\"]'


@pytest.mark.parametrize(
    ("path", "sort"),
    [
        (("messages", "0"), "message"),
        (("messages", "0", "content", "0"), "block"),
        (("messages", "0", "content", "0", "content", "0"), "block"),
        (("system", "0"), "block"),
        (("tools", "0"), "tool"),
        (("tools", "0", "input_schema"), "field"),
    ],
)
def test_what_a_node_is(path, sort):
    assert item(BODY, *path).sort == sort


def test_the_content_of_a_message_has_no_line_and_its_blocks_are_set_in_once():
    message = item(BODY, "messages", "0")
    content = message.named("content")
    assert content.joined
    assert content.seat is message
    assert message.named("role").seat is message
    assert content.kid(0).depth == message.depth + 1


def test_what_a_line_says_whole_has_no_lines_under_it():
    small = item({"thinking": {"type": "on"}}, "thinking")
    assert not small.foldable
    assert small.named("type").seat is small


def test_notes_take_a_key_with_a_point_apart():
    assert item(BODY, "tools", "0", "input_schema", "a.b").note_path == (
        "tools",
        "0",
        "input_schema",
        "a",
        "b",
    )


def test_what_is_not_there_is_none():
    assert item(BODY).named("nix") is None
    assert item(BODY, "messages").named("7") is None
    assert item(BODY, "messages").named("x") is None


def test_what_gemini_boxes_stands_under_the_line_it_belongs_to():
    body = {
        "systemInstruction": {"parts": [{"text": "you"}]},
        "tools": [{"functionDeclarations": [{"name": "Read"}]}],
        "input": [{"type": "message", "role": "user", "content": "x"}, {"type": "function_call"}],
    }
    assert item(body, "systemInstruction", "parts").joined
    assert item(body, "systemInstruction", "parts", "0").sort == "block"
    assert item(body, "tools", "0", "functionDeclarations").joined
    assert item(body, "tools", "0", "functionDeclarations", "0").sort == "tool"
    assert item(body, "input", "0", "type").told
    assert not item(body, "input", "1", "type").told
