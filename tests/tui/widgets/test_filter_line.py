from textual.app import App

from tui_router.tui.widgets.filter_line import FilterLine


class Alone(App):
    def __init__(self):
        super().__init__()
        self.words = []
        self.left = []

    def compose(self):
        yield FilterLine()

    def on_filter_line_changed(self, event):
        self.words.append(event.words)

    def on_filter_line_left(self, event):
        self.left.append(event.cleared)


async def test_words_are_told_as_they_are_typed_and_esc_clears():
    async with Alone().run_test(size=(60, 3)) as pilot:
        line = pilot.app.query_one(FilterLine)
        assert not line.shown
        line.open()
        await pilot.press("a", "b", "enter")
        assert pilot.app.words == ["a", "ab"]
        assert pilot.app.left == [False]
        await pilot.press("escape")
        assert pilot.app.words[-1] == ""
        assert pilot.app.left[-1] is True
        assert not line.shown


async def test_leaving_it_empty_closes_it():
    async with Alone().run_test(size=(60, 3)) as pilot:
        line = pilot.app.query_one(FilterLine)
        line.open()
        await pilot.press("enter")
        assert not line.shown
