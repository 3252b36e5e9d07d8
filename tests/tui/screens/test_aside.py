import pytest

from tui_router.control.client import ControlError
from tui_router.tui.screens import aside, mending
from tui_router.tui.screens.aside import Aside
from tui_router.tui.widgets.footer import Footer
from tui_router.tui.widgets.notice import Notice
from tui_router.tui.widgets.tabs_bar import TabsBar
from tui_router.tui.widgets.wiring_bar import WiringBar

READ = {"2": "wiring", "3": "troubles", "5": "sessions"}
"""What each screen asks the gateway for, by the key of its tab."""


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(aside, "ASK_S", 0.05)
    monkeypatch.setattr(mending, "ASK_S", 0.05)


@pytest.fixture(params=READ)
def opened(run, until, request, fakes):
    """Routes, Diagnostics, Sessions: `async with opened() as (pilot, control, screen)`."""
    from contextlib import asynccontextmanager

    @asynccontextmanager
    async def opening(size=(120, 40)):
        async with run(fakes.troubled(), size=size) as (pilot, control):
            await pilot.press(request.param)
            await until(pilot, lambda: isinstance(pilot.app.screen, Aside))
            await until(pilot, lambda: len(pilot.app.screen.entries.entries) > 0)
            yield pilot, control, pilot.app.screen

    return opening


async def test_it_shows_lives_bars(opened, until):
    async with opened() as (pilot, control, screen):
        assert screen.query_one(TabsBar).active is screen.TAB
        assert screen.query_one(WiringBar).tiers == pilot.app.live_screen.query_one(WiringBar).tiers
        control.problem = "tiers.sonnet: no such provider"
        control.tick()
        await until(pilot, lambda: screen.query_one(Notice).has_class("-warning"))


async def test_a_gateway_that_comes_back_is_asked_again(opened, until, monkeypatch):
    from tui_router.tui import follow

    monkeypatch.setattr(follow, "FIRST_PAUSE_S", 0.2)
    async with opened() as (pilot, control, screen):
        control.fail(ControlError("connection refused"))
        await until(pilot, lambda: not pilot.app.live_screen.reachable)
        await until(pilot, lambda: "Try now" in [key.label for key in screen.query_one(Footer).keys])
        assert len(screen.entries.entries) > 0
        before = control.asked.count(READ[screen.TAB.key])
        control.down = None
        await until(pilot, lambda: control.asked.count(READ[screen.TAB.key]) > before)


async def test_another_gateway_is_shown_without_what_the_first_one_said(opened, until):
    async with opened() as (pilot, control, screen):
        first, before = pilot.app.live_screen.wires, control.asked.count(READ[screen.TAB.key])
        control.started_at += 100
        control.reset()
        await until(pilot, lambda: pilot.app.live_screen.wires is not first)
        await until(pilot, lambda: control.asked.count(READ[screen.TAB.key]) > before)
        await until(pilot, lambda: len(screen.entries.entries) > 0)


async def test_what_cannot_be_read_is_told_and_the_next_reading_ends_it(opened, until):
    async with opened() as (pilot, control, screen):
        words = []

        async def broken():
            words.append("asked")
            raise ControlError("too busy", 503)

        name = READ[screen.TAB.key]
        whole = getattr(control, name)
        setattr(control, name, broken)
        control.new(500)
        await until(pilot, lambda: screen.not_read == "too busy")
        await until(pilot, lambda: screen.query_one(Notice).has_class("-warning"))
        setattr(control, name, whole)
        control.new(501)
        await until(
            pilot, lambda: screen.not_read == "" and not screen.query_one(Notice).has_class("-warning")
        )


async def test_its_commands_are_in_the_palette(opened):
    from tui_router.tui.palette import commands

    async with opened() as (pilot, _control, screen):
        offered = [command.name for command in commands(pilot.app, screen)]
        assert "Filter" in offered
        assert ("Sort" in offered) == (screen.TAB.key == "3")
        assert "Split" not in offered


async def test_it_is_drawn_anew_in_another_theme(opened, text_of):
    async with opened() as (pilot, _, _screen):
        before = text_of(pilot.app)
        pilot.app.theme = "paper"
        await pilot.pause()
        assert text_of(pilot.app) == before


async def test_a_window_that_changes_its_size_changes_the_columns(opened, text_of):
    async with opened() as (pilot, _, _screen):
        await pilot.resize_terminal(80, 24)
        await pilot.pause(0.2)
        lines = text_of(pilot.app)
        assert [len(line) for line in lines] == [80] * 24
        assert not {"COST", "SPEAKS", "WHERE"} & set("\n".join(lines).split())


async def test_a_click_in_the_footer_is_a_key(opened, until):
    async with opened(size=(200, 60)) as (pilot, _, screen):
        footer = screen.query_one(Footer)
        start = next(start for start, _, key in footer._spans if key.action == "filter")
        await pilot.click(Footer, offset=(start, 0))
        await until(pilot, lambda: screen.focused is not None and screen.focused.id == "filter-input")
        assert [key.label for key in footer.keys] == ["To the list", "Clear the filter"]


async def test_a_screen_that_was_left_hears_nothing_more(opened, until):
    async with opened() as (pilot, _, screen):
        live = pilot.app.live_screen
        assert live.watchers == [screen.heard]
        await pilot.press("1")
        await until(pilot, lambda: pilot.app.screen is live)
        await until(pilot, lambda: not live.watchers)


async def test_the_cursor_is_found_where_it_was_however_often_the_screen_is_left(opened, until):
    async with opened() as (pilot, _, screen):
        await pilot.press("j", "j")
        chosen = screen.entries.cursor
        for _ in range(2):
            await pilot.press("1")
            await until(pilot, lambda: pilot.app.screen is pilot.app.live_screen)
            await pilot.press(screen.TAB.key)
            await until(pilot, lambda: isinstance(pilot.app.screen, Aside))
            await until(pilot, lambda: len(pilot.app.screen.entries.entries) > 0)
            await pilot.pause()
            assert pilot.app.screen.entries.cursor == chosen
