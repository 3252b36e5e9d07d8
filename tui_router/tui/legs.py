"""Reads detail and legs of the selected exchange piece by piece, only what is looked at and not yet here."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from msgspec.structs import replace

from tui_router.control.client import ControlClient, ControlError
from tui_router.journal.record import ENDED, ExchangeDetail, ExchangeRow, LegName, LegSlice

ROUND_S = 1 / 15
LAST_ASKS = 5
"""How often an ended exchange is asked for a leg that never says it is complete."""
PIECE = 32 * 1024
"""Bytes of an answer that are handed out in one go: read into events they hold the loop for some 5 ms."""


class LegSink(Protocol):
    def detail(self, detail: ExchangeDetail) -> None: ...
    def piece(self, id: int, piece: LegSlice) -> None: ...


@dataclass
class _Progress:
    attempt: int = 0
    next: int = 0
    asked: bool = False
    complete: bool = False
    asks_left: int = LAST_ASKS


def _detail_mark(row: ExchangeRow) -> tuple[object, ...]:
    """What of a row says that there is more to know than the row itself."""
    return (
        row.state,
        row.attempts,
        row.notes,
        row.diagnosis,
        row.status,
        row.provider,
        row.model,
        row.stored,
    )


class LegReader:
    def __init__(self, ask: Callable[[], ControlClient], sink: LegSink) -> None:
        self._ask = ask
        self._sink = sink
        self._row: ExchangeRow | None = None
        self._mark: tuple[object, ...] | None = None
        self._legs: dict[LegName, _Progress] = {}
        self._wanted: tuple[LegName, ...] = ()
        self._wake = asyncio.Event()
        self._looked_at: int | None = None

    def select(self, row: ExchangeRow | None) -> None:
        if row is None or self._row is None or row.id != self._row.id:
            self._mark = None
            self._legs = {}
            self._looked_at = None
        self._row = row
        self._wake.set()

    def want(self, legs: tuple[LegName, ...]) -> None:
        self._wanted = legs
        self._wake.set()

    def look_at(self, attempt: int | None) -> None:
        """Read legs b and c of this attempt, from their beginning; None is the newest one."""
        self._looked_at = attempt
        for leg in ("b", "c"):
            self._legs.pop(leg, None)
        self._wake.set()

    async def run(self) -> None:
        """Until cancelled. A gateway that does not answer is the follower's business: here it only ends a round."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                more = await self._round()
            except ControlError:
                more = False
            await asyncio.sleep(ROUND_S)
            if more:
                self._wake.set()

    async def _round(self) -> bool:
        """Fetch what is due of the selected exchange; True when there is more to fetch already."""
        row = self._row
        if row is None:
            return False
        mark = _detail_mark(row)
        if mark != self._mark:
            detail = await self._ask().exchange(row.id)
            if not self._still(row.id):
                return True
            self._mark = mark
            self._sink.detail(detail)
        more = False
        for leg in self._wanted:
            progress = self._progress(leg)
            if not self._due(leg, progress):
                continue
            piece = await self._fetch(row.id, leg, progress)
            if not self._still(row.id):
                return True
            if piece is not None:
                more |= self._took(progress, piece)
                for part in cut(piece):
                    self._sink.piece(row.id, part)
                    await asyncio.sleep(0)  # between two parts, keys are heard
                    if not self._still(row.id):
                        return True
        return more

    def _still(self, id: int) -> bool:
        return self._row is not None and self._row.id == id

    def _attempt(self, leg: LegName) -> int:
        """b and c belong to one attempt, the newest unless another is looked at; 0 means none was made."""
        row = self._row
        if row is None or leg in ("a", "d"):
            return 0
        if self._looked_at is not None:
            return self._looked_at
        return max(row.attempts, 1 if row.sizes.b or row.sizes.c else 0)

    def _progress(self, leg: LegName) -> _Progress:
        attempt = self._attempt(leg)
        progress = self._legs.get(leg)
        if progress is None or progress.attempt != attempt:
            progress = self._legs[leg] = _Progress(attempt)
        return progress

    def _due(self, leg: LegName, progress: _Progress) -> bool:
        row = self._row
        if row is None or progress.complete or (leg in ("b", "c") and not progress.attempt):
            return False
        if not progress.asked or getattr(row.sizes, leg) > progress.next:
            return True
        return row.state in ENDED and progress.asks_left > 0

    async def _fetch(self, id: int, leg: LegName, progress: _Progress) -> LegSlice | None:
        """None where the gateway has no such leg: it was not captured, or is purged."""
        try:
            return await self._ask().leg(id, leg, attempt=progress.attempt, offset=progress.next)
        except ControlError as error:
            if error.status != 404:
                raise
            progress.asked = progress.complete = True
            return None

    def _took(self, progress: _Progress, piece: LegSlice) -> bool:
        """Note how far we are; True when the gateway holds more right now."""
        advanced = piece.next > progress.next
        progress.asked = True
        progress.next = max(progress.next, piece.next)
        progress.complete = (piece.complete and piece.next >= piece.size) or (
            piece.truncated and not advanced
        )
        ended = self._row is not None and self._row.state in ENDED
        if not advanced and ended:
            progress.asks_left -= 1
        return not progress.complete and ((advanced and piece.next < piece.size) or ended)


def cut(piece: LegSlice) -> Iterable[LegSlice]:
    """A slice of an answer in parts that are quick to read; of a request as it is, since its bytes are only kept."""
    if piece.leg in ("a", "b") or len(piece.data) <= PIECE:
        yield piece
        return
    for start in range(0, len(piece.data), PIECE):
        last = start + PIECE >= len(piece.data)
        yield replace(
            piece,
            data=piece.data[start : start + PIECE],
            offset=piece.offset + start,
            next=piece.next if last else piece.offset + start + PIECE,
            complete=piece.complete and last,
            truncated=piece.truncated and last,
            marks=[] if start else piece.marks,
        )
