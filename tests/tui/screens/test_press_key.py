import pytest

from tui_router.tui.bindings.live import REPLAY
from tui_router.tui.keymap import DEFAULT_KEYS
from tui_router.tui.screens.press_key import PressKeyScreen

NOTHING = object()


@pytest.fixture
def asking(run):
    from contextlib import asynccontextmanager

    @asynccontextmanager
    async def opening(keys=DEFAULT_KEYS):
        async with run() as (pilot, _):
            given = [NOTHING]
            pilot.app.push_screen(PressKeyScreen(REPLAY, keys, "Live"), given.append)
            await pilot.pause()
            yield pilot, given

    return opening


async def test_the_next_key_is_taken(asking):
    async with asking() as (pilot, given):
        await pilot.press("ctrl+r")
        assert given[-1].changed == {"live.replay": "ctrl+r"}


async def test_what_has_the_key_is_told_and_changes_places(asking, text_of):
    async with asking() as (pilot, given):
        await pilot.press("R")
        text = "\n".join(text_of(pilot.app))
        assert "R is Rewire (live)." in text
        assert "Press it again to swap: Rewire gets r." in text
        assert given == [NOTHING]
        await pilot.press("R")
        assert given[-1].changed == {"live.replay": "R", "live.rewire": "r"}


async def test_another_key_forgets_the_swap(asking):
    async with asking() as (pilot, given):
        await pilot.press("R", "s", "R")
        assert given == [NOTHING]
        await pilot.press("f9")
        assert given[-1].changed == {"live.replay": "f9"}


async def test_a_key_that_moves_is_refused(asking, text_of):
    async with asking() as (pilot, given):
        await pilot.press("j")
        assert "every list moves with it" in "\n".join(text_of(pilot.app))
        assert given == [NOTHING]


async def test_escape_leaves_it(asking):
    async with asking() as (pilot, given):
        await pilot.press("escape")
        assert given[-1] is None
