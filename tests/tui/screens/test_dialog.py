import pytest


@pytest.mark.parametrize("key", ["q", "R", "r", "T", "question_mark"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_every_dialog_fits_and_leaves_by_esc(run, key, size):
    async with run(size=size) as (pilot, _):
        await pilot.press(key)
        await pilot.pause()
        dialog = pilot.app.screen.query_one("#dialog").region
        assert dialog.width <= size[0]
        assert dialog.height <= size[1]
        assert not pilot.app.screen.query_one("#dialog").max_scroll_y
        await pilot.press("escape")
        assert pilot.app.screen is pilot.app.live_screen
