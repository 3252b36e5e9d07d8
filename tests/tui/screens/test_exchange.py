import pytest

from tui_router.control.client import ControlError
from tui_router.tui.pages.book import PAGES
from tui_router.tui.screens.help import HelpScreen
from tui_router.tui.screens.replay import ReplayScreen
from tui_router.tui.screens.rewire import RewireScreen
from tui_router.tui.widgets.find_line import FindLine
from tui_router.tui.widgets.footer import Footer
from tui_router.tui.widgets.page_view import PageView


def hints(app):
    return [key.label for key in app.screen.query_one(Footer).keys]


async def test_enter_opens_it_and_escape_leads_back_to_its_row(open_one):
    async with open_one(40) as (pilot, _, screen):
        assert screen.row.id == 40
        assert screen.view.has_focus
        await pilot.press("escape")
        live = pilot.app.live_screen
        assert pilot.app.screen is live
        assert live.exchanges.row.id == 40
        assert screen.heard not in live.watchers


async def test_digits_switch_pages_and_others_do_nothing(open_one, text_of):
    async with open_one() as (pilot, _, screen):
        for number, page in enumerate(PAGES, start=1):
            await pilot.press(str(number))
            assert screen.page.title == page.title
            await pilot.pause()
            assert [len(line) for line in text_of(pilot.app)] == [120] * 40
        await pilot.press("9")
        assert screen.chosen == len(PAGES) - 1


async def test_older_and_newer_take_the_page_and_the_list_along(open_one, until):
    async with open_one() as (pilot, _, screen):
        await pilot.press("4", "J")
        assert (screen.row.id, screen.page.title) == (36, "Notes")
        assert pilot.app.live_screen.exchanges.row.id == 36
        await pilot.press("K", "K")
        assert screen.row.id == 38
        await until(pilot, lambda: screen.seen.raw["a"].complete)
        for _ in range(12):
            await pilot.press("K")
        assert screen.row.id == 41
        await pilot.press(*"J" * 20)
        assert screen.row.id == 32


async def test_m_turns_the_page_to_another_form(open_one, text_of):
    async with open_one(41) as (pilot, _, screen):
        await pilot.press("m")
        await pilot.pause()
        assert "raw d" in text_of(pilot.app)[1]
        assert "event: message_start" in "\n".join(text_of(pilot.app))
        await pilot.press("m")
        await pilot.pause()
        assert "event: message_start" not in "\n".join(text_of(pilot.app))
        assert screen.view.cursor == 0


async def test_attempts(open_one, until, text_of):
    async with open_one() as (pilot, _, screen):
        assert "attempt 2 of 2" in text_of(pilot.app)[1]
        await pilot.press("left_square_bracket")
        await pilot.pause()
        assert screen.seen.attempt == 1
        assert "attempt 1 of 2" in text_of(pilot.app)[1]
        await pilot.press("left_square_bracket", "right_square_bracket")
        assert screen.seen.attempt is None
    async with open_one(40) as (pilot, _, screen):
        await pilot.press("left_square_bracket")
        assert screen.seen.attempt is None


async def test_folding_from_the_footer_is_that_of_the_page(open_one):
    async with open_one() as (pilot, _, screen):
        await pilot.press("2")
        await pilot.pause()
        before = len(screen.page)
        for _ in range(12):
            await pilot.press("j", "l")
        assert len(screen.page) > before


@pytest.mark.parametrize(
    ("key", "screen_of"), [("r", ReplayScreen), ("R", RewireScreen), ("question_mark", HelpScreen)]
)
async def test_acts_open_their_dialogs(open_one, key, screen_of):
    async with open_one() as (pilot, _, screen):
        await pilot.press(key)
        await pilot.pause()
        assert isinstance(pilot.app.screen, screen_of)
        await pilot.press("escape")
        await pilot.pause()
        assert pilot.app.screen is screen


