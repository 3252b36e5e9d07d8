import pytest
from textual.app import App, ComposeResult

from tui_router.tui.lines.line import Half, Row, Span
from tui_router.tui.widgets.leg_view import SPINE, LegView, halves


class Numbers:
    def __init__(self, count: int) -> None:
        self.count = count
        self.folded: list[int] = []

    def __len__(self) -> int:
        return self.count

    def row(self, index: int) -> Row:
        half = Half((Span(f"line {index}"),))
        return Row(half, half if index % 2 else None, Span("→", "ink-soft"), key=index)

    def toggle(self, index: int, *, want: bool | None = None) -> bool:
        self.folded.append(index)
        return want is not False


class View(LegView):
    def fit(self) -> None:
        self.empty = ("nothing left", "nothing right")


class Screen(App[None]):
    def compose(self) -> ComposeResult:
        yield View()

    def lines(self) -> list[str]:
        strips = self.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip) for strip in strips]


@pytest.mark.parametrize("width", [20, 60, 99, 120, 121])
def test_two_halves_the_spine_and_the_margins_fill_a_line(width):
    left, right = halves(width)
    assert 2 + left + 1 + SPINE + 1 + right + 2 == width


async def filled(pilot, count: int = 100) -> View:
    view = pilot.app.query_one(View)
    view.rows = Numbers(count)
    view.changed()
    await pilot.pause()
    return view


async def test_the_same_line_stands_left_and_right_of_one_mark():
    app = Screen()
    async with app.run_test(size=(60, 6)) as pilot:
        await filled(pilot)
        line = app.lines()[1]
        assert line[2:8] == "line 1"
        assert line[29] == "→"
        assert line[32:38] == "line 1"


async def test_a_missing_side_says_so_in_the_first_line_only():
    app = Screen()
    async with app.run_test(size=(60, 6)) as pilot:
        await filled(pilot)
        assert "nothing right" in app.lines()[0]
        assert "nothing right" not in app.lines()[2]
        view = await filled(pilot, 0)
        assert "nothing left" in app.lines()[0]
        assert view.cursor == 0


async def test_the_cursor_stays_in_sight():
    app = Screen()
    async with app.run_test(size=(60, 6)) as pilot:
        view = await filled(pilot)
        view.focus()
        for key, cursor, top in (
            ("end", 99, 94),
            ("up", 98, 94),
            ("home", 0, 0),
            ("pagedown", 5, 0),
            ("j", 6, 1),
            ("k", 5, 1),
        ):
            await pilot.press(key)
            assert (view.cursor, view.scroll_offset.y) == (cursor, top)
        assert app.lines()[4].startswith("▌")


async def test_keys_fold_what_is_under_the_cursor():
    app = Screen()
    async with app.run_test(size=(60, 6)) as pilot:
        view = await filled(pilot)
        view.focus()
        await pilot.press("down", "enter", "space", "right", "left")
        assert isinstance(view.rows, Numbers)
        assert view.rows.folded == [1, 1, 1, 1]
        assert view.cursor == 0


async def test_a_click_puts_the_cursor_and_folds_at_the_sign():
    app = Screen()
    async with app.run_test(size=(60, 6)) as pilot:
        view = await filled(pilot)
        await pilot.click(View, offset=(20, 3))
        assert isinstance(view.rows, Numbers)
        assert (view.cursor, view.rows.folded) == (3, [])
        await pilot.click(View, offset=(2, 2))
        assert (view.cursor, view.rows.folded) == (2, [2])


async def test_a_view_that_is_not_looked_at_puts_its_work_off():
    app = Screen()
    async with app.run_test(size=(60, 6)) as pilot:
        view = await filled(pilot)
        view.looked_at = False
        view.rows = Numbers(7)
        view.changed()
        assert view.virtual_size.height == 100
        view.looked_at = True
        view.catch_up()
        assert view.virtual_size.height == 7
