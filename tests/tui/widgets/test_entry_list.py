from contextlib import asynccontextmanager

import pytest
from textual import on
from textual.app import App

from tui_router.tui.lines.entry import Entry
from tui_router.tui.lines.line import Span
from tui_router.tui.themes import load_themes, shipped_dir
from tui_router.tui.widgets.entry_list import EntryList


def thing(key, *, lines=1, moving=False):
    """Lines that say their key, and what they are drawn with."""

    def draw(look):
        return [Span(f"{key} {'here' if look.here else ''} {look.phase}")]

    return [Entry(draw, key, moving=moving)] * lines


def heading(text):
    return [Entry(lambda _: [Span(text, "ink-soft")])]


@pytest.fixture
def shown():
    """`async with shown(entries, head=…) as (pilot, list, heard)`."""

    @asynccontextmanager
    async def showing(entries, size=(40, 6), head=()):
        heard = []

        class Small(App):
            CSS = "EntryList { height: 1fr; scrollbar-size-vertical: 1; }"

            def compose(self):
                yield EntryList()

            def on_mount(self):
                theme = load_themes([shipped_dir()]).themes["dusk"]
                self.register_theme(theme)
                self.theme = "dusk"

            @on(EntryList.Selected)
            def _selected(self, event):
                heard.append(event.key)

            @on(EntryList.Opened)
            def _opened(self):
                heard.append("opened")

        app = Small()
        async with app.run_test(size=size) as pilot:
            widget = app.query_one(EntryList)
            widget.focus()
            widget.show(entries, head=head)
            await pilot.pause()
            yield pilot, widget, heard

    return showing


TALL = [
    *heading("ONE"),
    *thing("a"),
    *thing("b", lines=2),
    *heading(""),
    *heading("TWO"),
    *thing("c"),
    *thing("d"),
    *thing("e"),
]


def lines(app):
    return [strip.text[:38].rstrip() for strip in app.screen._compositor.render_strips()]


async def test_the_cursor_goes_from_thing_to_thing_and_covers_all_its_lines(shown):
    async with shown(TALL, (40, 12)) as (pilot, widget, heard):
        assert widget.cursor == "a"
        await pilot.press("j")
        assert lines(pilot.app)[2:4] == ["▌ b here -1", "▌ b here -1"]
        await pilot.press("j")
        assert widget.cursor == "c"
        await pilot.press("G", "j")
        assert widget.cursor == "e"
        await pilot.press("g")
        assert heard == ["a", "b", "c", "e", "a"]


async def test_what_is_selected_is_in_view_with_its_heading(shown):
    async with shown(TALL, (40, 4)) as (pilot, _widget, _):
        await pilot.press("j")
        await pilot.pause()
        assert [line[2:3] for line in lines(pilot.app)] == ["O", "a", "b", "b"]
        await pilot.press("G", "k", "k")
        await pilot.pause()
        assert lines(pilot.app)[1] == "  TWO"
        await pilot.press("g")
        await pilot.pause()
        assert lines(pilot.app)[0] == "  ONE"


async def test_it_stays_on_its_thing_or_near_where_that_was(shown):
    async with shown(TALL) as (pilot, widget, heard):
        widget.go("c")
        widget.show([*thing("new"), *TALL])
        assert widget.cursor == "c"
        widget.show([*thing("x"), *thing("y")])
        assert widget.cursor == "y"
        widget.show([])
        assert widget.cursor is None
        widget.action_move(1)
        widget.show(TALL)
        await pilot.pause()
        assert widget.cursor == "a"
        widget.go("nowhere")
        assert widget.cursor == "a"
        assert heard[-1] == "a"


async def test_a_heading_stays_while_the_rest_scrolls(shown):
    many = [entry for number in range(50) for entry in thing(number)]
    async with shown(many, head=heading("HEAD")) as (pilot, _widget, _):
        await pilot.press("G")
        await pilot.pause()
        told = lines(pilot.app)
        assert told[0] == "  HEAD"
        assert told[-1].startswith("▌ 49 here")


async def test_clicks(shown):
    async with shown(TALL, (40, 12), head=heading("HEAD")) as (pilot, widget, heard):
        await pilot.click(EntryList, offset=(5, 6))  # a heading
        assert widget.cursor == "a"
        await pilot.click(EntryList, offset=(5, 0))
        await pilot.click(EntryList, offset=(5, 11))
        assert widget.cursor == "a"
        await pilot.click(EntryList, offset=(5, 8))
        assert widget.cursor == "d"
        await pilot.click(EntryList, offset=(5, 8), times=2)
        assert heard[-1] == "opened"


async def test_only_what_moves_is_drawn_again(shown):
    async with shown([*thing("a"), *thing("b", moving=True)]) as (pilot, widget, _):
        assert widget.moving
        widget.turn(3)
        await pilot.pause()
        assert [line.split()[-1] for line in lines(pilot.app)[:2]] == ["-1", "3"]
        widget.show(thing("a"))
        assert not widget.moving


async def test_without_the_focus_the_cursor_is_quieter(shown):
    async with shown(TALL) as (pilot, _widget, _):
        pilot.app.set_focus(None)
        await pilot.pause()
        assert lines(pilot.app)[1].startswith("▏ a")
