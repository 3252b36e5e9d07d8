import pytest
from textual.app import App

from tui_router.tui.widgets.check_box import CheckBox


class Alone(App):
    def __init__(self):
        super().__init__()
        self.told = []

    def compose(self):
        yield CheckBox("write [b]this[/b]\x1b", id="write")

    def on_check_box_changed(self, event):
        self.told.append((event.control.id, event.value))


@pytest.fixture
async def shown():
    async with Alone().run_test(size=(40, 4)) as pilot:
        yield pilot, pilot.app.query_one(CheckBox)


async def test_on_and_off_are_told_without_colour(shown):
    pilot, box = shown
    assert box.render_line(0).text.rstrip() == "▌[ ] write [b]this[/b]␛"
    await pilot.press("space")
    assert box.render_line(0).text.rstrip() == "▌[x] write [b]this[/b]␛"
    await pilot.click(CheckBox)
    assert box.value is False
    assert pilot.app.told == [("write", True), ("write", False)]


async def test_without_the_focus_it_has_no_bar(shown):
    pilot, box = shown
    pilot.app.set_focus(None)
    await pilot.pause()
    assert box.render_line(0).text.startswith(" [ ] write")
