import json

from hypothesis import given
from hypothesis import strategies as st

from tui_router.tui.lines.json_tree import Node, read_tree

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)


def walk(node: Node) -> None:
    assert "\x1b" not in node.brief
    assert isinstance(node.text, str)
    for kid in node.kids:
        walk(kid)


@given(st.dictionaries(st.text(max_size=8), values, max_size=4))
def test_any_document_is_read_to_its_leaves(document):
    node = read_tree(json.dumps(document).encode())
    assert node is not None
    assert set(node.members) == {key.encode("utf-8", "replace").decode() for key in document}
    walk(node)


@given(st.binary(max_size=200).map(lambda data: b"{" + data))
def test_hostile_bytes_never_raise(data):
    node = read_tree(data)
    if node is not None:
        walk(node)


@given(st.binary(max_size=80))
def test_a_value_that_is_not_json_is_shown_as_it_came(data):
    walk(Node("key", b'"' + data + b'"'))


def test_a_body_nested_too_deep_is_no_tree():
    assert read_tree(b"[" * 100_000 + b"]" * 100_000) is None


def test_lone_surrogates_nan_and_endless_integers_are_read():
    node = read_tree(b'{"a": "\\ud800 x", "n": NaN, "i": ' + b"9" * 5_000 + b"}")
    assert node is not None
    assert node.members["n"].brief == "NaN"
    assert node.members["i"].brief.startswith("999")
    assert node.members["a"].text.endswith(" x")


def test_what_is_not_an_object_or_array_is_no_tree():
    assert read_tree(b"<html>") is None
    assert read_tree(b"") is None
    assert read_tree(b'{"cut": "of') is None


def test_sizes_are_those_of_the_wire():
    node = read_tree(b'{"a":[1,2,3],"b":"xy"}')
    assert node is not None
    assert [(kid.key, kid.size) for kid in node.kids] == [("a", 7), ("b", 4)]


def test_briefs():
    node = read_tree(
        b'{"n":32000,"f":0.5,"s":"two\\nlines","o":{"effort":"high","on":true},"e":{},"l":["x","y"],"m":[{},{}]}'
    )
    assert node is not None
    assert {kid.key: kid.brief for kid in node.kids} == {
        "n": "32,000",
        "f": "0.5",
        "s": "two⏎lines",
        "o": "{effort: high, on}",
        "e": "{}",
        "l": "x, y",
        "m": "2",
    }


def test_members_are_counted_and_asked_for_one_by_one():
    tree = read_tree(b'{"a": [1, 2, 3], "b": {"c": true}}')
    assert tree.count == 2
    assert tree.kid(1).key == "b"
    assert tree.place("b") == 1
    assert tree.place("x") is None
    items = tree.kid(0)
    assert (items.count, items.kid(2).text, items.place("2"), items.place("3")) == (3, "3", 2, None)


def test_a_broken_level_has_no_members():
    assert Node("", b'{"a": \xff\xff"}').count == 0
