import os
import sqlite3

import pytest

from tui_router.journal.lock import JournalTaken
from tui_router.journal.query import Reader
from tui_router.journal.record import LegCapture
from tui_router.journal.store import Entry, JournalBroken, Store, pack


@pytest.fixture
def store(db):
    opened = Store(db)
    yield opened
    opened.close()


def test_only_what_has_ended_is_announced(store, make_entry):
    assert store.write([make_entry(1), make_entry(2, state="live"), make_entry(3, state="failed")]) == [1, 3]


def test_parts_of_an_exchange_may_come_one_by_one(store, make_entry, db):
    store.write([make_entry(1, state="waiting")])
    late = LegCapture(leg="b", attempt=2, data=b"bbb", size=3)
    store.write([Entry(id=1, legs=[pack(late)])])
    reader = Reader(db)
    assert reader.leg(1, "a").data == b"leg a of 1"
    assert reader.leg(1, "b").data == b"bbb"
    assert reader.detail(1).row.state == "waiting"


def test_a_batch_is_whole_or_not_at_all(store, make_entry, db):
    bad = make_entry(2)
    bad.legs[0].data = object()  # type: ignore[assignment]
    with pytest.raises(sqlite3.Error):
        store.write([make_entry(1), bad])
    assert Reader(db).rows() == []


def test_rows_left_open_are_marked_once(store, make_entry, db):
    store.write([make_entry(1), make_entry(2, state="live"), make_entry(3, state="waiting")])
    assert store.interrupt() == 2
    assert store.interrupt() == 0
    states = {row.id: (row.state, row.stored) for row in Reader(db).rows()}
    assert states[2] == states[3] == ("interrupted", True)
    assert states[1][0] == "ok"


def test_the_oldest_go_when_there_are_too_many(db, make_entry):
    store = Store(db, keep_exchanges=10)
    store.write([make_entry(number) for number in range(1, 71)])
    steps = 0
    while store.prune():
        steps += 1
    assert steps == 3  # in small bites: 25, 25, 10
    store.close()
    reader = Reader(db)
    assert [row.id for row in reader.rows()] == list(range(70, 60, -1))
    assert reader.leg(60, "a") is None
    assert reader.leg(61, "a") is not None


def test_the_oldest_go_when_they_weigh_too_much(db, make_entry):
    store = Store(db, keep_mb=2)
    for number in range(1, 81):
        store.write([make_entry(number, os.urandom(100_000))])
        while store.prune():
            pass
    used = db.stat().st_size
    store.close()
    rows = Reader(db).rows()
    assert rows[0].id == 80
    assert 10 < len(rows) <= 20
    assert used < 2_000_000 * 1.2


def test_an_exchange_under_way_is_not_pruned(db, make_entry):
    store = Store(db, keep_exchanges=2)
    store.write([make_entry(1, state="live"), *(make_entry(number) for number in range(2, 6))])
    while store.prune() and store.last_id():
        if len(Reader(db).rows()) <= 2:
            break
    store.close()
    assert 1 in [row.id for row in Reader(db).rows()]


def bytes_on_disk(db) -> bytes:
    return b"".join(path.read_bytes() for path in db.parent.iterdir())


@pytest.mark.parametrize("before", [None, 1003.5])
def test_what_is_purged_is_in_no_byte_of_any_file(store, make_entry, db, before):
    for number in range(1, 6):
        canary = b"canary-%d-" % number
        one = make_entry(number, client_model=f"canary-{number}-model")
        one.legs[0].data = canary + os.urandom(20_000) + canary  # as it stands on the disk: not compressed
        store.write([one])
    (db.parent / f"{db.name}.corrupt-19990101T000000Z-1").write_bytes(b"canary-1-old")
    os.utime(db.parent / f"{db.name}.corrupt-19990101T000000Z-1", (1000, 1000))
    assert b"canary-1-" in bytes_on_disk(db)
    assert store.purge(before) == (5 if before is None else 3)
    left = bytes_on_disk(db)
    for number in range(1, 6):
        gone = before is None or number <= 3
        assert (b"canary-%d-" % number not in left) == gone


def test_a_row_that_was_replaced_is_overwritten_too(store, make_entry, db):
    store.write([make_entry(1, client_model="before-the-change")])
    store.write([make_entry(1, client_model="x")])
    store.purge(before=0)
    assert b"before-the-change" not in bytes_on_disk(db)


def test_numbers_go_on_after_a_purge(store, make_entry):
    store.write([make_entry(7)])
    store.purge()
    assert store.last_id() == 7


def test_a_purge_that_a_reader_hinders_says_so(store, make_entry, db):
    store.write([make_entry(number) for number in range(1, 4)])
    reader = sqlite3.connect(f"{db.as_uri()}?mode=ro", uri=True, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM exchange").fetchone()
    with pytest.raises(sqlite3.OperationalError, match="being read"):
        store.purge()
    reader.close()
    assert store.purge() == 0
    assert b"leg a of" not in bytes_on_disk(db)


def test_one_writer_at_a_time(store, db):
    with pytest.raises(JournalTaken):
        Store(db)


def test_a_link_in_the_place_of_the_journal_is_not_followed(db, tmp_path):
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    db.parent.mkdir()
    db.symlink_to(victim)
    with pytest.raises(OSError, match="symbolic"):
        Store(db)
    assert victim.read_bytes() == b"precious"


def damage(db) -> None:
    with db.open("r+b") as file:
        for page in range(1, 40):
            file.seek(page * 4096)
            file.write(os.urandom(1024))


def test_damage_is_told_apart_and_set_aside_with_all_its_bytes(db, make_entry):
    store = Store(db)
    store.write([make_entry(number, os.urandom(5000)) for number in range(1, 60)])
    store.close()
    damage(db)
    hurt = db.read_bytes()[20 * 4096 : 20 * 4096 + 1024]
    with pytest.raises(JournalBroken):
        store = Store(db)
        store.interrupt()
        store.write([make_entry(number, os.urandom(5000)) for number in range(1, 60)])
    aside = store.set_aside()
    assert hurt in aside.read_bytes()
    assert not db.exists()
    fresh = Store(db)
    assert fresh.write([make_entry(60)]) == [60]
    fresh.close()


def test_an_annotation_is_laid_over_the_stored_row(store, make_entry, db):
    store.write([make_entry(1, comment="old")])
    assert store.annotate(1, True, None)
    assert [(row.marked, row.comment, row.state) for row in Reader(db).rows()] == [(True, "old", "ok")]
    assert store.annotate(1, None, "")
    assert [(row.marked, row.comment) for row in Reader(db).rows()] == [(True, "")]
    assert Reader(db).detail(1).attempts
    assert not store.annotate(2, True, None)
