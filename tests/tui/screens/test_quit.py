import pytest

from tui_router.control.client import ControlError
from tui_router.tui.screens.quit import QuitScreen, quit_lines, quit_options


@pytest.mark.parametrize(
    ("keys", "result"), [(["enter"], "leave"), (["l"], "leave"), (["s"], "stop"), (["down", "enter"], "stop")]
)
async def test_the_answer_is_the_apps_return_value(run, keys, result):
    async with run() as (pilot, _):
        await pilot.press("q")
        assert isinstance(pilot.app.screen, QuitScreen)
        await pilot.press(*keys)
        assert pilot.app.return_value == result


async def test_staying(run):
    async with run() as (pilot, _):
        for keys in (["escape"], ["c"]):
            await pilot.press("q", *keys)
            assert pilot.app.screen is pilot.app.live_screen
        assert pilot.app.return_value is None


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c"])
async def test_other_ways_out_ask_too(run, key):
    async with run() as (pilot, _):
        await pilot.press(key)
        assert isinstance(pilot.app.screen, QuitScreen)


async def test_a_setting_or_a_gateway_that_is_gone_need_no_question(run, until):
    async with run(on_quit="stop") as (pilot, _):
        await pilot.press("q")
        assert pilot.app.return_value == "stop"
    async with run() as (pilot, control):
        control.fail(ControlError("gone"))
        await until(pilot, lambda: not pilot.app.live_screen.reachable)
        await pilot.press("q")
        assert pilot.app.return_value == "leave"


def test_it_says_what_would_be_cut():
    def words(live, sessions):
        return ["".join(word[0] for word in line) for line in quit_lines(live, sessions)]

    assert words(2, 2)[0] == "2 exchanges are live and 2 sessions use this gateway."
    assert words(1, 0)[0] == "1 exchange is live."
    assert words(0, 1)[0] == "1 session uses this gateway."
    assert words(0, 0) == ["Nothing is live, and no session was seen for 10 minutes."]
    assert quit_options(2)[1].says == "2 live exchanges may be cut"
    assert [option.value for option in quit_options(0)] == ["leave", "stop", ""]
