"""What the exchange screen reads of one exchange, and what stands beside it."""

from collections.abc import Callable, Iterable
from itertools import islice

from msgspec.structs import replace

from tui_router.control.client import ControlClient, ControlError
from tui_router.journal.record import LEG_CAP, ExchangeDetail, ExchangeRow, LegName, LegSlice
from tui_router.tui.legs import LegReader
from tui_router.tui.seen import Before, Seen

LOOKED_BACK = 20_000
"""Rows of a session that are gone through."""


class ExchangeReading:
    """`changed` is called in the loop whenever there is something new in `seen`."""

    def __init__(self, client: ControlClient, row: ExchangeRow, changed: Callable[[], None]) -> None:
        self.client = client
        self._changed = changed
        self._reader = LegReader(lambda: client, self)
        self.seen = Seen(ExchangeDetail(row=row))
        self._beside_for = 0

    def open(self, row: ExchangeRow) -> None:
        """Another exchange from now on."""
        self.seen = Seen(ExchangeDetail(row=row))
        self._beside_for = 0
        self._reader.select(row)

    def again(self) -> None:
        """Everything anew: another gateway answers, and may have kept less of it."""
        self._reader.select(None)
        self.open(self.seen.row)

    def newer(self, row: ExchangeRow) -> None:
        """The list's row is the newest there is; notes and attempts come with the detail."""
        if row.id != self.seen.row.id:
            return
        self._reader.select(row)
        if row is not self.seen.row:
            self.seen.took(replace(self.seen.detail, row=row))
            self._changed()

    def want(self, legs: tuple[LegName, ...]) -> None:
        self._reader.want(legs)

    def look_at(self, attempt: int | None) -> None:
        self.seen.look_at(attempt)
        self._reader.look_at(attempt)

    async def run(self) -> None:
        """Until cancelled."""
        self._reader.select(self.seen.row)
        await self._reader.run()

    # what the reader brings

    def detail(self, detail: ExchangeDetail) -> None:
        if detail.row.id == self.seen.row.id:
            self.seen.took(replace(detail, row=self.seen.row))
            self._changed()

    def piece(self, id: int, piece: LegSlice) -> None:
        if id == self.seen.row.id and self.seen.add(piece):
            self._changed()

    # beside it

    async def read_beside(self, rows: Iterable[ExchangeRow]) -> None:
        """Models, tiers and the request before, once for an exchange; `rows` are those known of its session, newest
        first. What cannot be read is left unknown.
        """
        seen = self.seen
        if self._beside_for == seen.row.id:
            return
        self._beside_for = seen.row.id
        found = before_of(seen.row, rows)
        try:
            seen.know(models=await self.client.models(), tiers=await self.client.tiers())
            self._changed()
            if found is not None:
                a, b = await self._whole(found.id, "a"), await self._whole(found.id, "b")
                seen.know(before=Before(found, a, b))
        except ControlError:
            self._beside_for = 0  # asked again when such a page is turned to anew
            return
        seen.no_before = seen.before is None or not seen.before.a
        seen.revision += 1
        self._changed()

    async def _whole(self, id: int, leg: LegName) -> bytes:
        """A leg as far as it is kept; nothing where it was not captured."""
        data = bytearray()
        while len(data) < LEG_CAP:
            try:
                piece = await self.client.leg(id, leg, offset=len(data))
            except ControlError as error:
                if error.status == 404:
                    break
                raise
            data += piece.data
            if not piece.data or len(data) >= piece.size:
                break
        return bytes(data[:LEG_CAP])


def before_of(row: ExchangeRow, session: Iterable[ExchangeRow]) -> ExchangeRow | None:
    """The newest earlier request of the same kind and agent in its session, whose rows come newest first."""
    same = (row.agent, row.path, row.kind)
    for other in islice(session, LOOKED_BACK):
        if other.id < row.id and (other.agent, other.path, other.kind) == same:
            return other
    return None


def turn_of(row: ExchangeRow, session: Iterable[ExchangeRow]) -> int:
    """The how manieth request of its kind and agent it is in its session, of those that are known; 0 without one."""
    same = (row.agent, row.kind)
    rows = islice(session, LOOKED_BACK)
    return sum(other.id <= row.id and (other.agent, other.kind) == same for other in rows)


def session_cost(session: Iterable[ExchangeRow]) -> float | None:
    """US dollars of the session's exchanges that are known; None when none has a price."""
    costs = [other.cost for other in islice(session, LOOKED_BACK) if other.cost is not None]
    return sum(costs) if costs else None
