import pytest

from tui_router.tui.lines.trouble_preview import Putting
from tui_router.tui.screens.preview import PreviewScreen


@pytest.mark.parametrize("key", ["enter", "A"])
async def test_it_shows_the_difference_and_applies(run, fakes, until, text_of, key):
    async with run(size=(80, 24)) as (pilot, _):
        given = []
        await pilot.app.push_screen(PreviewScreen([Putting(None, fakes.FACTS[0])], 38), given.append)
        await pilot.pause()
        text = "\n".join(text_of(pilot.app))
        assert "gpt-4o · openai" in text
        assert "+ max_output_tokens = 16384" in text
        assert "then #38 is sent again." in text
        await pilot.press(key)
        await until(pilot, lambda: given == [True])


async def test_esc_leaves_it(run, fakes, until):
    async with run() as (pilot, _):
        given = []
        await pilot.app.push_screen(PreviewScreen([Putting(None, fakes.FACTS[0])], 38), given.append)
        await pilot.press("escape")
        await until(pilot, lambda: given == [None])
