import json

import pytest

from tui_router.tui.lines.json_tree import Node
from tui_router.tui.lines.request_words import (
    field_words,
    message_words,
    part_words,
    parts_of,
    role_of,
    tool_count,
)


def node(value: object, key: str = "0") -> Node:
    return Node(key, json.dumps(value).encode())


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ({"role": "user", "content": "go [TODO] on"}, "go [TODO] on"),
        (
            {"role": "user", "content": [{"type": "text", "text": "first"}, {"type": "text", "text": "x"}]},
            "first",
        ),
        ({"role": "assistant", "content": [{"type": "tool_use", "name": "Read", "input": {}}]}, "Read"),
        ({"role": "assistant", "content": None, "tool_calls": [{"function": {"name": "Grep"}}]}, "Grep"),
        (
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "x"}]},
            "toolu_1",
        ),
        ({"role": "user", "content": [{"type": "tool_result"}, {"type": "tool_result"}]}, "2 results"),
        ({"role": "tool", "tool_call_id": "call_1", "content": "x"}, "call_1"),
        ({"type": "function_call", "name": "Read", "arguments": "{}"}, "Read"),
        ({"role": "model", "parts": [{"text": "hello"}]}, "hello"),
        ({"role": "user", "content": []}, "{role: user, content: []}"),
        ({"role": "user", "content": 5}, "{role: user, content: 5}"),
    ],
)
def test_a_message_in_one_line(message, said):
    assert message_words(node(message)) == said


def test_roles_of_every_dialect():
    assert role_of(node({"role": "model"})) == "assistant"
    assert role_of(node({"role": "developer"})) == "system"
    assert role_of(node({"type": "function_call_output"})) == "tool"
    assert role_of(node({"type": "reasoning"})) == "assistant"
    assert role_of(node({"type": "message"})) == "user"


def test_parts_are_sorted_alike_on_both_legs():
    left = {"content": [{"type": "text", "text": "a"}, {"type": "tool_use", "name": "Read", "input": {}}]}
    right = {
        "role": "assistant",
        "content": "a",
        "tool_calls": [{"type": "function", "function": {"name": "Read"}}],
    }
    assert [part.sort for part in parts_of(node(left))] == [part.sort for part in parts_of(node(right))]


def test_a_call_shows_what_tells_it_from_others():
    call = {"type": "tool_use", "name": "Read", "input": {"limit": 5, "file_path": "src/parser.py"}}
    (part,) = parts_of(node({"content": [call]}))
    assert part_words(part) == ("tool_use", "Read  src/parser.py")


def test_a_failed_result_says_so():
    result = {"type": "tool_result", "tool_use_id": "t", "content": "no", "is_error": True}
    (part,) = parts_of(node({"content": [result]}))
    assert part_words(part) == ("tool_result", "t  4 B  error")


def test_fields():
    assert field_words(node([{"name": "Read"}, {"function": {"name": "Bash"}}], "tools")) == "2  Read Bash"
    assert field_words(node([{"type": "text", "text": "x"}], "system")) == "1 block"
    assert field_words(node([{}, {}, {}], "messages")) == "3"
    assert field_words(node({"include_usage": True}, "stream_options")) == "include_usage"


def test_nothing_of_the_wire_passes_unseen():
    shown = message_words(node({"role": "user", "content": "\x1b]0;x\x07\u202eabc"}))
    assert "\x1b" not in shown
    assert "\u202e" not in shown


@pytest.mark.parametrize(
    ("block", "sort", "said"),
    [
        (
            {"thoughtSignature": "x", "functionCall": {"name": "Read", "args": {"p": "a.py"}}},
            "call",
            ("functionCall", "Read  a.py"),
        ),
        (
            {"functionResponse": {"name": "Read", "response": {"output": "x"}}},
            "result",
            ("functionResponse", "Read  3 B"),
        ),
        (
            {"functionResponse": {"name": "Bash", "response": {"error": "no"}}},
            "result",
            ("functionResponse", "Bash  4 B  error"),
        ),
        ({"thought": True, "text": "hm"}, "thinking", ("thought", "hm")),
        ({"inlineData": {"mimeType": "image/png", "data": "AA"}}, "image", ("inlineData", "55 B")),
        ({"type": "refusal", "refusal": "no"}, "text", ("refusal", "no")),
    ],
)
def test_parts_of_other_languages(block, sort, said):
    (part,) = parts_of(node({"content": [block]}))
    assert (part.sort, part_words(part)) == (sort, said)


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (
            {
                "type": "reasoning",
                "summary": [{"type": "summary_text", "text": "hm"}],
                "encrypted_content": "x",
            },
            ("reasoning", "hm"),
        ),
        ({"type": "reasoning", "summary": [], "encrypted_content": "x"}, ("reasoning", "encrypted")),
        (
            {"type": "function_call", "name": "Read", "arguments": '{"p":"a"}'},
            ("function_call", 'Read  {"p":"a"}'),
        ),
        ({"type": "custom_tool_call", "name": "Bash", "input": "ls"}, ("custom_tool_call", "Bash  ls")),
        (
            {"type": "function_call_output", "call_id": "c1", "output": "x"},
            ("function_call_output", "c1  3 B"),
        ),
    ],
)
def test_items_of_responses(item, said):
    (part,) = parts_of(node(item))
    assert part_words(part) == said
    assert role_of(node(item)) == ("tool" if part.sort == "result" else "assistant")


def test_tools_of_every_language_are_counted_and_named():
    tools = [
        {"functionDeclarations": [{"name": "Read"}, {"name": "Bash"}], "codeExecution": {}},
        {"googleSearch": {}},
    ]
    assert field_words(node(tools, "tools")) == "4  Read Bash codeExecution googleSearch"
    assert tool_count(node(tools, "tools")) == 4
    assert message_words(node({"type": "web_search_call", "status": "completed"})) == "web_search_call"
