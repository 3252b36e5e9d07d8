"""The exchanges the list knows, newest first, with a filter over them. No widget: only ids and positions."""

import time
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator

from tui_router.journal.filter import Filter, compile_filter
from tui_router.journal.record import ExchangeRow

KEPT = 100_000
"""Rows held; the oldest go first. The journal keeps the rest."""
SLICE = 256
"""Rows filtered between two looks at the clock."""
SLICE_S = 0.008
"""Seconds of filtering in one go."""


class RowBook:
    """Positions count from 0 at the newest row that the filter lets through."""

    def __init__(self) -> None:
        self._rows: dict[int, ExchangeRow] = {}
        self._all: list[int] = []  # ascending
        self._shown = self._all  # ascending; another list only while there is a filter
        self._sessions: dict[str, list[int]] = {}  # ids of each, ascending
        self._filter = compile_filter("")
        self._late: set[int] | None = None
        """What came or changed since the filter that is under way began."""

    def __len__(self) -> int:
        return len(self._shown)

    @property
    def known(self) -> int:
        return len(self._all)

    @property
    def words(self) -> str:
        """The filter in force, as it was typed."""
        return self._filter.text

    @property
    def oldest(self) -> int | None:
        return self._all[0] if self._all else None

    def get(self, id: int) -> ExchangeRow | None:
        return self._rows.get(id)

    def at(self, position: int) -> ExchangeRow | None:
        if 0 <= position < len(self._shown):
            return self._rows[self._shown[-1 - position]]
        return None

    def newest(self) -> Iterator[ExchangeRow]:
        """All rows, newest first, whatever the filter."""
        return (self._rows[id] for id in reversed(self._all))

    def of_session(self, session: str) -> Iterator[ExchangeRow]:
        """Its rows, newest first, whatever the filter. None without one: such requests have nothing in common."""
        return (self._rows[id] for id in reversed(self._sessions.get(session, ())))

    def position(self, id: int) -> int | None:
        """Where a row stands; None when it is unknown or filtered out."""
        index = bisect_left(self._shown, id)
        if index < len(self._shown) and self._shown[index] == id:
            return len(self._shown) - 1 - index
        return None

    def nearest(self, id: int) -> int | None:
        """The position of a row, or of its older neighbour when it is not shown."""
        if not self._shown:
            return None
        index = max(0, bisect_left(self._shown, id + 1) - 1)
        return len(self._shown) - 1 - index

    def clear(self) -> None:
        self._rows.clear()
        self._all.clear()
        self._sessions.clear()
        self._shown = [] if self._filter else self._all

    def put(self, rows: Iterable[ExchangeRow]) -> tuple[list[int], list[int]]:
        """Take new and changed rows; returns the ids that came into view and those that only changed."""
        came: list[int] = []
        changed: list[int] = []
        fresh: list[int] = []
        joined: dict[str, list[int]] = {}
        for row in rows:
            before = self._rows.get(row.id)
            known = before is not None
            self._rows[row.id] = row
            if row.session and (before is None or before.session != row.session):
                self._leave_session(before)
                joined.setdefault(row.session, []).append(row.id)
            if self._late is not None:
                self._late.add(row.id)
            if not known:
                fresh.append(row.id)
            if self._filter:
                seen = self.position(row.id) is not None
                if seen:
                    changed.append(row.id)  # a row stays in view until the filter is given anew
                elif self._filter.matches(row):
                    _append(self._shown, row.id)
                    came.append(row.id)
            elif known:
                changed.append(row.id)
            else:
                came.append(row.id)
        _merge(self._all, fresh)
        for session, ids in joined.items():
            _merge(self._sessions.setdefault(session, []), ids)
        self._trim()
        return came, changed

    def _trim(self) -> None:
        over = len(self._all) - KEPT
        if over <= 0:
            return
        for id in self._all[:over]:
            self._leave_session(self._rows.pop(id))
        first = self._all[over]
        if self._shown is not self._all:
            del self._shown[: bisect_left(self._shown, first)]
        del self._all[:over]

    def _leave_session(self, row: ExchangeRow | None) -> None:
        ids = self._sessions.get(row.session) if row is not None else None
        if row is not None and ids is not None:
            del ids[bisect_left(ids, row.id)]
            if not ids:
                del self._sessions[row.session]

    def filter(self, wanted: str | Filter) -> None:
        for _ in self.filtering(wanted):
            pass

    def filtering(self, wanted: str | Filter) -> Iterator[int]:
        """Filter a slice at a time: between two, events can be served. Yields how many rows it has looked at."""
        filter = compile_filter(wanted) if isinstance(wanted, str) else wanted
        if not filter:
            self._filter, self._shown, self._late = filter, self._all, None
            return
        late: set[int] = set()
        self._late = late
        shown: list[int] = []
        matches, rows = filter.matches, self._rows
        last, looked = -1, 0
        until = time.perf_counter() + SLICE_S
        while ids := self._after(last):
            shown += [id for id in ids if matches(rows[id])]
            last = ids[-1]
            looked += len(ids)
            if last != self._all[-1] and time.perf_counter() > until:
                yield looked
                until = time.perf_counter() + SLICE_S
        shown = [id for id in shown if id in rows]
        if fits := {id for id in late if id in rows and matches(rows[id])}:
            shown = sorted(fits.union(shown))
        self._filter, self._shown, self._late = filter, shown, None

    def _after(self, id: int) -> list[int]:
        start = bisect_right(self._all, id)
        return self._all[start : start + SLICE]

    def recheck(self, ids: Iterable[int]) -> bool:
        """The filter has learned something of these: let them in, or out. True when the list is another."""
        changed = False
        for id in ids if self._filter else ():
            row = self._rows.get(id)
            if row is None:
                continue
            shown, fits = self.position(id) is not None, self._filter.matches(row)
            if fits and not shown:
                _append(self._shown, id)
            elif shown and not fits:
                del self._shown[bisect_left(self._shown, id)]
            changed = changed or fits is not shown
        return changed


def _merge(ids: list[int], fresh: list[int]) -> None:
    """A page of older ones goes in as one piece: one by one, each would move all that is there."""
    fresh.sort()
    if fresh and ids and fresh[-1] < ids[0]:
        ids[:0] = fresh
    else:
        for id in fresh:
            _append(ids, id)


def _append(ids: list[int], id: int) -> None:
    if not ids or id > ids[-1]:
        ids.append(id)
    else:
        insort(ids, id)
