import json

from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from tui_router.dialects.anthropic.tree import Array, Node

SCALAR = st.none() | st.booleans() | st.integers() | st.text(max_size=6)
VALUE = st.recursive(
    SCALAR,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b", "content", "type"]), inner, max_size=3)
    ),
    max_leaves=8,
)
OBJECT = st.dictionaries(st.sampled_from(["a", "b", "content", "x"]), VALUE, max_size=4)
INDENT = st.sampled_from([None, 0, 3])


@given(OBJECT, INDENT)
def test_what_is_only_looked_at_stays_the_very_bytes(value, indent):
    text = json.dumps(value, indent=indent).encode()
    node = Node(text)
    for key in node.names():
        node.text(key)
        node.count(key)
        inner = node.object(key)
        if inner is not None:
            inner.names()
        node.array(key)
    assert node.render() is text


@given(OBJECT, st.sampled_from(["a", "b", "new"]), VALUE, INDENT)
def test_put_and_drop_do_what_they_do_to_a_dict(value, key, new, indent):
    text = json.dumps(value, indent=indent).encode()
    node = Node(text)
    node.put(key, new)
    assert json.loads(node.render()) == {**value, key: new}
    node.drop(key)
    value.pop(key, None)
    assert json.loads(node.render()) == value


@given(st.lists(VALUE, max_size=5), st.sets(st.integers(0, 4)), INDENT)
def test_elements_go_with_their_comma(values, drop, indent):
    array = Array(json.dumps(values, indent=indent).encode())
    array.items = [item for i, item in enumerate(array.items) if i not in drop]
    assert json.loads(array.render()) == [value for i, value in enumerate(values) if i not in drop]


@given(st.lists(VALUE, min_size=1, max_size=5), st.randoms())
def test_elements_may_change_places(values, random):
    array = Array(json.dumps(values).encode())
    order = list(range(len(values)))
    random.shuffle(order)
    array.items = [array.items[i] for i in order]
    assert json.loads(array.render()) == [values[i] for i in order]


def test_a_change_deep_down_leaves_every_other_byte():
    text = (
        b'{ "n" : 1.50 , "m" : [ {"a": 1e5, "a" :2} , {"b" : "x"} ] , "big": 123456789012345678901234567890 }'
    )
    node = Node(text)
    node.array("m").items[1].put("b", "y")
    assert node.render() == text.replace(b'"x"', b'"y"')


def test_a_member_that_stands_twice_changes_twice():
    node = Node(b'{"a":1,"b":2,"a":3}')
    assert node.raw("a") == b"3"
    node.put("a", 4)
    assert node.render() == b'{"a":4,"b":2,"a":4}'
    node.drop("a")
    assert node.render() == b'{"b":2}'


def test_a_new_member_stands_at_the_end():
    node = Node(b' {"a":1 } ')
    node.put("b", Raw(b"[1.0]"))
    assert node.render() == b' {"a":1,"b":[1.0]} '
    empty = Node(b"{ }")
    empty.put("b", 1)
    assert empty.render() == b'{"b":1}'


def test_what_was_put_can_be_opened_and_stays_put():
    node = Node(b'{"a":1}')
    node.put("a", {"b": [1]})
    assert node.object("a").array("b") is not None
    assert node.render() == b'{"a":{"b":[1]}}'


def test_a_made_list_takes_the_place_of_a_string():
    node = Node(b'{"content":"hi"}', "messages[0]")
    made = node.put_array("content", [Node.make({"type": "text", "text": "hi"}, "messages[0].content")])
    made.items[0].put("text", "ho")
    assert node.render() == b'{"content":[{"type":"text","text":"ho"}]}'
    node.put_array("content", [])
    assert node.render() == b'{"content":[]}'


def test_paths_are_those_of_the_message_that_came():
    node = Node(b'{"messages":[{"content":[1,{"type":"text"}]}]}')
    messages = node.array("messages")
    block = messages.items[0].array("content").items[1]
    messages.items.insert(0, Node.make({}, "new"))
    assert block.path == "messages[0].content[1]"
    assert block.kind == "text"


def test_what_cannot_be_read_seems_empty_and_stays():
    text = b'{"\xff":1}'
    node = Node(text)
    assert (node.names(), node.raw("a"), node.text("a"), node.object("a")) == ([], None, "", None)
    assert node.render() is text
    assert Array(b"[1,").items == []


def test_the_type_is_the_one_it_has_now():
    node = Node(b'{"type":"a"}')
    assert node.kind == "a"
    node.put("type", "b")
    assert node.kind == "b"
    node.drop("type")
    assert node.kind == ""
