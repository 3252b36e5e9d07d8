from tui_router.tui.screens.refuse import WORDS, WORDS_CAP, RefuseScreen


async def test_words_are_offered_and_can_be_others(run, until, text_of):
    async with run() as (pilot, _):
        given = []
        await pilot.app.push_screen(RefuseScreen(42), given.append)
        await pilot.pause()
        text = "\n".join(text_of(pilot.app))
        assert "Refuse #42" in text
        assert WORDS in text
        await pilot.press("enter")
        await until(pilot, lambda: given == [WORDS])
        await pilot.app.push_screen(RefuseScreen(42), given.append)
        await pilot.press("ctrl+u", "enter")
        assert given == [WORDS]
        await pilot.press(*" not now ", "enter")
        await until(pilot, lambda: given == [WORDS, "not now"])
        await pilot.app.push_screen(RefuseScreen(42), given.append)
        await pilot.press("escape")
        await until(pilot, lambda: given[2:] == [None])


def test_the_words_fit_what_a_gateway_takes():
    from tui_router.gateway import holding

    assert WORDS_CAP == holding.WORDS_CAP
