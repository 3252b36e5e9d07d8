"""Keeps a screen in step with a gateway: the list, the wiring, and the legs of the selected exchange.

Events are gathered and handed over at most 15 times a second, so that the cost of a busy gateway is that of its
changes and not of its events. A broken connection is tried again with growing pauses; nothing here knows a widget.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import suppress
from typing import Any, Protocol

from tui_router.control.client import ControlClient, ControlError
from tui_router.control.events import ControlEvent, ExchangeChanged, Reset, StatusChanged, TiersChanged
from tui_router.journal.record import ENDED, ExchangeDetail, ExchangeRow, LegName, LegSlice, Status, Tiers
from tui_router.tui.legs import LegReader

FLUSH_S = 1 / 15
PAGE = 500
BACKFILL = 20_000
"""Older rows fetched without being asked, so that a filter finds what it should."""
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 8.0
SILENT_S = 3.0
"""A live exchange not heard of for so long is asked after: its end may have been missed between two connections."""


class Sink(Protocol):
    """What a screen gets. Called in the event loop, never more than 15 times a second each."""

    def connected(self, status: Status) -> None: ...
    def gone(self, reason: str, pause_s: float) -> None: ...
    def restarted(self) -> None:
        """Another gateway answers: nothing known holds any more."""
        ...

    def rows(self, rows: list[ExchangeRow]) -> None: ...
    def paged(self) -> None:
        """A page of the list was taken in; it stays for good."""
        ...

    def wiring(self, tiers: Tiers) -> None: ...
    def status(self, status: Status) -> None: ...
    def detail(self, detail: ExchangeDetail) -> None: ...
    def piece(self, id: int, piece: LegSlice) -> None: ...


class Follower:
    def __init__(self, client: ControlClient, sink: Sink) -> None:
        self.client = client
        self._sink = sink
        self._dirty: dict[int, ExchangeRow] = {}
        self._tiers: Tiers | None = None
        self._status: Status | None = None
        self._flush_due: asyncio.TimerHandle | None = None
        self._flushed_at = 0.0
        self._loaded = False
        self._connected = False
        self._touched: set[int] = set()
        self._born: tuple[int, float] | None = None
        self._heard: dict[int, float] = {}
        self._oldest: int | None = None
        self._paging = False
        self._all_paged = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._hurry = asyncio.Event()
        self._reload = asyncio.Event()
        self._legs = LegReader(self._ask, sink)

    def _ask(self) -> ControlClient:
        return self.client

    # from the screen

    def select(self, row: ExchangeRow | None) -> None:
        """The exchange whose detail and legs are wanted; again with each newer state of it."""
        self._legs.select(row)

    def want(self, legs: tuple[LegName, ...]) -> None:
        self._legs.want(legs)

    def look_at(self, attempt: int | None) -> None:
        """Which attempt's legs b and c are wanted; None is the newest."""
        self._legs.look_at(attempt)

    def retry_now(self) -> None:
        self._hurry.set()

    def older(self) -> None:
        """Fetch a page further back, if there is one and none is under way."""
        if self._loaded and not self._paging and not self._all_paged:
            self._paging = True
            self._spawn(self._page())

    # the connection

    async def run(self) -> None:
        """Until cancelled: connect, read, and begin again after a pause."""
        self._spawn(self._legs.run())
        self._spawn(self._tend())
        pause = FIRST_PAUSE_S
        try:
            while True:
                self._hurry.clear()
                reason = await self._session()
                if self._connected:
                    pause = FIRST_PAUSE_S
                self._loaded = self._connected = False
                self._sink.gone(reason, pause)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._hurry.wait(), pause)
                pause = min(pause * 2, LONGEST_PAUSE_S)
        finally:
            if self._flush_due is not None:
                self._flush_due.cancel()
            for task in self._tasks:
                task.cancel()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _session(self) -> str:
        """One connection; returns why it ended. Events are read before the list is asked for: nothing falls between."""
        self._reload.clear()
        reading = asyncio.create_task(self._read(self.client.events()))
        reloading: asyncio.Task[bool] | None = None
        try:
            await self._load()
            while True:
                reloading = asyncio.create_task(self._reload.wait())
                await asyncio.wait({reading, reloading}, return_when=asyncio.FIRST_COMPLETED)
                if reading.done():
                    return reading.result()
                self._reload.clear()
                await self._load()
        except ControlError as error:
            return str(error)
        finally:
            for task in (reading, reloading):
                if task is not None:
                    task.cancel()
            with suppress(asyncio.CancelledError):
                await reading

    async def _read(self, events: AsyncIterator[ControlEvent]) -> str:
        try:
            async for event in events:
                self._take(event)
        except ControlError as error:
            return str(error)
        return "the connection ended"

    async def _load(self) -> None:
        """Events wait while the list is under way: what they say is newer than it."""
        self._loaded = False
        status, tiers, rows = await asyncio.gather(
            self.client.status(), self.client.tiers(), self.client.exchanges(limit=PAGE)
        )
        born = (status.pid, status.started_at)
        if self._born not in (None, born):
            self._sink.restarted()
            self._heard.clear()
            self._oldest, self._all_paged = None, False
        self._born = born
        self._loaded = self._connected = True
        self._sink.connected(status)
        self._sink.wiring(tiers)
        self._note(rows)
        self._sink.rows(rows)
        self._sink.paged()
        if self._oldest is None:
            self._oldest = min((row.id for row in rows), default=None)
            self._all_paged = len(rows) < PAGE
            self.older()
        self._schedule()

    async def _page(self) -> None:
        try:
            while self._oldest is not None and not self._all_paged:
                self._touched.clear()
                rows = await self.client.exchanges(before=self._oldest, limit=PAGE)
                self._all_paged = len(rows) < PAGE
                if rows:
                    self._oldest = min(row.id for row in rows)
                    rows = [row for row in rows if row.id not in self._touched]
                    self._note(rows)
                    self._sink.rows(rows)
                    self._sink.paged()
                newest = max(self._heard, default=self._oldest)
                if newest - self._oldest > BACKFILL:
                    break
                await asyncio.sleep(FLUSH_S)
        except ControlError:
            return  # the event stream notices a gateway that is gone; a later scroll asks again
        finally:
            self._paging = False

    # events

    def _take(self, event: ControlEvent) -> None:
        match event:
            case ExchangeChanged(row):
                self._dirty[row.id] = row
                self._touched.add(row.id)
                self._note([row])
            case TiersChanged(tiers):
                self._tiers = tiers
            case StatusChanged(status):
                self._status = status
            case Reset():
                self._reload.set()
        if self._loaded:
            self._schedule()

    def _note(self, rows: list[ExchangeRow]) -> None:
        now = asyncio.get_running_loop().time()
        for row in rows:
            if row.state in ENDED:
                self._heard.pop(row.id, None)
            else:
                self._heard[row.id] = now

    def _schedule(self) -> None:
        if self._flush_due is None:
            loop = asyncio.get_running_loop()
            self._flush_due = loop.call_at(max(loop.time(), self._flushed_at + FLUSH_S), self._flush)

    def _flush(self) -> None:
        self._flush_due = None
        if not self._loaded:
            return
        self._flushed_at = asyncio.get_running_loop().time()
        rows, self._dirty = list(self._dirty.values()), {}
        tiers, self._tiers = self._tiers, None
        status, self._status = self._status, None
        if rows:
            self._sink.rows(rows)
        if tiers is not None:
            self._sink.wiring(tiers)
        if status is not None:
            self._sink.status(status)

    async def _tend(self) -> None:
        """Ask after live exchanges that have been silent, one a second."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(1.0)
            if not self._loaded or not self._heard:
                continue
            id, heard = min(self._heard.items(), key=lambda pair: pair[1])
            if loop.time() - heard < SILENT_S:
                continue
            try:
                detail = await self.client.exchange(id)
            except ControlError:
                self._heard.pop(id, None)  # purged, or the gateway is gone: the next load tells
                continue
            if id in self._heard:
                self._note([detail.row])
                self._dirty.setdefault(id, detail.row)
                self._schedule()
