"""The journal's tables, and the road from each older form of them to this one.

`PRAGMA user_version` holds the number of steps a file has been through. Older files take the steps they lack;
a file from a newer tui-router is left alone.
"""

import sqlite3

APPLICATION_ID = 0x7472_6A31  # marks a SQLite file as a journal of ours: "trj1"

_FIRST = """
CREATE TABLE exchange (
  id INTEGER PRIMARY KEY,
  started_at REAL NOT NULL,
  open INTEGER NOT NULL,          -- 1 while it waits or streams
  hay TEXT NOT NULL,              -- what a filter's words are looked for in
  row BLOB NOT NULL               -- ExchangeRow, msgpack
);
CREATE INDEX exchange_started ON exchange (started_at);
CREATE INDEX exchange_open ON exchange (id) WHERE open = 1;
CREATE TABLE detail (
  id INTEGER PRIMARY KEY,
  detail BLOB NOT NULL            -- attempts, notes and diagnosis, msgpack
);
CREATE TABLE leg (
  id INTEGER NOT NULL,
  leg TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  head BLOB NOT NULL,             -- LegCapture without its data, msgpack
  kept INTEGER NOT NULL,          -- bytes of data before compression
  data BLOB NOT NULL,             -- zlib
  PRIMARY KEY (id, leg, attempt)
);
CREATE TABLE figure (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
"""

STEPS: tuple[str, ...] = (_FIRST,)
VERSION = len(STEPS)


class NewerJournal(Exception):
    """A newer tui-router wrote it, or it is no journal at all. It is neither read nor written."""


def migrate(db: sqlite3.Connection, steps: tuple[str, ...] = STEPS) -> None:
    """Bring the file to the newest form, each step whole or not at all. `db` is in autocommit mode."""
    version = check(db, len(steps))
    for number, script in enumerate(steps[version:], version + 1):
        db.executescript(
            f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {number:d};\n"
            f"PRAGMA application_id = {APPLICATION_ID:d};\nCOMMIT;"
        )


def check(db: sqlite3.Connection, newest: int = VERSION) -> int:
    """The version of an open file. Raises `NewerJournal`."""
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    if version > newest:
        raise NewerJournal(
            f"the journal was written by a newer tui-router (form {version}, this one knows {newest})"
        )
    if version == 0 and db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise NewerJournal("the journal's file holds another program's database")
    return version
