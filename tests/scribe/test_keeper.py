"""The journal hurt in every way, on a clock of our own."""

import os
import sqlite3

import pytest

from tui_router.journal.lock import WriterLock
from tui_router.journal.query import Reader
from tui_router.journal.record import ExchangeRow, LegCapture
from tui_router.journal.store import Store, pack
from tui_router.scribe.keeper import COMMIT_EVERY_S, LONGEST_PAUSE_S, Keeper


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keeper(db, clock):
    def sleep(seconds: float) -> None:
        clock.now += seconds

    made = Keeper(db, keep_exchanges=50, keep_mb=100, clock=clock, sleep=sleep)
    yield made
    made.finish(0)


def add(keeper: Keeper, id: int, size: int = 100, state="ok") -> None:
    data = os.urandom(size)
    keeper.add(
        id, [pack(LegCapture(leg="a", data=data, size=size))], ExchangeRow(id=id, started_at=1.0, state=state)
    )


def later(keeper: Keeper, clock: Clock, seconds: float = COMMIT_EVERY_S) -> list[int]:
    clock.now += seconds
    return keeper.tick()


def test_a_batch_is_written_when_its_time_has_come(keeper, clock):
    assert keeper.open() == 0
    add(keeper, 1)
    add(keeper, 2, state="live")
    assert keeper.tick() == []
    assert keeper.due == clock.now + COMMIT_EVERY_S
    assert later(keeper, clock) == [1]
    assert later(keeper, clock) == []


def test_a_large_batch_does_not_wait(keeper):
    add(keeper, 1, 5_000_000)
    assert keeper.tick() == [1]


def test_a_locked_journal_is_tried_again_with_longer_pauses(keeper, clock, db):
    keeper.open()
    other = sqlite3.connect(db, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    add(keeper, 1)
    pauses = []
    for _ in range(5):
        assert keeper.tick() == []
        clock.now = keeper.due
        pauses.append(clock.now)
    assert keeper.tick() == []
    assert (keeper.health, "locked" in keeper.problem, keeper.behind > 0) == ("failing", True, True)
    assert keeper.due - clock.now == LONGEST_PAUSE_S
    other.execute("ROLLBACK")
    other.close()
    assert later(keeper, clock, LONGEST_PAUSE_S) == [1]
    assert (keeper.health, keeper.problem, keeper.behind) == ("ok", "", 0)
    add(keeper, 2)
    assert later(keeper, clock) == [2]


def test_another_scribes_journal_is_waited_for(keeper, clock, db):
    db.parent.mkdir()
    other = WriterLock(db)
    assert keeper.open() == 0
    assert "another" in keeper.problem
    add(keeper, 1)
    assert later(keeper, clock) == []
    other.release()
    assert later(keeper, clock, LONGEST_PAUSE_S) == [1]


def test_a_journal_damaged_while_open_is_set_aside_and_the_batch_goes_to_a_new_one(keeper, clock, db):
    keeper.open()
    for number in range(1, 40):
        add(keeper, number, 6000)
    assert len(later(keeper, clock)) == 39
    keeper._store._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    with db.open("r+b") as file:
        for page in range(1, 60):
            file.seek(page * 4096)
            file.write(os.urandom(2000))
    keeper._store._db.execute("PRAGMA cache_size = 0")
    told: list[int] = []
    number = 40
    while "kept as" not in keeper.problem:
        assert number < 200, "the damage is never seen"
        add(keeper, number, 6000)
        told += later(keeper, clock)
        number += 1
    told += later(keeper, clock, LONGEST_PAUSE_S)
    assert number - 1 in told
    assert keeper.health == "ok"
    assert Reader(db).leg(number - 1, "a") is not None
    assert len(list(db.parent.glob("journal.db.corrupt-*"))) >= 1


def test_a_folder_that_cannot_be_written_is_told_and_waited_for(keeper, clock, db):
    db.parent.write_bytes(b"a file where the folder should be")
    assert keeper.open() == 0
    assert keeper.health == "failing"
    add(keeper, 1)
    assert later(keeper, clock) == []
    db.parent.unlink()
    assert later(keeper, clock, LONGEST_PAUSE_S) == [1]


def test_a_newer_journal_is_refused_for_good(keeper, clock, db):
    db.parent.mkdir()
    newer = sqlite3.connect(db)
    newer.execute("PRAGMA user_version = 99")
    newer.close()
    keeper.open()
    assert keeper.health == "refused"
    add(keeper, 1)
    assert keeper.due is None
    assert keeper.purge(None) == (0, keeper.problem)
    assert "newer" in keeper.problem


def test_the_end_waits_a_while_for_a_locked_journal(keeper, clock, db):
    keeper.open()
    add(keeper, 1)
    other = sqlite3.connect(db, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    start = clock.now
    assert keeper.finish(1.0) == []
    assert 1.0 <= clock.now - start < 2.0
    other.execute("ROLLBACK")
    other.close()
    assert keeper.finish(1.0) == [1]


def test_what_an_earlier_scribe_left_open_is_interrupted(keeper, db):
    earlier = Store(db)
    earlier.close()
    keeper.open()
    add(keeper, 1, state="live")
    keeper.finish(0)
    assert Reader(db).rows()[0].state == "live"
    keeper.open()
    assert Reader(db).rows()[0].state == "interrupted"


def test_old_exchanges_are_pruned_a_few_at_a_time_between_writes(keeper, clock, db):
    keeper.open()
    for number in range(1, 131):
        add(keeper, number)
    later(keeper, clock)
    seen = []
    for _ in range(6):
        later(keeper, clock, 1.0)
        seen.append(len(Reader(db).rows()))
    assert seen == [105, 80, 55, 50, 50, 50]


def test_purge_writes_first_and_then_removes(keeper, db):
    keeper.open()
    add(keeper, 1)
    assert keeper.purge(None) == (1, "")
    assert Reader(db).rows() == []


def test_an_annotation_waits_with_its_row_and_is_refused_without_one(keeper, clock, db):
    keeper.open()
    add(keeper, 1)
    later(keeper, clock)
    add(keeper, 2)
    other = sqlite3.connect(db, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert keeper.annotate(2, True, "mine") == ""
    assert "cannot be written" in keeper.annotate(1, True, None)
    other.execute("ROLLBACK")
    other.close()
    later(keeper, clock, LONGEST_PAUSE_S)
    assert {row.id: (row.marked, row.comment) for row in Reader(db).rows()} == {
        1: (False, ""),
        2: (True, "mine"),
    }
    assert keeper.annotate(1, True, None) == ""
    assert keeper.annotate(9, True, None) == "the journal has no exchange #9"
