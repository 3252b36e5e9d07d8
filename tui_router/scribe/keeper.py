"""Keeps the journal through whatever happens to it: locked, full, damaged, taken, too new.

What cannot be written waits, within bounds, and is tried again. Nothing here ends the scribe.
"""

import logging
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from tui_router.journal.lock import JournalTaken
from tui_router.journal.migrate import NewerJournal
from tui_router.journal.record import ExchangeDetail, ExchangeRow
from tui_router.journal.store import JournalBroken, PackedLeg, Store, set_aside
from tui_router.scribe.batch import Batch

COMMIT_EVERY_S = 0.2
COMMIT_BYTES = 4 * 1024 * 1024
FIRST_PAUSE_S = 0.25
LONGEST_PAUSE_S = 2.0
PRUNE_EVERY_S = 1.0

_log = logging.getLogger(__name__)


class Keeper:
    def __init__(
        self,
        db: Path,
        *,
        keep_exchanges: int,
        keep_mb: int,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.health: Literal["ok", "failing", "refused"] = "ok"
        self._db = db
        self._keep = keep_exchanges, keep_mb
        self._clock = clock
        self._sleep = sleep
        self._store: Store | None = None
        self._batch = Batch()
        self._trouble = ""
        self._notice = ""  # of something that is over, and that a person should know
        self._pause = FIRST_PAUSE_S
        self._commit_at: float | None = None
        self._prune_at: float | None = None

    @property
    def problem(self) -> str:
        return self._trouble or self._notice

    @property
    def lost(self) -> int:
        return self._batch.lost

    @property
    def behind(self) -> int:
        return self._batch.behind if self.health == "failing" else 0

    @property
    def due(self) -> float | None:
        """When `tick` has something to do."""
        times = [at for at in (self._commit_at, self._prune_at) if at is not None]
        return min(times) if times else None

    def open(self) -> int:
        """Returns the highest id given, 0 when the journal cannot be opened now."""
        self._attempt(self._opened)
        return self._store.last_id() if self._store is not None else 0

    def add(
        self,
        id: int,
        legs: list[PackedLeg],
        row: ExchangeRow | None = None,
        detail: ExchangeDetail | None = None,
    ) -> None:
        if self.health == "refused":
            return
        self._batch.add(id, legs, row, detail)
        if self._commit_at is None:
            self._commit_at = self._clock() + COMMIT_EVERY_S

    def tick(self) -> list[int]:
        """Do what is due. Returns the exchanges that are safe from now on."""
        now = self._clock()
        stored: list[int] = []
        if self._commit_at is not None and (
            now >= self._commit_at or (self.health == "ok" and self._batch.bytes >= COMMIT_BYTES)
        ):
            stored = self._commit()
        if self._prune_at is not None and now >= self._prune_at:
            self._prune()
        return stored

    def annotate(self, id: int, marked: bool | None, comment: str | None) -> str:
        """What was in the way, "" for nothing. A row that cannot be written yet takes it along when it is."""
        if self._batch.annotate(id, marked, comment):
            return ""
        found = False

        def write() -> None:
            nonlocal found
            found = self._opened().annotate(id, marked, comment)

        if self.health == "refused" or not self._attempt(write):
            return self.problem or "nothing is kept"
        return "" if found else f"the journal has no exchange #{id}"

    def purge(self, before: float | None) -> tuple[int, str]:
        """How many exchanges were removed, and what was in the way."""
        self._commit()
        store = self._store
        if store is None:
            return 0, self.problem or "nothing is kept"
        try:
            return store.purge(before), ""
        except (JournalBroken, sqlite3.Error, OSError) as error:
            return 0, why(error)

    def finish(self, patience: float) -> list[int]:
        """Write what is left, trying for `patience` seconds, and close."""
        end = self._clock() + patience
        stored = self._commit()
        while len(self._batch) and self._clock() < end:
            self._sleep(FIRST_PAUSE_S)
            stored += self._commit()
        if self._store is not None:
            self._store.close()
            self._store = None
        return stored

    def _commit(self) -> list[int]:
        if not len(self._batch):
            self._commit_at = None
            return []
        stored: list[int] = []
        if self._attempt(lambda: stored.extend(self._opened().write(self._batch.entries()))):
            self._batch.clear()
            self._commit_at = None
            self._pause = FIRST_PAUSE_S
            if self._prune_at is None:
                self._prune_at = self._clock() + PRUNE_EVERY_S
        elif self.health == "refused":
            self._batch.clear()
            self._commit_at = None
        else:
            self._commit_at = self._clock() + self._pause
            self._pause = min(self._pause * 2, LONGEST_PAUSE_S)
        return stored

    def _opened(self) -> Store:
        if self._store is None:
            exchanges, megabytes = self._keep
            store = Store(self._db, keep_exchanges=exchanges, keep_mb=megabytes)
            try:
                store.interrupt()
            except BaseException:
                store.close()
                raise
            self._store = store
            self._prune_at = self._clock() + PRUNE_EVERY_S
        return self._store

    def _attempt(self, work: Callable[[], object]) -> bool:
        """Whether it went well; otherwise `health` and `problem` say why not."""
        try:
            work()
        except NewerJournal as error:
            self.health, self._trouble = "refused", str(error)
        except JournalTaken as error:
            self.health, self._trouble = "failing", str(error)
        except JournalBroken:
            self._set_aside()
        except (sqlite3.Error, OSError) as error:
            self.health, self._trouble = "failing", f"the journal cannot be written: {why(error)}"
        else:
            self.health, self._trouble = "ok", ""
            return True
        return False

    def _set_aside(self) -> None:
        store, self._store = self._store, None
        try:
            aside = store.set_aside() if store is not None else set_aside(self._db)
        except OSError as error:
            self.health, self._trouble = (
                "failing",
                f"the journal is damaged and cannot be moved: {why(error)}",
            )
            return
        self._notice = f"the journal was damaged; it is kept as {aside.name}"
        _log.warning(self._notice)

    def _prune(self) -> None:
        self._prune_at = None
        store = self._store
        if store is None:
            return
        more = False

        def prune() -> None:
            nonlocal more
            more = store.prune()

        if not self._attempt(prune):
            self._prune_at = self._clock() + LONGEST_PAUSE_S
        elif more:
            self._prune_at = self._clock()


def why(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else str(error)) or type(error).__name__
