"""Writes the journal. Only the scribe holds a `Store`; `purge` also serves a command when no gateway runs.

SQLite in WAL mode: a commit has reached the kernel when it returns, so it survives the end of any process.
What is deleted or replaced is overwritten with zeros.
"""

import os
import sqlite3
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

import msgspec

from tui_router.journal.filter import hay
from tui_router.journal.lock import WriterLock
from tui_router.journal.migrate import migrate
from tui_router.journal.record import ENDED, ExchangeDetail, ExchangeRow, LegCapture

COMPRESSION = 1
"""Level 6 makes a request a quarter smaller and takes six times as long."""

_BUSY_MS = 250
_PRUNED_AT_ONCE = 25
_PURGED_AT_ONCE = 100
_PRAGMAS = (
    "PRAGMA auto_vacuum = INCREMENTAL",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA journal_size_limit = 8388608",
)
_BROKEN = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})

_encode = msgspec.msgpack.Encoder().encode
_row = msgspec.msgpack.Decoder(ExchangeRow)


class JournalBroken(Exception):
    """The file is damaged. `Store.set_aside` keeps it under another name."""


class PackedLeg(msgspec.Struct):
    leg: str
    attempt: int
    head: bytes
    kept: int
    data: bytes


class Entry(msgspec.Struct, kw_only=True):
    """What is to be written about one exchange. Parts that are not known yet are left as they are stored."""

    id: int
    row: ExchangeRow | None = None
    detail: ExchangeDetail | None = None
    legs: list[PackedLeg] = []

    @property
    def size(self) -> int:
        return sum(len(leg.data) for leg in self.legs)


def annotated(row: ExchangeRow, marked: bool | None, comment: str | None) -> ExchangeRow:
    """None leaves a thing as it is."""
    return msgspec.structs.replace(
        row,
        marked=row.marked if marked is None else marked,
        comment=row.comment if comment is None else comment,
    )


def pack(leg: LegCapture) -> PackedLeg:
    head = msgspec.structs.replace(leg, data=b"")
    return PackedLeg(leg.leg, leg.attempt, _encode(head), len(leg.data), zlib.compress(leg.data, COMPRESSION))


