"""Requests that a person holds back before anything of them is sent, and lets go: as they are, changed, or refused.

Breakpoints live as long as the gateway does and no longer: one that was forgotten should not greet tomorrow's client.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from tui_router.control.client import ControlError
from tui_router.control.inspect import Breakpoints, Release
from tui_router.core.faults import ClientFault, Fault
from tui_router.core.note import Note
from tui_router.core.target import Target
from tui_router.gateway.guard import BODY_CAP
from tui_router.gateway.refusals import STOPPING, refused_by_hand
from tui_router.journal.filter import FilterFault, compile_filter
from tui_router.messages.codec import decode_request

if TYPE_CHECKING:
    from tui_router.gateway.live import Live
    from tui_router.journal.record import ExchangeRow

MOST_BREAKPOINTS = 20
FILTER_CAP = 500
"""Characters of a breakpoint."""
BY_HAND = "changed by hand"
WORDS_CAP = 500
"""Characters of a refusal."""
HOLD_S = 600.0
"""Seconds after which a held request goes on by itself: its client has given up by then, or soon will."""

log = logging.getLogger("tui_router.gateway")


class ByHand(msgspec.Struct, frozen=True):
    """What a held request became: the body to be sent, and where to if not where the wiring says."""

    body: bytes
    to: Target | None
    edited: bool = False
    notes: tuple[Note, ...] = ()


class _Held(msgspec.Struct, frozen=True):
    body: bytes
    free: "asyncio.Future[ByHand | None]"


class Holds:
    """All breakpoints and all that waits at them."""

    def __init__(self) -> None:
        self.filters: list[str] = []
        self._fits: list[Callable[[ExchangeRow], bool]] = []
        self._held: dict[int, _Held] = {}
        self._stopped = False

    def __len__(self) -> int:
        return len(self._held)

    def fits(self, row: "ExchangeRow") -> bool:
        return bool(self._fits) and not self._stopped and any(fits(row) for fits in self._fits)

    async def wait(self, live: "Live", body: bytes) -> ByHand | None:
        """Hold it until somebody lets it go. None: it goes on as it is. Raises `Fault` when it is refused, or the
        gateway stops.
        """
        row = live.row
        held = self._held[row.id] = _Held(body, asyncio.get_running_loop().create_future())
        row.state = "held"
        live.touch()
        try:
            async with asyncio.timeout(HOLD_S):
                return await held.free
        except TimeoutError:
            log.info("#%d was held for %.0f minutes and goes on unchanged", row.id, HOLD_S / 60)
            return None
        finally:
            self._held.pop(row.id, None)
            row.state = "waiting"
            live.touch()

    # -- what is asked of it

    def breakpoints(self) -> Breakpoints:
        return Breakpoints(filters=list(self.filters), held=sorted(self._held))

    def put(self, filters: list[str]) -> Breakpoints:
        """From now on these; what is held stays held. Raises `ControlError` 400 for a filter that cannot be read."""
        filters = list(dict.fromkeys(text.strip() for text in filters))
        if len(filters) > MOST_BREAKPOINTS:
            raise ControlError(f"at most {MOST_BREAKPOINTS} breakpoints are kept", 400)
        self._fits = [_compiled(text) for text in filters]
        self.filters = filters
        return self.breakpoints()

    def release(self, id: int, ask: Release, known: Callable[[str], Target]) -> None:
        """Let it go. `known` reads "provider/model". Raises `ControlError`: 409 when it is not held, 400 when it
        cannot be sent as it is wanted; then it stays held.
        """
        held = self._held.get(id)
        if held is None:
            raise ControlError(f"#{id} is not held", 409)
        words = _plain(ask.refuse)
        if words and (ask.to or ask.patch or ask.body):
            raise ControlError("refuse it, or let it go on: not both", 400)
        try:
            by_hand = None if words else _by_hand(held.body, ask, known)
        except Fault as fault:
            raise ControlError(fault.diagnosis.message, 400) from fault
        del self._held[id]
        if held.free.done():
            raise ControlError(f"#{id} is not held any more", 409)
        if words:
            held.free.set_exception(ClientFault(refused_by_hand(words)))
        else:
            held.free.set_result(by_hand)

    def stop(self) -> None:
        """The gateway is to end: nothing is held any more."""
        self._stopped = True
        for held in self._held.values():
            if not held.free.done():
                held.free.set_exception(Fault(STOPPING))


def _plain(words: str) -> str:
    """One line of what a terminal can show."""
    return " ".join("".join(c if c.isprintable() else " " for c in words[: 4 * WORDS_CAP]).split())[
        :WORDS_CAP
    ]


def _by_hand(body: bytes, ask: Release, known: Callable[[str], Target]) -> ByHand | None:
    """None for one that goes on as it is. Raises `ClientFault`."""
    if not (ask.to or ask.patch or ask.body):
        return None
    to = known(ask.to) if ask.to else None
    if not (ask.patch or ask.body):
        return ByHand(body, to)
    # Imported here: it brings a dialect along that a start need not load.
    from tui_router.replay.edit import differences, edited

    changed = edited(body, ask.patch, ask.body, cap=BODY_CAP)
    decode_request(changed)
    return ByHand(changed, to, changed != body, differences(body, changed, BY_HAND))


def _compiled(text: str) -> "Callable[[ExchangeRow], bool]":
    if len(text) > FILTER_CAP:
        raise ControlError(f"a breakpoint has at most {FILTER_CAP} characters", 400)
    try:
        found = compile_filter(text)
    except FilterFault as fault:
        raise ControlError(f"{text}: {fault.told()}", 400) from fault
    if found.bodies:
        raise ControlError(
            f"{text}: a breakpoint cannot look in bodies; they are searched once they are kept", 400
        )
    return found
