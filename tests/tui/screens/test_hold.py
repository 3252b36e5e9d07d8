from contextlib import asynccontextmanager

import pytest

from tui_router.control.client import ControlError
from tui_router.control.inspect import Breakpoints
from tui_router.tui.screens.hold import HoldScreen, explained, usual
from tui_router.tui.widgets.choice import Choice
from tui_router.tui.widgets.filter_input import FilterInput


@pytest.fixture
def opened(run, fakes, until):
    """The dialog of #41 with these filters in force; what it gave, and what it told."""

    @asynccontextmanager
    async def opening(*filters, size=(120, 40), held=()):
        control = fakes.FakeControl()
        control.stops = Breakpoints(filters=list(filters))
        async with run(control, size=size) as (pilot, control):
            given, heard = [], []
            screen = HoldScreen(control, control.row(41), list(held), heard.append, fakes.NOW)
            await pilot.app.push_screen(screen, given.append)
            await until(pilot, lambda: heard)
            await pilot.pause()
            yield pilot, screen, control, given

    return opening


def said(app, text_of):
    return "\n".join(text_of(app))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_what_is_like_the_row_is_offered_and_enter_holds_it(opened, until, text_of, size):
    async with opened(size=size) as (pilot, _, control, given):
        text = said(pilot.app, text_of)
        assert "~t opus & ~k main" in text
        assert "opus, main" in text
        assert "⏎  Hold it" in text
        assert "ten minutes have passed." in text
        await pilot.press("enter")
        await until(pilot, lambda: given == [None])
        assert control.stops.filters == ["~t opus & ~k main"]


async def test_those_in_force_are_listed_kept_and_dropped(opened, until, text_of):
    async with opened("~t opus & ~k main", "[/b] two") as (pilot, screen, control, given):
        assert screen.query_one(FilterInput).value == ""  # it is in force already
        assert "[/b] two" in said(pilot.app, text_of)
        await pilot.press(*"~t haiku", "enter")
        await until(pilot, lambda: given == [None])
        assert control.stops.filters == ["~t opus & ~k main", "[/b] two", "~t haiku"]
    async with opened("one", "two") as (pilot, screen, control, given):
        await pilot.press("down", "x")
        await until(pilot, lambda: control.stops.filters == ["two"])
        await until(pilot, lambda: len(screen.query_one(Choice).options) == 1)
        await pilot.press("x")
        await until(pilot, lambda: control.stops.filters == [])
        await until(pilot, lambda: screen.focused is screen.query_one(FilterInput))
        assert given == []


async def test_an_x_is_a_letter_where_it_is_typed(opened):
    async with opened("one") as (pilot, screen, control, _):
        await pilot.press("ctrl+u", "x")
        assert screen.query_one(FilterInput).value == "x"
        assert control.stops.filters == ["one"]


async def test_a_filter_of_the_list_can_be_typed_further(opened):
    async with opened("one", "two") as (pilot, screen, _, _given):
        await pilot.press("down", "down", "enter")
        assert screen.query_one(FilterInput).value == "two"
        assert screen.focused is screen.query_one(FilterInput)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("~t opus &", "something must follow"),
        ("~nonsense", "~nonsense"),
        ("~b secret", "too late to hold one"),
    ],
)
async def test_what_cannot_hold_anything_is_said_and_not_sent(opened, text_of, typed, words):
    async with opened() as (pilot, screen, control, given):
        screen.query_one(FilterInput).value = typed
        await pilot.pause()
        assert words in said(pilot.app, text_of)
        assert "Hold it" not in said(pilot.app, text_of)
        await pilot.press("enter")
        assert "put_breakpoints" not in control.asked
        assert given == []


async def test_operators_are_completed(opened, text_of):
    async with opened() as (pilot, screen, _, _given):
        screen.query_one(FilterInput).value = ""
        await pilot.press(*"~ma", "tab")
        assert screen.query_one(FilterInput).value == "~marked "
        await pilot.press("ctrl+u", *"~t o")
        await pilot.pause()
        assert "opus" in said(pilot.app, text_of)


async def test_what_the_gateway_refuses_is_said(opened, until, text_of, monkeypatch):
    async with opened("one") as (pilot, _, control, given):

        async def refuse(breakpoints):
            raise ControlError("at most 20 breakpoints are kept [/b]", 400)

        monkeypatch.setattr(control, "put_breakpoints", refuse)
        await pilot.press("enter")
        await until(pilot, lambda: "at most 20 breakpoints are kept [/b]" in said(pilot.app, text_of))
        assert given == []


async def test_a_gateway_that_does_not_answer(run, fakes, until, text_of):
    async with run() as (pilot, control):
        control.down = ControlError("connection lost")
        await pilot.app.push_screen(HoldScreen(control, None, [], lambda _: None, fakes.NOW))
        await until(pilot, lambda: "Nothing can be held: connection lost" in said(pilot.app, text_of))


async def test_a_held_one_is_gone_to(opened, until, text_of, fakes):
    row = fakes.seeded()[-1]
    async with opened(held=[row]) as (pilot, _, _control, given):
        assert "‖ #41 opus" in said(pilot.app, text_of)
        await pilot.press("down", "enter")
        await until(pilot, lambda: given == [41])


async def test_nothing_typed_closes_and_up_leads_back(opened, until):
    async with opened("one") as (pilot, screen, _, given):
        await pilot.press("down", "up")
        assert screen.focused is screen.query_one(FilterInput)
        await pilot.press("ctrl+u", "enter")
        await until(pilot, lambda: given == [None])


def test_words():
    assert usual(None) == "~k main"
    assert explained("~t opus") == "opus"
    assert explained("~of another version") == ""
