from textual.app import App

from tui_router.tui.widgets.words import SPRING, Words


class Alone(App):
    def compose(self):
        yield Words([[("left", "ink", "b"), SPRING, ("right", "ink-soft")], []])


async def test_lines_with_a_spring_and_a_height():
    async with Alone().run_test(size=(20, 6)) as pilot:
        words = pilot.app.query_one(Words)
        assert words.size.height == 2
        assert words.render_line(0).text == "left           right"
        words.say([[("a[/b]", "ink")], [], [("x" * 50, "ink")]])
        await pilot.pause()
        assert words.size.height == 3
        assert words.render_line(0).text == "a[/b]".ljust(20)
        assert words.render_line(2).cell_length == 20
