import pytest
from textual.app import App
from textual.binding import Binding
from textual.widgets import Input

from tui_router.tui.widgets.choice import Choice, Option
from tui_router.tui.widgets.pick import Pick, PickLine

NAMES = ["anthropic", "deepseek", "openai", "openrouter"]


class Alone(App):
    BINDINGS = [Binding("escape", "leave", show=False)]  # noqa: RUF012  # Textual's own form

    def __init__(self):
        super().__init__()
        self.chosen = []
        self.left = 0

    def compose(self):
        yield Pick()
        yield Input()

    def on_mount(self):
        self.query_one(Pick).offer([Option(name, name, f"{name} says") for name in NAMES], "openai")
        self.query_one(PickLine).focus()

    def on_pick_changed(self, event):
        self.chosen.append((event.control.value, event.value))

    def action_leave(self):
        self.left += 1


@pytest.fixture
async def shown():
    async with Alone().run_test(size=(60, 14)) as pilot:
        await pilot.pause()
        yield pilot, pilot.app.query_one(Pick)


def line(pick):
    return pick.query_one(PickLine).render_line(0).text.rstrip()


async def test_it_steps_and_a_letter_goes_to_the_next_name(shown):
    pilot, pick = shown
    assert line(pick).startswith("▌openai ")
    assert line(pick).endswith("▾")
    await pilot.press("right", "left", "left", "o", "o")
    assert [value for _, value in pilot.app.chosen] == [
        "openrouter",
        "openai",
        "deepseek",
        "openai",
        "openrouter",
    ]
    await pilot.press("right")
    assert pick.value == "anthropic"
    await pilot.press("z")
    assert pick.value == "anthropic"


async def test_the_list_opens_is_chosen_from_and_folds(shown):
    pilot, pick = shown
    choice = pick.query_one(Choice)
    assert not choice.display or not choice.size.height
    await pilot.press("enter")
    await pilot.pause()
    assert choice.size.height == 4
    await pilot.press("down", "enter")
    await pilot.pause()
    assert pick.value == "openrouter"
    assert not pick.is_open


async def test_escape_folds_the_list_and_then_goes_on(shown):
    pilot, pick = shown
    await pilot.press("down", "up", "escape")
    assert pick.value == "openai"
    assert (pick.is_open, pilot.app.left) == (False, 0)
    await pilot.press("escape")
    assert pilot.app.left == 1


async def test_the_mouse_opens_and_chooses(shown):
    pilot, pick = shown
    await pilot.click(PickLine)
    await pilot.pause()
    await pilot.click(Choice, offset=(5, 1))
    await pilot.pause()
    assert pilot.app.chosen == [("deepseek", "deepseek")]
    assert not pick.is_open


async def test_it_folds_when_the_focus_leaves(shown):
    pilot, pick = shown
    await pilot.press("space")
    assert pick.is_open
    await pilot.press("tab")
    await pilot.pause()
    assert not pick.is_open


async def test_a_value_that_is_no_option_is_said(shown):
    pilot, pick = shown
    pick.offer(pick.options, "", "by its alias\x1b")
    pick.tell(("answers", "state-ok"))
    await pilot.pause()
    assert line(pick).startswith("▌by its alias␛")
    assert pilot.app.chosen == []
    pick.offer([], "")
    await pilot.press("enter", "right")
    assert not pick.is_open
