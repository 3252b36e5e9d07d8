import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.journal.record import ExchangeRow, Times
from tui_router.tui.lines.pane_rows import give_rows, leg_counts, pair_of


@given(st.integers(40, 260), st.integers(1, 90), st.booleans(), st.booleans(), st.booleans())
def test_the_body_has_five_rows_before_anything_else_has_one(width, height, trouble, notes, zoomed):
    rows = give_rows(width, height, trouble=trouble, notes=notes, zoomed=zoomed)
    foot = max(rows.chart, rows.strip + rows.notes) if rows.beside else rows.chart + rows.strip + rows.notes
    taken = 2 + foot + rows.time + rows.tokens + rows.gap_foot + rows.gap_time + rows.gap_end
    if height > 7:
        assert height - taken >= 5
    else:
        assert taken == 2


def test_the_three_sizes():
    small = give_rows(80, 13, trouble=True, notes=True, zoomed=False)
    assert (small.strip, small.time, small.tokens, small.notes) == (2, False, True, 0)
    middle = give_rows(120, 24, trouble=True, notes=True, zoomed=False)
    assert (middle.strip, middle.time, middle.tokens, middle.gap_time, middle.chart) == (
        3,
        True,
        True,
        True,
        0,
    )
    large = give_rows(200, 40, trouble=False, notes=True, zoomed=False)
    assert (large.beside, large.chart, large.notes, large.time) == (True, 8, 8, False)


def test_legs_by_width():
    assert [leg_counts(width) for width in (80, 109, 110, 189, 190)] == [
        (1,),
        (1,),
        (1, 2),
        (1, 2),
        (1, 2, 4),
    ]


@pytest.mark.parametrize(
    ("state", "first", "pair"),
    [
        ("waiting", None, "cd"),
        ("live", 0.6, "cd"),
        ("failed", None, "ab"),
        ("failed", 0.6, "cd"),
        ("repaired", 0.6, "ab"),
        ("ok", 0.6, "cd"),
        ("local", None, "cd"),
    ],
)
def test_the_pair_that_tells_most(state, first, pair):
    assert pair_of(ExchangeRow(id=1, started_at=0.0, state=state, times=Times(first=first))) == pair
