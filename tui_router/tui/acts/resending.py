"""Sending again: one exchange to one or several targets, changed or not; all that the filter shows; and the ending of
one that still runs.
"""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from tui_router.control.client import ControlError
from tui_router.control.inspect import Resend
from tui_router.journal.record import ENDED, ExchangeRow
from tui_router.tui import cells
from tui_router.tui.screens.ask import AskScreen
from tui_router.tui.screens.edit_request import EditRequestScreen
from tui_router.tui.screens.replay import ReplayScreen
from tui_router.tui.widgets.words import Word

if TYPE_CHECKING:
    from tui_router.tui.screens.mending import Mending

AT_ONCE = 3
"""Exchanges of one sending that run at the same time."""
MOST = 500
_LOOK_S = 1.0

Then = Callable[[list[int]], None]


class Resending:
    def __init__(self, live: "Mending") -> None:
        self._live = live
        self._total = 0
        """Of the sending that goes on; 0 when there is none."""
        self._done = 0
        self._stopping = False

    # one

    def replay(self, row: ExchangeRow, ask: Resend | None = None, then: Then | None = None) -> None:
        """Ask where to and send it; `then` is called with the new ids instead of jumping to them."""
        live = self._live

        def sent(ids: list[int] | None) -> None:
            if not ids:
                return
            if then is not None:
                then(ids)
                return
            live.jump(ids[0])
            if len(ids) > 1:
                numbers = " ".join(f"#{id}" for id in ids[:8])
                live.tell(f"{len(ids)} sent: {numbers}{' …' if len(ids) > 8 else ''}")

        screen = ReplayScreen(live.follower.client, row, live.tiers_now, live.providers(), ask)
        live.app.push_screen(screen, sent)

    def edit(self, row: ExchangeRow) -> None:
        """Change it first."""

        def changed(ask: Resend | None) -> None:
            if ask is not None:
                self.replay(row, ask)

        self._live.app.push_screen(EditRequestScreen(self._live.follower.client, row), changed)

    # all

    @property
    def busy(self) -> bool:
        return self._total > 0

    def repeatable(self) -> list[ExchangeRow]:
        """What the filter shows and can be sent again, newest first."""
        book = self._live.exchanges.book
        rows = (book.at(position) for position in range(len(book)))
        return [
            row for row in rows if row is not None and row.path.partition("?")[0].endswith("/v1/messages")
        ]

    def all(self) -> None:
        """Ask, then send everything that is shown, the oldest first."""
        rows = self.repeatable()
        if self.busy or not rows:
            return
        if len(rows) > MOST:
            self._live.complain(
                f"{len(rows):,} exchanges are shown; {MOST} can be sent again at once. Filter first."
            )
            return
        costs = [row.cost for row in rows if row.cost is not None]
        about = f"From #{rows[0].id} back to #{rows[-1].id}, the oldest first, {AT_ONCE} at a time. "
        if costs:
            about += f"They cost {cells.money(sum(costs))} before"
            about += (
                ". " if len(costs) == len(rows) else f", {len(rows) - len(costs)} of them of unknown price. "
            )
        else:
            about += "What they cost is not known. "
        about += "They go where the wiring points now. No tool is run by it."
        question = f"Send {cells.plural(len(rows), 'exchange')} again?"
        screen = AskScreen(question, about, yes=f"Send {len(rows)}", no="Leave it")
        self._live.app.push_screen(screen, lambda yes: self._begin(rows) if yes else None)

    def _begin(self, rows: list[ExchangeRow]) -> None:
        if not self.busy:
            self._total, self._done, self._stopping = len(rows), 0, False
            self._live.run_worker(self._send(rows[::-1]), group="resend-all")
            self._live.marked()

    def stop(self) -> None:
        """No further one is sent; those under way end by themselves."""
        self._stopping = True
        self._live.marked()

    async def _send(self, rows: list[ExchangeRow]) -> None:
        """The queue is shared, so that a slow one does not hold up the others."""
        queue = iter(rows)
        wrong: list[str] = []

        async def some() -> None:
            for row in queue:
                if self._stopping:
                    return
                try:
                    new = await self._live.follower.client.replay(row.id)
                except ControlError as error:
                    wrong.append(f"#{row.id}: {error}")
                    if error.status == 0:  # the gateway is gone: nobody knows what it still took
                        self._stopping = True
                else:
                    self._done += 1
                    self._live.marked()
                    await self._ended(new)

        try:
            await asyncio.gather(*(some() for _ in range(AT_ONCE)))
        finally:
            done, total = self._done, self._total
            self._total = 0
            self._live.marked()
        self._live.tell(f"{done} of {cells.plural(total, 'exchange')} sent again.")
        if wrong:
            more = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
            self._live.complain(f"Not sent again: {wrong[0]}{more}")

    async def _ended(self, id: int) -> None:
        """Until the gateway says that it is over, or that it does not know it; or nobody waits for the rest."""
        heard = asyncio.Event()
        self._live.watchers.append(heard.set)
        try:
            while not self._stopping:
                row = self._live.exchanges.book.get(id)
                if row is not None and row.state in ENDED:
                    return
                heard.clear()
                try:
                    await asyncio.wait_for(heard.wait(), _LOOK_S)
                except TimeoutError:
                    pass  # the news may have been lost with a connection: look again
        finally:
            self._live.watchers.remove(heard.set)

    def notice(self) -> list[Word]:
        """How far the sending of all is; nothing when there is none."""
        if not self.busy:
            return []
        words: list[Word] = [
            ("sending again ", "ink-soft"),
            (f"{self._done:,} of {self._total:,}", "ink", "b"),
        ]
        if self._stopping:
            return [*words, (", stopping", "ink-soft")]
        return [*words, ("   esc", "accent", "b"), (" stop", "ink-soft")]

    # one that runs

    def cancel(self, row: ExchangeRow) -> None:
        """End it, when that is really meant."""
        live = self._live

        def answered(yes: bool | None) -> None:
            if yes:
                live.run_worker(self._cancel(row.id), group="cancel")

        about = "Its client gets an error and its upstream is hung up on. What was answered so far stays recorded."
        live.app.push_screen(AskScreen(f"End #{row.id} now?", about, "End it", "Let it go on"), answered)

    async def _cancel(self, id: int) -> None:
        try:
            await self._live.follower.client.cancel(id)
        except ControlError as error:
            self._live.complain(f"#{id} was not ended: {error}")
