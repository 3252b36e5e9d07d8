import tomllib
from contextlib import asynccontextmanager

import pytest

from tui_router.tui.own_files import OwnFiles
from tui_router.tui.screens.press_key import PressKeyScreen
from tui_router.tui.screens.settings import SettingsScreen
from tui_router.tui.screens.theme import ThemeScreen


@pytest.fixture
def file(tmp_path):
    file = tmp_path / "config.toml"
    file.write_text('# mine\n[journal]\ncapture = "meta"  # only rows\n')
    return file


@pytest.fixture
def open_settings(run, until, file):
    @asynccontextmanager
    async def opening(size=(120, 40), own=None, **how):
        own = OwnFiles(file) if own is None else own
        async with run(size=size, own=own, **how) as (pilot, _):
            await pilot.press("comma")
            screen = pilot.app.screen
            assert isinstance(screen, SettingsScreen)
            await until(pilot, lambda: screen._told)
            await pilot.pause()
            yield pilot, screen

    return opening


def said(app, text_of):
    return "\n".join(text_of(app))


async def put_on(pilot, screen, *key):
    screen.entries.go(key)
    await pilot.pause()


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40), (200, 60)])
async def test_it_fits(open_settings, text_of, size):
    async with open_settings(size=size) as (pilot, _):
        text = said(pilot.app, text_of)
        for word in ("Settings", "theme", "signs", "esc close", "change it"):
            assert word in text


async def test_journal_and_gateway_are_shown_with_their_origin(open_settings, text_of, file):
    async with open_settings() as (pilot, screen):
        text = said(pilot.app, text_of)
        assert "config.toml:3" in text
        await put_on(pilot, screen, "read", "journal.capture")
        assert f"Change it in {file}"[:40] in said(pilot.app, text_of)
        await pilot.press("enter")
        assert pilot.app.screen is screen


async def test_signs_change_at_once_and_are_written(open_settings, until, text_of, file):
    async with open_settings() as (pilot, screen):
        await put_on(pilot, screen, "look", "signs")
        await pilot.press("enter")
        await until(pilot, lambda: "signs" in file.read_text())
        assert tomllib.loads(file.read_text())["ui"] == {"signs": "ascii"}
        assert "# only rows" in file.read_text()
        await until(pilot, lambda: "Written to" in said(pilot.app, text_of))
        assert {c for c in said(pilot.app, text_of) if not c.isascii()} == set()
        await pilot.press("escape")
        assert said(pilot.app, text_of).isascii()


async def test_motion_stops(open_settings, until, file):
    async with open_settings() as (pilot, screen):
        pilot.app.appearance.motion("full")
        await put_on(pilot, screen, "look", "motion")
        await pilot.press("enter")
        assert pilot.app.live_screen.exchanges.animated is False
        await until(pilot, lambda: "reduced" in file.read_text())


async def test_a_theme_is_chosen_and_written(open_settings, until, file):
    async with open_settings() as (pilot, screen):
        await put_on(pilot, screen, "look", "theme")
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, ThemeScreen)
        await pilot.press("down", "enter")
        assert pilot.app.theme == "ember"
        await until(pilot, lambda: "ember" in file.read_text())
        assert screen.item.origin.startswith("config.toml") or screen.item.origin == "this run"


async def test_a_key_is_changed_acts_and_is_written(open_settings, until, text_of, file):
    async with open_settings() as (pilot, screen):
        await put_on(pilot, screen, "key", "live.replay")
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, PressKeyScreen)
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "live.replay" in file.read_text())
        assert tomllib.loads(file.read_text())["keys"] == {"live.replay": "ctrl+r"}
        await pilot.press("escape")
        assert pilot.app.screen is pilot.app.live_screen
        assert "^r Replay" in said(pilot.app, text_of)
        await pilot.press("r")
        assert pilot.app.screen is pilot.app.live_screen
        await pilot.press("ctrl+r")
        assert pilot.app.screen is not pilot.app.live_screen


async def test_a_key_goes_back(open_settings, until, file):
    file.write_text('[keys]\n"live.replay" = "ctrl+r"\n"live.fix" = "f5"\n')
    from tui_router.tui.keymap import Keymap

    async with open_settings(keys=Keymap({"live.replay": "ctrl+r", "live.fix": "f5"})) as (pilot, screen):
        await put_on(pilot, screen, "key", "live.replay")
        await pilot.press("backspace")
        await until(pilot, lambda: "replay" not in file.read_text())
        assert pilot.app.keys.changed == {"live.fix": "f5"}


async def test_what_cannot_be_written_holds_for_this_run(open_settings, until, text_of, file):
    file.chmod(0o400)
    async with open_settings() as (pilot, screen):
        await put_on(pilot, screen, "look", "motion")
        pilot.app.appearance.motion("full")
        screen._list_items()
        await pilot.press("enter")
        await until(pilot, lambda: "Not written, it holds for this run." in said(pilot.app, text_of))
        assert pilot.app.animation_level == "none"


async def test_without_a_file_of_its_own_nothing_is_written(open_settings, until, text_of):
    async with open_settings(own=OwnFiles()) as (pilot, screen):
        await put_on(pilot, screen, "look", "signs")
        await pilot.press("enter")
        await until(pilot, lambda: "it holds for this run" in said(pilot.app, text_of))


async def test_words_find_a_key(open_settings, text_of):
    async with open_settings() as (pilot, screen):
        await pilot.press("slash", *"undo")
        await pilot.pause()
        assert {item[0] for item in screen.entries._order} == {"key"}
        await pilot.press("enter")
        assert screen.focused is screen.entries
        await pilot.press("slash", *"zzz")
        await pilot.pause()
        assert "Nothing has these words." in said(pilot.app, text_of)
        await pilot.press("escape", "escape")
        assert pilot.app.screen is screen
        await pilot.press("escape")
        assert pilot.app.screen is pilot.app.live_screen


async def test_a_change_is_written_also_when_it_is_closed_at_once(open_settings, until, file):
    async with open_settings() as (pilot, screen):
        await put_on(pilot, screen, "look", "signs")
        await pilot.press("enter", "escape")
        await until(pilot, lambda: "signs" in file.read_text())
