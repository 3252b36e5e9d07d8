import pytest

from tui_router.tui.app import RouterApp
from tui_router.tui.screens.diagnostics import DiagnosticsScreen
from tui_router.tui.screens.exchange import ExchangeScreen
from tui_router.tui.screens.jump import JumpScreen
from tui_router.tui.screens.routes import RoutesScreen
from tui_router.tui.screens.sessions import SessionsScreen


@pytest.fixture
def letter(until):
    """`await letter(pilot, y, n=0)`: opens the letters and gives the n-th of a line."""

    async def find(pilot, y, n=0):
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(pilot.app.screen, JumpScreen) and pilot.app.screen.letters)
        await pilot.pause()
        on = [each for each in pilot.app.screen.letters if each.jump.at.y == y % pilot.app.size.height]
        return on[n].label

    return find


async def test_a_letter_stands_on_its_place_and_the_rest_stays(run, text_of, letter):
    async with run() as (pilot, _):
        before = text_of(pilot.app)
        name = await letter(pilot, 5)
        after = text_of(pilot.app)
        assert after[5].startswith(name)
        assert after[5][2:] == before[5][2:]
        assert after[3] == before[3]
        assert " a Live " in after[0]


async def test_tabs_rows_and_footer_keys_are_gone_to(run, until, letter):
    async with run() as (pilot, _):
        live = pilot.app.live_screen
        await pilot.press(*await letter(pilot, 6))
        await until(pilot, lambda: pilot.app.screen is live and live.exchanges.row.id == 39)
        assert not live.exchanges.following
        await pilot.press(*await letter(pilot, 0, 1))
        await until(pilot, lambda: isinstance(pilot.app.screen, RoutesScreen))
        await pilot.press(*await letter(pilot, 0, 0))
        await until(pilot, lambda: pilot.app.screen is live)
        await pilot.press(*await letter(pilot, -1, 0))
        await until(pilot, lambda: isinstance(pilot.app.screen, ExchangeScreen))


async def test_pages_the_outline_and_the_way_back_of_an_exchange(run, until, letter):
    async with run() as (pilot, _):
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ExchangeScreen))
        screen = pilot.app.screen
        await pilot.press(*await letter(pilot, 1, 3))
        await until(pilot, lambda: screen.chosen == 3)
        await pilot.press(*await letter(pilot, 5))
        await until(pilot, lambda: screen.outline.has_focus)
        await pilot.press(*await letter(pilot, 0))
        await until(pilot, lambda: pilot.app.screen is pilot.app.live_screen)


@pytest.mark.parametrize(
    ("key", "kind"), [("2", RoutesScreen), ("3", DiagnosticsScreen), ("5", SessionsScreen)]
)
async def test_the_lists_beside_live(run, fakes, until, letter, key, kind):
    async with run(fakes.troubled()) as (pilot, _):
        await pilot.press(key)
        await until(
            pilot, lambda: isinstance(pilot.app.screen, kind) and len(pilot.app.screen.entries.entries) > 4
        )
        screen = pilot.app.screen
        found = list(screen.entries.jumps())
        await pilot.press(*await letter(pilot, screen.entries.region.y + found[2].at.y))
        await until(pilot, lambda: pilot.app.screen is screen)
        assert screen.entries.cursor == list(dict.fromkeys(e.key for e in screen.entries.entries if e.key))[2]


async def test_names_of_two_letters_narrow_down(run, until, letter):
    async with run(size=(120, 40)) as (pilot, _):
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(pilot.app.screen, JumpScreen))
        await pilot.pause()
        letters = pilot.app.screen.letters
        two = [each for each in letters if len(each.label) == 2]
        assert two
        await pilot.press(two[0].label[0])
        await pilot.pause()
        assert [each for each in letters if each.meant] == [e for e in two if e.label[0] == two[0].label[0]]
        await pilot.press("escape")
        assert pilot.app.screen is pilot.app.live_screen


@pytest.mark.parametrize("key", ["escape", "ctrl+o", "1", "f5"])
async def test_any_other_key_leaves_and_does_nothing(run, until, key):
    async with run() as (pilot, _):
        live = pilot.app.live_screen
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(pilot.app.screen, JumpScreen))
        await pilot.press(key)
        await until(pilot, lambda: pilot.app.screen is live)
        assert live.exchanges.row.id == 41


async def test_a_click_or_another_size_leaves(run, until):
    async with run() as (pilot, _):
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(pilot.app.screen, JumpScreen))
        await pilot.click(offset=(30, 20))
        await until(pilot, lambda: not isinstance(pilot.app.screen, JumpScreen))
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(pilot.app.screen, JumpScreen))
        await pilot.resize_terminal(100, 30)
        await until(pilot, lambda: not isinstance(pilot.app.screen, JumpScreen))


async def test_a_dialog_has_none(run):
    async with run() as (pilot, _):
        await pilot.press("question_mark", "ctrl+o")
        await pilot.pause()
        assert not isinstance(pilot.app.screen, JumpScreen)
        assert callable(RouterApp.action_jump_mode)
