"""The inspector without a screen: one line for each exchange that ends, the totals last."""

import asyncio
import signal
import sys
from collections.abc import Callable, Coroutine
from typing import Any, TextIO, TypeVar

from tui_router.cli.lines import Totals, plain_line
from tui_router.control.client import ControlClient, ControlError
from tui_router.control.events import ExchangeChanged, Reset
from tui_router.journal.filter import Filter
from tui_router.journal.record import ENDED, ExchangeRow

T = TypeVar("T")

_PAGE = 500


class PlainView:
    """Writes every ended exchange once. Those up to number `since` ended before we came; `only` leaves others out."""

    def __init__(self, since: int = 0, out: TextIO | None = None, only: Filter | None = None) -> None:
        self.totals = Totals()
        self._since = since
        self._only = only
        self._shown: set[int] = set()
        self._out = out or sys.stdout

    def show(self, row: ExchangeRow) -> None:
        if row.state in ENDED and not self.knows(row):
            self._shown.add(row.id)
            if self._only is not None and not self._only(row):
                return
            self.totals.add(row)
            self._out.write(plain_line(row) + "\n")
            self._out.flush()

    def knows(self, row: ExchangeRow) -> bool:
        return row.id <= self._since or row.id in self._shown

    def close(self) -> None:
        self._out.write(self.totals.line() + "\n")
        self._out.flush()


async def follow(client: ControlClient, view: PlainView) -> None:
    """Until the gateway ends. Raises `ControlError` when the connection breaks."""
    behind = True
    async for event in client.events():
        if behind or isinstance(event, Reset):
            # What ended before the stream was open, or in its gap, stands in the list only.
            await catch_up(client, view)
            behind = False
        if isinstance(event, ExchangeChanged):
            view.show(event.row)


async def catch_up(client: ControlClient, view: PlainView) -> None:
    missed: list[ExchangeRow] = []
    before: int | None = None
    while True:
        page = await client.exchanges(before=before, limit=_PAGE)
        missed += [row for row in page if not view.knows(row)]
        if len(page) < _PAGE or all(view.knows(row) for row in page):
            break
        before = page[-1].id
    for row in reversed(missed):
        view.show(row)


async def newest(client: ControlClient) -> int:
    """The number of the last exchange so far."""
    return max((row.id for row in await client.exchanges(limit=1)), default=0)


def until_signalled(work: Callable[[], Coroutine[Any, Any, T]]) -> T | None:
    """Run, and take SIGINT, SIGTERM and SIGHUP as a wish to finish: then the result is None."""

    async def main() -> T | None:
        loop = asyncio.get_running_loop()
        task = asyncio.ensure_future(work())
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, task.cancel)
        try:
            return await task
        except asyncio.CancelledError:
            return None

    return asyncio.run(main())


def show_plain(client: ControlClient, hello: str = "", only: Filter | None = None) -> int:
    """The exchanges from now on, until a signal or the gateway's end; returns the exit code.

    `hello` is the first line; whoever reads it may signal us from then on.
    """
    view = PlainView(only=only)

    async def work() -> None:
        nonlocal view
        if hello:
            sys.stdout.write(f"{hello}\n")
            sys.stdout.flush()
        try:
            view = PlainView(await newest(client), only=only)
            await follow(client, view)
        finally:
            await client.aclose()

    try:
        until_signalled(work)
    except ControlError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    finally:
        view.close()
    return 0
