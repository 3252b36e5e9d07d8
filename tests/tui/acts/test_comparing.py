from textual.widgets import Input

from tui_router.tui.compare_book import Pick
from tui_router.tui.screens.compare import CompareScreen


def said(app, text_of):
    return "\n".join(text_of(app))


async def test_the_first_is_marked_and_the_second_opens_the_comparison(run, until, text_of):
    async with run() as (pilot, _):
        live = pilot.app.live_screen
        await pilot.press("j", "j", "j", "c")
        await until(pilot, lambda: "A is #38; c on another one compares the two" in said(pilot.app, text_of))
        assert "c here again unmarks it" in said(pilot.app, text_of)
        await pilot.press("j", "c")
        await until(pilot, lambda: isinstance(pilot.app.screen, CompareScreen))
        assert live.comparing.pair == (Pick(38), Pick(37))
        await pilot.press("1")
        assert "A is #38" not in said(pilot.app, text_of)


async def test_the_same_one_again_is_unmarked(run, until, text_of):
    async with run() as (pilot, _):
        await pilot.press("j", "c", "c")
        await pilot.pause()
        assert pilot.app.live_screen.comparing.a is None
        assert "compares the two" not in said(pilot.app, text_of)


async def test_a_replay_goes_with_its_origin(run, until, text_of):
    async with run() as (pilot, _):
        pilot.app.live_screen.exchanges.select(35)
        await pilot.press("c")
        await until(
            pilot, lambda: "c here again compares it with #31, its origin" in said(pilot.app, text_of)
        )
        await pilot.press("c")
        await until(pilot, lambda: isinstance(pilot.app.screen, CompareScreen))
        assert pilot.app.live_screen.comparing.pair == (Pick(31), Pick(35))


async def test_a_third_one_begins_another_pair(run, until):
    async with run() as (pilot, _):
        live = pilot.app.live_screen
        await pilot.press("j", "c", "j", "c")
        await until(pilot, lambda: isinstance(pilot.app.screen, CompareScreen))
        await pilot.press("1", "j", "c")
        assert (live.comparing.a, live.comparing.b) == (Pick(38), None)


async def test_in_the_legs_it_is_leg_c(run, until):
    async with run() as (pilot, _):
        await pilot.press("tab", "c")
        live = pilot.app.live_screen
        assert live.pane.focused_leg == "c"
        assert live.comparing.a is None


async def test_the_mark_goes_with_the_gateway(run, until):
    async with run() as (pilot, _):
        live = pilot.app.live_screen
        await pilot.press("j", "c")
        live.restarted()
        assert live.comparing.a is None


async def test_something_more_pressing_stands_before_the_mark(run, fakes, until, text_of):
    control = fakes.FakeControl()
    control.problem = "line 3 is wrong"
    async with run(control) as (pilot, _):
        await pilot.press("j", "c")
        await pilot.pause()
        assert "line 3 is wrong" in said(pilot.app, text_of)
        assert pilot.app.live_screen.comparing.a == Pick(40)
        assert not pilot.app.live_screen.query_one(Input).has_focus