class Store:
    def __init__(self, path: Path, *, keep_exchanges: int = 5000, keep_mb: int = 1024) -> None:
        """Open the journal, or make it. Raises `JournalTaken`, `NewerJournal`, `JournalBroken`, `OSError` and
        `sqlite3.OperationalError`.
        """
        self.path = path
        self._keep_exchanges = keep_exchanges
        self._keep_bytes = keep_mb * 1_000_000
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = WriterLock(path)
        try:
            self._db = _connect(path)
        except BaseException:
            self._lock.release()
            raise

    def write(self, entries: list[Entry]) -> list[int]:
        """All of them or, on an error, none. Returns the ids whose exchange has ended and is now kept."""
        with self._transaction() as db:
            for entry in entries:
                _write(db, entry)
        return [entry.id for entry in entries if entry.row is not None and entry.row.state in ENDED]

    def annotate(self, id: int, marked: bool | None, comment: str | None) -> bool:
        """Lay a person's mark or words over the row. False when there is none."""
        with self._transaction() as db:
            found = db.execute("SELECT row FROM exchange WHERE id = ?", (id,)).fetchone()
            if found is not None:
                _write(db, Entry(id=id, row=annotated(_row.decode(found[0]), marked, comment)))
        return found is not None

    def interrupt(self) -> int:
        """Mark what an earlier scribe left waiting or streaming. Returns how many there were."""
        with self._transaction() as db:
            found = [_row.decode(row) for (row,) in db.execute("SELECT row FROM exchange WHERE open = 1")]
            for row in found:
                row.state = "interrupted"
                row.trouble = row.trouble or "the gateway ended first"
                row.stored = True
                _write(db, Entry(id=row.id, row=row))
        return len(found)

    def last_id(self) -> int:
        with _broken():
            (found,) = self._db.execute(
                "SELECT max(coalesce((SELECT max(id) FROM exchange), 0),"
                " coalesce((SELECT value FROM figure WHERE name = 'last_id'), 0))"
            ).fetchone()
        return int(found)

    def prune(self) -> bool:
        """Remove a few of the oldest exchanges past the limits. True when there is more to do."""
        with _broken():
            (count,) = self._db.execute(
                "SELECT count(*) FROM exchange INDEXED BY exchange_started"
            ).fetchone()
            over = min(count - self._keep_exchanges, _PRUNED_AT_ONCE)
            if over <= 0:
                if self._used() <= self._keep_bytes or count <= 1:
                    return self._shrink(max(1024, self._figure("page_count") // 10))
                over = max(1, min(_PRUNED_AT_ONCE, count // 20))
        with self._transaction() as db:
            _delete(
                db,
                db.execute("SELECT id FROM exchange WHERE open = 0 ORDER BY id LIMIT ?", (over,)).fetchall(),
            )
        return True

    def purge(self, before: float | None = None) -> int:
        """Remove exchanges that began before the moment, or all of them, and journals set aside as broken.

        Raises `sqlite3.OperationalError` when a part of it could not be overwritten.
        """
        moment = float("inf") if before is None else before
        with self._transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO figure SELECT 'last_id', max(coalesce(max(id), 0),"
                " coalesce((SELECT value FROM figure WHERE name = 'last_id'), 0)) FROM exchange"
            )
        removed = 0
        while (
            True
        ):  # in steps: the zeros go through the log first, and it must not grow to the journal's size
            with self._transaction() as db:
                ids = db.execute(
                    "SELECT id FROM exchange WHERE started_at < ? LIMIT ?", (moment, _PURGED_AT_ONCE)
                ).fetchall()
                _delete(db, ids)
            removed += len(ids)
            if not ids:
                break
        self._empty_log()
        for old in self.path.parent.glob(f"{self.path.name}.corrupt-*"):
            if old.lstat().st_mtime < moment:
                old.unlink()
        return removed

    def set_aside(self) -> Path:
        """Close the broken file and move it out of the way. The `Store` is of no more use."""
        with suppress(sqlite3.Error):  # it is broken: closing it may well fail
            self._db.close()
        aside = set_aside(self.path)
        self._lock.release()
        return aside

    def close(self) -> None:
        self._db.close()
        self._lock.release()

    def _used(self) -> int:
        return (self._figure("page_count") - self._figure("freelist_count")) * self._figure("page_size")

    def _figure(self, pragma: Literal["page_count", "freelist_count", "page_size"]) -> int:
        return int(self._db.execute(f"PRAGMA {pragma}").fetchone()[0])

    def _shrink(self, least: int) -> bool:
        """Give some pages back to the disk when at least so many are free. True when it did."""
        free = self._figure("freelist_count")
        if free < least:
            return False
        self._db.execute("PRAGMA incremental_vacuum(1024)").fetchall()
        return self._figure("freelist_count") < free

    def _empty_log(self) -> None:
        with _broken():
            while self._shrink(1):
                pass
            for _ in range(4):  # a reader in the middle of a page keeps the log from being emptied
                busy, _pages, _done = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                if not busy:
                    return
        raise sqlite3.OperationalError("the journal is being read; ask again")

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with _broken():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise


@contextmanager
def _broken() -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        if (getattr(error, "sqlite_errorcode", 0) & 0xFF) in _BROKEN:
            raise JournalBroken("the journal is damaged") from error
        raise


def _connect(path: Path) -> sqlite3.Connection:
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    fd = os.open(path, flags, 0o600)  # SQLite gives its log the mode of the file
    try:
        os.fchmod(fd, 0o600)
    finally:
        os.close(fd)
    db = sqlite3.connect(path, timeout=_BUSY_MS / 1000, isolation_level=None)
    try:
        with _broken():
            for pragma in _PRAGMAS:
                db.execute(pragma).fetchall()
            migrate(db)
    except BaseException:
        with suppress(sqlite3.Error):  # the first error is the one to tell
            db.close()
        raise
    return db


def _write(db: sqlite3.Connection, entry: Entry) -> None:
    row = entry.row
    if row is not None:
        db.execute(
            "INSERT OR REPLACE INTO exchange VALUES (?, ?, ?, ?, ?)",
            (row.id, row.started_at, int(row.state not in ENDED), hay(row), _encode(row)),
        )
    if entry.detail is not None:
        rest = msgspec.structs.replace(entry.detail, row=ExchangeRow(id=entry.id, started_at=0.0))
        db.execute("INSERT OR REPLACE INTO detail VALUES (?, ?)", (entry.id, _encode(rest)))
    db.executemany(
        "INSERT OR REPLACE INTO leg VALUES (?, ?, ?, ?, ?, ?)",
        [(entry.id, leg.leg, leg.attempt, leg.head, leg.kept, leg.data) for leg in entry.legs],
    )


def _delete(db: sqlite3.Connection, ids: list[tuple[int]]) -> None:
    for table in ("DELETE FROM leg WHERE id = ?", "DELETE FROM detail WHERE id = ?"):
        db.executemany(table, ids)
    db.executemany("DELETE FROM exchange WHERE id = ?", ids)


def set_aside(path: Path) -> Path:
    """Rename a broken journal and its log; nothing is deleted but the index of the log."""
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    aside = path.with_name(f"{path.name}.corrupt-{stamp}-{os.getpid()}")
    for tail in ("", "-wal"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + tail).rename(aside.with_name(aside.name + tail))
    path.with_name(path.name + "-shm").unlink(missing_ok=True)
    return aside
