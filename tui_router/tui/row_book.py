"""The exchanges the list knows, newest first, with a filter over them. No widget: only ids and positions."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Iterator

from tui_router.journal.record import ExchangeRow

KEPT = 100_000
"""Rows held; the oldest go first. The journal keeps the rest."""
SLICE = 10_000
"""Rows filtered in one go: some 10 ms."""


def searchable(row: ExchangeRow) -> str:
    """What a filter word can match."""
    return " ".join(
        (
            f"#{row.id}",
            row.state,
            "live" if row.state == "waiting" else "",
            row.tier,
            row.kind,
            row.model,
            row.provider,
            row.client_model,
            row.session,
            row.agent,
            row.trouble,
            row.diagnosis,
            str(row.status or ""),
            "replay" if row.replay_of is not None else "",
        )
    ).casefold()


def matcher(words: str) -> Callable[[ExchangeRow], bool] | None:
    """All words must be in the row, in any case and order; None lets everything through."""
    wanted = words.casefold().split()
    if not wanted:
        return None

    def matches(row: ExchangeRow) -> bool:
        text = searchable(row)
        return all(word in text for word in wanted)

    return matches


class RowBook:
    """Positions count from 0 at the newest row that the filter lets through."""

    def __init__(self) -> None:
        self._rows: dict[int, ExchangeRow] = {}
        self._all: list[int] = []  # ascending
        self._shown = self._all  # ascending; another list only while there is a filter
        self._matches: Callable[[ExchangeRow], bool] | None = None
        self.words = ""

    def __len__(self) -> int:
        return len(self._shown)

    @property
    def known(self) -> int:
        return len(self._all)

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
        self._shown = self._all if self._matches is None else []

    def put(self, rows: Iterable[ExchangeRow]) -> tuple[list[int], list[int]]:
        """Take new and changed rows; returns the ids that came into view and those that only changed."""
        came: list[int] = []
        changed: list[int] = []
        filtered = self._shown is not self._all
        for row in rows:
            known = row.id in self._rows
            self._rows[row.id] = row
            if not known:
                _append(self._all, row.id)
            if filtered and self._matches is not None:
                seen = self.position(row.id) is not None
                matches = self._matches(row)
                if matches and not seen:
                    _append(self._shown, row.id)
                    came.append(row.id)
                elif seen:
                    changed.append(row.id)  # a row stays in view until the filter is given anew
            elif known:
                changed.append(row.id)
            else:
                came.append(row.id)
        self._trim()
        return came, changed

    def _trim(self) -> None:
        over = len(self._all) - KEPT
        if over <= 0:
            return
        for id in self._all[:over]:
            del self._rows[id]
        first = self._all[over]
        if self._shown is not self._all:
            del self._shown[: bisect_left(self._shown, first)]
        del self._all[:over]

    def filter(self, words: str) -> None:
        for _ in self.filtering(words):
            pass

    def _after(self, id: int) -> list[int]:
        start = bisect_right(self._all, id)
        return self._all[start : start + SLICE]

    def filtering(self, words: str) -> Iterator[None]:
        """Filter a slice at a time: between two, events can be served. What came meanwhile is seen to at the end."""
        matches = matcher(words)
        shown: list[int] = []
        last = -1
        while matches is not None and (ids := self._after(last)):
            rows = self._rows
            shown += [id for id in ids if matches(rows[id])]
            last = ids[-1]
            if last != self._all[-1]:
                yield
        self.words = words.strip()
        self._matches = matches
        self._shown = self._all if matches is None else [id for id in shown if id in self._rows]


def _append(ids: list[int], id: int) -> None:
    if not ids or id > ids[-1]:
        ids.append(id)
    else:
        insort(ids, id)
