"""A screen that is being removed loses its widgets one by one, in any order; what still calls it finds some of them."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from tui_router.tui.screens.aside import Aside
from tui_router.tui.screens.exchange_view import ExchangeView
from tui_router.tui.screens.rewire_talk import RewireTalk
from tui_router.tui.screens.settings import SettingsScreen
from tui_router.tui.widgets.chain_field import ChainList
from tui_router.tui.widgets.entry_list import EntryList
from tui_router.tui.widgets.exchange_list import ExchangeList
from tui_router.tui.widgets.footer import Footer
from tui_router.tui.widgets.notice import Notice
from tui_router.tui.widgets.tabs_bar import TabsBar
from tui_router.tui.widgets.target_field import TargetField
from tui_router.tui.widgets.words import Words


@pytest.fixture
def half_removed(monkeypatch):
    """`async with half_removed(pilot, screen, left, *kept):` all of the screen is gone but for the classes in `kept`."""

    @asynccontextmanager
    async def removing(pilot, screen, left, *kept):
        leave = asyncio.Event()

        async def on_unmount(_self):
            await leave.wait()

        for kind in kept:
            monkeypatch.setattr(kind, "on_unmount", on_unmount, raising=False)
        removed = screen.remove()
        try:
            async with asyncio.timeout(30):
                while screen.query(left):
                    await asyncio.sleep(0.01)
            assert all(screen.query(kind) for kind in kept)
            yield
        finally:
            leave.set()
            await removed
        assert pilot.app._exception is None

    return removing


@pytest.mark.parametrize("key", ["2", "3", "5", "6"])
async def test_a_half_removed_screen_beside_live_is_left_alone(run, until, half_removed, key):
    async with run() as (pilot, _):
        await pilot.press(key)
        await until(pilot, lambda: isinstance(pilot.app.screen, Aside) and pilot.app.screen.there)
        screen = pilot.app.screen
        async with half_removed(pilot, screen, TabsBar, Footer):
            screen.heard()
            screen.draw()
            screen.want()


async def test_a_half_removed_exchange_is_left_alone(run, until, half_removed):
    async with run() as (pilot, _):
        await until(pilot, lambda: pilot.app.live_screen.exchanges.book.known == 10)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ExchangeView) and pilot.app.screen.there)
        screen = pilot.app.screen
        async with half_removed(pilot, screen, Notice, Footer):
            screen.heard()
            screen._flush()


async def test_a_half_removed_live_is_left_alone(run, until, half_removed):
    async with run() as (pilot, control):
        screen = pilot.app.live_screen
        await until(pilot, lambda: screen.exchanges.book.known == 10)
        status = await control.status()
        async with half_removed(pilot, screen, Footer, ExchangeList, TabsBar):
            screen._tick()
            screen.connected(status)
            screen.status(status)
            screen.gone("no gateway answers", 1.0)
            screen.tell("late")
            assert screen._gone == ""


async def test_a_half_removed_settings_screen_is_left_alone(run, until, half_removed):
    async with run() as (pilot, _):
        await pilot.press("comma")
        await until(pilot, lambda: isinstance(pilot.app.screen, SettingsScreen))
        screen = pilot.app.screen
        await until(pilot, lambda: screen.entries.entries)
        async with half_removed(pilot, screen, "#settings-said", EntryList):
            screen._list_items()
            screen._say("late", "ink")


async def test_a_half_removed_form_takes_no_late_answer(run, until, half_removed):
    async with run() as (pilot, _):
        await pilot.press("R")
        await until(pilot, lambda: isinstance(pilot.app.screen, RewireTalk) and pilot.app.screen.there)
        screen = pilot.app.screen
        async with half_removed(pilot, screen, "#rewire-keys", ChainList):
            screen._draw()
            assert not screen.there


@pytest.mark.parametrize(
    ("key", "asked", "left", "kept"),
    [
        ("f", "facts", "Choice", Words),
        ("H", "revisions", "Choice", Words),
        ("r", "dry_run", "#replay-say", TargetField),
    ],
)
async def test_a_dialog_that_was_left_takes_no_late_answer(
    run, until, half_removed, monkeypatch, key, asked, left, kept
):
    async with run() as (pilot, control):
        answered, answering = asyncio.Event(), asyncio.Event()
        answer = getattr(control, asked)

        async def late(*about):
            answering.set()
            await answered.wait()
            return await answer(*about)

        monkeypatch.setattr(control, asked, late)
        pilot.app.live_screen.exchanges.select(38)
        await pilot.press(key)
        await until(pilot, answering.is_set)
        screen = pilot.app.screen
        async with half_removed(pilot, screen, left, kept):
            answered.set()
            for _ in range(20):
                await asyncio.sleep(0)
