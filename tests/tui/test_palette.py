import pytest

from tui_router.tui.keymap import Keymap
from tui_router.tui.palette import Command, commands, matching, typed


def named(*names, says=""):
    return [Command(name, says, lambda: None) for name in names]


def found(query, *names, says=""):
    return [hit.command.name for hit in matching(query, named(*names, says=says))]


def offered(app):
    return {command.name: command for command in commands(app, app.screen)}


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("re", ["Replay", "Rewire opus", "The Theme re"]),
        ("rew op", ["Rewire opus"]),
        ("rwop", ["Rewire opus"]),
        ("OPUS", ["Rewire opus"]),
        ("thre", ["The Theme re"]),
        ("zzz", []),
        ("opus rewire", ["Rewire opus"]),
    ],
)
def test_letters_find_a_command_the_closest_first(query, order):
    assert found(query, "Replay", "The Theme re", "Rewire opus") == order


def test_the_meaning_is_searched_behind_the_names():
    assert found("again", "Replay", says="send it again") == ["Replay"]
    (hit,) = matching("again", named("Replay", says="send it again"))
    assert hit.letters == frozenset()


def test_letters_that_match_are_told():
    (hit,) = matching("rw", named("Rewire"))
    assert hit.letters == {0, 2}
    (hit,) = matching("tp", named("Theme paper"))
    assert hit.letters == {0, 6}


def test_hostile_queries_cost_nothing():
    assert found("a" * 100_000, "a" * 1_000) == ["a" * 1_000]
    assert found("\x1b[", "Replay") == []


async def test_what_acts_now_is_offered_with_its_key(run):
    async with run(keys=Keymap({"live.replay": "ctrl+r"})) as (pilot, _):
        here = offered(pilot.app)
        assert {"Replay", "Rewire", "Rewire fable", "Theme paper", "Quit", "Settings", "Log"} <= set(here)
        assert "Undo" not in here
        assert here["Replay"].key == "^r"
        assert "Import exchanges" in here


@pytest.mark.parametrize(
    ("keys", "names"),
    [
        (["2"], {"Add rule", "Live", "Diagnostics", "Filter ~e | ~repaired"}),
        (["4"], {"Live", "Routes", "Settings"}),
        (["6"], {"Errors", "Live", "Sessions"}),
        (["enter"], {"Find", "Replay", "Diagnostics", "Live", "Theme dusk"}),
    ],
)
async def test_every_screen_has_its_own(run, keys, names):
    async with run() as (pilot, _):
        await pilot.press(*keys)
        await pilot.pause(0.1)
        assert names <= set(offered(pilot.app))


async def test_a_number_and_an_expression_stand_for_themselves(run):
    async with run() as (pilot, _):
        (command,) = typed(pilot.app, " #38 ")
        assert command.name == "Go to exchange #38"
        command.act()
        await pilot.pause()
        assert pilot.app.live_screen.exchanges.row.id == 38
        assert typed(pilot.app, "38 x") == []
        assert typed(pilot.app, "9" * 50) == []
        assert typed(pilot.app, "٣") == []
        (command,) = typed(pilot.app, "~e")
        await pilot.press("2")
        await pilot.pause(0.1)
        command.act()
        await pilot.pause(0.1)
        assert pilot.app.screen is pilot.app.live_screen
        assert pilot.app.live_screen.exchanges.row.state == "failed"
