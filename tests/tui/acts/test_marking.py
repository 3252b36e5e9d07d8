import pytest

from tui_router.control.client import ControlError
from tui_router.tui.screens.comment import CommentScreen


def first(app, text_of):
    return next(line for line in text_of(app) if "12:04:33" in line)


async def test_a_mark_comes_and_goes(run, until, text_of):
    async with run() as (pilot, control):
        await pilot.press("M")
        await until(pilot, lambda: first(pilot.app, text_of).startswith("▌✦"))
        assert "#41 ✦ ▆ opus" in "\n".join(text_of(pilot.app))
        assert control._rows[41].marked
        await pilot.press("M")
        await until(pilot, lambda: first(pilot.app, text_of).startswith("▌ "))
        assert not control._rows[41].marked


async def test_words_stand_beside_it_and_can_be_removed(run, until, text_of):
    async with run(size=(200, 50)) as (pilot, control):
        await pilot.press("semicolon")
        assert isinstance(pilot.app.screen, CommentScreen)
        await pilot.press(*"slow one", "enter")
        await until(pilot, lambda: "slow one" in first(pilot.app, text_of))
        assert sum("slow one" in line for line in text_of(pilot.app)) == 2  # the title of the pane too
        asked = control.asked.count("annotate 41")
        await pilot.press("semicolon", "enter")
        await pilot.pause(0.05)
        assert control.asked.count("annotate 41") == asked
        await pilot.press("semicolon", "ctrl+u", "enter")
        await until(pilot, lambda: control._rows[41].comment == "")


async def test_esc_leaves_it_as_it_was(run):
    async with run() as (pilot, control):
        await pilot.press("semicolon", *"abc", "escape")
        await pilot.pause(0.05)
        assert control._rows[41].comment == ""


@pytest.mark.parametrize("key", ["M"])
async def test_what_was_refused_is_said(run, until, text_of, monkeypatch, key):
    async with run() as (pilot, control):

        async def refuse(id, annotation):
            del id, annotation
            raise ControlError("the journal is full [/b]")

        monkeypatch.setattr(control, "annotate", refuse)
        await pilot.press(key)
        await until(pilot, lambda: "#41 was not marked: the journal is full [/b]" in text_of(pilot.app)[2])
