"""The gateway's slow pulse: time limits and pings for all exchanges at once, the settings file, the figures on top
of the screen. One task for all, so that a request pays for none of it.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from tui_router.gateway.control import status_of

if TYPE_CHECKING:
    from tui_router.gateway.state import Gateway

log = logging.getLogger("tui_router.gateway")

BEAT = 0.5
"""Seconds."""


async def pulse(gateway: "Gateway", look_at_settings: Callable[[], None]) -> None:
    """Beats until cancelled."""
    even = False
    while True:
        await asyncio.sleep(BEAT)
        even = not even
        for exchange in list(gateway.active.values()):
            exchange.watch()
        if even:
            look_at_settings()
            if gateway.bus.viewers:
                gateway.bus.status(status_of(gateway))
