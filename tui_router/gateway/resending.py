"""Recorded requests sent again: as they were or changed by a person, to where the wiring points or elsewhere."""

import asyncio
from collections.abc import Awaitable
from typing import TYPE_CHECKING, Protocol

from msgspec.structs import replace

from tui_router.control.client import ControlError
from tui_router.control.inspect import Resend
from tui_router.core.faults import Fault
from tui_router.core.target import Target
from tui_router.gateway.exchange import Exchange
from tui_router.gateway.guard import BODY_CAP
from tui_router.gateway.live import Live, open_headers, slice_of
from tui_router.gateway.responder import Responder, swallow
from tui_router.journal.record import LegName, LegSlice
from tui_router.replay.replay import Again, again

if TYPE_CHECKING:
    from tui_router.gateway.state import Gateway


class LegOf(Protocol):
    def __call__(self, id: int, leg: LegName, *, offset: int = 0) -> Awaitable[LegSlice]: ...


class Resender:
    """`leg_of` is the control service's own way to a leg."""

    def __init__(self, gateway: "Gateway", leg_of: LegOf) -> None:
        self._gateway = gateway
        self._leg_of = leg_of
        self._tasks: set[asyncio.Task[None]] = set()

    async def replay(self, id: int, ask: Resend | None) -> int:
        """Returns the new id. Raises `ControlError` 404 for an exchange nobody knows, 400 for what cannot be sent."""
        ask = ask or Resend()
        try:
            force = self._gateway.wiring.known(ask.to) if ask.to else None
            request = await self.request_of(id)
            if ask.edited:
                request = _changed(request, ask)
        except Fault as fault:
            raise ControlError(fault.diagnosis.message, 400) from fault
        return self.send(id, request, force, edited=ask.edited)

    async def request_of(self, id: int) -> Again:
        """Leg a, ready for the road. Raises `ControlError`."""
        try:
            first, body = await self._leg_a(id)
            return again(first.start, first.headers, body, size=first.size)
        except Fault as fault:
            raise ControlError(fault.diagnosis.message, 400) from fault

    def send(self, id: int, request: Again, force: Target | None, *, edited: bool = False) -> int:
        """Begin a new exchange that is linked to the one it was made from, and does not wait for it."""
        live = self._gateway.registry.open()
        live.row.replay_of = id
        live.row.edited = edited
        live.row.path = request.start.partition(" ")[2].partition("?")[0]
        live.a.start = request.start
        live.a.headers = open_headers(request.headers.items())
        task = asyncio.ensure_future(self._send(live, request.headers, request.body, force))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return live.row.id

    async def _send(self, live: Live, headers: dict[str, str], body: bytes, force: Target | None) -> None:
        responder = Responder(live, swallow, self._gateway.new_id("req_"))
        await Exchange(self._gateway, responder, headers, force=force).run(body)

    async def _leg_a(self, id: int) -> tuple[LegSlice, bytes]:
        """Leg a whole. From memory it is as it came; from the journal its secrets are masked."""
        live = self._gateway.registry.find(id)
        if live is not None:
            return slice_of(live.a, 0, 0, complete=True, mask=bytes), live.a.data()
        first = piece = await self._leg_of(id, "a")
        parts = [first.data]
        while not piece.complete:
            piece = await self._leg_of(id, "a", offset=piece.next)
            parts.append(piece.data)
        return first, b"".join(parts)

    async def close(self) -> None:
        """End what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def _changed(request: Again, ask: Resend) -> Again:
    # Imported here: it brings a dialect along that a start need not load.
    from tui_router.replay.edit import edited

    return replace(request, body=edited(request.body, ask.patch, ask.body, cap=BODY_CAP))
