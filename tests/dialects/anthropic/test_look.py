import json

import pytest

from tui_router.dialects.anthropic.look import Look
from tui_router.dialects.envelope import Sealed, seal
from tui_router.messages.codec import decode_request

ENVELOPE = seal(Sealed("thought", "maker"))


def look(*contents):
    messages = [{"role": "user", "content": content} for content in contents]
    found = Look(decode_request(json.dumps({"model": "a", "messages": messages}).encode()).messages)
    return found.thoughts, found.odd_id, found.blank, found.searched


def text(said):
    return {"type": "text", "text": said}


def thinking(signature):
    return {"type": "thinking", "thinking": "hm", "signature": signature}


def result(id, content="ok"):
    return {"type": "tool_result", "tool_use_id": id, "content": content}


@pytest.mark.parametrize(
    ("contents", "found"),
    [
        (["go", [text("a"), thinking("c2ln")]], ({}, False, False, False)),
        (
            [
                "go",
                [
                    thinking(""),
                    text("a"),
                    thinking(ENVELOPE),
                    {"type": "redacted_thinking", "data": ENVELOPE},
                ],
            ],
            ({1: {0, 2, 3}}, False, False, False),
        ),
        ([[{"type": "redacted_thinking", "data": "c2ln"}]], ({}, False, False, False)),
        ([[{"type": "tool_use", "id": "a.b", "name": "n", "input": {}}]], ({}, True, False, False)),
        ([[{"type": "tool_use", "id": "a-b_1", "name": "n", "input": {}}]], ({}, False, False, False)),
        ([[result("a.b")]], ({}, True, False, False)),
        ([[result("t", "")]], ({}, False, False, False)),
        ([[result("t", [text("")])]], ({}, False, True, False)),
        ([[text(" \n")]], ({}, False, True, False)),
        ([""], ({}, False, True, False)),
        ([" "], ({}, False, True, False)),
        ([[]], ({}, False, True, False)),
        (
            [[{"type": "server_tool_use", "id": "s", "name": "web_search", "input": {}}]],
            ({}, False, False, True),
        ),
        ([[{"type": "web_search_tool_result", "tool_use_id": "s", "content": []}]], ({}, False, False, True)),
    ],
)
def test_what_stands_out(contents, found):
    assert look(*contents) == found
