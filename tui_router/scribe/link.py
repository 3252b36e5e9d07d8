"""The gateway's side of the scribe: a bounded pipe to a child process that may be slow, dead or missing.

Nothing a request waits for happens here. What the pipe does not take at once is left out: first the bytes of
the legs, so that the list still has its row, then the whole. `lost` counts it. A scribe that ends is started
again; an exchange that was under way then is sent whole when it closes.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Literal

import msgspec

from tui_router.journal.query import last_id
from tui_router.journal.record import ExchangeDetail, ExchangeRow, LegCapture
from tui_router.scribe.asked import Asked
from tui_router.scribe.child import COMMAND, Child
from tui_router.scribe.frames import (
    Annotate,
    Annotated,
    Bye,
    Closed,
    Count,
    Counted,
    Health,
    Known,
    Opened,
    Purge,
    Purged,
    Ready,
    Sent,
    Stored,
    ToGateway,
)
from tui_router.scribe.held import Held
from tui_router.scribe.outlet import PIPE_CAP, Outlet

__all__ = ["ScribeLink", "last_id"]

Capture = Literal["full", "meta", "off"]

SLOW = PIPE_CAP // 4

STEADY_S = 20.0
"""A scribe that lived this long is started again at once, not after the longest pause."""
LONGEST_PAUSE_S = 10.0

_log = logging.getLogger(__name__)


class ScribeLink:
    def __init__(
        self,
        command: list[str] | None,
        db: Path,
        *,
        capture: Capture = "full",
        keep_exchanges: int = 5000,
        keep_mb: int = 1024,
        on_stored: Callable[[list[int]], None],
        on_counted: Callable[[Counted], None],
        first_pause: float = 0.1,
    ) -> None:
        """`command` starts another scribe than ours, which gets the same arguments. `first_pause` (seconds)
        doubles with each scribe that ends soon.
        """
        self._command = [
            *(command or COMMAND),
            f"--db={db}",
            f"--capture={capture}",
            f"--keep-exchanges={keep_exchanges}",
            f"--keep-mb={keep_mb}",
        ]
        self.db = db
        self.capture = capture
        self.lost = 0
        """Captures left out or lost with a scribe, since the gateway's start."""
        self.restarts = 0
        self.problem = ""
        """What is wrong with the journal, in words."""
        self._on_stored = on_stored
        self._on_counted = on_counted
        self._first_pause = first_pause
        self._keeper: asyncio.Task[None] | None = None
        self._tried = asyncio.Event()
        self._out = Outlet()
        self._refused = False
        self._failing = False
        self._behind = 0
        self._told_lost = 0
        self._held = Held()
        self._secrets: list[bytes] = []
        self._counts: Asked[Counted] = Asked()
        self._purges: Asked[Purged] = Asked()
        self._notes: Asked[Annotated] = Asked()

    async def start(self) -> int:
        """Start the scribe in the background. Returns the highest id the journal has given."""
        if self._keeper is None:
            self._keeper = asyncio.get_running_loop().create_task(self._keep())
        return last_id(self.db)

    @property
    def state(self) -> Literal["ok", "slow", "down", "off"]:
        """slow: captures wait, or the journal cannot be written. off: nothing is kept, tokens are counted."""
        if self.capture == "off" or self._refused:
            return "off"
        if self._out.child is None and self.restarts:
            return "down"
        return "slow" if self._failing or self._out.waiting + self._behind > SLOW else "ok"

    @property
    def waiting(self) -> int:
        """Bytes that the scribe has not taken yet."""
        return self._out.waiting

    @property
    def pid(self) -> int | None:
        return self._out.child.pid if self._out.child is not None else None

    def opened(self, row: ExchangeRow, a: LegCapture) -> None:
        if self._out.offer(Opened(row, a), [a]):
            self._held.delivered(row.id, [a])
            return
        self._held.missed(row.id, [a])
        if self._keeps_rows:
            self._out.offer_row(Opened(row, msgspec.structs.replace(a, data=b"")))

    def sent(self, id: int, b: LegCapture) -> None:
        if not self._keeps_legs:
            return
        if self._out.offer(Sent(id, b), [b]):
            self._held.delivered(id, [b])
        else:
            self._held.missed(id, [b])

    def closed(self, detail: ExchangeDetail, legs: Sequence[LegCapture]) -> None:
        """`legs` may be all of the exchange's: those the scribe has are not sent again."""
        number = detail.row.id
        if self._keeps_rows:
            rest = self._held.missing(number, legs) if self._keeps_legs else []
            given = self._out.offer(Closed(detail, rest), rest)
            if given:
                self._held.delivered(number, rest)
            else:
                given = self._out.offer_row(Closed(detail, []))
            if self._keeps_legs and not (given and self._held.whole(number)):
                self.lost += 1
            self._held.ended(detail, given=given)
        self._held.forget(number)

    def annotated(self, id: int, marked: bool | None, comment: str | None) -> None:
        """A person's mark or words on an exchange whose row is still to be sent, and takes them along too: this is for
        the rows of it that the journal has already.
        """
        if self._keeps_rows:
            self._out.offer_row(Annotate(id=id, marked=marked, comment=comment))

    async def annotate(self, id: int, marked: bool | None, comment: str | None, timeout: float = 5.0) -> str:
        """The same on an exchange that only the journal has. Returns what was in the way, "" once it is written."""
        if not self._keeps_rows:
            return self.problem or "nothing is kept"
        if self._out.child is None:
            return "the scribe does not run"
        done = await self._notes.ask(
            lambda ticket: self._out.offer_row(
                Annotate(id=id, marked=marked, comment=comment, ticket=ticket)
            ),
            timeout,
        )
        return done.problem if done is not None else "the scribe does not answer"

    def know(self, secrets: Sequence[bytes]) -> None:
        """Keys to be masked by their value, besides what looks like one."""
        self._secrets = [secret for secret in secrets if secret]
        if self._out.child is not None:
            self._out.put(Known(self._secrets))

    async def count(self, body: bytes, timeout: float = 2.0) -> Counted | None:
        """Tokens of a request's body; None when the scribe does not tell in time or cannot."""
        if (self._out.child is None and self.restarts) or self._out.waiting >= PIPE_CAP:
            return None
        counted = await self._counts.ask(lambda ticket: self._out.put(Count(ticket, body)), timeout)
        return counted if counted is not None and counted.total else None

    async def purge(self, before: float | None = None, timeout: float = 60.0) -> Purged:
        """Remove what began before the moment (epoch seconds), or all that is kept."""
        if self._out.child is None and self._keeper is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(timeout):
                    await self._tried.wait()  # it is being started: the gateway listens before that
        if self._out.child is None:
            return Purged(0, "the scribe does not run")
        purged = await self._purges.ask(lambda ticket: self._out.put(Purge(before, ticket)), timeout)
        return purged or Purged(0, "the scribe does not answer")

    async def close(self, timeout: float = 5.0) -> None:
        """Let the scribe write what it has and end; it is forced to after `timeout` seconds."""
        if self._keeper is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(timeout):
                    await self._tried.wait()  # what came before the first scribe runs is for it to store
        self._out.shut = True
        if self._out.child is not None:
            self._out.put(Bye())
            await self._out.child.finish(timeout)
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
            self._keeper = None

    @property
    def _keeps_rows(self) -> bool:
        return self.capture != "off" and not self._refused

    @property
    def _keeps_legs(self) -> bool:
        return self.capture == "full" and not self._refused

    async def _keep(self) -> None:
        """Have a scribe at all times."""
        loop = asyncio.get_running_loop()
        pause = self._first_pause
        while not self._out.shut:
            began = loop.time()
            try:
                child = await Child.spawn(self._command, self._hear)
            except OSError as error:
                self.problem = f"the scribe cannot be started: {error.strerror}"
                self._tried.set()
            else:
                self._begin(child)
                self._tried.set()
                self._end(await child.ended)
            if self._out.shut:
                return
            self.restarts += 1
            if loop.time() - began > STEADY_S:
                pause = self._first_pause
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_S)

    def _begin(self, child: Child) -> None:
        self._told_lost = self._behind = 0
        self.problem = ""
        self._refused = self._failing = False
        rows = (Closed(detail, []) for detail in self._held.unsent())
        self._out.connect(child, chain([Known(self._secrets)], rows))

    def _end(self, code: int | None) -> None:
        self._out.disconnect()
        self.lost += self._held.scribe_ended() if self._keeps_legs else 0
        if not self._out.shut:
            self.problem = "the scribe ended and is started again"
            _log.warning("the scribe ended with exit %s", code)
        self._counts.give_up()
        self._purges.give_up()
        self._notes.give_up()

    def _send_rows(self) -> None:
        """Rows that found no room, or went to a scribe that ended before it stored them."""
        if self._out.waiting < PIPE_CAP // 2:
            for detail in self._held.unsent():
                self._out.put(Closed(detail, []))

    def _hear(self, frame: ToGateway) -> None:
        try:
            self._take(frame)
        except Exception as error:  # noqa: BLE001 - a listener's fault must not close the pipe
            _log.warning("a word of the scribe was not understood: %s", type(error).__name__)

    def _take(self, frame: ToGateway) -> None:
        match frame:
            case Stored(ids):
                self._held.stored(ids)
                self._send_rows()
                self._on_stored(ids)
            case Counted(ticket=0):
                self._on_counted(frame)
            case Counted():
                self._counts.answer(frame.ticket, frame)
            case Health():
                self.lost += frame.lost - self._told_lost
                self._told_lost = frame.lost
                self._behind = frame.behind
                self.problem = frame.problem
                self._failing = frame.journal == "failing"
                self._refused = frame.journal == "refused"
                if self._refused:
                    self._held.clear()
                self._send_rows()
            case Purged():
                self._purges.answer(frame.ticket, frame)
            case Annotated():
                self._notes.answer(frame.ticket, frame)
            case Ready():
                pass  # the gateway read the last id itself, before there was a scribe
