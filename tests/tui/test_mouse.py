"""Every place of the screens reacts to a click and to the wheel."""

import pytest
from textual import events

from tui_router.tui.screens.compare import CompareScreen
from tui_router.tui.screens.diagnostics import DiagnosticsScreen
from tui_router.tui.screens.exchange import ExchangeScreen
from tui_router.tui.screens.help import HelpScreen
from tui_router.tui.screens.routes import RoutesScreen
from tui_router.tui.screens.sessions import SessionsScreen


def place(app, text_of, words, line=None, of=0):
    """Where words stand on the screen."""
    lines = text_of(app)
    rows = [line % len(lines)] if line is not None else [y for y, text in enumerate(lines) if words in text]
    y = rows[of]
    return lines[y].index(words), y


@pytest.fixture
def click(text_of):
    """`await click(pilot, words, line=…)`: on these words, on the second of their cells."""

    async def on(pilot, words, line=None, *, of=0, times=1, into=1):
        x, y = place(pilot.app, text_of, words, line, of)
        await pilot.click(offset=(x + into, y), times=times)
        await pilot.pause()

    return on


async def test_tabs_lead_from_everywhere_to_everywhere(run, until, click):
    screens = [("Routes", RoutesScreen), ("Compare", CompareScreen), ("Diagnostics", DiagnosticsScreen)]
    async with run() as (pilot, _):
        for word, kind in (*screens, ("Sessions", SessionsScreen)):
            await click(pilot, word, 0)
            await until(pilot, lambda kind=kind: isinstance(pilot.app.screen, kind))
            await pilot.pause(0.05)
        await click(pilot, "Live", 0)
        await until(pilot, lambda: pilot.app.screen is pilot.app.live_screen)


async def test_a_row_is_selected_and_opened_by_two_clicks(run, until, click):
    async with run() as (pilot, _):
        live = pilot.app.live_screen
        await click(pilot, "12:04:11")
        assert live.exchanges.row.id == 38
        await click(pilot, "12:04:23", times=2)
        await until(pilot, lambda: isinstance(pilot.app.screen, ExchangeScreen))
        assert pilot.app.screen.row.id == 39


@pytest.mark.parametrize("number", [1, 2, 4, 8])
async def test_the_tabs_of_pages_from_their_first_cell_to_their_last(run, until, text_of, number):
    async with run() as (pilot, _):
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ExchangeScreen))
        screen = pilot.app.screen
        tab = f" {number} {screen.pages[number - 1].title} "
        start, _ = place(pilot.app, text_of, tab, 1)
        for x in (start, start + len(tab) - 1):
            await pilot.press("1" if number != 1 else "3")
            await pilot.click(offset=(x, 1))
            await until(pilot, lambda: screen.chosen == number - 1)


async def test_footer_keys_and_the_way_back(run, until, click):
    async with run() as (pilot, _):
        await click(pilot, "Open", -1)
        await until(pilot, lambda: isinstance(pilot.app.screen, ExchangeScreen))
        await click(pilot, "Help", -1)
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        await pilot.press("escape")
        await click(pilot, "Live", 0)
        await until(pilot, lambda: pilot.app.screen is pilot.app.live_screen)


async def test_the_outline_leads_folds_and_hands_over(run, until, click, text_of):
    async with run() as (pilot, _):
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ExchangeScreen))
        screen = pilot.app.screen
        await until(pilot, lambda: "▸ tools" in "\n".join(text_of(pilot.app)))
        await click(pilot, "▸ tools", into=0)
        await until(pilot, lambda: "▾ tools" in "\n".join(text_of(pilot.app)))
        await click(pilot, "▾ tools", into=4)  # its word folds nothing
        assert "▾ tools" in "\n".join(text_of(pilot.app))
        assert screen.page.title == "Request"
        await click(pilot, "▾ tools", into=4, times=2)
        await until(pilot, lambda: screen.view.has_focus)


async def test_the_fold_sign_of_a_request_where_it_stands(run, until, text_of):
    async with run() as (pilot, _):
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ExchangeScreen))
        screen = pilot.app.screen
        await pilot.press("2")
        await until(pilot, lambda: len(screen.page) > 5)
        await pilot.pause(0.1)
        rows = range(len(screen.page))
        signs = {at: screen.view.render_line(at).text.find("▸") for at in rows}
        at = max((n for n in rows if signs[n] > 0), key=lambda n: signs[n])
        assert signs[at] > 6
        before = len(screen.page)
        await pilot.click(screen.view, offset=(signs[at], at + screen.view.gutter.top))
        await pilot.pause()
        assert screen.view.cursor == at
        assert "▾" in screen.view.render_line(at).text
        assert len(screen.page) > before


async def test_a_session_is_folded_by_its_sign(run, until, text_of, click):
    async with run() as (pilot, _):
        await pilot.press("5")
        await until(pilot, lambda: "▾ a1f3" in "\n".join(text_of(pilot.app)))
        await click(pilot, "▾ a1f3", into=0)
        await until(pilot, lambda: "▸ a1f3" in "\n".join(text_of(pilot.app)))


async def test_the_number_of_an_origin_leads_to_it(run, fakes, until, click):
    control = fakes.FakeControl()
    control._rows[35].replay_of = 33
    async with run(control) as (pilot, _):
        live = pilot.app.live_screen
        await click(pilot, "of #33")  # in its row
        await until(pilot, lambda: live.exchanges.row.id == 33)
        await click(pilot, "12:03:40")
        assert live.exchanges.row.id == 35
        await click(pilot, "of #33", of=1)  # in the title of the pane
        await until(pilot, lambda: live.exchanges.row.id == 33)
        await click(pilot, "12:03:40", times=2)
        await until(pilot, lambda: isinstance(pilot.app.screen, ExchangeScreen))
        await click(pilot, "of #33", 0)
        await until(pilot, lambda: pilot.app.screen.row.id == 33)
        assert isinstance(pilot.app.screen, ExchangeScreen)
        assert live.exchanges.row.id == 33


async def test_the_numbers_of_a_group_lead_to_its_exchanges(run, fakes, until, click, text_of):
    async with run(fakes.troubled()) as (pilot, _):
        await pilot.press("3")
        await until(pilot, lambda: "#38 #32 #31" in "\n".join(text_of(pilot.app)))
        await click(pilot, "#38 #32 #31", into=5)
        await until(pilot, lambda: pilot.app.screen is pilot.app.live_screen)
        assert pilot.app.live_screen.exchanges.row.id == 32


async def test_a_pair_of_legs_is_chosen(run, until, click):
    async with run() as (pilot, _):
        pane = pilot.app.live_screen.pane
        await until(pilot, lambda: pane.pair == "cd")
        await click(pilot, " a b ")
        await until(pilot, lambda: pane.pair == "ab")
        await click(pilot, " c d ")
        await until(pilot, lambda: pane.pair == "cd")


async def test_the_wheel_turns_what_is_under_it(run, fakes, until):
    control = fakes.FakeControl()
    for id in range(100, 200):
        control.new(id)
    async with run(control) as (pilot, _):
        exchanges = pilot.app.live_screen.exchanges
        await pilot._post_mouse_events([events.MouseScrollDown], exchanges, offset=(9, 5))
        await until(pilot, lambda: exchanges.scroll_offset.y > 0)
        assert not exchanges.following
