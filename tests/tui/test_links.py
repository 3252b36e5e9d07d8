import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.tui.glyphs import ASCII, UNICODE
from tui_router.tui.links import number_at, sign_at, words_at


@pytest.mark.parametrize(
    ("line", "cell", "number"),
    [
        ("a replay of #36, once", 9, 36),
        ("a replay of #36, once", 14, 36),
        ("a replay of #36, once", 15, None),
        ("a replay of #36, once", 8, None),
        ("漢字 #7", 5, 7),
        ("漢字 #7", 4, None),
        ("#38 #32", 4, 32),
        ("#38 #32", 3, None),
        ("#1234567890123456", 3, None),
        ("soft #", 5, None),
        ("", 0, None),
    ],
)
def test_the_number_under_the_pointer(line, cell, number):
    assert number_at(line, cell) == number


def test_the_last_of_some_words():
    line = "漢 a b   a b   c d "
    assert words_at(line, 9, " a b ")
    assert not words_at(line, 4, " a b ")
    assert words_at(line, 16, " c d ")
    assert not words_at(line, 3, "x")


def test_a_fold_sign_and_what_is_beside_it():
    line = "   ▸ tools  a▸b"
    assert [cell for cell in range(15) if sign_at(line, cell, UNICODE)] == [2, 3, 4]
    assert [cell for cell in range(6) if sign_at("  + tools", cell, ASCII)] == [1, 2, 3]
    assert not sign_at("tools", 0, UNICODE)


@given(st.text(max_size=60), st.integers(-5, 200))
def test_any_line_and_any_cell(line, cell):
    number_at(line, cell)
    words_at(line, cell, " a b ")
    sign_at(line, cell, UNICODE)
