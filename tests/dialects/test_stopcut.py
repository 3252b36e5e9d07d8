import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.dialects.stopcut import StopCut


def cut(stops, *pieces):
    machine = StopCut(stops)
    shown = "".join(machine.feed(piece) for piece in pieces) + machine.flush()
    return shown, machine.matched


@pytest.mark.parametrize(
    ("stops", "pieces", "shown", "matched"),
    [
        (["</b>"], ["text</b>rest"], "text", "</b>"),
        (["</b>"], ["text<", "/", "b", ">rest"], "text", "</b>"),
        (["</b>"], ["text<", "/i>"], "text</i>", None),
        (["</b>"], ["text</b"], "text</b", None),
        (["zz", "b"], ["abzz"], "a", "b"),
        (["abcd", "bc"], ["xabcd"], "xa", "bc"),
        (["bc", "abc"], ["xabc"], "x", "abc"),
        (["aab"], ["aa", "ab"], "a", "aab"),
        ([], ["a"], "a", None),
        ([""], ["a"], "a", None),
    ],
)
def test_cuts_where_the_first_is_whole(stops, pieces, shown, matched):
    assert cut(stops, *pieces) == (shown, matched)


def test_holds_back_no_more_than_it_must():
    machine = StopCut(["</b>"])
    assert machine.feed("ab<") == "ab"
    assert machine.feed("x") == "<x"


def test_nothing_comes_behind_it():
    machine = StopCut(["b"])
    assert machine.feed("ab") == "a"
    assert machine.feed("more") == ""
    assert machine.flush() == ""


WORDS = st.text("ab<", max_size=5)


@given(st.lists(WORDS, max_size=3), st.lists(WORDS, max_size=8))
def test_the_cuts_of_the_pieces_do_not_matter(stops, pieces):
    assert cut(stops, *pieces) == cut(stops, "".join(pieces))


@given(st.lists(WORDS, max_size=3), WORDS)
def test_what_is_shown_holds_none_of_them(stops, text):
    shown, matched = cut(stops, text)
    assert text.startswith(shown)
    assert not any(stop and stop in shown for stop in stops)
    assert text.startswith(shown + (matched or ""))


@given(st.lists(st.text("ab<", max_size=4), max_size=6), st.lists(st.text("ab<", max_size=3), max_size=3))
def test_it_counts_what_did_not_come_out(pieces, stops):
    machine = StopCut(stops)
    shown = "".join(machine.feed(piece) for piece in pieces) + machine.flush()
    assert machine.mute == len("".join(pieces)) - len(shown)
