"""What the tests of several screens share."""

from contextlib import asynccontextmanager

import pytest

from tui_router.tui.screens.exchange import ExchangeScreen


@pytest.fixture
def open_one(run, until):
    """`async with open_one(id) as (pilot, control, screen)`: the exchange screen, once its request has been read."""

    @asynccontextmanager
    async def opening(id=37, control=None, size=(120, 40)):
        async with run(control, size=size) as (pilot, held):
            pilot.app.live_screen.exchanges.select(id)
            await pilot.press("enter")
            await until(
                pilot, lambda: isinstance(pilot.app.screen, ExchangeScreen) and pilot.app.screen.there
            )
            screen = pilot.app.screen
            await until(pilot, lambda: screen.seen.raw["a"].complete and len(screen.page) > 0)
            await pilot.pause()
            yield pilot, held, screen

    return opening
