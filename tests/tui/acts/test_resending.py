import pytest
from msgspec.structs import replace

from tui_router.control.client import ControlError
from tui_router.tui.screens.ask import AskScreen
from tui_router.tui.screens.edit_request import EditRequestScreen
from tui_router.tui.screens.replay import ReplayScreen


def said(app, text_of):
    return "\n".join(text_of(app))


def end(control, id):
    """The exchange is answered."""
    row = control.row(id)
    control.change(replace(row, state="ok", times=replace(row.times, ended=1.0)))


async def test_several_targets_are_each_sent_once_and_named(run, until, text_of):
    async with run() as (pilot, control):
        await pilot.press("j", "j", "j", "r")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReplayScreen) and "models" in control.asked)
        await pilot.press("space", "down", "space", "enter")
        await until(pilot, lambda: len(control.replays) == 2)
        assert control.replays == [(38, ""), (38, "openai/gpt-4o")]
        await until(pilot, lambda: "2 sent: #42 #4" in said(pilot.app, text_of))
        await until(pilot, lambda: pilot.app.live_screen.exchanges.row.id == 42)


async def test_a_changed_request_is_sent_after_the_form(run, until):
    async with run() as (pilot, control):
        await pilot.press("j", "j", "j", "e")
        await until(
            pilot,
            lambda: (
                isinstance(pilot.app.screen, EditRequestScreen)
                and not pilot.app.screen.query("Input").first().disabled
            ),
        )
        await pilot.press("down", *["backspace"] * 5, *"8192", "ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReplayScreen))
        await pilot.pause(0.1)
        await pilot.press("enter")
        await until(pilot, lambda: control.resends)
        assert control.resends[0].patch == {"max_tokens": 8192}
        assert control.resends[0].to == ""


@pytest.fixture
def slow(fakes):
    """A gateway whose replays go on until they are ended."""

    class Slow(fakes.FakeControl):
        def new(self, id, **fields):
            return super().new(id, **{"state": "live", **fields})

    return Slow()


async def test_all_that_is_shown_goes_again_three_at_a_time_the_oldest_first(run, slow, until, text_of):
    async with run(slow) as (pilot, control):
        live = pilot.app.live_screen
        await pilot.press("D")
        await until(pilot, lambda: isinstance(pilot.app.screen, AskScreen))
        assert "Send 10 exchanges again?" in said(pilot.app, text_of)
        await pilot.press("y")
        await until(pilot, lambda: len(control.replays) == 3)
        await until(pilot, lambda: "sending again 3 of 10" in said(pilot.app, text_of))
        assert [id for id, _ in control.replays] == [32, 33, 34]
        end(control, 43)
        await until(pilot, lambda: len(control.replays) == 4)
        await pilot.pause(0.1)
        assert len(control.replays) == 4
        await pilot.press("escape")
        await until(pilot, lambda: not live.resending.busy)
        assert len(control.replays) == 4
        await until(pilot, lambda: "4 of 10 exchanges sent again." in said(pilot.app, text_of))


async def test_all_of_them_come_to_an_end(run, until, fakes):
    async with run() as (pilot, control):
        await pilot.press("D", "y")
        live = pilot.app.live_screen
        await until(pilot, lambda: len(control.replays) == 10 and not live.resending.busy)
        assert sorted(id for id, _ in control.replays) == list(range(32, 42))


async def test_only_what_the_filter_shows_and_can_be_sent(run, until, fakes):
    control = fakes.FakeControl()
    control.row(34).path = "/v1/messages/count_tokens"
    async with run(control) as (pilot, _):
        live = pilot.app.live_screen
        await pilot.press("slash", *"sonnet", "enter")
        await until(pilot, lambda: 0 < len(live.exchanges.book) < 10)
        assert [row.id for row in live.resending.repeatable()] == [39, 38, 37, 35]


async def test_it_can_be_left(run, until):
    async with run() as (pilot, control):
        await pilot.press("D", "enter")
        await pilot.pause()
        assert control.replays == []
        assert not pilot.app.live_screen.resending.busy


async def test_what_is_refused_is_said_and_the_others_go_on(run, until, text_of, fakes):
    class Choosy(fakes.FakeControl):
        async def replay(self, id, ask=None):
            if id == 33:
                raise ControlError("leg a was not kept", 409)
            return await super().replay(id, ask)

    control = Choosy()
    async with run(control) as (pilot, _):
        await pilot.press("D", "y")
        await until(pilot, lambda: len(control.replays) == 9)
        await until(pilot, lambda: "Not sent again: #33: leg a was not kept" in said(pilot.app, text_of))


async def test_a_gateway_that_is_gone_ends_it(run, slow, until):
    async with run(slow) as (pilot, control):
        await pilot.press("D", "y")
        await until(pilot, lambda: len(control.replays) == 3)
        control.fail(ControlError("connection refused"))
        for id in (42, 43, 44):
            pilot.app.live_screen.rows([replace(control.row(id), state="ok")])
        live = pilot.app.live_screen
        await until(pilot, lambda: not live.resending.busy)
        assert len(control.replays) == 3


async def test_too_many_at_once(run, until, text_of, fakes):
    control = fakes.FakeControl()
    for id in range(100, 601):
        control._rows[id] = replace(control.row(32), id=id)
    async with run(control) as (pilot, _):
        await until(pilot, lambda: len(pilot.app.live_screen.exchanges.book) > 500)
        await pilot.press("D")
        await until(pilot, lambda: "500 can be sent again at once" in said(pilot.app, text_of))
        assert control.replays == []


async def test_a_live_one_is_ended_when_it_is_meant(run, until, text_of):
    async with run() as (pilot, control):
        await pilot.press("X")
        await until(pilot, lambda: isinstance(pilot.app.screen, AskScreen))
        await pilot.press("enter")
        assert control.cancelled == []
        await pilot.press("X", "y")
        await until(pilot, lambda: control.cancelled == [41])
        await until(pilot, lambda: pilot.app.live_screen.exchanges.book.get(41).state == "failed")
        await pilot.press("X")
        await pilot.pause()
        assert pilot.app.screen is pilot.app.live_screen


async def test_one_that_has_ended_meanwhile(run, until, text_of):
    async with run() as (pilot, control):
        await pilot.press("X")
        control.row(41).times.ended = 4.0
        await pilot.press("y")
        await until(pilot, lambda: "#41 was not ended" in said(pilot.app, text_of))
