"""What translation did, by the side and the part."""

import json

from tui_router.core.note import Note
from tui_router.tui.lines.json_tree import read_tree
from tui_router.tui.lines.tree_acts import TreeActs
from tui_router.tui.lines.tree_item import Item

A = {
    "model": "claude",
    "max_tokens": 9,
    "messages": [{"role": "user", "content": [{"type": "text", "text": "x" * 50}]}],
}
B = {
    "model": "kimi",
    "max_tokens": 5,
    "messages": [{"role": "user", "content": "x"}],
    "stream_options": {"a": 1},
}
NOTES = [
    Note("clamped", "max_tokens", "at most 5", to="max_tokens", before="9", after="5"),
    Note("dropped", "messages[0].content[0].cache_control", "no counterpart"),
    Note("added", "", "for usage", to="stream_options"),
    Note("dropped", "usage", "none", side="answer"),
]


def tree(value):
    return read_tree(json.dumps(value).encode())


def test_side_a():
    acts, root = TreeActs(tree(A), tree(B), NOTES, left=True), Item(tree(A))
    assert acts.act_of(root.named("max_tokens"), True) == "clamped"
    assert acts.act_of(root.named("model"), True) == "renamed"
    assert acts.act_of(root.named("messages"), True) == "dropped"
    assert acts.act_of(root.named("messages"), False) == ""
    assert acts.note_near(root.named("max_tokens")).reason == "at most 5"
    assert acts.note_near(root.named("model")) is None


def test_side_b():
    acts, root = TreeActs(tree(A), tree(B), NOTES, left=False), Item(tree(B))
    assert acts.act_of(root.named("stream_options"), True) == "added"
    assert acts.act_of(root.named("messages"), True) == ""
    assert acts.note_near(root.named("stream_options").named("a")).reason == "for usage"


def test_one_side_alone_has_its_notes():
    acts = TreeActs(tree(A), None, NOTES, left=True)
    assert acts.act_of(Item(tree(A)).named("max_tokens"), True) == "clamped"
    assert acts.act_of(Item(tree(A)).named("model"), True) == ""
