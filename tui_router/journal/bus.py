"""Who is watching, and what they have not seen yet. Never waits, never grows past a bound.

A row that changes a thousand times between two looks of a viewer is sent once, as it is by then.
"""

import asyncio

from tui_router.journal.record import ExchangeRow, Status, Tiers

MOST_PENDING = 2000
"""Rows a viewer may be behind; past that it is told to fetch the list again."""


class Batch:
    """What changed since the viewer last looked."""

    __slots__ = ("reset", "rows", "status", "tiers")

    def __init__(self) -> None:
        self.rows: dict[int, ExchangeRow] = {}
        self.tiers: Tiers | None = None
        self.status: Status | None = None
        self.reset = False


class Viewer:
    def __init__(self) -> None:
        self._batch = Batch()
        self._wake = asyncio.Event()
        self._closed = False

    def close(self) -> None:
        self._closed = True
        self._wake.set()

    def row(self, row: ExchangeRow) -> None:
        batch = self._batch
        if batch.reset:
            return
        batch.rows[row.id] = row
        if len(batch.rows) > MOST_PENDING:
            batch.rows.clear()
            batch.reset = True
        self._wake.set()

    def tiers(self, tiers: Tiers) -> None:
        self._batch.tiers = tiers
        self._wake.set()

    def status(self, status: Status) -> None:
        self._batch.status = status
        self._wake.set()

    async def take(self) -> Batch | None:
        """Wait until something changed, and take all of it. None once the gateway ends."""
        await self._wake.wait()
        if self._closed:
            return None
        self._wake.clear()
        batch, self._batch = self._batch, Batch()
        return batch


class Bus:
    def __init__(self) -> None:
        self.viewers: list[Viewer] = []

    def watch(self) -> Viewer:
        viewer = Viewer()
        self.viewers.append(viewer)
        return viewer

    def leave(self, viewer: Viewer) -> None:
        self.viewers.remove(viewer)

    def close(self) -> None:
        for viewer in self.viewers:
            viewer.close()

    def row(self, row: ExchangeRow) -> None:
        for viewer in self.viewers:
            viewer.row(row)

    def tiers(self, tiers: Tiers) -> None:
        for viewer in self.viewers:
            viewer.tiers(tiers)

    def status(self, status: Status) -> None:
        for viewer in self.viewers:
            viewer.status(status)
