import pytest
from textual import on
from textual.app import App

from tui_router.tui.widgets.find_line import FindLine


class Small(App):
    def __init__(self):
        super().__init__()
        self.told = []

    def get_theme_variable_defaults(self):
        return {"ink": "#ffffff", "ink-soft": "#888888", "accent": "#00ffff", "row-cursor": "#222222"}

    def compose(self):
        yield FindLine()

    @on(FindLine.Changed)
    @on(FindLine.Left)
    def _told(self, event):
        self.told.append(event.words if isinstance(event, FindLine.Changed) else event.cleared)


@pytest.fixture
async def small():
    app = Small()
    async with app.run_test(size=(60, 4)) as pilot:
        pilot.app.query_one(FindLine).open()
        await pilot.pause()
        yield pilot


async def test_words_are_told_as_they_are_typed_and_kept_on_enter(small):
    await small.press("a", "b", "enter")
    await small.pause()
    assert small.app.told == ["a", "ab", False]
    assert small.app.query_one(FindLine).shown


async def test_escape_and_an_empty_line_end_it(small):
    await small.press("a", "escape")
    await small.pause()
    assert small.app.told == ["a", True, ""]
    line = small.app.query_one(FindLine)
    assert not line.shown
    line.open()
    await small.press("enter")
    await small.pause()
    assert not line.shown


async def test_it_says_which_of_how_many(small):
    small.app.query_one(FindLine).say("3 of 17\x1b[2J")
    await small.pause()
    text = small.app.screen._compositor.render_strips()[0].text
    assert text.rstrip().endswith("3 of 17␛[2J")
    assert len(text) == 60
