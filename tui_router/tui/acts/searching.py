"""Searches in bodies for the filter in force: started, told of, followed by what ends later, given up with the filter."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

from textual.worker import Worker

from tui_router.control.client import ControlError
from tui_router.control.inspect import Search
from tui_router.journal.filter import Filter
from tui_router.journal.record import ENDED, ExchangeRow
from tui_router.tui.screens.live_view import LiveView
from tui_router.tui.widgets.filter_line import FilterLine

PAUSE_S = 0.3
"""Nothing is searched while somebody types."""
LATE_S = 1.0
"""What has ended is searched together with what ends soon after."""
AT_ONCE = 500
"""Exchanges named in one search."""
BUSY_S = 2.0
"""Before the gateway is asked again that had too many searches."""

Key = tuple[str, str]
"""Pattern and legs."""


@dataclass(slots=True)
class _Result:
    found: set[int] = field(default_factory=set)
    done: bool = False


class Searching:
    """The same search of the filter before is taken over with what it found."""

    def __init__(self, live: LiveView) -> None:
        self._live = live
        self._results: dict[Key, _Result] = {}
        self._worker: Worker[None] | None = None
        self._newest = -1
        self._open: set[int] = set()
        """What had not ended when its turn in the search may have been."""
        self._late: set[int] = set()
        self._late_worker: Worker[None] | None = None

    # what the screen tells

    def follow(self, filter: Filter) -> None:
        """Another filter was given: search what it needs."""
        before = self._results
        self._results = {}
        for body in filter.bodies:
            key = body.pattern, body.legs
            self._results[key] = self._results.get(key) or before.get(key) or _Result()
            body.found = self._results[key].found
        wanted = [key for key, result in self._results.items() if not result.done]
        if self._worker is not None and wanted != [key for key, result in before.items() if not result.done]:
            self._worker.cancel()
            self._worker = None
        if not self._results:
            self._open.clear()
            self._late.clear()
            self._say("")
        if wanted and self._worker is None:
            known = list(self._live.exchanges.book.newest())
            self._newest = known[0].id if known else -1
            self._open |= {row.id for row in known if row.state not in ENDED}
            self._worker = self._live.run_worker(self._run(), group="bodies")

    def filtered(self) -> None:
        """The filter has gone through the list: what was found meanwhile may have been passed by."""
        for result in self._results.values():
            self._live.exchanges.recheck(result.found)

    def saw(self, rows: Iterable[ExchangeRow]) -> None:
        """News of exchanges: those that end after the search began are searched on their own."""
        if not self._results:
            return
        for row in rows:
            if row.state not in ENDED:
                self._open.add(row.id)
            elif row.id in self._open or row.id > self._newest:
                self._open.discard(row.id)
                self._newest = max(self._newest, row.id)
                self._late.add(row.id)
        if self._late and (self._late_worker is None or self._late_worker.is_finished):
            self._late_worker = self._live.run_worker(self._follow_up(), group="bodies-late")

    # the searches

    async def _run(self) -> None:
        await asyncio.sleep(PAUSE_S)
        problem = ""
        for (pattern, legs), result in list(self._results.items()):
            if not result.done:
                problem = await self._search(Search(pattern=pattern, legs=legs), result) or problem
                result.done = not problem
        self._worker = None
        self._say(problem, "state-warn")

    async def _search(self, ask: Search, result: _Result, *, quiet: bool = False) -> str:
        """Returns why it ended early, "" when it did not."""
        problem = ""
        try:
            async for step in self._live.follower.client.search(ask):
                result.found.update(step.ids)
                if step.ids:
                    self._live.exchanges.recheck(step.ids)
                    self._count()
                if not quiet:
                    self._say(f"searching bodies {step.searched:,} of {step.total:,}")
                problem = step.problem or problem
        except ControlError as error:
            return str(error)
        return problem

    async def _follow_up(self) -> None:
        while self._late and self._results:
            await asyncio.sleep(LATE_S)
            ids = sorted(self._late)[-AT_ONCE:]
            self._late.difference_update(ids)
            for (pattern, legs), result in list(self._results.items()):
                if await self._search(Search(pattern=pattern, legs=legs, ids=ids), result, quiet=True):
                    self._late.update(ids)  # the gateway is busy or away: they keep
                    await asyncio.sleep(BUSY_S)
                    break

    def _say(self, words: str, role: str = "ink-soft") -> None:
        self._live.query_one(FilterLine).searching(words, role)

    def _count(self) -> None:
        book = self._live.exchanges.book
        self._live.query_one(FilterLine).count(len(book), book.known)
