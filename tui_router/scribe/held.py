"""What the gateway remembers of captures on their way to the journal, so that the end of a scribe costs little."""

from collections.abc import Iterable, Iterator

import msgspec

from tui_router.journal.record import ExchangeDetail, LegCapture

MOST_ROWS = 2000
"""Ended exchanges whose row is kept to be sent again."""


class _Row(msgspec.Struct):
    detail: ExchangeDetail
    given: bool


class Held:
    def __init__(self) -> None:
        self._legs: dict[int, set[tuple[str, int]]] = {}
        self._missed: dict[int, set[tuple[str, int]]] = {}
        self._rows: dict[int, _Row] = {}

    def delivered(self, id: int, legs: Iterable[LegCapture]) -> None:
        self._legs.setdefault(id, set()).update((leg.leg, leg.attempt) for leg in legs)

    def missed(self, id: int, legs: Iterable[LegCapture]) -> None:
        self._missed.setdefault(id, set()).update((leg.leg, leg.attempt) for leg in legs)

    def missing(self, id: int, legs: Iterable[LegCapture]) -> list[LegCapture]:
        """Those of an exchange's legs that this scribe was not given."""
        known = self._legs.get(id, set())
        return [leg for leg in legs if (leg.leg, leg.attempt) not in known]

    def whole(self, id: int) -> bool:
        """Whether every leg that was offered has been taken."""
        return self._missed.get(id, set()) <= self._legs.get(id, set())

    def forget(self, id: int) -> None:
        self._legs.pop(id, None)
        self._missed.pop(id, None)

    def ended(self, detail: ExchangeDetail, *, given: bool) -> None:
        """Its row stays here until the scribe has stored it."""
        self._rows[detail.row.id] = _Row(detail, given)
        if len(self._rows) > MOST_ROWS:
            del self._rows[next(iter(self._rows))]

    def stored(self, ids: Iterable[int]) -> None:
        for id in ids:
            self._rows.pop(id, None)

    def unsent(self) -> Iterator[ExchangeDetail]:
        """Rows to send; each one that is taken from here counts as given."""
        for held in list(self._rows.values()):
            if not held.given:
                held.given = True
                yield held.detail

    def scribe_ended(self) -> int:
        """Legs given and rows not stored are gone with it. Returns how many ended exchanges lost their legs."""
        for id, legs in self._legs.items():
            self._missed.setdefault(id, set()).update(legs)
        self._legs.clear()
        lost = 0
        for held in self._rows.values():
            lost += held.given
            held.given = False
        return lost

    def clear(self) -> None:
        self._legs.clear()
        self._missed.clear()
        self._rows.clear()
