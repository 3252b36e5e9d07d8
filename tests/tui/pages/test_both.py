"""Two legs by their pairs: found, copied, led to."""

import json

import pytest

from tui_router.journal.record import ExchangeDetail, ExchangeRow, LegSlice
from tui_router.tui.glyphs import UNICODE
from tui_router.tui.lines.line import plain
from tui_router.tui.pages.both import BothRows, whole_width
from tui_router.tui.seen import Seen

A = {
    "model": "claude",
    "system": "you are",
    "tools": [{"name": "Read", "input_schema": {"deep": {"needle": "here it is, and it is long enough"}}}],
}
B = {
    "model": "kimi",
    "tools": [
        {
            "type": "function",
            "function": {
                "name": "Read",
                "parameters": {"deep": {"needle": "here it is, and it is long enough"}},
            },
        }
    ],
}


@pytest.fixture
def both() -> BothRows:
    seen = Seen(ExchangeDetail(row=ExchangeRow(id=1, started_at=0.0, attempts=1)))
    for leg, value in (("a", A), ("b", B)):
        data = json.dumps(value).encode()
        seen.add(
            LegSlice(
                leg=leg, attempt=int(leg == "b"), data=data, next=len(data), size=len(data), complete=True
            )
        )
    both = BothRows(UNICODE)
    both.take(seen)
    assert both.resize(55, 56, split=True)
    return both


def test_find_unfolds_and_goes_round(both):
    index = both.find("needle", 0, 1)
    assert both.rows.places[index].pair.node.key == "needle"
    other = both.find("needle", index, 1)
    assert both.rows.places[other].pair.left is None
    assert both.find("needle", other, 1) == index
    assert both.find("nowhere", 0, 1) is None


def test_directions(both):
    last = both.find("here it is", 0, -1)
    assert both.find("model", last, -1) == 0
    assert both.find("model", last, 1) == 0


def test_copies_of_both_sides(both):
    taken = dict(both.copies(0))
    assert taken["the value in leg a"] == "claude"
    assert taken["the value in leg b"] == "kimi"
    assert taken["the path in leg a"] == "$.model"


def test_places(both):
    assert both.path_at(both.seek(("tools", 0))) == ("tools",)
    assert both.seek(("nix",)) is None
    assert "$.model" in plain(both.foot(0, (55, 56))[-1])


def test_no_room_is_one_column(both):
    assert not both.resize(80, 80, split=False)
    assert both.rows.narrow
    assert whole_width(50, 51, split=True) == 110
