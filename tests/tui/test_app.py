import subprocess
import sys

import pytest

from tui_router.tui.app import RouterApp, speaks_utf8
from tui_router.tui.glyphs import ASCII, UNICODE
from tui_router.tui.keymap import Keymap
from tui_router.tui.screens.palette import PaletteScreen
from tui_router.tui.screens.replay import ReplayScreen
from tui_router.tui.screens.settings import SettingsScreen
from tui_router.tui.themes import shipped_dir


async def test_a_theme_of_the_users_own(run, tmp_path):
    text = (shipped_dir() / "dusk.toml").read_text().replace('name = "dusk"', 'name = "mine"')
    (tmp_path / "mine.toml").write_text(text)
    async with run(theme="mine", themes_dirs=[tmp_path]) as (pilot, _):
        assert pilot.app.theme == "mine"
        assert "nord" not in pilot.app.available_themes


async def test_unknown_and_broken_themes_are_said(run, until, text_of, tmp_path):
    (tmp_path / "bad.toml").write_text("name = [/b]")
    async with run(theme="nope", themes_dirs=[tmp_path], size=(200, 60)) as (pilot, _):
        assert pilot.app.theme == "dusk"
        await until(pilot, lambda: "no theme is named nope" in "\n".join(text_of(pilot.app)))
        assert "theme bad.toml: not TOML" in "\n".join(text_of(pilot.app))


async def test_no_color_is_greys_with_glyph_and_word(run, monkeypatch, text_of):
    monkeypatch.setenv("NO_COLOR", "1")
    async with run(theme="paper") as (pilot, _):
        assert pilot.app.theme == "mono"
        assert "✗ failed" in "\n".join(text_of(pilot.app))
        row = pilot.app.live_screen.exchanges.render_line(1)
        assert any(segment.style and segment.style.reverse for segment in row)


async def test_a_key_of_ones_own_acts_in_place_of_the_old_one(run, text_of):
    keys = Keymap({"live.replay": "ctrl+r", "live.nonsense": "x"})
    async with run(keys=keys, size=(120, 40)) as (pilot, _):
        said = "\n".join(text_of(pilot.app))
        assert "^r Replay" in said
        await pilot.press("r")
        assert pilot.app.screen is pilot.app.live_screen
        await pilot.press("ctrl+r")
        assert isinstance(pilot.app.screen, ReplayScreen)
        assert "there is no live.nonsense" in said


def test_motion_can_be_reduced(make_app):
    assert make_app(motion="reduced").get_default_screen()._animated is False


def test_the_locale_decides_about_signs(make_app, monkeypatch):
    assert make_app().glyphs is UNICODE
    assert make_app(ascii=True).glyphs is ASCII
    monkeypatch.setattr("locale.getpreferredencoding", lambda **_: "ISO-8859-1")
    assert not speaks_utf8()
    assert make_app().glyphs is ASCII
    monkeypatch.setattr("locale.getpreferredencoding", lambda **_: "no-such-encoding")
    assert not speaks_utf8()


async def test_ascii_screens_are_ascii(run, text_of, monkeypatch):
    monkeypatch.setattr("locale.getpreferredencoding", lambda **_: "US-ASCII")
    async with run() as (pilot, _):
        for key in ("j", "q", "R", "question_mark", "T", "ctrl+p"):
            await pilot.press(key)
            await pilot.pause(0.1)
            assert "\n".join(text_of(pilot.app)).isascii(), key
            await pilot.press("escape")


@pytest.mark.parametrize("ascii", [False, True])
async def test_the_empty_place_in_both_sign_sets(run, text_of, fakes, ascii):
    async with run(fakes.FakeControl([]), ascii=ascii) as (pilot, _):
        text = "\n".join(text_of(pilot.app))
        assert text.isascii() is ascii


def test_a_crash_shows_no_values(make_app):
    app = make_app()
    held = "yranac-ks"[::-1]  # in no line of source, only in a local
    try:
        raise RuntimeError(len(held))
    except RuntimeError:
        app._fatal_error()
    shown = "".join(segment.text for segment in app._exit_renderables[0].segments)
    assert "RuntimeError" in shown
    assert "sk-canary" not in shown


def test_the_screen_holds_no_wire_logic():
    code = (
        "import sys, tui_router.tui.app; "
        "print([m for m in sys.modules if m.startswith(('httpx', 'aiohttp', 'tui_router.gateway', 'sqlite3'))])"
    )
    assert (
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.strip()
        == "[]"
    )


def test_the_arguments_of_the_contract(fakes):
    app = RouterApp(
        fakes.FakeControl(), theme="ember", ascii=False, themes_dirs=[], connect_hint="x", on_quit="leave"
    )
    assert app.theme == "ember"


EVERYWHERE = {
    "Live": [],
    "Exchange": ["enter"],
    "Routes": ["2"],
    "Diagnostics": ["3"],
    "Compare": ["4"],
    "Sessions": ["5"],
    "Log": ["6"],
    "Settings": ["comma"],
    "Help": ["question_mark"],
    "Palette": ["colon"],
    "Theme": ["T"],
    "Facts": ["f"],
    "History": ["H"],
    "Export": ["x"],
    "Copy": ["y"],
    "Replay": ["r"],
    "Rewire": ["R"],
    "Edit": ["e"],
    "Quit": ["q"],
}


async def opened(pilot, keys):
    await pilot.press("j", *keys)
    await pilot.pause(0.3)


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_every_screen_is_ascii_where_that_is_asked_for(run, text_of, where):
    async with run(ascii=True) as (pilot, _):
        await opened(pilot, EVERYWHERE[where])
        text = "\n".join(text_of(pilot.app))
        assert {char for char in text if not char.isascii()} == set()
        assert len(text.split()) > 20


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_every_screen_does_without_colour(run, monkeypatch, where):
    monkeypatch.setenv("NO_COLOR", "1")
    async with run() as (pilot, _):
        await opened(pilot, EVERYWHERE[where])
        reversed_ = False
        for strip in pilot.app.screen._compositor.render_strips():
            for segment in strip:
                style = segment.style
                for colour in (style.color, style.bgcolor) if style else ():
                    if colour is not None and colour.triplet is not None:
                        assert len(set(colour.triplet)) == 1, (segment.text, colour)
                reversed_ = reversed_ or bool(style and style.reverse)
        if where in {"Live", "Routes", "Sessions", "Log", "Settings", "Palette", "Theme", "Help"}:
            assert reversed_


@pytest.mark.parametrize("where", ["Live", "Exchange", "Routes", "Compare", "Sessions", "Log"])
async def test_the_settings_and_the_palette_are_a_key_away(run, where):
    async with run() as (pilot, _):
        for key, screen in (("comma", SettingsScreen), ("colon", PaletteScreen)):
            await opened(pilot, EVERYWHERE[where])
            here = pilot.app.screen
            await pilot.press(key)
            await pilot.pause()
            assert isinstance(pilot.app.screen, screen)
            await pilot.press("escape")
            await pilot.pause()
            assert pilot.app.screen is here
            if here is not pilot.app.live_screen:
                await pilot.press("escape")
                await pilot.pause()
