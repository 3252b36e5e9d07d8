import os

from tui_router.journal.record import ExchangeDetail, ExchangeRow, LegCapture
from tui_router.journal.store import pack
from tui_router.scribe.batch import Batch


def legs(size: int = 1000, name="a"):
    return [pack(LegCapture(leg=name, data=os.urandom(size), size=size))]


def row(id: int, state="waiting") -> ExchangeRow:
    return ExchangeRow(id=id, started_at=1.0, state=state)


def test_parts_of_one_exchange_become_one_entry():
    batch = Batch()
    batch.add(1, legs(), row(1))
    batch.add(1, legs(name="b"))
    detail = ExchangeDetail(row=row(1, "ok"))
    batch.add(1, legs(name="d"), detail.row, detail)
    (entry,) = batch.entries()
    assert [leg.leg for leg in entry.legs] == ["a", "b", "d"]
    assert (entry.row.state, entry.detail) == ("ok", detail)
    assert batch.bytes == entry.size
    batch.clear()
    assert (len(batch), batch.bytes, batch.behind) == (0, 0, 0)


def test_past_the_bound_the_oldest_legs_go_and_the_rows_stay():
    batch = Batch(most_bytes=2500)
    for number in (1, 2, 3, 4):
        batch.add(number, legs(), row(number))
    assert [bool(entry.legs) for entry in batch.entries()] == [False, False, True, True]
    assert [entry.row.id for entry in batch.entries()] == [1, 2, 3, 4]
    assert batch.lost == 2
    assert batch.bytes == sum(entry.size for entry in batch.entries()) <= 2500


def test_past_their_bound_the_oldest_rows_go():
    batch = Batch(most_rows=2)
    for number in (1, 2, 3):
        batch.add(number, legs(), row(number))
    assert [entry.id for entry in batch.entries()] == [2, 3]
    assert batch.lost == 1
    assert batch.bytes == sum(entry.size for entry in batch.entries())


def test_entries_do_not_share_their_legs():
    batch = Batch()
    batch.add(1, [])
    batch.add(2, legs())
    assert [len(entry.legs) for entry in batch.entries()] == [0, 1]


def test_an_annotation_is_laid_over_the_row_that_waits():
    batch = Batch()
    batch.add(1, legs())
    assert not batch.annotate(1, True, None)
    batch.add(1, [], row(1, "ok"))
    assert batch.annotate(1, True, None)
    assert batch.annotate(1, None, "look")
    (entry,) = batch.entries()
    assert (entry.row.marked, entry.row.comment, entry.row.state) == (True, "look", "ok")
