from itertools import pairwise

import pytest

from tui_router.tui.columns import LEFT, RIGHT, layout, list_rows


def at(width):
    return {column.name: (column.x, column.width) for column in layout(width)}


@pytest.mark.parametrize("width", [40, 60, 79, 80, 100, 109, 110, 120, 139, 140, 189, 190, 300])
def test_columns_stand_side_by_side_within_the_margins(width):
    columns = layout(width)
    assert columns[0].x == LEFT
    assert columns[-1].end <= max(width - RIGHT, 40)
    assert all(one.end < other.x for one, other in pairwise(columns))


def test_the_widths_of_the_table():
    assert list(at(79)) == ["state", "target", "out", "took"]
    assert at(80) == {"time": (2, 8), "state": (11, 12), "tier": (24, 9), "target": (34, 21), "in": (56, 6),
                      "out": (63, 6), "took": (70, 8)}  # fmt: skip
    assert at(120)["bar"] == (91, 12)
    assert at(120)["note"] == (104, 14)
    assert "first" in at(140)
    assert "rate" in at(140)


def test_a_rail_takes_width_and_not_columns():
    assert [column.name for column in layout(156, 200)] == [column.name for column in layout(200)]


def test_rows_of_the_list_by_height():
    assert [list_rows(height) for height in (24, 40, 60)] == [7, 10, 14]
