import pytest

from tui_router.journal.record import COMMENT_CAP
from tui_router.tui.screens.comment import CommentScreen

SIZES = [(80, 24), (120, 40), (30, 8)]


@pytest.mark.parametrize("size", SIZES)
async def test_it_shows_what_there_is_and_gives_what_was_typed(run, fakes, text_of, size):
    async with run(size=size) as (pilot, _):
        row = fakes.seeded()[0]
        row.comment = "as \x1b[2Jit was"
        done = []
        pilot.app.push_screen(CommentScreen(row), done.append)
        await pilot.pause()
        assert [len(line) for line in text_of(pilot.app)] == [size[0]] * size[1]
        if size[0] > 60:
            text = "\n".join(text_of(pilot.app))
            assert "Note beside #32" in text
            assert "as ␛[2Jit was" in text
            assert "keep it" in text
        await pilot.press("ctrl+u", *" new ", "enter")
        assert done == ["new"]


async def test_an_empty_one_says_that_it_removes(run, fakes, text_of):
    async with run() as (pilot, _):
        row = fakes.seeded()[0]
        row.comment = "x"
        pilot.app.push_screen(CommentScreen(row))
        await pilot.press("backspace")
        await pilot.pause()
        assert "remove it" in "\n".join(text_of(pilot.app))


async def test_it_takes_only_so_much_and_says_how_much(run, fakes, text_of):
    async with run() as (pilot, _):
        row = fakes.seeded()[0]
        row.comment = "x" * (COMMENT_CAP - 1)
        done = []
        pilot.app.push_screen(CommentScreen(row), done.append)
        await pilot.press("a", "b")
        await pilot.pause()
        assert f"{COMMENT_CAP} of {COMMENT_CAP}" in "\n".join(text_of(pilot.app))
        await pilot.press("enter")
        assert len(done[0]) == COMMENT_CAP
