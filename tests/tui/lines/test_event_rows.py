"""Runs of units: what is folded together, and that growing gives what laying out at once gives."""

from hypothesis import given
from hypothesis import strategies as st

from tui_router.tui.lines.event_leg import Event, EventLeg
from tui_router.tui.lines.event_rows import EventRows
from tui_router.tui.seen import RawLeg


def leg(told) -> EventLeg:
    """Events of one byte each; what they say is not read."""
    leg = EventLeg("chat")
    leg.raw = RawLeg(data=bytearray(b"x" * len(told)))
    leg.events = [Event(kind, kind, n, n + 1, at, n + 1) for n, (kind, at) in enumerate(told)]
    leg.whole = True
    return leg


def groups(rows: EventRows) -> list[int]:
    return [group.hi - group.lo for group in rows._groups]


def alone(told) -> EventRows:
    rows = EventRows(leg(told), leg([]), "c")
    rows.lay_out()
    return rows


def test_three_like_deltas_are_a_run_and_two_are_not():
    assert groups(alone([("text", 1.0)] * 2)) == [1, 1]
    assert groups(alone([("text", 1.0)] * 3)) == [3]
    assert groups(alone([("text", 1.0)] * 3 + [("args", 1.0)] * 4 + [("stop", 2.0)] * 3)) == [3, 4, 1, 1, 1]


def test_a_long_gap_breaks_a_run():
    told = [("text", n / 10) for n in range(5)] + [("text", 3.0 + n / 10) for n in range(5)]
    assert groups(alone(told)) == [5, 5]


def test_rows_of_events_and_back():
    rows = alone([("start", 0.0)] + [("text", 1.0)] * 5)
    assert len(rows) == 2
    assert rows.row_of(3, left=True) == 4
    assert len(rows) == 7
    assert rows.event_at(4)[1].number == 4
    assert rows.unit_at(99) is None
    assert rows.row_of(77, left=True) is None


@given(
    st.lists(st.tuples(st.sampled_from(["text", "args", "stop"]), st.floats(0, 0.7)), max_size=40),
    st.lists(st.integers(0, 40), max_size=5),
)
def test_grown_is_as_at_once(told, cuts):
    at, timed = 0.0, []
    for kind, gap in told:
        at += gap * 2
        timed.append((kind, at))
    whole, grown = alone(timed), EventRows(leg([]), leg([]), "c")
    for cut in [*sorted(cuts), len(timed)]:
        grown.left.events = leg(timed[:cut]).events
        grown.lay_out()
    assert groups(grown) == groups(whole)
    assert len(grown) == len(whole)


def test_a_run_is_cut_when_a_partner_comes_that_breaks_it():
    texts = [("text", float(n) / 10) for n in range(6)]
    rows = EventRows(leg(texts), leg([(kind, at + 0.01) for kind, at in texts[:3]]), "both")
    rows.right.whole = False
    rows.lay_out()
    assert groups(rows) == [3, 3]
    late = leg(
        [(kind, at + 0.01) for kind, at in texts[:3]] + [("close", 0.305), ("open", 0.306), ("text", 0.31)]
    )
    rows.right.events, rows.right.whole = late.events, True
    rows.lay_out()
    assert groups(rows) == [3, 1, 1, 1]


def test_only_what_will_not_change_is_taken_for_a_run():
    """Units behind the front were laid out once as a run of the upstream alone; they may fall apart."""
    texts = [("text", float(n) / 10) for n in range(9)]
    rows = EventRows(leg(texts), leg([]), "both")
    rows.right.events, rows.right.whole = leg([("ping", 0.35)]).events, False
    rows.lay_out()
    assert groups(rows) == [4, 1, 5]
    rows.right.events = leg([("ping", 0.35), ("close", 0.75), ("open", 0.76), ("text", 0.77)]).events
    rows.right.whole = True
    rows.lay_out()
    assert groups(rows) == [4, 1, 3, 1, 1]
