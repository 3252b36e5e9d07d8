from textual.app import App
from textual.screen import ModalScreen

from tui_router.journal.record import ExchangeRow, Times
from tui_router.tui.widgets.rows_view import HEAD, RowsView


class Alone(App):
    def compose(self):
        yield RowsView(clock=lambda: 100.0)


def row(id, **fields):
    return ExchangeRow(**{"id": id, "started_at": 0.0, "state": "ok", "times": Times(ended=1.0), **fields})


async def test_lines_are_kept_until_the_width_or_the_theme_changes():
    async with Alone().run_test(size=(80, 6)) as pilot:
        view = pilot.app.query_one(RowsView)
        view.book.put([row(1), row(2)])
        view._resized()
        await pilot.pause()
        drawn = view.render_line(HEAD)
        assert view.render_line(HEAD) is drawn
        assert drawn.cell_length == 80
        pilot.app.theme = "textual-light"
        await pilot.pause()
        assert view.render_line(HEAD) is not drawn


async def test_a_still_screen_shows_a_still_sign():
    async with Alone().run_test(size=(80, 6)) as pilot:
        view = pilot.app.query_one(RowsView)
        view.animated = False
        view.book.put([row(1, state="live", times=Times())])
        assert "● live" in view.render_line(HEAD).text
        assert view.render_line(HEAD + 1).text.strip() == ""


async def test_nothing_moves_behind_a_dialog():
    async with Alone().run_test(size=(80, 6)) as pilot:
        view = pilot.app.query_one(RowsView)
        view.book.put([row(1, state="live", times=Times())])
        view._live.add(1)
        drawn = view.render_line(HEAD)
        pilot.app.push_screen(ModalScreen())
        await pilot.pause()
        view._tick()
        assert view.render_line(HEAD) is drawn
        pilot.app.pop_screen()
        view._tick()
        assert view.render_line(HEAD) is not drawn
