import msgspec
import pytest

from tui_router.tui import appearance
from tui_router.tui.keymap import Keymap
from tui_router.tui.own_files import OwnFiles
from tui_router.tui.themes import shipped_dir

DUSK = (shipped_dir() / "dusk.toml").read_text(encoding="utf-8")
MINE = DUSK.replace('name = "dusk"', 'name = "mine"')


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(appearance, "EVERY_S", 0.03)


def said(app, text_of):
    return "\n".join(text_of(app))


async def test_a_worn_theme_is_drawn_anew_when_its_file_changes(run, until, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(MINE)
    async with run(theme="mine", themes_dirs=[tmp_path]) as (pilot, _):
        before = pilot.app.screen.styles.background
        file.write_text(MINE.replace('background = "', 'background = "#401020" # "'))
        await until(pilot, lambda: pilot.app.screen.styles.background != before)
        assert pilot.app.current_theme.background == "#401020"


async def test_a_broken_file_is_told_and_the_theme_stays_until_it_is_mended(run, until, text_of, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(MINE)
    async with run(theme="mine", themes_dirs=[tmp_path], size=(160, 40)) as (pilot, _):
        file.write_text(MINE.replace("ink-soft", "ink-sofd"))
        await until(
            pilot, lambda: "theme mine.toml: variables: ink-soft is missing" in said(pilot.app, text_of)
        )
        assert pilot.app.theme == "mine"
        assert "mine" in pilot.app.book.themes
        file.write_text(MINE.replace("#56c8f5", "#ffffff"))
        await until(pilot, lambda: pilot.app.current_theme.accent == "#ffffff")


async def test_a_new_theme_can_be_chosen_and_one_that_went_stays(run, until, tmp_path):
    async with run(themes_dirs=[tmp_path]) as (pilot, _):
        file = tmp_path / "mine.toml"
        file.write_text(MINE)
        await until(pilot, lambda: "mine" in pilot.app.book.themes)
        pilot.app.theme = "mine"
        file.unlink()
        await pilot.pause(0.1)
        assert pilot.app.theme == "mine"


async def test_a_theme_that_is_hard_to_read_is_told_of_and_worn(run, until, text_of, tmp_path):
    (tmp_path / "mine.toml").write_text(MINE.replace('ink-soft = "#98a4b5"', 'ink-soft = "#303030"'))
    async with run(theme="mine", themes_dirs=[tmp_path], size=(160, 40)) as (pilot, _):
        await until(pilot, lambda: "theme mine: hard to read: ink-soft" in said(pilot.app, text_of))
        assert pilot.app.theme == "mine"


async def test_signs_and_motion_and_keys_change_while_it_runs(run, text_of):
    async with run() as (pilot, _):
        looks = pilot.app.appearance
        assert looks.signs("ascii")
        await pilot.pause()
        assert said(pilot.app, text_of).isascii()
        assert looks.now.signs == "ascii"
        assert looks.signs("unicode")
        await pilot.pause()
        assert not said(pilot.app, text_of).isascii()
        looks.motion("full")
        assert pilot.app.live_screen.exchanges.animated
        looks.motion("reduced")
        assert looks.now.motion == "reduced"
        await pilot.pause()
        assert "● live" in said(pilot.app, text_of)
        looks.press_with(Keymap({"live.replay": "f5"}))
        await pilot.pause()
        assert "f5 Replay" in said(pilot.app, text_of)


async def test_a_terminal_without_utf8_stays_with_ascii(run, monkeypatch):
    monkeypatch.setattr("locale.getpreferredencoding", lambda **_: "US-ASCII")
    async with run() as (pilot, _):
        assert not pilot.app.appearance.signs("unicode")
        assert pilot.app.glyphs.ascii


async def test_a_chosen_theme_is_written_on_request(run, until, text_of, tmp_path):
    file = tmp_path / "config.toml"
    async with run(own=OwnFiles(file), size=(160, 40)) as (pilot, _):
        await pilot.press("T", "down", "w")
        await until(pilot, lambda: file.exists() and "ember" in file.read_text())
        assert pilot.app.theme == "ember"
    file.write_text("[ui")
    async with run(own=OwnFiles(file), size=(160, 40)) as (pilot, _):
        await pilot.press("T", "down", "w")
        await until(pilot, lambda: "Not written: " in said(pilot.app, text_of))


@pytest.mark.parametrize("motion", ["full", "reduced"])
async def test_what_failed_flashes_only_where_motion_is_full(run, motion):
    async with run() as (pilot, control):
        exchanges = pilot.app.live_screen.exchanges
        pilot.app.appearance.motion(motion)
        live = exchanges.book.get(41)
        control.change(msgspec.structs.replace(live, state="failed"))
        await pilot.pause(0.1)
        assert (41 in exchanges._flashing) is (motion == "full")


async def test_hints_beside_the_footer_show_the_key_that_holds(run, text_of, fakes):
    keys = Keymap({"live.copy": "f5", "live.rewire": "f6", "live.replay": "f7"})
    async with run(fakes.FakeControl([]), keys=keys) as (pilot, _):
        assert "f5 copy" in said(pilot.app, text_of)
        assert "f6 change the wiring" in said(pilot.app, text_of)
    async with run(keys=keys) as (pilot, _):
        pilot.app.live_screen.exchanges.select(38)
        await pilot.pause(0.2)
        assert "f7 replay    f6 rewire" in said(pilot.app, text_of)
