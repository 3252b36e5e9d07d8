import sqlite3

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui_router.journal import query
from tui_router.journal.filter import FilterFault
from tui_router.journal.query import ID_GAP, FilterTooSlow, Reader, last_id
from tui_router.journal.record import LegCapture, Mark
from tui_router.journal.store import Entry, Store, pack


@pytest.fixture
def store(db):
    opened = Store(db)
    yield opened
    opened.close()


def test_a_journal_that_does_not_exist_yet_is_empty(db):
    reader = Reader(db)
    assert reader.rows() == []
    assert reader.detail(1) is None
    assert reader.leg(1, "a") is None
    assert reader.last_id() == last_id(db) == 0
    assert reader.problem == ""
    assert not db.exists()


def test_rows_come_newest_first_and_page_by_id(store, db, make_entry):
    store.write(
        [make_entry(number, client_model="opus" if number % 2 else "haiku") for number in range(1, 11)]
    )
    reader = Reader(db)
    assert [row.id for row in reader.rows(limit=3)] == [10, 9, 8]
    assert [row.id for row in reader.rows(before=8, limit=3)] == [7, 6, 5]
    assert [row.id for row in reader.rows(before=8, limit=2, filter="OPUS")] == [7, 5]
    assert reader.rows(limit=-5) == []


def test_a_detail_has_its_row_attempts_and_no_second_copy(store, db, make_entry):
    store.write([make_entry(4, provider="groq")])
    detail = Reader(db).detail(4)
    assert detail.row.provider == "groq"
    assert detail.attempts[0].outcome == "ok"
    assert Reader(db).detail(5) is None


def test_a_row_without_detail_is_still_a_detail(store, db, make_entry):
    one = make_entry(4)
    one.detail = None
    store.write([one])
    assert Reader(db).detail(4).attempts == []


def test_what_went_wrong_is_found_however_long_ago_and_losses_of_late(store, db, make_entry):
    store.write(
        [
            make_entry(1, state="failed"),
            make_entry(2, losses=3),
            make_entry(3, state="repaired", losses=1),
            make_entry(4, trouble="what it asked for failed"),
            make_entry(5, state="failed", losses=1),
            make_entry(6),
            make_entry(7, losses=2),
        ]
    )
    details, since = Reader(db).troubled(recent=3)
    assert [detail.row.id for detail in details] == [7, 5, 3, 1]
    assert since == 5
    assert all(detail.attempts[0].outcome == "ok" for detail in details)
    details, since = Reader(db).troubled(recent=50)
    assert [detail.row.id for detail in details] == [7, 5, 3, 2, 1]
    assert since == 1


def test_what_went_wrong_is_bounded_in_number_and_time(store, db, make_entry):
    store.write([make_entry(number, state="failed") for number in range(1, 30)])
    details, _ = Reader(db).troubled(limit=5, recent=2)
    assert [detail.row.id for detail in details] == [29, 28, 27, 26, 25]
    assert Reader(db).troubled(seconds=-1) == ([], 1)


def test_a_failure_without_its_detail_is_still_one(store, db, make_entry):
    one = make_entry(4, state="failed", diagnosis="overloaded")
    one.detail = None
    store.write([one])
    (detail,), _ = Reader(db).troubled()
    assert (detail.row.diagnosis, detail.notes) == ("overloaded", [])


def test_nothing_went_wrong_where_there_is_no_journal(db):
    reader = Reader(db)
    assert reader.troubled() == ([], 0)
    assert reader.problem == ""


def test_the_last_attempts_leg_is_meant_unless_one_is_named(store, db):
    legs = [LegCapture(leg="c", attempt=n, data=b"%d" % n, size=1, status=500 + n) for n in (1, 2, 3)]
    store.write([Entry(id=1, legs=[pack(leg) for leg in legs])])
    reader = Reader(db)
    assert reader.leg(1, "c").attempt == 3
    assert (reader.leg(1, "c", 2).data, reader.leg(1, "c", 2).status) == (b"2", 502)
    assert reader.leg(1, "c", 9) is None


def test_a_leg_longer_than_what_was_kept_says_truncated(store, db):
    store.write([Entry(id=1, legs=[pack(LegCapture(leg="a", data=b"x" * 10, size=99))])])
    piece = Reader(db).leg(1, "a")
    assert (piece.size, piece.next, piece.complete, piece.truncated) == (99, 10, True, True)


@given(
    st.binary(max_size=60),
    st.integers(1, 9),
    st.lists(st.integers(0, 60), max_size=4).map(lambda at: sorted(set(at))),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pieces_put_together_are_the_leg_with_every_mark_once(store, db, data, limit, at):
    capture = LegCapture(
        leg="d", data=data, size=len(data), marks=[Mark(o, 0.1) for o in at if o < len(data)]
    )
    store.write([Entry(id=1, legs=[pack(capture)])])
    reader = Reader(db)
    got, marks, offset = b"", [], 0
    while True:
        piece = reader.leg(1, "d", offset=offset, limit=limit)
        got += piece.data
        marks += piece.marks
        offset = piece.next
        if piece.complete:
            break
    assert got == data
    assert marks == capture.marks
    assert reader.leg(1, "d", offset=10_000, limit=limit).data == b""


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"no database" * 500, "not a database"), (b"", "")],
)
def test_what_is_no_journal_reads_as_empty(db, content, said):
    db.parent.mkdir()
    db.write_bytes(content)
    reader = Reader(db)
    assert reader.rows() == []
    assert said in reader.problem


def test_a_newer_journal_is_not_read(store, db, make_entry):
    store.write([make_entry(1)])
    other = sqlite3.connect(db)
    other.execute("PRAGMA user_version = 77")
    other.close()
    reader = Reader(db)
    assert reader.rows() == []
    assert "newer" in reader.problem


def test_reading_goes_on_while_another_writes(store, db, make_entry):
    store.write([make_entry(1)])
    other = sqlite3.connect(db, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("DELETE FROM exchange")
    assert [row.id for row in Reader(db).rows()] == [1]
    other.execute("ROLLBACK")
    other.close()


def test_ids_jump_when_an_older_scribe_is_not_done(db, make_entry):
    store = Store(db)
    store.write([make_entry(12)])
    assert last_id(db) == 12 + ID_GAP
    store.close()
    assert last_id(db) == 12


def test_what_a_filter_asks_of_a_row_is_decided_on_the_row(store, db, make_entry):
    store.write(
        [make_entry(number, tier="opus" if number % 2 else "haiku", model="m") for number in range(1, 11)]
    )
    reader = Reader(db)
    assert [row.id for row in reader.rows(limit=2, filter="~t opus")] == [9, 7]
    assert [row.id for row in reader.rows(before=7, filter="m ~t opus !~id 3")] == [5, 1]
    assert [row.id for row in reader.rows(filter="~id 4 | ~id 8")] == [8, 4]
    assert reader.rows(limit=0, filter="~t opus") == []
    with pytest.raises(FilterFault):
        reader.rows(filter="~tt")


def test_a_filter_that_takes_too_long_says_how_far_it_came(store, db, make_entry, monkeypatch):
    store.write([make_entry(number) for number in range(1, 11)])
    monkeypatch.setattr(query, "FILTER_S", -1.0)
    with pytest.raises(FilterTooSlow, match="came down to #10") as slow:
        Reader(db).rows(filter="~t opus")
    assert slow.value.reached == 10
    assert len(Reader(db).rows(filter="leg")) == 0
    assert len(Reader(db).rows()) == 10
