import pytest

from tui_router.control.client import ControlError
from tui_router.control.wiring import Revision
from tui_router.tui.screens.revisions import RevisionsScreen, what_words
from tui_router.tui.widgets.choice import Choice


@pytest.fixture
async def listed(run, until):
    async with run() as (pilot, control):
        await pilot.press("H")
        await until(pilot, lambda: "revisions" in control.asked and pilot.app.screen.revision is not None)
        yield pilot, control


def shown(app, text_of):
    return "\n".join(text_of(app))


def test_what_changed_in_one_line():
    assert what_words(Revision(revision=3, at=0.0, by="api", what=["a", "b"])) == "a; b"
    assert (
        what_words(Revision(revision=3, at=0.0, by="api", session="a1f3c2"))
        == "session a1f3: nothing that can be seen"
    )


async def test_when_from_where_and_what(listed, until, text_of):
    pilot, _ = listed
    await until(pilot, lambda: "in force" in shown(pilot.app, text_of))
    text = shown(pilot.app, text_of)
    assert "11:54:36    7  screen" in text
    assert "sonnet: openai/gpt-4o-mini → openai/gpt-4o" in text
    assert "This one is in force." in text
    await pilot.press("enter")
    assert isinstance(pilot.app.screen, RevisionsScreen)


async def test_one_is_put_back(listed, until, text_of):
    pilot, control = listed
    await pilot.press("down", "enter")
    await until(pilot, lambda: "The wiring of revision 6 is in force again." in shown(pilot.app, text_of))
    assert "restore 6" in control.asked


async def test_one_that_a_newer_file_replaced_stays_where_it_is(listed, until, text_of):
    pilot, control = listed
    control.history[1].undoable = False
    await pilot.press("down", "enter")
    await until(pilot, lambda: "A newer settings file took its place" in shown(pilot.app, text_of))
    assert not any(asked.startswith("restore") for asked in control.asked)


async def test_a_conflict_reads_again_and_a_second_press_puts_it_back(listed, until, text_of):
    pilot, control = listed
    control._tiers.revision = 9
    await pilot.press("down", "enter")
    await until(pilot, lambda: "The wiring changed meanwhile" in shown(pilot.app, text_of))
    await pilot.press("enter")
    await until(pilot, lambda: control._tiers.revision == 10)


async def test_hostile_words_and_a_gateway_that_is_gone(run, fakes, until, text_of):
    control = fakes.FakeControl()
    control.history = [
        Revision(
            revision=n, at=1e300 if n else 0.0, by="[/b]\x1b[2J", what=["x\x1b" * 400], session="\x1b\x1b"
        )
        for n in range(300)
    ]
    async with run(control, size=(80, 24)) as (pilot, _):
        await pilot.press("H")
        await until(pilot, lambda: len(pilot.app.screen.query_one(Choice).options) == 300)
        await pilot.press("end")
        await pilot.pause()
        assert not any("\x1b" in line for line in text_of(pilot.app))
        control.down = ControlError("connection refused [/b]")
        await pilot.press("enter")
        await until(pilot, lambda: "connection refused [/b]" in shown(pilot.app, text_of))


async def test_nothing_yet(run, fakes, until, text_of):
    control = fakes.FakeControl()
    control.history = []
    async with run(control) as (pilot, _):
        await pilot.press("H")
        await until(pilot, lambda: "Nothing has been rewired yet." in shown(pilot.app, text_of))
