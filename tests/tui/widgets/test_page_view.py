import pytest
from textual import on
from textual.app import App

from tui_router.tui.lines.line import Span
from tui_router.tui.pages.stack import Piece, Stack, text_row
from tui_router.tui.widgets.page_view import PageView, lit


class Two(Stack):
    """Two halves when there is room for them."""

    def resize(self, left, right):
        self.width = left
        self.split = left >= 40 if not self.split else left >= 15

    def take(self, seen, glyphs):
        self.taken = seen


class Small(App):
    def __init__(self):
        super().__init__()
        self.moves = 0

    def compose(self):
        yield PageView()

    @on(PageView.Moved)
    def _moved(self):
        self.moves += 1


def page(count=100, word="row"):
    made = Two()
    made.pieces = [
        Piece([text_row(Span(f"{word} {n}", on="panel"))], ("n", n), ("it", str(n))) for n in range(count)
    ]
    made.lay_out()
    return made


@pytest.fixture
async def shown():
    app = Small()
    async with app.run_test(size=(60, 10)) as pilot:
        view = pilot.app.query_one(PageView)
        view.focus()
        view.turn_to(page(), follow=False)
        await pilot.pause()
        yield pilot, view


def test_what_is_found_is_lit_wherever_it_stands():
    pieces = list(lit(Span("a Needle, needle", "ink-soft"), "needle"))
    assert [(span.text, bool(span.on)) for span in pieces] == [
        ("a ", False), ("Needle", True), (", ", False), ("needle", True)]  # fmt: skip
    assert list(lit(Span(""), "x")) == [Span("")]
    assert list(lit(Span("straße İ"), "stra")) == [Span("straße İ")]


async def test_a_place_is_shown_at_the_top(shown):
    pilot, view = shown
    assert view.seek(("n", 50))
    await pilot.pause()
    assert (view.cursor, view.scroll_offset.y) == (50, 50)
    assert not view.seek(("n", 500))


async def test_a_page_is_found_where_it_was_left(shown):
    pilot, view = shown
    first, other = view.page, page(30)
    view.go(70)
    await pilot.pause()
    top = view.scroll_offset.y
    view.turn_to(other, follow=False)
    await pilot.pause()
    assert (view.cursor, view.scroll_offset.y) == (0, 0)
    view.turn_to(first, follow=True)
    await pilot.pause()
    assert (view.cursor, view.scroll_offset.y) == (70, top)


async def test_a_page_that_grows_is_followed_until_the_user_moves_up(shown):
    pilot, view = shown
    view.live = True
    growing = page(30)
    view.turn_to(growing, follow=True)
    await pilot.pause()
    growing.pieces += page(20).pieces
    growing.lay_out()
    view.take(None)
    await pilot.pause()
    assert view.cursor == 49
    await pilot.press("k")
    growing.pieces += page(20).pieces
    growing.lay_out()
    view.take(None)
    await pilot.pause()
    assert view.cursor == 48
    await pilot.press("G")
    assert view.following


async def test_hunting_goes_on_from_the_cursor_and_round(shown):
    _, view = shown
    assert view.hunt("row 7", 1, here=True)
    assert view.cursor == 7
    assert view.hunt("row 7", 1, here=True)
    assert view.cursor == 7
    assert view.hunt("row 7", 1)
    assert view.cursor == 70
    assert view.tally("row 7") == (2, 11)
    assert view.hunt("row 0", 1)
    assert view.cursor == 0
    assert view.hunt("row 0", 1, here=True)
    assert view.cursor == 0
    assert not view.hunt("nowhere", 1)


async def test_what_can_be_taken_of_a_row(shown):
    _, view = shown
    view.go(3)
    assert view.taken() == [("it", "3")]
    view.page.copies = lambda index: [("one", "1"), ("two", "2")]
    assert view.taken() == [("one", "1"), ("two", "2")]
    view.page = None
    assert (view.taken(), view.hunt("x", 1), view.seek(("n", 1))) == ([], False, False)


async def test_a_page_may_become_two_halves_and_one_again(shown):
    pilot, view = shown
    assert (view.split, view.page.split) == (True, True)
    await pilot.resize_terminal(30, 10)
    await pilot.pause()
    assert (view.split, view.page.split) == (False, False)


async def test_the_cursor_goes_over_the_ground_of_a_card(shown):
    _, view = shown
    assert view.worded(3, False).left.lead[0].on == "panel"
    assert view.worded(3, True).left.lead[0].on == ""


async def test_every_move_is_told(shown):
    pilot, _ = shown
    before = pilot.app.moves
    await pilot.press("j", "G")
    await pilot.pause()
    assert pilot.app.moves >= before + 2
