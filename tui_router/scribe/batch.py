"""What the scribe has taken in and not written yet: a bounded amount, however long the journal cannot be written.

An exchange that opens and closes between two writes is written once. Past the bound the oldest legs go first,
then the oldest rows.
"""

from tui_router.journal.record import ExchangeDetail, ExchangeRow
from tui_router.journal.store import Entry, PackedLeg, annotated

MOST_BYTES = 32 * 1024 * 1024
MOST_ROWS = 5000
_ROW_BYTES = 2048  # what a row and its detail weigh, about


class Batch:
    def __init__(self, *, most_bytes: int = MOST_BYTES, most_rows: int = MOST_ROWS) -> None:
        self.bytes = 0
        self.lost = 0
        """Exchanges whose legs or rows were given up for want of room."""
        self._entries: dict[int, Entry] = {}
        self._most_bytes = most_bytes
        self._most_rows = most_rows

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def behind(self) -> int:
        """Bytes, roughly."""
        return self.bytes + _ROW_BYTES * len(self._entries)

    def add(
        self,
        id: int,
        legs: list[PackedLeg],
        row: ExchangeRow | None = None,
        detail: ExchangeDetail | None = None,
    ) -> None:
        entry = self._entries.setdefault(id, Entry(id=id))
        entry.row = row or entry.row
        entry.detail = detail or entry.detail
        entry.legs = entry.legs + legs
        self.bytes += sum(len(leg.data) for leg in legs)
        self._make_room()

    def annotate(self, id: int, marked: bool | None, comment: str | None) -> bool:
        """Whether its row waits here; the annotation is then written with it."""
        entry = self._entries.get(id)
        if entry is None or entry.row is None:
            return False
        entry.row = annotated(entry.row, marked, comment)
        return True

    def entries(self) -> list[Entry]:
        return list(self._entries.values())

    def clear(self) -> None:
        self._entries.clear()
        self.bytes = 0

    def _make_room(self) -> None:
        if self.bytes > self._most_bytes:
            for entry in self._entries.values():
                if entry.legs:
                    self.bytes -= entry.size
                    entry.legs = []
                    self.lost += 1
                if self.bytes <= self._most_bytes:
                    break
        while len(self._entries) > self._most_rows:
            oldest = self._entries.pop(next(iter(self._entries)))
            self.bytes -= oldest.size
            self.lost += 1
