import re

import pytest

from tui_router.diagnose.figures import N, lists, n, numbers, plain


def patterns(*texts):
    return [re.compile(text) for text in texts]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("8192", 8192),
        ("8,192", 8192),
        ("1_048_576", 1048576),
        ("9000.0", 9000),
        ("128k", 128000),
        ("1.5M", 1500000),
        ("-853", -853),
        ("0", 0),
    ],
)
def test_counts_as_people_write_them(text, count):
    assert plain(text) == count


@pytest.mark.parametrize("text", ["8192 tokens", "8,19", "k", "1e5", "gpt-4", "9" * 400, "٣"])
def test_everything_else_stays_text(text):
    assert plain(text) == text[:300]


def test_a_range_is_no_large_number():
    assert numbers(patterns(rf"\[{N},{n('limit')}\]"), "within [1,98304]") == {"limit": 98304}


def test_the_first_pattern_that_names_a_figure_gives_it():
    found = numbers(
        patterns(rf"at most {n('limit')}", rf"{n('limit')} or {n('requested')}"), "5 or 6, at most 4"
    )
    assert found == {"limit": 4, "requested": 6}


def test_without_a_match_there_is_no_figure():
    assert numbers(patterns(rf"at most {n('limit')}"), "at least 4") == {}
    assert lists(patterns(r"id (?P<ids>\w+)"), "none") == {}


def test_lists_hold_what_stands_in_the_order_it_stands():
    found = lists(patterns(r"name '(?P<keywords>[^']+)'"), "name 'b' and name 'a' and name 'b'")
    assert found == {"keywords": ["b", "a"]}


def test_names_side_by_side_are_several():
    assert lists(patterns(r"ids: (?P<ids>[^.]+)"), "ids: call_1, call_2 and call_3.") == {
        "ids": ["call_1", "call_2", "call_3"]
    }


def test_a_list_has_an_end():
    text = " ".join(f"id x{number}" for number in range(1000))
    assert len(lists(patterns(r"id (?P<ids>\w+)"), text)["ids"]) == 32
