import pytest

from tui_router.control.client import ControlError
from tui_router.tui.screens.exchange import ExchangeScreen
from tui_router.tui.screens.help import HelpScreen
from tui_router.tui.screens.live import BESIDE
from tui_router.tui.screens.replay import ReplayScreen
from tui_router.tui.screens.rewire import RewireScreen
from tui_router.tui.widgets.footer import Footer
from tui_router.tui.widgets.tabs_bar import ROUTES_TAB

SIZES = [(80, 24), (120, 40), (200, 60)]


def hints(app):
    return [key.label for key in app.live_screen.query_one(Footer).keys]


@pytest.mark.parametrize("size", SIZES)
async def test_it_names_tiers_states_and_what_failed(run, text_of, size):
    async with run(size=size) as (pilot, _):
        text = "\n".join(text_of(pilot.app))
        for word in (
            "haiku",
            "sonnet",
            "opus",
            "live",
            "ok",
            "failed",
            "repaired",
            "8787",
            "max_tokens over 8,192",
        ):
            assert word in text, word
        assert "? Help" in text
        assert [len(line) for line in text_of(pilot.app)] == [size[0]] * size[1]


@pytest.mark.parametrize(("size", "rows"), [((80, 24), 7), ((120, 40), 10), ((200, 60), 14)])
async def test_the_list_has_its_rows(run, size, rows):
    async with run(size=size) as (pilot, _):
        assert pilot.app.live_screen.exchanges.page_rows == rows


async def test_the_selected_exchange_reaches_the_pane_with_its_legs(run, until, fakes):
    async with run() as (pilot, control):
        pane = pilot.app.live_screen.pane
        await until(pilot, lambda: pane.offset_of("d") == len(control.legs[41, "d"]))
        control.stream(41, "d", fakes.text_event("more"))
        await until(pilot, lambda: pane.offset_of("d") == len(control.legs[41, "d"]))
        await pilot.press("j")
        assert pane.detail.row.id == 40
        await pilot.press("j", "j")
        await until(pilot, lambda: pane.detail.diagnosis is not None)
        assert pane.detail.row.id == 38


async def test_keys_that_cannot_act_are_absent(run, until):
    async with run(size=(200, 60)) as (pilot, control):
        assert "Undo" not in hints(pilot.app)
        assert "Back" not in hints(pilot.app)
        assert "Try now" not in hints(pilot.app)
        await pilot.press("z")
        assert "Back" in hints(pilot.app)
        await pilot.press("escape")
        control.fail(ControlError("connection refused"))
        await until(pilot, lambda: "Try now" in hints(pilot.app))
        assert "Replay" not in hints(pilot.app)
        await pilot.press("R", "r")
        assert pilot.app.screen is pilot.app.live_screen


async def test_zoom_and_back(run):
    async with run() as (pilot, _):
        screen = pilot.app.live_screen
        await pilot.press("z")
        assert screen.pane.zoomed
        assert screen.pane.size.height == 37
        await pilot.press("escape")
        assert not screen.pane.zoomed
        assert screen.exchanges.has_focus


async def test_a_small_window_has_only_the_list_and_opens_the_whole_screen(run, text_of):
    async with run(size=(60, 15)) as (pilot, _):
        screen = pilot.app.live_screen
        assert "60x15 is too small for two panes: the list only." in "\n".join(text_of(pilot.app))
        assert not screen.pane.display
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ExchangeScreen)
        await pilot.press("escape", "z")
        await pilot.pause()
        assert screen.pane.display
        await pilot.press("escape")
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        assert screen.pane.display
        assert "too small" not in "\n".join(text_of(pilot.app))


@pytest.mark.parametrize("size", [(1, 1), (10, 3), (20, 5), (40, 10), (79, 19), (300, 8)])
async def test_any_size_survives(run, size):
    async with run(size=size) as (pilot, _):
        await pilot.press("j", "enter", "escape", "question_mark", "escape", "R", "escape")
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        assert pilot.app.live_screen.exchanges.book.known == 10


async def test_filter_counts_and_clears(run, text_of):
    async with run() as (pilot, _):
        await pilot.press("slash", *"sonnet")
        assert "5 of 10" in "\n".join(text_of(pilot.app))
        assert hints(pilot.app) == ["To the list", "Clear the filter"]
        await pilot.press("enter")
        assert pilot.app.live_screen.exchanges.has_focus
        assert len(pilot.app.live_screen.exchanges.book) == 5
        await pilot.press("escape")
        assert len(pilot.app.live_screen.exchanges.book) == 10


async def test_paused_says_how_many_are_new(run, until, text_of):
    async with run() as (pilot, control):
        await pilot.press("j")
        for id in range(42, 54):
            control.new(id)
        await until(pilot, lambda: "12 new" in text_of(pilot.app)[1])
        await pilot.press("F")
        await pilot.pause()
        assert "following" in text_of(pilot.app)[1]
        assert pilot.app.live_screen.exchanges.row.id == 53


