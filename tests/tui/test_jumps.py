from itertools import pairwise

import pytest
from textual.widgets import Input

from tui_router.tui.jumps import LETTERS, labels, places
from tui_router.tui.widgets.exchange_list import ExchangeList
from tui_router.tui.widgets.footer import Footer
from tui_router.tui.widgets.tabs_bar import TabsBar


@pytest.mark.parametrize("count", [0, 1, 26, 27, 51, 52, 100, 300, 26 * 26])
def test_labels_are_all_different_and_none_begins_another(count):
    found = labels(count)
    assert len(found) == len(set(found)) == count
    short = {name for name in found if len(name) == 1}
    assert not any(name[0] in short for name in found if len(name) > 1)
    assert set("".join(found)) <= set(LETTERS)


def test_few_places_have_one_letter_and_the_short_names_come_first():
    assert labels(3) == ["a", "s", "d"]
    lengths = [len(name) for name in labels(60)]
    assert lengths == sorted(lengths)
    assert lengths.count(1) == 24


async def test_the_places_of_live_from_its_top_to_its_bottom(run):
    async with run(size=(120, 40)) as (pilot, _):
        await pilot.pause()
        found = places(pilot.app.screen)
        at = [(jump.at.y, jump.at.x) for jump in found]
        assert all(before < after for before, after in pairwise(at))
        assert [y for y, _ in at].count(0) == 6  # tabs
        exchanges = pilot.app.screen.query_one(ExchangeList)
        rows = [jump for jump in found if exchanges.region.contains(*jump.at)]
        assert len(rows) == 10
        rows[3].go()
        assert pilot.app.screen.exchanges.row.id == 38


async def test_what_is_not_shown_is_no_place(run):
    async with run(size=(120, 40)) as (pilot, _):
        await pilot.press("z")
        await pilot.pause()
        screen = pilot.app.screen
        found = places(screen)
        assert screen.query(Input)  # the filter, which is hidden
        assert {type(jump.of) for jump in found} == {TabsBar, Footer, type(screen.pane.answer_legs)}
        assert all(0 <= jump.at.y < 40 for jump in found)


async def test_a_long_list_names_the_rows_in_view(run, fakes):
    control = fakes.FakeControl()
    for id in range(100, 400):
        control.new(id)
    async with run(control, size=(120, 40)) as (pilot, _):
        exchanges = pilot.app.screen.exchanges
        await pilot.press("ctrl+d", "ctrl+d", "ctrl+d")
        await pilot.pause()
        found = list(exchanges.jumps())
        assert len(found) == exchanges.page_rows
        found[0].go()
        assert exchanges.row.id == exchanges.book.at(exchanges.scroll_offset.y).id
