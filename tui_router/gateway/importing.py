"""Exchanges of a bundle taken in: numbered anew, marked as imported, handed to the journal like our own.

A bundle comes from anybody. Its reader holds every text and figure within bounds; here is held what only we can know:
numbers, what may be counted on, and that an import never takes the scribe's room from what passes live.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tui_router.control.client import ControlError
from tui_router.gateway.live import Live, Tape
from tui_router.journal.record import ENDED, ExchangeDetail, ExchangeRow, LegCapture, LegSizes

if TYPE_CHECKING:
    from tui_router.export.bundle import Bundled
    from tui_router.gateway.state import Gateway
    from tui_router.journal.bus import Bus

ROOM = 2 * 1024 * 1024
"""Bytes of an import that may wait for the scribe at once; a larger exchange waits until nothing does."""
LOOK_S = 0.02
PATIENCE_S = 60.0
"""Seconds the scribe may take for what it was given before the import is given up."""
DEEPEST = 32
"""Agents under agents."""

log = logging.getLogger("tui_router.gateway")


class Imported(Live):
    """An exchange that ended elsewhere: what is told of it comes from the bundle, and nothing is measured."""

    def __init__(self, detail: ExchangeDetail, legs: Sequence[LegCapture], bus: "Bus") -> None:
        super().__init__(detail.row, bus)
        self._detail = detail
        for leg in legs:
            tape = _tape(leg)
            if leg.leg == "a":
                self.a = tape
            elif leg.leg == "d":
                self.d = tape
            else:
                (self.b if leg.leg == "b" else self.c).append(tape)

    def detail(self) -> ExchangeDetail:
        return self._detail

    def measure(self) -> None:
        return


def _tape(leg: LegCapture) -> Tape:
    tape = Tape(leg.leg, leg.attempt, leg.start)
    tape.status, tape.headers = leg.status, leg.headers
    tape.add(leg.data, 0.0)
    tape.marks, tape.size = leg.marks, leg.size
    return tape


class Importer:
    """`told` hears every row that came in."""

    def __init__(self, gateway: "Gateway", told: Callable[[ExchangeRow], None]) -> None:
        self._gateway = gateway
        self._told = told
        self._busy = False

    async def take(self, lines: bytes) -> list[int]:
        """The new ids, in the order of the bundle. Raises `ControlError`: 400 says what is wrong and in which line,
        409 that nothing could be kept, 429 that another import is under way; then nothing was taken.
        """
        from tui_router.export.bundle import BundleFault, read_bundle  # here: a start need not load it

        recorder = self._gateway.recorder
        if recorder.capture != "full" or recorder.state == "off":
            raise ControlError(
                "the journal keeps no bodies now, so there is nowhere to take a bundle in", 409
            )
        if self._busy:
            raise ControlError("another bundle is being taken in", 429)
        self._busy = True
        try:
            found = await asyncio.to_thread(read_bundle, lines)
            return await self._take(found)
        except BundleFault as fault:
            raise ControlError(str(fault), 400) from fault
        finally:
            self._busy = False

    async def _take(self, found: list["Bundled"]) -> list[int]:
        registry, recorder = self._gateway.registry, self._gateway.recorder
        ids = [registry.number() for _ in found]
        numbers: dict[int, int] = {}
        for bundled, number in zip(found, ids, strict=True):
            numbers.setdefault(bundled.row.id, number)
        for done, (bundled, number) in enumerate(zip(found, ids, strict=True)):
            if not await self._room(sum(len(leg.data) for leg in bundled.legs)):
                raise ControlError(f"the scribe does not take more: {done} of {len(ids)} came in", 503)
            detail = replace(bundled.detail, row=_own(bundled, number, numbers))
            recorder.closed(detail, bundled.legs)
            registry.keep(Imported(detail, bundled.legs, registry.bus))
            self._told(detail.row)
        if ids:
            log.info("%d exchanges came in from a bundle, #%d to #%d", len(ids), ids[0], ids[-1])
        return ids

    async def _room(self, size: int) -> bool:
        """Wait until the scribe has taken what it was given. False when it does not."""
        recorder = self._gateway.recorder
        end = time.monotonic() + PATIENCE_S
        await asyncio.sleep(0)  # whatever passes live goes first
        while (waiting := recorder.waiting) and waiting + size > ROOM:
            if time.monotonic() > end:
                return False
            await asyncio.sleep(LOOK_S)
        return True


def _own(bundled: "Bundled", number: int, numbers: dict[int, int]) -> ExchangeRow:
    """The row as it stands in our journal. `numbers` are the new ids of the bundle's old ones."""
    row, detail = bundled.row, bundled.detail
    origin = numbers.get(row.replay_of) if row.replay_of is not None else None
    ended = row.state in ENDED
    last = {leg.leg: leg.size for leg in sorted(bundled.legs, key=lambda leg: leg.attempt)}
    return replace(
        row,
        id=number,
        started_at=min(row.started_at, time.time()),
        state=row.state if ended else "interrupted",
        trouble=row.trouble if ended or row.trouble else "it had not ended when it was exported",
        replay_of=origin if origin != number else None,
        depth=min(row.depth, DEEPEST),
        sizes=LegSizes(**last),
        attempts=len(detail.attempts),
        notes=len(detail.notes),
        losses=sum(note.lossy for note in detail.notes),
        imported=True,
        stored=False,
    )
