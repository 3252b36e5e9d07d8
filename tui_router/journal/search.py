"""Looks for an expression in bodies: a process of its own, so that neither a gigabyte of them nor an expression that
never ends slows anybody down.

Standard input: frames of four bytes of length (big-endian) and msgpack; first the `Job`, then `Held` for each leg that
is not in the journal yet, then an empty one. Standard output: a `Step` a line, JSON, about four a second.

Two processes: one searches, the other watches over it, since an expression at work hears no signal handler. When
standard input is closed, or the time is up, the one that searches is killed; so neither outlives a killed gateway.
"""

import os
import re
import select
import signal
import sqlite3
import sys
import time
import warnings
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO

import msgspec

from tui_router.journal.migrate import VERSION, NewerJournal, check
from tui_router.journal.record import LEG_CAP
from tui_router.journal.redact import mask_leg

PATTERN_CAP = 1000
"""Characters of an expression."""
MOST_S = 60.0
"""Seconds one search may take."""
STEP_S = 0.25
MOST_IDS = 1000
"""Finds that one step tells; more make a step of their own."""
FRAME_CAP = 64 * 1024 * 1024

EXIT_TIME = 3
"""Exit code of a search whose time was up."""

_META = frozenset(".^$*+?{}[]\\|()")
_BUSY_S = 1.0
_NICENESS = 10


class Job(msgspec.Struct, kw_only=True, omit_defaults=True):
    """`before`, `after` and `ids` narrow the exchanges; `held` are those that the gateway has in memory."""

    pattern: str
    legs: str = "abcd"
    ids: list[int] = []
    before: int | None = None
    after: int = 0
    held: list[int] = []
    known: list[bytes] = []  # secrets to be masked in what is held; the journal's are masked already
    seconds: float = MOST_S


class Held(msgspec.Struct):
    id: int
    data: bytes


