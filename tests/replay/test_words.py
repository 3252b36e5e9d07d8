import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.replay.words import (
    DEEPEST,
    Budget,
    Piece,
    blocks,
    first_difference,
    text_rows,
    word_pieces,
)


def whole(pieces):
    return "".join(piece.text for piece in pieces)


def changed(pieces):
    return [piece.text for piece in pieces if piece.changed]


@given(st.lists(st.sampled_from("abc"), max_size=40), st.lists(st.sampled_from("abc"), max_size=40))
def test_equal_runs_are_equal_in_order_and_as_many_as_can_be(left, right):
    found = blocks(left, right, Budget())
    x = y = 0
    for at, there, long in found:
        assert at >= x
        assert there >= y
        assert left[at : at + long] == right[there : there + long]
        x, y = at + long, there + long
    longest = [[0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i, one in enumerate(left):
        for j, other in enumerate(right):
            best = max(longest[i][j + 1], longest[i + 1][j])
            longest[i + 1][j + 1] = longest[i][j] + 1 if one == other else best
    assert sum(long for _, _, long in found) == longest[-1][-1]


def test_the_words_that_differ_are_marked_together():
    left, right = word_pieces("and I will rewrite it", "and I will keep the tail", Budget())
    assert left == (Piece("and I will "), Piece("rewrite it", changed=True))
    assert changed(right) == ["keep the tail"]


def test_a_path_differs_where_it_does():
    left, right = word_pieces("/repo/src/a.py", "src/a.py", Budget())
    assert (changed(left), changed(right)) == (["/repo/"], [])


def test_lines_with_little_in_common_differ_as_a_whole():
    left, right = word_pieces("alpha beta gamma delta", "(beta) is something else", Budget())
    assert changed(left) == ["alpha beta gamma delta"]
    assert changed(right) == ["(beta) is something else"]


@given(st.text(max_size=200), st.text(max_size=200))
def test_pieces_together_are_the_line(left, right):
    before, after = word_pieces(left, right, Budget())
    assert (whole(before), whole(after)) == (left, right)


def test_equal_lines_far_from_a_change_are_counted():
    lines = [f"line {n}" for n in range(50)]
    other = lines.copy()
    other[25] = "line 25 is new"
    rows = text_rows("\n".join(lines), "\n".join(other), Budget())
    assert [row.same for row in rows if row.same] == [23, 22]
    assert [row.hunk for row in rows if row.hunk] == [1]
    assert len(rows) == 7


def test_a_line_on_one_side_only():
    rows = text_rows("a\nb", "a\nx\ny\nb", Budget())
    assert [(row.left, row.right) for row in rows if row.hunk] == [
        (None, (Piece("x", changed=True),)),
        (None, (Piece("y", changed=True),)),
    ]
    assert {row.hunk for row in rows} == {0, 1}


def test_a_long_equal_run_in_a_line_is_shortened():
    left, _ = word_pieces("word " * 1_000 + "end", "word " * 1_000 + "stop", Budget())
    assert "the same" in left[0].text
    assert len(left[0].text) < 400


@pytest.mark.parametrize(
    ("left", "right", "at"), [("", "", 0), ("abc", "abd", 2), ("abc", "ab", 2), ("x", "y", 0)]
)
def test_the_first_difference(left, right, at):
    assert first_difference(left, right) == at


@given(st.text(), st.text(), st.text())
def test_the_first_difference_is_that_of_any_texts(shared, left, right):
    one, other = shared + left, shared + right
    at = first_difference(one, other)
    assert one[:at] == other[:at]
    assert one[at : at + 1] != other[at : at + 1] or one == other


def test_texts_with_nothing_in_common_say_from_where_on():
    left = "\n".join(f"a{n}" for n in range(2 * DEEPEST))
    right = "same start\n" + "\n".join(f"b{n}" for n in range(2 * DEEPEST))
    rows = text_rows("same start\n" + left, right, Budget())
    assert "begins at character 12" in rows[0].note
    assert changed(rows[1].left)[0].startswith("a0 a1")


def test_of_very_long_lines_it_is_shown_from_where_on_they_differ():
    left, right = word_pieces("x" * 50_000 + "A" + "y" * 50_000, "x" * 50_000 + "B" + "y" * 50_000, Budget())
    assert "the same" in left[0].text
    assert (left[0], left[1].text[:2], right[1].text[:2]) == (right[0], "Ay", "By")
    assert len(whole(left)) < 3_000


def test_a_spent_budget_leaves_whole_lines():
    left, right = word_pieces("one two three", "one two four", Budget(0))
    assert (changed(left), changed(right)) == (["one two three"], ["one two four"])


def test_hostile_texts_cost_a_bounded_number_of_steps():
    budget = Budget(200_000)
    ugly = "ab " * 6_000
    word_pieces(ugly, ugly[::-1], budget)
    text_rows(ugly.replace(" ", "\n"), ugly[::-1].replace(" ", "\n"), budget)
    assert -(4 * DEEPEST + 40_000) < budget.left < 0
