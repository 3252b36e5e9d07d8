"""A node in one line."""

import json

import pytest

from tui_router.tui.lines.json_tree import read_tree
from tui_router.tui.lines.line import plain
from tui_router.tui.lines.tree_item import Item
from tui_router.tui.lines.tree_words import key_of, value_of

CACHE = {"cache_control": {"type": "ephemeral"}}
BODY = {
    "model": "m\x1b[2J",
    "max_tokens": 32000,
    "system": [
        {"type": "text", "text": "you", **CACHE},
        {"type": "text", "text": '"cache_control"', **CACHE},
    ],
    "tools": [{"name": "Read", "description": "reads a file", "input_schema": {}}, {"type": "web_search_1"}],
    "messages": [
        {"role": "user", "content": "fix it"},
        {
            "role": "assistant",
            "content": [{"type": "tool_use", "id": "t1", "name": "Read", "input": {"p": "a.py"}}],
        },
        {
            "role": "user",
            "content": [
                {"type": "tool_result", "tool_use_id": "t1", "content": "one\ntwo\nthree\n"},
                {
                    "type": "tool_result",
                    "tool_use_id": "t2",
                    "is_error": True,
                    "content": [{"type": "text", "text": "no"}],
                },
                {"type": "thinking", "thinking": "hm"},
            ],
        },
    ],
    "stop": ["a", "b"],
}


def said(*path) -> str:
    item = Item(read_tree(json.dumps(BODY).encode()))
    for step in path:
        item = item.named(step)
    return f"{key_of(item)}|{plain(value_of(item))}"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (("model",), 'model|"m␛[2J"'),
        (("max_tokens",), "max_tokens|32,000"),
        (("system",), "system|[2 blocks]  2 cached breakpoints"),
        (("tools",), "tools|[2]  Read web_search_1"),
        (("tools", "0"), "0|Read  reads a file"),
        (("messages",), "messages|[3]"),
        (("messages", "0"), "0|user  fix it"),
        (("messages", "1"), "1|assistant  Read"),
        (("messages", "2"), "2|user  2 results"),
        (("messages", "1", "content", "0"), "tool_use|Read  a.py"),
        (("messages", "2", "content", "0"), "tool_result|t1  ok  3 lines"),
        (("messages", "2", "content", "1"), "tool_result|t2  error  1 line"),
        (("messages", "2", "content", "2"), "thinking|hm"),
        (("stop",), "stop|a, b"),
    ],
)
def test_lines(path, words):
    assert said(*path) == words


GEMINI = {
    "systemInstruction": {"parts": [{"text": "you are"}]},
    "contents": [{"role": "model", "parts": [{"functionCall": {"name": "Read", "args": {"p": "a.py"}}}]}],
    "tools": [{"functionDeclarations": [{"name": "Read", "description": "reads"}]}, {"googleSearch": {}}],
}


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (("systemInstruction",), "systemInstruction|[1 block]"),
        (("systemInstruction", "parts", "0"), "text|you are"),
        (("contents", "0"), "0|assistant  Read"),
        (("contents", "0", "parts", "0"), "functionCall|Read  a.py"),
        (("tools",), "tools|[2]  Read googleSearch"),
        (("tools", "0"), "0|functionDeclarations"),
        (("tools", "0", "functionDeclarations", "0"), "0|Read  reads"),
        (("tools", "1"), "1|googleSearch  "),
    ],
)
def test_lines_of_gemini(path, words):
    item = Item(read_tree(json.dumps(GEMINI).encode()))
    for step in path:
        item = item.named(step)
    assert f"{key_of(item)}|{plain(value_of(item))}" == words
