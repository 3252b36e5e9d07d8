import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.replay.values import brief, content, label, read_body, renamed, same

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        (True, 1, False),
        (1, 1.0, False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ({"a": True}, {"a": 1}, False),
        ([1, 2], [2, 1], False),
        ("a", "a", True),
        (None, None, True),
    ],
)
def test_equal_is_strict_and_knows_no_order_of_members(left, right, equal):
    assert same(left, right) is equal


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"include_usage": True}, "{include_usage: true}"),
        ({"a": {"b": 1}}, "{a}"),
        ({str(n): n for n in range(9)}, "{0, 1, 2, 3, 4, 5, …}"),
        ([{"function": {"name": "Read"}}] * 12, "12 functions"),
        ([{"input_schema": {}}], "1 function"),
        ([1, 2], "2 items"),
        ([], "[]"),
        ("kimi", '"kimi"'),
        (32000, "32000"),
        (None, "null"),
    ],
)
def test_a_value_in_a_few_words(value, said):
    assert brief(value) == said


@given(JSON)
def test_any_value_is_brief(value):
    assert len(brief(value)) < 400


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ({"type": "tool_use", "name": "Read"}, "2 tool_use Read"),
        ({"role": "user", "content": "x"}, "2 user"),
        ({"type": "function", "function": {"name": "Bash"}}, "2 function Bash"),
        ("x", "2"),
        ({"type": 7}, "2"),
    ],
)
def test_an_item_is_called_what_it_says_of_itself(value, name):
    assert label(2, value) == name


def test_what_is_not_in_the_label_is_the_content():
    assert content({"type": "text", "text": "hello"}) == "hello"
    assert content({"role": "user", "content": [1]}) == [1]
    assert content({"type": "image", "a": 1, "b": 2}) == {"a": 1, "b": 2}
    assert content(7) == 7


def test_two_names_of_one_thing():
    left = {"max_tokens": 32_000, "tools": [1, 2, 3], "flag": True, "only": 1}
    right = {"max_completion_tokens": 16_384, "functions": [1, 2, 3], "other": True}
    assert renamed(left, right) == {"max_tokens": "max_completion_tokens", "tools": "functions"}


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[" * 100_000, b"\xff\xfe", b'{"a": ' + b"9" * 10_000 + b"}", b'{"a": NaN}', b"<html>"],
)
def test_any_bytes_are_a_value(data):
    value = read_body(data)
    assert isinstance(value, str | dict)
