"""Finding in the events of one leg; both legs together are tried on the page."""

import pytest

from tui_router.tui.lines.event_find import next_event
from tui_router.tui.lines.event_leg import Event, EventLeg
from tui_router.tui.lines.event_rows import EventRows
from tui_router.tui.seen import RawLeg


@pytest.fixture
def rows() -> EventRows:
    leg, at = EventLeg("chat"), 0
    for number in range(8):
        piece = b'data: {"choices":[{"delta":{"content":"Word %d"}}]}\n\n' % number
        leg.raw.data += piece
        leg.events.append(Event("text", "content", at, at + len(piece), 1.0 + number / 10, number + 1))
        at += len(piece)
    rows = EventRows(leg, EventLeg("anthropic"), "c")
    rows.lay_out()
    return rows


def test_forwards_backwards_and_round(rows):
    assert len(rows) == 1
    assert next_event(rows, "word 5", 0, 1) == 6
    assert len(rows) == 9
    assert next_event(rows, "word", 6, 1) == 7
    assert next_event(rows, "word", 8, 1) == 1
    assert next_event(rows, "word", 6, -1) == 5
    assert next_event(rows, "word", 1, -1) == 8
    assert next_event(rows, "word 5", 6, 1) == 6
    assert next_event(rows, "nowhere", 6, 1) is None
    assert next_event(rows, "", 6, 1) is None


def test_from_above_the_events(rows):
    assert next_event(rows, "word", -1, 1) == 1
    assert next_event(rows, "word", -1, -1) == 8


def test_nothing_in_nothing():
    empty = EventRows(EventLeg("chat"), EventLeg("anthropic"), "both")
    empty.left.raw = RawLeg()
    assert next_event(empty, "x", 0, 1) is None
