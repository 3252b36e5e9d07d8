from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui_router.tui.lines.wrap import Flow, wrap
from tui_router.tui.safe_text import safe_text


@given(st.text(max_size=300), st.integers(2, 30))
def test_no_line_is_wider_than_asked(text, width):
    assert all(cell_len(line) <= width for line in wrap(safe_text(text), width))


@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("M", "C")), max_size=20), max_size=12),
    st.integers(2, 30),
)
def test_growing_text_wraps_as_the_whole_text_does(pieces, width):
    flow = Flow(width)
    for piece in pieces:
        flow.feed(piece)
    assert [flow.line(n) for n in range(len(flow))] == wrap(safe_text("".join(pieces)), width)


@given(st.text(max_size=200), st.integers(2, 20), st.integers(1, 5))
def test_no_more_lines_than_asked(text, width, most):
    assert len(wrap(safe_text(text), width, most)) <= most


def test_lines_break_at_words_and_keep_their_indent():
    assert wrap("    return the value", 12) == ["    return", "the value"]


def test_a_long_word_is_cut_hard():
    assert wrap("abcdefgh", 3) == ["abc", "def", "gh"]


def test_wide_characters_count_two():
    assert wrap("日本語", 4) == ["日本", "語"]


def test_marks_in_a_piece_of_their_own_join_the_character_before():
    flow = Flow(20)
    flow.feed("e")
    for _ in range(50):
        flow.feed("\u0301")
    assert flow.line(0) == "e" + "\u0301" * 3


def test_an_escape_cut_in_two_is_harmless():
    flow = Flow(40)
    flow.feed("a\x1b")
    flow.feed("]52;c;x\x1b\\")
    assert "\x1b" not in flow.line(0)


def test_the_tail_is_the_end():
    flow = Flow(10)
    flow.feed("one\ntwo\nthree")
    assert flow.tail(2) == ["two", "three"]
