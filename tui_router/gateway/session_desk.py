"""The sessions of the gateway's clients, for an inspector: what the journal has of earlier runs, and every exchange that
has ended since."""

import asyncio
from typing import TYPE_CHECKING

from tui_router.journal.query import Reader
from tui_router.journal.sessions import Session, SessionBook

if TYPE_CHECKING:
    from tui_router.gateway.state import Gateway
    from tui_router.journal.record import ExchangeRow

LOOKED_AT = 5000
"""Exchanges of earlier runs that are read, once, when somebody asks first."""


class SessionDesk:
    def __init__(self, gateway: "Gateway", reader: Reader) -> None:
        self._gateway = gateway
        self._reader = reader
        self._book = SessionBook()
        self._one = asyncio.Lock()
        self._read = False
        gateway.registry.watchers.append(self.heard)

    def heard(self, row: "ExchangeRow") -> None:
        self._book.add(row)

    async def sessions(self) -> list[Session]:
        async with self._one:
            if not self._read:
                earlier = await asyncio.to_thread(
                    self._reader.rows, self._gateway.registry.first_id, LOOKED_AT
                )
                self._read = True
                for row in reversed(earlier):
                    self._book.add(row)
        live = [held.row for held in self._gateway.registry.live.values()]
        return self._book.listing(live, self._gateway.wiring.table.sessions)

    def forget(self, before: float | None) -> None:
        """Captures from before that moment (UTC epoch seconds; None: all) were purged, and so are sessions that ended
        before it. A session that went on keeps its sums: they hold no word of what was said."""
        self._book.forget(before)
        self._read = True
