from tui_router.journal.record import ExchangeDetail, ExchangeRow, LegCapture
from tui_router.scribe import held as held_module
from tui_router.scribe.held import Held

A, B1, B2 = LegCapture(leg="a"), LegCapture(leg="b", attempt=1), LegCapture(leg="b", attempt=2)


def detail(id: int) -> ExchangeDetail:
    return ExchangeDetail(row=ExchangeRow(id=id, started_at=1.0))


def ids(details) -> list[int]:
    return [each.row.id for each in details]


def test_only_legs_not_given_yet_are_missing():
    held = Held()
    held.delivered(1, [A, B1])
    assert held.missing(1, [A, B1, B2]) == [B2]
    assert held.missing(2, [A]) == [A]
    held.forget(1)
    assert held.missing(1, [A]) == [A]


def test_an_exchange_is_whole_when_what_found_no_room_was_given_later():
    held = Held()
    assert held.whole(1)
    held.missed(1, [A])
    assert not held.whole(1)
    held.delivered(1, [A])
    assert held.whole(1)


def test_legs_given_to_a_scribe_that_ended_count_as_missed():
    held = Held()
    held.delivered(1, [A])
    assert held.scribe_ended() == 0
    assert held.missing(1, [A]) == [A]
    assert not held.whole(1)


def test_rows_stay_until_they_are_stored_and_are_sent_once_to_each_scribe():
    held = Held()
    held.ended(detail(1), given=True)
    held.ended(detail(2), given=False)
    assert ids(held.unsent()) == [2]
    assert ids(held.unsent()) == []
    held.stored([2])
    assert held.scribe_ended() == 1
    assert ids(held.unsent()) == [1]
    held.stored([1, 77])
    assert held.scribe_ended() == 0


def test_rows_are_bounded_the_oldest_going_first(monkeypatch):
    monkeypatch.setattr(held_module, "MOST_ROWS", 2)
    held = Held()
    for number in (1, 2, 3):
        held.ended(detail(number), given=False)
    assert ids(held.unsent()) == [2, 3]


def test_clear_forgets_all():
    held = Held()
    held.delivered(1, [A])
    held.missed(1, [B1])
    held.ended(detail(1), given=False)
    held.clear()
    assert held.whole(1)
    assert ids(held.unsent()) == []
