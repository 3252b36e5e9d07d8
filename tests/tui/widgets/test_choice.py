import pytest
from textual.app import App

from tui_router.tui.widgets.choice import Choice, Option


class Alone(App):
    def __init__(self, options):
        super().__init__()
        self.options = options
        self.chosen = []

    def compose(self):
        choice = Choice(self.options)
        choice.styles.max_height = 4
        yield choice

    def on_choice_chosen(self, event):
        self.chosen.append(event.option.value)


@pytest.fixture
async def shown():
    async with Alone([Option(f"v{n}", f"name {n}", "says", "abcdefgh"[n]) for n in range(8)]).run_test(
        size=(40, 10)
    ) as pilot:
        pilot.app.query_one(Choice).focus()
        await pilot.pause()
        yield pilot, pilot.app.query_one(Choice)


async def test_keys_move_scroll_and_choose(shown):
    pilot, choice = shown
    assert choice.size.height == 4
    await pilot.press("down", "down", "down", "down", "enter")
    assert pilot.app.chosen == ["v4"]
    assert choice.render_line(3).text.startswith("▌  e  name 4")
    await pilot.press("end", "down", "home", "up", "enter")
    assert pilot.app.chosen == ["v4", "v0"]


async def test_a_letter_chooses_at_once(shown):
    pilot, _ = shown
    await pilot.press("c")
    assert pilot.app.chosen == ["v2"]


async def test_a_click_chooses(shown):
    pilot, _ = shown
    await pilot.click(Choice, offset=(8, 2))
    assert pilot.app.chosen == ["v2"]


async def test_offered_anew_and_empty(shown):
    pilot, choice = shown
    choice.offer([])
    await pilot.pause()
    await pilot.press("enter", "down")
    assert choice.option is None
    assert pilot.app.chosen == []


async def test_hostile_names_stay_on_their_line(shown):
    pilot, choice = shown
    choice.offer([Option("x", "[/b]\x1b[2J\n設定" * 20, "\u202e", tail="tail")])
    await pilot.pause()
    strip = choice.render_line(0)
    assert strip.cell_length == 40
    assert "\x1b" not in strip.text
    assert strip.text.rstrip().endswith("tail")