async def test_acts_are_those_of_live(open_one, monkeypatch):
    async with open_one() as (pilot, _, screen):
        live, called = pilot.app.live_screen, []
        monkeypatch.setattr(live.resending, "edit", lambda row: called.append(("edit", row.id)))
        monkeypatch.setattr(live.comparing, "compare", lambda row: called.append(("compare", row.id)))
        monkeypatch.setattr(live.marking, "toggle", lambda row: called.append(("mark", row.id)))
        monkeypatch.setattr(live.marking, "comment", lambda row: called.append(("comment", row.id)))
        monkeypatch.setattr(live.taking, "export_menu", lambda rows: called.append(("export", rows[0].id)))
        monkeypatch.setattr(
            live.taking, "copy_menu", lambda row, extra, **more: called.append(("copy", list(extra)))
        )
        await pilot.press("4", "j", "e", "c", "M", "semicolon", "x", "y")
        assert [name for name, _ in called] == ["edit", "compare", "mark", "comment", "export", "copy"]
        assert called[0][1] == 37
        assert called[-1][1] == screen.view.taken()


async def test_the_remedy_is_offered_where_there_is_one(open_one, until, fakes):
    async with open_one(38, control=fakes.troubled()) as (pilot, control, screen):
        await until(pilot, lambda: screen.check_action("fix", ()))
        screen.hints()
        assert "Fix" in hints(pilot.app)
        await pilot.press("A")
        await until(pilot, lambda: pilot.app.screen is pilot.app.live_screen)
        assert control.replays == [(38, "")]
    async with open_one(40, control=fakes.troubled()) as (pilot, _, screen):
        assert "Fix" not in hints(pilot.app)


async def test_without_a_gateway_only_looking_is_left(open_one, until, text_of):
    async with open_one() as (pilot, control, screen):
        control.fail(ControlError("connection refused"))
        await until(pilot, lambda: "Replay" not in hints(pilot.app))
        assert "connection refused" in "\n".join(text_of(pilot.app))
        assert "Try now" in hints(pilot.app)
        await pilot.press("r", "R", "e")
        assert pilot.app.screen is screen
        await pilot.press("2", "j")
        assert screen.page.title == "Request"


async def test_the_bars_can_be_clicked(open_one, until, text_of):
    async with open_one() as (pilot, _, screen):
        x = text_of(pilot.app)[1].index("Notes")
        await pilot.click(offset=(x, 1))
        assert screen.page.title == "Notes"
        x = text_of(pilot.app)[39].index("Find")
        await pilot.click(offset=(x, 39))
        await until(pilot, lambda: screen.query_one(FindLine).shown)
        await pilot.press("escape")
        await pilot.click(offset=(3, 0))
        await until(pilot, lambda: pilot.app.screen is pilot.app.live_screen)


@pytest.mark.parametrize("size", [(1, 1), (20, 5), (60, 15), (80, 24), (100, 30), (200, 60)])
async def test_any_size_survives(open_one, text_of, size):
    async with open_one(size=size) as (pilot, _, screen):
        for number in range(1, len(PAGES) + 1):
            await pilot.press(str(number), "G", "m", "m", "tab", "j", "tab")
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        assert [len(line) for line in text_of(pilot.app)] == [120] * 40
        assert screen.query_one(PageView).has_focus


async def test_a_rewire_from_here_can_be_taken_back_here(open_one, until):
    async with open_one() as (pilot, control, screen):
        assert not screen.check_action("undo", ())
        await pilot.press("R")
        await until(pilot, lambda: control.rehearsals)
        await pilot.press(*"kimi", "enter")
        await until(pilot, lambda: len(control.changes) == 1)
        await until(pilot, lambda: screen.check_action("undo", ()))
        await pilot.press("u")
        await until(pilot, lambda: "restore 7" in control.asked)
        assert pilot.app.screen is screen


async def test_the_key_of_a_change_says_what_it_does_to_a_held_one(open_one, fakes, until):
    async with open_one(39) as (pilot, control, screen):
        assert "Edit" in hints(pilot.app)
        control.change(fakes.msgspec.structs.replace(control.row(39), state="held"))
        await until(pilot, lambda: "Release" in hints(pilot.app))
        assert screen.row.state == "held"
