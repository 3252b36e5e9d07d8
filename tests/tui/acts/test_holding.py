import pytest

from tui_router.control.client import ControlError
from tui_router.control.inspect import Breakpoints
from tui_router.journal.record import Times
from tui_router.tui.screens.edit_request import EditRequestScreen
from tui_router.tui.screens.exchange import ExchangeScreen
from tui_router.tui.screens.hold import HoldScreen
from tui_router.tui.screens.release import ReleaseScreen


def said(app, text_of):
    return "\n".join(text_of(app))


@pytest.fixture
def holding(run, fakes, until):
    """`hold(control, id)`: a request that waits, of opus unless told otherwise."""

    def hold(control, id=42, **fields):
        fields = {"tier": "opus", "kind": "main", "model": "gpt-5.4", "attempts": 0, "status": None, **fields}
        row = control.new(id, state="held", started_at=fakes.NOW - 42, times=Times(read=0.01), **fields)
        control.legs[id, "a"] = bytearray(fakes.leg_a("claude-opus-5-5"))
        return row

    return hold


async def test_one_that_is_held_is_told_everywhere_and_the_key_goes_to_it(run, until, text_of, holding):
    async with run() as (pilot, control):
        live = pilot.app.live_screen
        await pilot.press("P")
        await until(pilot, lambda: "Nothing is held." in said(pilot.app, text_of))
        await pilot.press("j", "j")
        holding(control)
        await until(pilot, lambda: "‖ 1 held   P look at it" in text_of(pilot.app)[2])
        assert "‖ 1 held   ● 2 live" in text_of(pilot.app)[0]  # beside those that are answered now
        await pilot.press("2")
        await until(pilot, lambda: "P look at it" in text_of(pilot.app)[2])
        await pilot.press("P")
        await until(pilot, lambda: pilot.app.screen is live and live.exchanges.row.id == 42)
        await until(pilot, lambda: "‖ #42 waits for you   e release" in text_of(pilot.app)[2])
        assert "e Release" in text_of(pilot.app)[-1]
        await pilot.press("j")
        await until(pilot, lambda: "e Release" not in text_of(pilot.app)[-1])
        control.new(42, state="ok")
        await until(pilot, lambda: "held" not in said(pilot.app, text_of))


async def test_the_key_goes_round_the_held_ones(run, until, holding):
    async with run() as (pilot, control):
        holding(control, 42)
        holding(control, 43)
        live = pilot.app.live_screen
        await until(pilot, lambda: live.exchanges.held == [42, 43] and live.exchanges.row.id == 43)
        await pilot.press("P")
        assert live.exchanges.row.id == 42
        await pilot.press("P")
        assert live.exchanges.row.id == 43


async def test_the_bar_can_be_clicked(run, until, text_of, holding):
    async with run() as (pilot, control):
        await pilot.press("j")
        holding(control)
        await until(pilot, lambda: "‖ 1 held" in text_of(pilot.app)[0])
        await pilot.click("TabsBar", offset=(text_of(pilot.app)[0].index("‖") + 3, 0))
        await until(pilot, lambda: pilot.app.live_screen.exchanges.row.id == 42)


async def test_e_opens_the_form_that_releases_from_live_and_from_the_exchange(run, until, holding):
    async with run() as (pilot, control):
        holding(control)
        await until(pilot, lambda: pilot.app.live_screen.exchanges.row.id == 42)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReleaseScreen))
        assert len(pilot.app.live_screen.watchers) == 1
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.live_screen.watchers == [])
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ExchangeScreen))
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReleaseScreen))
        await pilot.press("escape")
        control.new(42, state="ok")
        await until(pilot, lambda: pilot.app.live_screen.exchanges.row.state == "ok")
        await pilot.press("e")
        await until(pilot, lambda: type(pilot.app.screen) is EditRequestScreen)


async def test_a_form_whose_request_goes_on_meanwhile_says_so(run, until, text_of, holding):
    async with run() as (pilot, control):
        holding(control)
        await until(pilot, lambda: pilot.app.live_screen.exchanges.row.id == 42)
        await pilot.press("e")
        await until(pilot, lambda: "System" in said(pilot.app, text_of))
        control.new(42, state="cancelled", tier="opus")
        await until(pilot, lambda: "#42 is not held any more." in said(pilot.app, text_of))
        await pilot.press("ctrl+s", "ctrl+x")
        await pilot.pause(0.05)
        assert control.releases == []
        assert isinstance(pilot.app.screen, ReleaseScreen)


async def test_what_will_be_held_is_told_also_of_another_inspector(run, fakes, until, text_of):
    control = fakes.FakeControl()
    control.stops = Breakpoints(filters=["~t opus", "[/b] two"])
    async with run(control) as (pilot, control):
        await until(pilot, lambda: "‖ to be held: ~t opus and 1 more   p change" in text_of(pilot.app)[2])
        await pilot.press("2")
        # the key is one of Live
        await until(pilot, lambda: text_of(pilot.app)[2].strip() == "‖ to be held: ~t opus and 1 more")


async def test_p_offers_what_is_like_the_row_and_a_held_one_is_gone_to(run, until, text_of, holding):
    async with run() as (pilot, control):
        holding(control)
        await pilot.press("j", "j", "p")
        await until(
            pilot, lambda: isinstance(pilot.app.screen, HoldScreen) and "‖ #42" in said(pilot.app, text_of)
        )
        await pilot.press("down", "enter")
        await until(pilot, lambda: pilot.app.live_screen.exchanges.row.id == 42)


async def test_a_gateway_that_starts_anew_holds_nothing(run, until, text_of, holding):
    async with run() as (pilot, control):
        control.stops = Breakpoints(filters=["~t opus"])
        pilot.app.live_screen.holding.read()
        holding(control)
        await until(pilot, lambda: "1 held" in text_of(pilot.app)[0])
        live = pilot.app.live_screen
        await until(pilot, lambda: live.holding.filters)
        live.restarted()
        assert (live.holding.held_words(), live.holding.armed_words()) == ([], [])


async def test_breakpoints_that_cannot_be_read_leave_the_screen_as_it_is(run, until, text_of):
    async with run() as (pilot, control):
        control.down = ControlError("no such route", 404)
        pilot.app.live_screen.holding.read()
        await until(pilot, lambda: control.asked.count("breakpoints") == 2)
        assert pilot.app.live_screen.holding.filters == []
