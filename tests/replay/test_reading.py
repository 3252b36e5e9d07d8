import pytest
from msgspec import Raw

from tui_router.replay.reading import (
    canonical,
    common_length,
    contents,
    counted,
    encode,
    name_of,
    read_items,
    read_members,
    read_value,
    same_prompt,
    without_marks,
)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "was not captured"),
        (b"  \n", "was not captured"),
        (b"<html>", "is not JSON"),
        (b'{"a": 1', "is not JSON"),
        (b"[1]", "is not a JSON object"),
        (b'{"a":' + b"[" * 200_000 + b"]" * 200_000 + b"}", "too deeply"),
        (b"x" * 3_000_000, "is not JSON"),
    ],
)
def test_what_cannot_be_read_is_said_in_words(body: bytes, why: str) -> None:
    members, said = read_members(body)
    assert members == {}
    assert why in said


@pytest.mark.parametrize(
    "body",
    [b'{"a": NaN}', b'{"a": "\\ud800"}', b'{"a": "\xff"}', b'{"a": ' + b"1" * 6_000 + b"}"],
)
def test_what_strict_readers_refuse_is_read_all_the_same(body: bytes) -> None:
    members, why = read_members(body)
    assert (list(members), why) == (["a"], "")
    assert canonical(members["a"])


def test_items_of_anything() -> None:
    assert read_items(None) == read_items(Raw(b"null")) == read_items(Raw(b"[]")) == []
    assert [bytes(raw) for raw in read_items(Raw(b'[1, {"a": 2}]'))] == [b"1", b'{"a": 2}']
    assert [bytes(raw) for raw in read_items(Raw(b'"system"'))] == [b'"system"']


def test_a_value_that_cannot_be_read_is_its_text() -> None:
    assert read_value(b'{"a": 1}') == {"a": 1}
    assert read_value(b"[" * 50_000) == "[" * 50_000


def test_encoding_never_fails() -> None:
    deep: list[object] = []
    for _ in range(50_000):
        deep = [deep]
    assert encode({"b": 1, "a": 2}) == b'{"b":1,"a":2}'
    assert encode("\ud800") == b'"?"'
    assert encode(10**40) == b"1" + b"0" * 40
    assert encode(deep) == b'"too deep"'


def test_marks_of_the_cache_are_no_part_of_the_prompt() -> None:
    marked = Raw(
        b'{"role":"user","content":[{"type":"tool_result","content":[{"type":"text","text":"x","cache_control":{}}],'
        b'"cache_control":{"type":"ephemeral"}}]}'
    )
    plain = Raw(b'{"role":"user","content":[{"type":"tool_result","content":[{"type":"text","text":"x"}]}]}')
    assert same_prompt(marked, plain)
    assert not same_prompt(plain, Raw(b'{"role":"user","content":[{"type":"tool_result","content":[]}]}'))


def test_a_text_is_the_same_prompt_as_its_block() -> None:
    assert same_prompt(
        Raw(b'{"role":"user","content":"hi"}'),
        Raw(b'{"role":"user","content":[{"type":"text","text":"hi"}]}'),
    )


def test_a_member_of_that_name_deeper_down_stays() -> None:
    tool = {"name": "t", "input_schema": {"properties": {"cache_control": {}}}}
    assert without_marks(tool) == tool


def test_the_order_of_keys_counts() -> None:
    assert not same_prompt(Raw(b'{"a":1,"b":2}'), Raw(b'{"b":2,"a":1}'))


@pytest.mark.parametrize(
    ("one", "other", "length"),
    [(b"", b"", 0), (b"abc", b"abd", 2), (b"abc", b"abc", 3), (b"abc", b"ab", 2), (b"x", b"y", 0)],
)
def test_how_much_is_alike(one: bytes, other: bytes, length: int) -> None:
    assert common_length(one, other) == common_length(other, one) == length


def test_what_is_in_a_message() -> None:
    blocks = [
        {"type": "tool_result"},
        {"type": "text"},
        {"type": "tool_result"},
        7,
        {"type": "tool_use", "name": "Read"},
    ]
    assert contents({"content": blocks}) == "2 tool_result, text, something, tool_use Read"
    assert contents({"content": "hi"}) == "text"
    assert contents({"content": []}) == "nothing"
    assert contents([]) == contents({"content": 4}) == "nothing known"
    assert counted("abcdefgh").endswith("f, …")


def test_tools_have_names_in_every_language() -> None:
    assert name_of({"name": "Bash"}) == "Bash"
    assert name_of({"type": "function", "function": {"name": "Bash"}}) == "Bash"
    assert name_of({"toolSpec": {"name": "Bash"}}) == "Bash"
    assert name_of({"type": "web_search_20250305"}) == "web_search_20250305"
    assert name_of([]) == name_of({"name": 3}) == ""
