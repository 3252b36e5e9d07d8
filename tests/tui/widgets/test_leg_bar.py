from textual.app import App, ComposeResult

from tui_router.tui.lines.line import Span
from tui_router.tui.widgets.leg_bar import LegBar, Titles


class Screen(App[None]):
    def compose(self) -> ComposeResult:
        yield LegBar()

    def line(self) -> str:
        return "".join(segment.text for segment in self.screen._compositor.render_strips()[0])


async def test_titles_stand_over_their_columns():
    app = Screen()
    async with app.run_test(size=(60, 1)) as pilot:
        app.query_one(LegBar).say(
            Titles(([Span("a  sent")], [Span("87 kB")]), ([Span("b  got")], [Span("79 kB")]))
        )
        await pilot.pause()
        line = app.line()
        assert (line.index("a  sent"), line.index("87 kB"), line.index("b  got"), line.index("79 kB")) == (
            2,
            22,
            32,
            53,
        )


async def test_one_column_has_one_title():
    app = Screen()
    async with app.run_test(size=(60, 1)) as pilot:
        app.query_one(LegBar).say(Titles(([Span("d  receives")], [Span("9 events")])))
        await pilot.pause()
        assert app.line() == "  d  receives" + " " * 37 + "9 events  "
