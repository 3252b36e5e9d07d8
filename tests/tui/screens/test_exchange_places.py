from tui_router.tui.widgets.find_line import FindLine
from tui_router.tui.widgets.footer import Footer


def hints(app):
    return [key.label for key in app.screen.query_one(Footer).keys]


async def test_the_foot_says_what_the_cursor_is_on_and_does_not_jump(open_one, until, text_of):
    async with open_one(37) as (pilot, _, screen):
        await pilot.press("2")
        await until(pilot, lambda: screen.view.size.height < 37)
        heights = set()
        for _ in range(8):
            await pilot.press("j")
            await pilot.pause()
            heights.add(screen.view.size.height)
        assert len(heights) <= 2
        assert "$." in "\n".join(text_of(pilot.app)[-5:])


async def test_tab_goes_to_the_outline_and_the_outline_leads_the_page(open_one, until):
    async with open_one() as (pilot, _, screen):
        await pilot.press("tab")
        await until(pilot, lambda: screen.outline.has_focus)
        await pilot.press("G")
        await until(pilot, lambda: screen.page.title in ("Timing", "Headers"))
        await pilot.press("g")
        await until(pilot, lambda: screen.page.title == "Request")
        await pilot.press("enter")
        assert screen.view.has_focus
        await pilot.press("4", "j", "j", "j")
        await until(pilot, lambda: screen.outline.spot is not None and screen.outline.spot.page == "Notes")


async def test_on_a_narrow_screen_the_outline_is_a_screen_of_its_own(open_one, until):
    async with open_one(size=(80, 24)) as (pilot, _, screen):
        assert not screen.outline.display
        await pilot.press("tab")
        await until(pilot, lambda: screen.outline.has_focus)
        assert screen.outline.display
        assert not screen.view.is_on_screen
        await pilot.press("escape")
        await until(pilot, lambda: screen.view.has_focus)
        assert not screen.outline.display
        assert pilot.app.screen is screen


async def test_words_are_found_as_they_are_typed_and_one_after_the_other(open_one, until, text_of, fakes):
    control = fakes.FakeControl()
    control.legs[37, "d"] = bytearray(
        fakes.MESSAGE_START + b"".join(fakes.text_event("one needle\ntwo\n") for _ in range(40))
    )
    async with open_one(control=control) as (pilot, _, screen):
        assert "Next" not in hints(pilot.app)
        await pilot.press("slash", *"needle")
        assert hints(pilot.app) == ["To the page", "Done"]
        assert "1 of 40" in "\n".join(text_of(pilot.app))
        await pilot.press("enter", "n", "n")
        assert "3 of 40" in "\n".join(text_of(pilot.app))
        assert screen.view.cursor == 4
        assert "Next" in hints(pilot.app)
        await pilot.press("N")
        assert screen.view.cursor == 2
        await pilot.press("slash", *"xyz")
        assert "nowhere here" in "\n".join(text_of(pilot.app))
        await pilot.press("escape")
        assert (screen.needle, screen.query_one(FindLine).shown) == ("", False)
        assert screen.view.has_focus
        assert pilot.app.screen is screen
