import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.dialects.thinktags import ThinkTags


def split(*pieces):
    tags = ThinkTags()
    said = [tags.split(piece) if not tags.plain else ("", piece) for piece in pieces] + [tags.flush()]
    return "".join(thought for thought, _ in said), "".join(text for _, text in said)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello", ("", "Hello")),
        ("<think>a</think>b", ("a", "b")),
        ("\n<think>\na\n</think>\n\nb c", ("\na\n", "b c")),
        ("<think>a", ("a", "")),
        ("<think>a</think>", ("a", "")),
        ("<think></think>b", ("", "b")),
        ("<thi", ("", "<thi")),
        ("<thinking>a", ("", "<thinking>a")),
        ("a <think>b</think>", ("", "a <think>b</think>")),
        ("<think>a</thin", ("a</thin", "")),
        ("<think>a</think>b</think>", ("a", "b</think>")),
        ("", ("", "")),
        (" \n", ("", " \n")),
    ],
)
def test_splits_however_it_is_cut(text, expected):
    assert split(text) == expected
    assert split(*text) == expected


def test_is_plain_from_the_first_word():
    tags = ThinkTags()
    tags.split("He")
    assert tags.plain


@given(st.lists(st.sampled_from(["<", "think", ">", "</", "a", " ", "<think>", "</think>"]), max_size=12))
def test_splits_as_a_pattern_over_the_whole_does(pieces):
    whole = "".join(pieces)
    found = re.match(r"\s*<think>(?P<thought>.*?)(?:</think>\s*(?P<text>.*)|\Z)", whole, re.DOTALL)
    expected = (found["thought"], found["text"] or "") if found else ("", whole)
    assert split(*pieces) == expected
