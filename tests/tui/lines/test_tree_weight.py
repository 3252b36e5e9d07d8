"""Tokens of the parts of a request."""

import json

from tui_router.journal.record import Weighed
from tui_router.tui.glyphs import UNICODE
from tui_router.tui.lines.json_tree import read_tree
from tui_router.tui.lines.tree_item import Item
from tui_router.tui.lines.tree_weight import TreeWeight

BODY = {
    "system": [{"type": "text", "text": "one"}, {"type": "text", "text": "two"}],
    "tools": [{"name": "Read"}, {"name": "Edit"}],
    "messages": [
        {"role": "user", "content": "hello"},
        {"role": "assistant", "content": [{"type": "text", "text": "a" * 90}, {"type": "text", "text": "b"}]},
    ],
    "stream": True,
}
WEIGHED = Weighed(system=[5, 7], tools=[("Read", 40), ("Edit", 60)], messages=[[3], [1_200, 2]])


def at(*path) -> Item:
    item = Item(read_tree(json.dumps(BODY).encode()))
    for step in path:
        item = item.named(step)
    return item


def words(*path, weight=None) -> str:
    return (weight or TreeWeight(WEIGHED, 1_400, exact=True)).words(at(*path), UNICODE)


def test_counted_parts_are_exact():
    assert words() == "1.4k"
    assert words("system") == "12"
    assert words("system", "1") == "7"
    assert words("tools", "0") == "40"
    assert words("messages") == "1.2k"
    assert words("messages", "0") == words("messages", "0", "content") == "3"
    assert words("messages", "1", "content", "0") == "1.2k"
    assert words("messages", "1", "content", "1") == "2"


def test_what_is_inside_has_its_share_and_says_so():
    assert words("messages", "1", "content", "0", "text").startswith("≈")
    assert words("stream").startswith("≈")


def test_nothing_under_one():
    assert words("messages", "1", "content", "1", "type") == ""


def test_without_counts_the_bytes_tell():
    bare = TreeWeight(None, 0)
    assert bare.of(at()) == (len(json.dumps(BODY)) / 4, False)
    assert words("system", weight=TreeWeight(None, 1_400)).startswith("≈")


def test_fields_counted_as_a_whole():
    known = TreeWeight(None, 1_400, known={"system": 77, "tools": 0})
    assert words("system", weight=known) == "77"
    assert words("tools", weight=known).startswith("≈")
    assert words("system", "0", weight=known).startswith("≈")


def test_counts_of_another_shape_are_passed_over():
    short = TreeWeight(Weighed(messages=[[3]]), 1_400)
    assert words("messages", "1", weight=short).startswith("≈")