class Step(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What was found since the step before; `searched` of `total` exchanges are behind it."""

    ids: list[int] = []
    searched: int = 0
    total: int = 0
    done: bool = False
    problem: str = ""


class BadPattern(Exception):
    """The words say what is wrong, and where."""


def compiled(pattern: str) -> re.Pattern[bytes]:
    """In any case, over bytes. Raises `BadPattern`."""
    if not pattern:
        raise BadPattern("there is nothing to look for")
    if len(pattern) > PATTERN_CAP:
        raise BadPattern(f"an expression has at most {PATTERN_CAP:,} characters")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of forms that a later Python will read otherwise
            return re.compile(pattern.encode(), re.IGNORECASE)
    except re.error as error:
        at = ""
        if error.pos is not None:
            at = f" at character {len(pattern.encode()[: error.pos].decode('utf-8', 'ignore')) + 1}"
        raise BadPattern(f"the expression cannot be read: {error.msg}{at}") from None
    except (OverflowError, RecursionError, ValueError) as error:
        raise BadPattern(f"the expression cannot be read: {error}") from None


def finder(pattern: str) -> Callable[[bytes], object]:
    """What says whether a body has it. Plain words are most of what is looked for, and found ten times as fast without
    an expression. Raises `BadPattern`.
    """
    expression = compiled(pattern)
    if _META & set(pattern):
        return expression.search
    words = pattern.encode().lower()
    return lambda body: words in body.lower()


def framed(frame: Job | Held | None) -> bytes:
    """None is the empty one that ends them."""
    data = b"" if frame is None else msgspec.msgpack.encode(frame)
    return len(data).to_bytes(4, "big") + data


class Search:
    """One search; `say` hears it step by step."""

    def __init__(
        self, db: Path, say: Callable[[Step], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._db = db
        self._say = say
        self._clock = clock
        self._step = Step()
        self._due = clock() + STEP_S

    def run(self, job: Job, held: Iterable[Held]) -> None:
        """Raises `BadPattern`, `NewerJournal`, `sqlite3.Error`, and what reading `held` raises."""
        has = finder(job.pattern)
        with _opened(self._db) as db:
            among = set(job.ids)
            wanted = {
                id
                for id in (*job.held, *_stored(db))
                if id > job.after and (job.before is None or id < job.before) and (not among or id in among)
            }
            self._step.total = len(wanted)
            self._tell()
            found = set()
            for leg in held:
                if leg.id in wanted and leg.id not in found:
                    if has(mask_leg(leg.data, job.known)):
                        found.add(leg.id)
                        self._find(leg.id)
                    self._tick()
            # Also those that were held: the journal may have taken them over meanwhile.
            for id in sorted(wanted, reverse=True):
                if id not in found and any(map(has, _bodies(db, id, job.legs))):
                    self._find(id)
                self._step.searched += 1
                self._tick()
        self._step.done = True
        self._tell()

    def _find(self, id: int) -> None:
        self._step.ids.append(id)
        if len(self._step.ids) >= MOST_IDS:
            self._tell()

    def _tick(self) -> None:
        if self._clock() >= self._due:
            self._tell()

    def _tell(self) -> None:
        self._say(self._step)
        self._step.ids = []
        self._due = self._clock() + STEP_S


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection | None]:
    """None where there is no journal. No transaction spans the search: a reader that stays keeps the journal's log from
    being emptied."""
    if not path.exists():
        yield None
        return
    address = path.absolute().as_uri() + "?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=_BUSY_S, isolation_level=None)) as db:
        yield db if check(db) == VERSION else None


def _stored(db: sqlite3.Connection | None) -> list[int]:
    if db is None:
        return []
    return [id for (id,) in db.execute("SELECT id FROM exchange").fetchall()]


def _bodies(db: sqlite3.Connection | None, id: int, legs: str) -> Iterator[bytes]:
    """One at a time: a leg may have megabytes."""
    if db is None:
        return
    for leg, attempt in db.execute("SELECT leg, attempt FROM leg WHERE id = ?", (id,)).fetchall():
        if leg not in legs:
            continue
        row = db.execute(
            "SELECT data FROM leg WHERE id = ? AND leg = ? AND attempt = ?", (id, leg, attempt)
        ).fetchone()
        if row is not None:  # it may have been purged meanwhile
            yield _unpacked(row[0])


def _unpacked(packed: bytes) -> bytes:
    """A leg that is damaged holds nothing."""
    try:
        return zlib.decompressobj().decompress(packed, LEG_CAP)
    except (zlib.error, TypeError):
        return b""


def _frames(source: BinaryIO) -> Iterator[bytes]:
    """Payloads up to the empty one, or to where the input breaks off."""
    while True:
        size = int.from_bytes(source.read(4), "big")
        if not 0 < size <= FRAME_CAP:
            return
        yield source.read(size)


def _search(db: Path, job: Job, frames: Iterator[bytes]) -> None:
    def say(step: Step) -> None:
        data = memoryview(msgspec.json.encode(step) + b"\n")
        while data:
            data = data[os.write(1, data) :]

    search = Search(db, say)
    try:
        search.run(job, (msgspec.msgpack.decode(frame, type=Held) for frame in frames))
    except (BadPattern, NewerJournal) as error:
        say(Step(done=True, problem=str(error)))
    except (sqlite3.Error, OSError, msgspec.MsgspecError) as error:
        say(Step(done=True, problem=f"the journal cannot be read: {error}"))


def _watch(worker: int, alive: int, seconds: float) -> int:
    """Until the worker has ended, standard input is closed or the time is up. `alive` is closed with the worker."""
    poll = select.poll()
    poll.register(0, 0)  # of a pipe whose writer is gone one hears unasked
    poll.register(alive, 0)
    ended = dict(poll.poll(seconds * 1000))
    if alive not in ended:
        os.kill(worker, signal.SIGKILL)
    _, status = os.waitpid(worker, 0)
    if not ended:
        return EXIT_TIME
    return 1 if status else 0


def main(argv: Sequence[str] | None = None) -> int:
    import argparse  # the gateway imports this module, and has no use for it

    parser = argparse.ArgumentParser(
        prog="tui-router-search", description="Looks for an expression in a journal."
    )
    parser.add_argument("--db", type=Path, required=True)
    options = parser.parse_args(argv)
    os.nice(_NICENESS)
    source = open(0, "rb", closefd=False)  # noqa: SIM115 - it lives as long as we do
    frames = _frames(source)
    try:
        job = msgspec.msgpack.decode(next(frames, b""), type=Job)
    except msgspec.MsgspecError:
        return 2
    alive, worker_side = os.pipe()
    worker = os.fork()
    if worker == 0:
        os.close(alive)
        _search(options.db, job, frames)
        os._exit(0)
    os.close(worker_side)
    return _watch(worker, alive, job.seconds)


if __name__ == "__main__":
    sys.exit(main())
