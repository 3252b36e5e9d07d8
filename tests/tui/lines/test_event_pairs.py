"""Which event of one leg belongs to which of the other."""

from math import inf

from hypothesis import given
from hypothesis import strategies as st

from tui_router.tui.lines import event_pairs
from tui_router.tui.lines.event_leg import Event
from tui_router.tui.lines.event_pairs import EventPairs, Unit, front_of


def events(*told) -> list[Event]:
    return [Event(kind, kind, n, n + 1, at, n + 1) for n, (kind, at) in enumerate(told)]


C = events(("start", 1.0), ("text", 1.2), ("text", 1.4), ("comment", 9.0), ("stop", 12.0), ("done", 12.1))
D = events(
    ("start", 1.0),
    ("open", 1.21),
    ("text", 1.21),
    ("text", 1.41),
    ("ping", 11.0),
    ("close", 12.0),
    ("stop", 12.0),
    ("done", 12.2),
)


def test_a_chunk_and_what_it_caused():
    pairs = EventPairs()
    pairs.lay_out(C, D, inf)
    assert pairs.units == [
        Unit(0, 0, 1), Unit(1, 1, 3), Unit(2, 3, 4), Unit(3, 4, 4), Unit(-1, 4, 5), Unit(4, 5, 7), Unit(5, 7, 8)]  # fmt: skip


def test_inside_one_read_the_kinds_tell():
    pairs = EventPairs()
    left = events(("text", 1.0), ("text", 1.0), ("tool", 1.0), ("args", 1.0))
    right = events(("open", 1.0), ("text", 1.0), ("text", 1.0), ("close", 1.0), ("open", 1.0), ("args", 1.0))
    pairs.lay_out(left, right, inf)
    assert pairs.units == [Unit(0, 0, 2), Unit(1, 2, 3), Unit(2, 3, 5), Unit(3, 5, 6)]


def test_what_was_there_before_the_first_chunk():
    pairs = EventPairs()
    pairs.lay_out(events(("text", 5.0)), events(("ping", 2.0), ("text", 5.0)), inf)
    assert pairs.units == [Unit(-1, 0, 1), Unit(0, 1, 2)]


def test_without_times_the_order_tells():
    pairs = EventPairs()
    pairs.lay_out(
        events(("text", None), ("text", None)), events(("open", None), ("text", None), ("text", None)), inf
    )
    assert pairs.units == [Unit(0, 0, 2), Unit(1, 2, 3)]


def test_one_leg_alone():
    pairs = EventPairs()
    pairs.lay_alone(C, left=True)
    assert pairs.units[1] == Unit(1, 0, 0)
    pairs = EventPairs()
    pairs.lay_alone(D, left=False)
    assert pairs.units[1] == Unit(-1, 1, 2)


def test_the_front_is_the_leg_that_is_behind():
    assert front_of(C, D, left_whole=False, right_whole=False) == 12.1
    assert front_of(C, D, left_whole=True, right_whole=True) == inf
    assert front_of(C, [], left_whole=True, right_whole=False) == -inf


_TIMES = st.lists(
    st.tuples(
        st.sampled_from(["text", "open", "close", "ping", "args", "stop", "comment"]), st.integers(0, 9)
    ),
    max_size=30,
)


@given(_TIMES, _TIMES, st.lists(st.integers(0, 30), max_size=4))
def test_piece_by_piece_is_as_at_once_and_nothing_is_lost(one, two, cuts):
    left = events(*sorted(((kind, float(at)) for kind, at in one), key=lambda told: told[1]))
    right = events(*sorted(((kind, at + 0.5) for kind, at in two), key=lambda told: told[1]))
    whole = EventPairs()
    whole.lay_out(left, right, inf)
    grown = EventPairs()
    for cut in sorted(cuts):
        some = (
            [event for event in left if event.at <= cut / 3],
            [event for event in right if event.at <= cut / 3],
        )
        grown.lay_out(*some, cut / 3)
    grown.lay_out(left, right, inf)
    assert grown.units == whole.units
    assert [unit.left for unit in whole.units if unit.left >= 0] == list(range(len(left)))
    assert [n for unit in whole.units for n in range(unit.lo, unit.hi)] == list(range(len(right)))


def test_many_are_laid_out_in_slices(monkeypatch):
    monkeypatch.setattr(event_pairs, "AT_ONCE", 5)
    left = events(*(("text", float(n)) for n in range(40)))
    right = events(*(("text", n + 0.5) for n in range(40)))
    pairs, calls = EventPairs(), 1
    pairs.lay_out(left, right, inf)
    while pairs.behind:
        pairs.lay_out(left, right, inf)
        calls += 1
    assert calls > 4
    assert pairs.units == [Unit(n, n, n + 1) for n in range(40)]


def test_what_waits_for_its_partner_is_laid_out_again():
    pairs = EventPairs()
    pairs.lay_out(C, [], front_of(C, [], left_whole=True, right_whole=False))
    assert [unit.hi for unit in pairs.units] == [0] * len(C)
    pairs.lay_out(C, D, inf)
    assert pairs.units[1] == Unit(1, 1, 3)
