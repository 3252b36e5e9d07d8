import json

import pytest

from tui_router.dialects.anthropic.draft import Draft, add_system, block_lists, blocks_of, text_block
from tui_router.dialects.anthropic.splice import NotJson
from tui_router.dialects.anthropic.tree import Node
from tui_router.dialects.ledger import Ledger


@pytest.fixture
def draft(call):
    def make(**members):
        made = call({"model": "a", "messages": [], **members})
        return Draft(made, made.body, Ledger())

    return make


def test_lists_of_blocks_are_found_inside_other_blocks(draft):
    words = {"type": "text", "text": "x"}
    document = {"type": "document", "source": {"type": "content", "content": [words]}}
    result = {"type": "tool_result", "tool_use_id": "t", "content": [document]}
    made = draft(messages=[{"role": "user", "content": [result]}, {"role": "user", "content": "x"}])
    assert [found.path for found in block_lists(made)] == [
        "messages[0].content",
        "messages[0].content[0].content",
        "messages[0].content[0].content[0].source.content",
    ]


def test_lists_inside_lists_without_end_are_not_followed(draft):
    held = []
    for _ in range(30):
        held = [{"type": "tool_result", "tool_use_id": "t", "content": held}]
    assert len(list(block_lists(draft(messages=[{"role": "user", "content": held}])))) == 4


@pytest.mark.parametrize(
    ("system", "after"),
    [
        (None, "more"),
        ("", "more"),
        ("first", "first\nmore"),
        (
            [{"type": "text", "text": "first"}],
            [{"type": "text", "text": "first"}, {"type": "text", "text": "more"}],
        ),
    ],
)
def test_system_text_grows_in_the_form_it_has(draft, system, after):
    made = draft(system=system)
    add_system(made, [text_block("more", "")])
    assert json.loads(made.top.render())["system"] == after


def test_a_string_is_read_as_one_block():
    [block] = blocks_of(Node(b'{"role":"user","content":"hi"}', "messages[3]"))
    assert (block.kind, block.text("text"), block.path) == ("text", "hi", "messages[3].content")
    assert blocks_of(Node(b'{"content":""}')) == []
    assert blocks_of(Node(b"{}")) == []


@pytest.mark.parametrize(
    ("thinking", "thinks"), [(None, False), ({"type": "disabled"}, False), ({"type": "adaptive"}, True)]
)
def test_whether_it_thinks(draft, thinking, thinks):
    assert draft(thinking=thinking).thinks is thinks


def test_a_body_without_a_list_of_messages_is_said(call):
    made = call({"model": "a", "messages": []})
    with pytest.raises(NotJson):
        _ = Draft(made, b'{"messages":{}}', Ledger()).messages
