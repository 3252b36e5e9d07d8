import pytest

from tui_router.tui.widgets.session_pane import SessionPane


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_the_card_of_the_selected_session_stands_in_it(run, until, text_of, size):
    async with run(size=size) as (pilot, control):
        await pilot.press("5")
        await until(pilot, lambda: pilot.app.screen.query_one(SessionPane).card is not None)
        pane = pilot.app.screen.query_one(SessionPane)
        region = pane.region
        lines = text_of(pilot.app)[region.y : region.bottom]
        assert "a1f3   context by turn" in "\n".join(lines)
        assert f"claude -r {control.session_tree[0].id[:19]}" in "\n".join(lines)
        assert "compacted" in "\n".join(lines)


async def test_without_a_session_it_is_blank(run, until, text_of):
    async with run() as (pilot, control):
        control.session_tree = []
        await pilot.press("5")
        await until(pilot, lambda: "No session yet." in "\n".join(text_of(pilot.app)))
        assert pilot.app.screen.query_one(SessionPane).card is None
