"""The rows of a list, whatever the server wrote into them."""

import json

import pytest

from tui_router.providers.provider import Model
from tui_router.upstream.rows import (
    ID_MAX,
    MODELS_MAX,
    collect,
    decode,
    first,
    flag,
    has,
    has_list,
    inner,
    rows,
    text,
    tokens,
)


def body(value):
    return json.dumps(value).encode()


def named(row):
    return Model(display_name=row["id"] + "!")


def test_a_list_is_an_object_with_a_list():
    assert has_list(body({"models": []}), "models")
    for other in (b"Ollama is running", body([]), body({"models": None}), body({"data": []}), b"\xff"):
        assert not has_list(other, "models")


def test_a_bare_list_is_one_where_it_is_expected():
    assert has_list(b"[]", "data", bare=True)
    assert rows(body([{"id": "a"}, 7]), "data", bare=True) == [{"id": "a"}]
    assert rows(body([{"id": "a"}]), "data") == []
    assert rows(body({"data": [{"id": "b"}, None]}), "data", bare=True) == [{"id": "b"}]


def test_one_odd_name_does_not_cost_the_others():
    assert decode(b'[1, "\xff", NaN]')[:2] == [1, "\ufffd"]
    assert decode(b"[" * 200_000) is None
    assert decode(b"{") is None


@pytest.mark.parametrize(
    "bad", ["", " a", "a\x1b[31m", "a\nb", "x" * (ID_MAX + 1), 7, None, ["a"], "\u202eevil", "a\ufffd"]
)
def test_an_id_that_cannot_be_one_is_left_out(bad):
    assert collect([{"id": bad}, {}, {"id": "good"}], "id", named) == {"good": Model(display_name="good!")}


def test_the_first_of_a_name_counts():
    found = collect(
        [{"id": "a", "n": 1}, {"id": "a", "n": 2}], "id", lambda row: Model(context_window=row["n"])
    )
    assert found == {"a": Model(context_window=1)}


def test_a_huge_list_is_cut():
    assert len(collect([{"id": f"m{n}"} for n in range(MODELS_MAX + 50)], "id", named)) == MODELS_MAX


@pytest.mark.parametrize(
    "bad", [0, -1, True, "8192", None, 1.5, 10**30, 1e300, float("inf"), float("nan"), [], {}]
)
def test_a_count_that_cannot_be_one_is_unknown(bad):
    assert tokens(bad) is None
    assert first(bad, 8192.0, 1) == 8192


def test_only_true_and_false_are_flags():
    assert flag(None, "true", 1, [], False, True) is False
    assert flag("no") is None


def test_a_word_is_in_a_list_or_nobody_knows():
    assert has(["tools"], "tools") is True
    assert has([], "tools") is False
    assert has("tools", "tools") is None


def test_a_way_in_that_does_not_exist_is_nothing():
    assert inner({"a": {"b": {"c": 1}}}, "a", "b", "c") == 1
    for row in ({}, {"a": None}, {"a": [1]}, {"a": {"b": 7}}):
        assert inner(row, "a", "b", "c") is None


def test_a_name_to_show_is_short_and_printable():
    assert text(None, 7, "", "a\x1b[31m", "x" * (ID_MAX + 1), "Good", "Other") == "Good"
    assert text() == ""
