import msgspec
import pytest

from tui_router.tui.lines.trouble_rows import trouble_spans
from tui_router.tui.trouble_book import key_of
from tui_router.tui.widgets import trouble_list
from tui_router.tui.widgets.trouble_list import TroubleList


@pytest.fixture
def opened(run, until, fakes):
    """`async with opened(groups) as (pilot, list)`: Diagnostics with these groups."""
    from contextlib import asynccontextmanager

    @asynccontextmanager
    async def opening(groups=None, size=(120, 40)):
        control = fakes.troubled()
        control.trouble_groups = control.trouble_groups if groups is None else groups
        async with run(control, size=size) as (pilot, _):
            await pilot.press("3")
            await until(pilot, lambda: pilot.app.live_screen.troubles.loaded)
            yield pilot, pilot.app.screen.query_one(TroubleList)

    return opening


async def test_the_cursor_goes_from_group_to_group_and_stays_within(opened):
    async with opened() as (pilot, groups):
        assert groups.trouble.model == "deepseek-chat"
        await pilot.press("up")
        assert groups.trouble.model == "deepseek-chat"
        await pilot.press("down", "j")
        assert groups.trouble.group == "mended"
        await pilot.press("G")
        assert groups.trouble.title.startswith("context_management")
        await pilot.press("g")
        assert groups.trouble.model == "deepseek-chat"


async def test_it_keeps_its_group_when_others_come_and_its_place_when_it_goes(opened, fakes):
    async with opened() as (pilot, groups):
        await pilot.press("j", "j")
        chosen = groups.cursor
        screen, book = pilot.app.screen, pilot.app.live_screen.troubles
        newer = msgspec.structs.replace(book.groups[0], title="x", name="other", last=fakes.NOW)
        book.load([newer, *book.groups])
        screen.draw()
        assert groups.cursor == chosen
        assert groups.entries[1].key == key_of(newer)
        book.load([group for group in book.groups if group.group == "lost"])
        screen.draw()
        assert groups.trouble.group == "lost"
        book.load([])
        screen.draw()
        assert groups.trouble is None


async def test_a_click_selects_a_row_and_a_heading_does_nothing(opened, text_of):
    async with opened() as (pilot, groups):
        row = next(y for y, line in enumerate(text_of(pilot.app)) if "no credit left" in line)
        await pilot.click(TroubleList, offset=(20, row - groups.region.y))
        assert groups.trouble.name == "insufficient_credits"
        head = next(y for y, line in enumerate(text_of(pilot.app)) if "MENDED BY ITSELF" in line)
        await pilot.click(TroubleList, offset=(3, head - groups.region.y))
        assert groups.trouble.name == "insufficient_credits"


async def test_thousands_are_drawn_a_screen_at_a_time(opened, fakes, text_of, monkeypatch):
    many = [
        msgspec.structs.replace(fakes.troubles()[1], name=f"n{n}", title=f"trouble {n}") for n in range(5_000)
    ]
    drawn = []

    def counted(trouble, *how, **more):
        drawn.append(trouble.name)
        return trouble_spans(trouble, *how, **more)

    monkeypatch.setattr(trouble_list, "trouble_spans", counted)
    async with opened(many) as (pilot, groups):
        await pilot.press("G")
        await pilot.pause()
        assert 20 < len(set(drawn)) < 150
        assert groups.scroll_offset.y > 4_900
        assert any("trouble 999" in line for line in text_of(pilot.app))


async def test_space_turns_a_page_and_the_heading_comes_into_view_with_the_first_below_it(opened, text_of):
    async with opened(size=(80, 24)) as (pilot, groups):
        await pilot.press("space")
        assert groups.trouble.title.startswith("context_management")
        await pilot.press("k", "k")
        await pilot.pause()
        assert groups.trouble.title.startswith("thinking")
        assert any("LOST IN TRANSLATION" in line for line in text_of(pilot.app))
