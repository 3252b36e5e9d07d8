import asyncio

import pytest

from tui_router.control.client import ControlError
from tui_router.tui.screens.exchange import ExchangeScreen
from tui_router.tui.screens.routes import RoutesScreen
from tui_router.tui.widgets.footer import Footer


class Home:
    """`why` is what is known of its end; starting it lifts the fake's failure, or fails with `refuses`."""

    def __init__(self, control, why="exit 1: port 8787 is taken"):
        self.control, self.why, self.refuses, self.started = control, why, "", 0
        self.go = asyncio.Event()

    def why_gone(self):
        return self.why

    async def start(self):
        self.started += 1
        await self.go.wait()
        if self.refuses:
            raise ControlError(self.refuses)
        self.control.started_at += 100
        self.control.down = None


@pytest.fixture
def notice(text_of):
    return lambda app: text_of(app)[2].strip()


def footer(app):
    return app.screen.query_one(Footer).render_line(0).text


async def test_elsewhere_it_counts_down_and_tries_again(run, until, fakes, notice):
    async with run() as (pilot, control):
        control.fail(ControlError("connection refused [/b]\x1b]0;x\x07"))
        await until(pilot, lambda: "not connected  connection refused [/b]␛]0;x␇." in notice(pilot.app))
        assert "^g try now" in notice(pilot.app)
        await until(pilot, lambda: "Trying again in 2 s." in notice(pilot.app))
        await until(pilot, lambda: "Trying again in 1 s." in notice(pilot.app))
        assert "Try now" in footer(pilot.app)
        control.down = None
        await pilot.press("ctrl+g")
        await until(pilot, lambda: "not connected" not in notice(pilot.app))


async def test_one_of_this_machine_says_why_and_is_started_again(run, until, fakes, notice):
    control = fakes.FakeControl()
    home = Home(control)
    async with run(control, home=home) as (pilot, _):
        control.fail(ControlError("connection refused"))
        said = "✗ The gateway stopped (exit 1: port 8787 is taken).  ^g start again  6 see the log"
        await until(pilot, lambda: notice(pilot.app) == said)
        assert "Start again" in footer(pilot.app)
        await pilot.press("ctrl+g", "ctrl+g")
        await until(pilot, lambda: notice(pilot.app).startswith("Starting the gateway again"))
        home.go.set()
        await until(pilot, lambda: pilot.app.live_screen.reachable)
        assert home.started == 1
        assert pilot.app.live_screen.restarts == 1
        await until(pilot, lambda: pilot.app.live_screen.exchanges.book.known == 10)


async def test_one_that_does_not_start_says_why(run, until, fakes, notice):
    control = fakes.FakeControl()
    home = Home(control, why="")
    home.go.set()
    home.refuses = "The gateway ended with exit 1. port \x1b[2J is taken"
    async with run(control, home=home) as (pilot, _):
        control.fail(ControlError("connection refused"))
        await until(pilot, lambda: notice(pilot.app).startswith("✗ The gateway stopped.  ^g start again"))
        await pilot.press("ctrl+g")
        await until(
            pilot, lambda: "ended with exit 1. port ␛[2J is taken  ^g start again" in notice(pilot.app)
        )
        assert not pilot.app.live_screen.reachable


async def test_one_that_runs_and_does_not_answer_is_not_started(run, until, fakes, notice):
    control = fakes.FakeControl()
    home = Home(control, why=None)
    async with run(control, home=home) as (pilot, _):
        control.fail(ControlError("it does not answer"))
        await until(pilot, lambda: "not connected  it does not answer." in notice(pilot.app))
        await pilot.press("ctrl+g")
        await pilot.pause()
        assert home.started == 0


async def test_screens_over_live_say_it_too_and_their_key_acts(run, until, fakes, notice):
    control = fakes.FakeControl()
    home = Home(control)
    home.go.set()
    async with run(control, home=home) as (pilot, _):
        await pilot.press("2")
        await until(pilot, lambda: isinstance(pilot.app.screen, RoutesScreen))
        control.fail(ControlError("gone"))
        await until(pilot, lambda: "The gateway stopped" in notice(pilot.app))
        assert "Start again" in footer(pilot.app)
        asked = control.asked.count("wiring")
        await pilot.press("ctrl+g")
        await until(pilot, lambda: control.asked.count("wiring") > asked)
        assert home.started == 1


async def test_an_open_exchange_says_that_it_is_read_again(run, until, fakes, text_of):
    control = fakes.FakeControl()
    home = Home(control)
    home.go.set()
    async with run(control, home=home) as (pilot, _):
        await pilot.press("g", "j", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ExchangeScreen))
        screen = pilot.app.screen
        id = screen.row.id
        await until(pilot, lambda: screen.seen.raw["d"].next > 0)
        control.fail(ControlError("gone"))
        await until(pilot, lambda: "The gateway stopped" in "\n".join(text_of(pilot.app)))
        control.legs[id, "d"] += fakes.text_event("and what came later")
        await pilot.press("ctrl+g")
        await until(
            pilot, lambda: "The gateway was restarted; this is read again." in "\n".join(text_of(pilot.app))
        )
        await until(pilot, lambda: screen.seen.raw["d"].next == len(control.legs[id, "d"]))
        assert screen.row.id == id


async def test_an_open_dialog_outlives_a_restart(run, until, fakes, text_of):
    control = fakes.FakeControl()
    home = Home(control)
    home.go.set()
    async with run(control, home=home) as (pilot, _):
        live = pilot.app.live_screen
        await pilot.press("r")
        dialog = pilot.app.screen
        assert dialog is not live
        control.fail(ControlError("gone"))
        await until(pilot, lambda: not live.reachable)
        live.reviving.retry()
        await until(pilot, lambda: live.reachable)
        assert pilot.app.screen is dialog
        await pilot.press("enter")
        await until(pilot, lambda: bool(control.replays))
