import pytest

from tui_router.tui.screens.palette import PaletteScreen
from tui_router.tui.screens.quit import QuitScreen
from tui_router.tui.screens.rewire import RewireScreen


def said(app, text_of):
    return "\n".join(text_of(app))


async def test_a_few_letters_and_enter_do_it(run):
    async with run() as (pilot, _):
        await pilot.press("ctrl+p", *"thpap", "enter")
        await pilot.pause()
        assert pilot.app.theme == "paper"
        assert pilot.app.screen is pilot.app.live_screen


async def test_a_colon_opens_it_too_and_the_key_stands_at_the_right(run, text_of):
    async with run() as (pilot, _):
        await pilot.press("colon")
        await pilot.pause()
        assert isinstance(pilot.app.screen, PaletteScreen)
        line = next(line for line in text_of(pilot.app) if "send it again" in line)
        assert line[: line.rindex(" r ") + 3].rstrip().endswith("r")
        await pilot.press("escape")
        assert pilot.app.screen is pilot.app.live_screen


async def test_letters_that_match_are_in_the_accent(run):
    async with run() as (pilot, _):
        await pilot.press("ctrl+p", *"rewi son")
        await pilot.pause()
        entries = pilot.app.screen.entries
        accent = [
            segment.text
            for segment in entries.render_line(0)
            if segment.style
            and segment.style.color
            and segment.style.color.name == pilot.app.current_theme.accent
        ]
        assert {"Rewi", "son"} <= set(accent)


async def test_the_arrows_choose_and_actions_run(run, until):
    async with run() as (pilot, _):
        await pilot.press("ctrl+p", *"rewire")
        await pilot.pause()
        assert pilot.app.screen.entries.cursor == "Rewire"
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RewireScreen))


async def test_what_was_done_last_comes_first(run, text_of):
    async with run() as (pilot, _):
        await pilot.press("ctrl+p", *"theme ember", "enter")
        await pilot.pause()
        await pilot.press("ctrl+p")
        await pilot.pause()
        assert "RECENT" in said(pilot.app, text_of)
        assert pilot.app.screen.entries.cursor == "Theme ember"


async def test_a_number_goes_to_its_exchange_from_any_screen(run, until):
    async with run() as (pilot, _):
        await pilot.press("5", "ctrl+p", *"38", "enter")
        await until(pilot, lambda: pilot.app.screen is pilot.app.live_screen)
        await until(pilot, lambda: pilot.app.live_screen.exchanges.row.id == 38)


async def test_nothing_found_is_said_and_enter_does_nothing(run, text_of):
    async with run() as (pilot, _):
        await pilot.press("ctrl+p", *"zzqq")
        await pilot.pause()
        assert "Nothing here has these letters." in said(pilot.app, text_of)
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, PaletteScreen)
        await pilot.press("ctrl+p")
        assert pilot.app.screen is pilot.app.live_screen


async def test_it_does_not_open_over_a_dialog(run):
    async with run() as (pilot, _):
        await pilot.press("q", "ctrl+p")
        assert isinstance(pilot.app.screen, QuitScreen)


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (200, 60)])
async def test_it_fits(run, text_of, size):
    async with run(size=size, ascii=True) as (pilot, _):
        await pilot.press("colon")
        await pilot.pause()
        lines = text_of(pilot.app)
        assert [len(line) for line in lines] == [size[0]] * size[1]
        assert "a command" in said(pilot.app, text_of)
        assert said(pilot.app, text_of).isascii()
