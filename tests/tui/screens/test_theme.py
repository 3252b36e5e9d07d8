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
