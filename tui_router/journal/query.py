"""Reads the journal while the scribe writes it. Each call opens the file anew, read-only, and closes it.

A file that does not exist yet, is locked, or was set aside as broken, reads as empty: the list then shows what
is live. `problem` says what was in the way.
"""

import sqlite3
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

import msgspec

from tui_router.journal.filter import compile_filter
from tui_router.journal.lock import held
from tui_router.journal.migrate import VERSION, NewerJournal, check
from tui_router.journal.record import ExchangeDetail, ExchangeRow, LegCapture, LegName, LegSlice

SLICE = 1024 * 1024
MOST_ROWS = 10_000

ID_GAP = 10_000
"""Left free when the scribe of an earlier gateway is still writing what that gateway had numbered."""

FILTER_S = 2.0
"""Seconds that a filter may take over the rows of a journal."""

_BUSY_S = 1.0
_T = TypeVar("_T")

_row = msgspec.msgpack.Decoder(ExchangeRow)
_detail = msgspec.msgpack.Decoder(ExchangeDetail)
_head = msgspec.msgpack.Decoder(LegCapture)


class FilterTooSlow(Exception):
    """Rows from the newest down to this id were looked at when the time was over."""

    def __init__(self, reached: int) -> None:
        super().__init__(f"filtering took longer than {FILTER_S:g} s and came down to #{reached}")
        self.reached = reached


class Reader:
    def __init__(self, db: Path) -> None:
        self.db = db
        self.problem = ""

    def rows(self, before: int | None = None, limit: int = 500, filter: str = "") -> list[ExchangeRow]:
        """Newest first. Raises `FilterFault`, and `FilterTooSlow` when a filter that only the decoded row can answer
        has not got through in `FILTER_S`. Between two rows SQLite lets other threads run.
        """
        fits = compile_filter(filter)
        condition, words = fits.where()
        # `condition` is constant text with a mark for each word.
        query = f"SELECT row FROM exchange WHERE id < ?{condition} ORDER BY id DESC LIMIT ?"  # noqa: S608 - above
        wanted = max(0, min(limit, MOST_ROWS))
        start = sys.maxsize if before is None else before

        def read(db: sqlite3.Connection) -> list[ExchangeRow]:
            if fits.only_words:
                return [_row.decode(found) for (found,) in db.execute(query, (start, *words, wanted))]
            end = time.monotonic() + FILTER_S
            rows: list[ExchangeRow] = []
            for (found,) in db.execute(query, (start, *words, -1)):
                if len(rows) >= wanted:
                    break
                row = _row.decode(found)
                if time.monotonic() > end:
                    raise FilterTooSlow(row.id)
                if fits.matches(row):
                    rows.append(row)
            return rows

        return self._read(read, [])

    def detail(self, id: int) -> ExchangeDetail | None:
        def read(db: sqlite3.Connection) -> ExchangeDetail | None:
            found = db.execute(
                "SELECT row, detail FROM exchange LEFT JOIN detail USING (id) WHERE exchange.id = ?", (id,)
            ).fetchone()
            if found is None:
                return None
            row = _row.decode(found[0])
            if found[1] is None:
                return ExchangeDetail(row=row)
            return msgspec.structs.replace(_detail.decode(found[1]), row=row)

        return self._read(read, None)

    def troubled(
        self, limit: int = 1000, recent: int = 200, seconds: float = 2.0
    ) -> tuple[list[ExchangeDetail], int]:
        """The newest exchanges that failed or were mended, at most `limit`, and of the `recent` newest of all those
        that lost something. Also the number from which on those are. What takes longer than `seconds` is left out.
        """

        def read(db: sqlite3.Connection) -> tuple[list[ExchangeDetail], int]:
            end = time.monotonic() + seconds
            # The words a filter is looked for in name the state, and other things too: the row itself decides.
            told = (
                "SELECT row FROM exchange WHERE instr(hay, 'failed') > 0 OR instr(hay, 'repaired') > 0"
                " ORDER BY id DESC LIMIT ?"
            )
            newest = [
                _row.decode(found)
                for (found,) in db.execute("SELECT row FROM exchange ORDER BY id DESC LIMIT ?", (recent,))
            ]
            wanted = {row.id: row for row in newest if row.losses or row.state in ("failed", "repaired")}
            for (found,) in db.execute(told, (limit,)):
                row = _row.decode(found)
                if row.state in ("failed", "repaired"):
                    wanted.setdefault(row.id, row)
            details = []
            for number in sorted(wanted, reverse=True)[:limit]:
                if time.monotonic() > end:
                    break
                found = db.execute("SELECT detail FROM detail WHERE id = ?", (number,)).fetchone()
                rest = _detail.decode(found[0]) if found is not None else ExchangeDetail(row=wanted[number])
                details.append(msgspec.structs.replace(rest, row=wanted[number]))
            return details, newest[-1].id if newest else 0

        nothing: tuple[list[ExchangeDetail], int] = ([], 0)
        return self._read(read, nothing)

    def leg(
        self, id: int, leg: LegName, attempt: int = 0, offset: int = 0, limit: int = SLICE
    ) -> LegSlice | None:
        """`attempt` 0 is the last one. None when the journal has no such leg."""

        def read(db: sqlite3.Connection) -> LegSlice | None:
            found = db.execute(
                "SELECT head, kept, data FROM leg WHERE id = ? AND leg = ? AND (? = 0 OR attempt = ?)"
                " ORDER BY attempt DESC LIMIT 1",
                (id, leg, attempt, attempt),
            ).fetchone()
            if found is None:
                return None
            head, kept, packed = found
            start = max(0, min(offset, kept))
            data = zlib.decompressobj().decompress(packed, start + limit)[start:] if limit > 0 else b""
            return piece_of(_head.decode(head), data, start, kept)

        return self._read(read, None)

    def last_id(self) -> int:
        return self._read(_last_id, 0)

    def _read(self, read: Callable[[sqlite3.Connection], _T], empty: _T) -> _T:
        self.problem = ""
        if not self.db.exists():
            return empty
        try:
            with _opened(self.db) as db:
                return read(db) if check(db) == VERSION else empty
        except NewerJournal as error:
            self.problem = str(error)
        except (sqlite3.Error, msgspec.MsgspecError, zlib.error) as error:
            self.problem = f"the journal cannot be read: {error}"
        return empty


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    address = path.absolute().as_uri() + "?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=_BUSY_S, isolation_level=None)) as db:
        db.execute("BEGIN")  # one view of the file for all that follows
        yield db


def _last_id(db: sqlite3.Connection) -> int:
    stored = db.execute("SELECT max(id) FROM exchange").fetchone()[0] or 0
    given = db.execute("SELECT max(value) FROM figure WHERE name = 'last_id'").fetchone()[0] or 0
    return max(int(stored), int(given))


def piece_of(capture: LegCapture, data: bytes, offset: int, kept: int) -> LegSlice:
    """`data` stands at `offset` of a leg of which `kept` bytes were captured."""
    end = offset + len(data)
    return LegSlice(
        leg=capture.leg,
        attempt=capture.attempt,
        status=capture.status,
        start=capture.start,
        headers=capture.headers,
        offset=offset,
        next=end,
        size=capture.size,
        complete=end >= kept,
        truncated=capture.size > kept,
        data=data,
        marks=[mark for mark in capture.marks if offset <= mark.offset < max(end, offset + 1)],
    )


def last_id(db: Path) -> int:
    """The highest number a journal has given, 0 for a new one. A few milliseconds: a gateway reads it before it
    listens.
    """
    found = Reader(db).last_id()
    return found + ID_GAP if held(db) else found