async def test_gone_and_back(run, until, text_of):
    async with run() as (pilot, control):
        control.fail(ControlError("connection refused [/b]"))
        await until(pilot, lambda: "not connected  connection refused [/b]." in text_of(pilot.app)[2])
        control.down = None
        await pilot.press("ctrl+g")
        await until(pilot, lambda: "not connected" not in "\n".join(text_of(pilot.app)))


async def test_settings_that_are_wrong_are_said(run, until, text_of):
    async with run() as (pilot, control):
        control.problem = "config.toml:3: no key named tier; did you mean tiers"
        control.tick()
        await until(pilot, lambda: "settings  config.toml:3" in text_of(pilot.app)[2])


async def test_nothing_yet_says_how_to_connect(run, until, text_of, fakes):
    async with run(fakes.FakeControl([])) as (pilot, control):
        text = "\n".join(text_of(pilot.app))
        assert "Listening. Now connect Claude Code." in text
        assert "tr-…3f9a" in text
        assert "abcdef" not in text
        copied = []
        pilot.app.copy_to_clipboard = copied.append
        await pilot.press("y", "Y")
        assert copied[0] == "tui-router connect claude"
        assert copied[1].endswith("tr-abcdefabcdef3f9a")
        control.new(1)
        await until(pilot, lambda: "Listening" not in "\n".join(text_of(pilot.app)))
        assert pilot.app.live_screen.exchanges.has_focus


async def test_copy_takes_the_leg(run, until):
    async with run() as (pilot, control):
        copied = []
        pilot.app.copy_to_clipboard = copied.append
        await pilot.press("y", "y")
        await until(pilot, lambda: copied)
        assert copied[0].encode() == bytes(control.legs[41, "d"])


async def test_a_second_gateway_empties_the_list(run, until):
    async with run() as (pilot, control):
        control.fail(ControlError("gone"))
        control._rows.clear()
        control.started_at += 1
        control.down = None
        await pilot.press("ctrl+g")
        await until(pilot, lambda: pilot.app.live_screen.exchanges.book.known == 0)


async def test_dialogs_open_from_keys_footer_and_palette(run, until):
    async with run() as (pilot, _):
        for key, screen in (("question_mark", HelpScreen), ("R", RewireScreen), ("r", ReplayScreen)):
            await pilot.press(key)
            assert isinstance(pilot.app.screen, screen)
            await pilot.press("escape")
        await pilot.click(Footer, offset=(120 - 2 - 20, 0))
        await pilot.pause()
        await pilot.press("ctrl+p", *"rewire fable")
        await pilot.pause(0.3)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RewireScreen))
        assert pilot.app.screen.tier == "fable"


async def test_the_screens_beside_it_are_a_key_away_and_never_pile_up(run, until):
    async with run() as (pilot, _):
        for key in ("2", "3", "5", "3", "3"):
            await pilot.press(key)
            await until(pilot, lambda key=key: isinstance(pilot.app.screen, BESIDE[key]))
            assert len(pilot.app.screen_stack) == 2
        await pilot.press("q")
        await pilot.pause()
        pilot.app.live_screen.go(ROUTES_TAB)
        await pilot.pause()
        assert len(pilot.app.screen_stack) == 3
        await pilot.press("escape", "1", "1")
        await until(pilot, lambda: pilot.app.screen is pilot.app.live_screen)


async def test_trouble_is_gone_through_with_n(run, text_of):
    async with run() as (pilot, _):
        live = pilot.app.live_screen
        await pilot.press("n")
        assert live.exchanges.row.id == 38
        await pilot.press("n")
        assert live.exchanges.row.id == 37
        await pilot.press("n")
        await pilot.pause()
        assert live.exchanges.row.id == 37
        assert "No older failure or repair in the list." in text_of(pilot.app)[2]
        assert not live.query_one("Notice").has_class("-error")
        await pilot.press("N")
        await pilot.pause()
        assert live.exchanges.row.id == 38
        assert "failure or repair" not in text_of(pilot.app)[2]
        await pilot.press("N")
        await pilot.pause()
        assert "No newer failure or repair in the list." in text_of(pilot.app)[2]


async def test_a_filter_that_is_wrong_leaves_the_old_one(run, text_of):
    async with run(size=(80, 24)) as (pilot, _):
        live = pilot.app.live_screen
        await pilot.press("slash", *"~t sonnet ")
        await pilot.pause()
        assert "5 of 10" in text_of(pilot.app)[2]
        await pilot.press(*"~tr ")
        await pilot.pause()
        assert "unknown operator ~tr; did you mean ~t" in text_of(pilot.app)[2]
        assert len(live.exchanges.book) == 5
        await pilot.press("ctrl+u")
        await pilot.pause()
        assert len(live.exchanges.book) == 10
        assert [len(line) for line in text_of(pilot.app)] == [80] * 24


async def test_tab_completes_in_the_filter_and_does_not_leave_it(run, until):
    async with run() as (pilot, _):
        live = pilot.app.live_screen
        await pilot.press("slash", *"~rep", "tab")
        await until(
            pilot, lambda: [live.exchanges.book.at(n).id for n in range(len(live.exchanges.book))] == [37]
        )
        assert live.focused.id == "filter-input"
        await pilot.press("space", *"~in>", "1", "9", "k", "down")
        assert live.exchanges.has_focus
