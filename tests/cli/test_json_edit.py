import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.cli.json_edit import (
    NotJsonError,
    check,
    cut,
    find,
    is_object,
    line_of,
    members,
    put,
    raw,
    string_of,
    top,
)

FILE = """{
    "model" : "opus",
    "env": {
        "A": "1",
        "B": 1.10
    },
    "hooks": {"x": [1, 2 ]}
}
"""


def env(text: str) -> int:
    member = find(text, 0, "env")
    assert member is not None
    return member.value


def test_members_stand_where_they_stand() -> None:
    assert [member.name for member in members(FILE, 0)] == ["model", "env", "hooks"]
    assert [raw(FILE, member) for member in members(FILE, env(FILE))] == ['"1"', "1.10"]
    assert [string_of(FILE, member) for member in members(FILE, env(FILE))] == ["1", None]
    assert find(FILE, env(FILE), "C") is None
    assert top(FILE) == 0
    assert top(" [1]") is None
    assert is_object(FILE, env(FILE))
    assert line_of(FILE, env(FILE)) == 3


def test_a_value_is_replaced_and_nothing_else() -> None:
    assert put(FILE, env(FILE), "B", '"x"', depth=2) == FILE.replace("1.10", '"x"')


def test_a_new_member_takes_the_indentation_of_the_others() -> None:
    text = put(FILE, env(FILE), "C", '"x"', depth=2)
    assert text == FILE.replace("1.10\n", '1.10,\n        "C": "x"\n')
    assert cut(text, env(text), "C") == FILE
    one = '{"env":{"A":"1"}}'
    assert put(one, env(one), "C", '"x"', depth=2) == '{"env":{"A":"1","C": "x"}}'
    odd = '{ "env" : { "A":"1"\n  ,\t"B":"2" } }'
    assert put(odd, env(odd), "C", '"x"', depth=2) == '{ "env" : { "A":"1"\n  ,\t"B":"2",\t"C": "x" } }'


def test_an_empty_object_is_opened_as_the_rest_of_the_file_is() -> None:
    assert put("{}", 0, "env", "{}", depth=1) == '{\n  "env": {}\n}'
    text = '{\r\n\t"model": "opus",\r\n\t"env": { }\r\n}'
    assert put(text, env(text), "A", '"x"', depth=2) == (
        '{\r\n\t"model": "opus",\r\n\t"env": {\r\n\t\t"A": "x"\r\n\t}\r\n}'
    )


def test_cutting_takes_the_comma_along() -> None:
    assert cut('{"a": 1, "b": 2, "c": 3}', 0, "a") == '{"b": 2, "c": 3}'
    assert cut('{"a": 1, "b": 2, "c": 3}', 0, "b") == '{"a": 1, "c": 3}'
    assert cut('{"a": 1, "b": 2, "c": 3}', 0, "c") == '{"a": 1, "b": 2}'
    assert cut('{ "a": 1 }', 0, "a") == "{}"
    assert cut(FILE, 0, "none") == FILE


def test_of_two_of_a_name_the_last_counts_as_it_does_for_readers() -> None:
    twice = '{"a": 1, "a": 2}'
    member = find(twice, 0, "a")
    assert member is not None
    assert raw(twice, member) == "2"
    assert put(twice, 0, "a", "3", depth=1) == '{"a": 1, "a": 3}'
    assert cut(twice, 0, "a") == '{"a": 1}'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "line 1, column 1"),
        ('{"a": 1,\n "b": }', "line 2, column 7"),
        ('{\n "a": 1 // why\n}', "line 2"),
        ('{"a": NaN}', "NaN is no JSON"),
        ("[" * 200_000, "nested too deep"),
        ('\ufeff{"a": 1}', "line 1"),
        ('{"a": "x\ny"}', "line 1"),
        ("{} {}", "line 1, column 4"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text: str, words: str) -> None:
    with pytest.raises(NotJsonError, match=words):
        check(text)


def test_a_number_longer_than_python_likes_is_no_fault() -> None:
    check('{"a": ' + "9" * 5000 + "}")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.dictionaries(st.text(max_size=3), VALUES, max_size=4),
    st.text(max_size=3),
    st.text(max_size=5),
    st.sampled_from([None, 0, 2, "\t"]),
)
def test_any_object_says_the_same_and_the_new_member(
    before: dict, name: str, value: str, indent: int | str | None
) -> None:
    text = json.dumps(before, indent=indent)
    check(text)
    changed = put(text, 0, name, json.dumps(value), depth=1)
    assert list(json.loads(changed).items()) == list({**before, name: value}.items())
    assert json.loads(cut(changed, 0, name)) == {key: old for key, old in before.items() if key != name}
    if name not in before:
        assert cut(changed, 0, name) == text
