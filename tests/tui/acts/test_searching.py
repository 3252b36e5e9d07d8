import asyncio

import pytest

from tui_router.control.client import ControlError
from tui_router.control.inspect import Found
from tui_router.tui.acts import searching
from tui_router.tui.widgets.filter_line import FilterLine
from tui_router.tui.widgets.words import Words


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    for name in ("PAUSE_S", "LATE_S", "BUSY_S"):
        monkeypatch.setattr(searching, name, 0.01)


def shown(live):
    return [live.exchanges.book.at(n).id for n in range(len(live.exchanges.book))]


def end(live):
    words = live.query_one(FilterLine).query_one("#filter-count", Words)
    return "".join(word[0] for word in words.lines[0]).strip()


def body(control, id, text):
    control.legs[id, "d"] = bytearray(text.encode())


async def test_rows_come_in_as_they_are_found(run, until):
    async with run() as (pilot, control):
        live = pilot.app.live_screen
        body(control, 40, "the needle")
        body(control, 34, "a NEEDLE too")
        await pilot.press("slash", *"~bd needle")
        await until(pilot, lambda: shown(live) == [40, 34])
        await until(pilot, lambda: end(live) == "2 of 10")
        assert (control.searches[-1].pattern, control.searches[-1].legs) == ("needle", "d")


async def test_the_same_search_is_not_made_twice(run, until):
    async with run() as (pilot, control):
        live = pilot.app.live_screen
        body(control, 40, "needle")
        body(control, 38, "needle")
        await pilot.press("slash", *"~bd needle")
        await until(pilot, lambda: shown(live) == [40, 38])
        made = len(control.searches)
        await pilot.press(*" & ~t haiku")
        await until(pilot, lambda: shown(live) == [40])
        assert len(control.searches) == made
        await pilot.press(*" ~ba other")
        await until(pilot, lambda: shown(live) == [] and control.searches[-1].pattern == "other")
        assert all(ask.legs == "a" for ask in control.searches[made:])


async def test_what_ends_later_is_searched_then(run, until, fakes):
    async with run() as (pilot, control):
        live = pilot.app.live_screen
        await pilot.press("slash", *"~bd needle")
        await until(pilot, lambda: control.searches and end(live) == "0 of 10")
        body(control, 41, "needle")
        row = next(row for row in fakes.seeded() if row.id == 41)
        row.state, row.times.ended = "ok", 4.0
        control.change(row)
        await until(pilot, lambda: shown(live) == [41])
        assert control.searches[-1].ids == [41]
        control.change(row)
        await pilot.pause(0.1)
        assert [ask.ids for ask in control.searches].count([41]) == 1


async def test_a_refusal_is_said_and_asked_again_for_what_ends(run, until, fakes, monkeypatch):
    async with run() as (pilot, control):
        live = pilot.app.live_screen

        async def refused(ask):
            control.searches.append(ask)
            raise ControlError("two searches run already", 429)
            yield Found()

        monkeypatch.setattr(control, "search", refused)
        await pilot.press("slash", *"~b needle")
        await until(pilot, lambda: end(live) == "two searches run already")
        row = next(row for row in fakes.seeded() if row.id == 39)
        row.state = "ok"
        control.change(row)
        await until(pilot, lambda: [ask.ids for ask in control.searches].count([39]) > 2)
        monkeypatch.undo()
        body(control, 39, "needle")
        await until(pilot, lambda: shown(live) == [39])


async def test_it_is_given_up_with_the_filter(run, until, monkeypatch):
    async with run() as (pilot, control):
        live = pilot.app.live_screen
        left = []

        async def endless(ask):
            control.searches.append(ask)
            try:
                yield Found(searched=120, total=5_000)
                await asyncio.Event().wait()
            finally:
                left.append(ask.pattern)

        monkeypatch.setattr(control, "search", endless)
        await pilot.press("slash", *"~b needle")
        await until(pilot, lambda: end(live) == "searching bodies 120 of 5,000")
        await pilot.press("escape")
        await until(pilot, lambda: "needle" in left)
        assert len(live.exchanges.book) == 10
        assert end(live) == "10 of 10"


async def test_a_search_that_ends_early_says_why(run, until, monkeypatch):
    async with run() as (pilot, control):
        live = pilot.app.live_screen

        async def short(ask):
            del ask
            yield Found(ids=[40], searched=3, total=9, done=True, problem="it took longer than 60 s")

        monkeypatch.setattr(control, "search", short)
        await pilot.press("slash", *"~b x")
        await until(pilot, lambda: end(live) == "it took longer than 60 s")
        assert shown(live) == [40]
