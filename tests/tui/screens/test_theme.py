from tui_router.tui.screens.theme import ThemeScreen
from tui_router.tui.widgets.choice import Choice


async def test_a_theme_is_worn_while_the_cursor_is_on_it(run):
    async with run() as (pilot, _):
        await pilot.press("T", "down")
        assert pilot.app.theme == "ember"
        await pilot.press("escape")
        assert pilot.app.theme == "dusk"
        await pilot.press("T", "up", "enter")
        assert pilot.app.theme == "contrast"


async def test_the_list_is_drawn_in_the_new_colours(run):
    async with run() as (pilot, _):
        exchanges = pilot.app.live_screen.exchanges
        before = exchanges.render_line(3)
        pilot.app.theme = "paper"
        await pilot.pause()
        after = exchanges.render_line(3)
        assert before.text == after.text
        assert before != after


async def test_each_theme_shows_colours_of_its_own(run):
    async with run() as (pilot, _):
        await pilot.press("T")
        await pilot.pause()
        choice = pilot.app.screen.query_one(Choice)
        for number, option in enumerate(choice.options):
            drawn = {s.style.color.name for s in choice.render_line(number) if s.style and s.style.color}
            theme = pilot.app.book.themes[option.value]
            assert theme.variables["state-error"].lower() in {name.lower() for name in drawn}, option.value


async def test_without_a_settings_file_there_is_nothing_to_write_to(run, text_of):
    async with run() as (pilot, _):
        await pilot.press("T", "down", "w")
        await pilot.pause()
        assert "write it to the config" not in "\n".join(text_of(pilot.app))
        assert isinstance(pilot.app.screen, ThemeScreen)
