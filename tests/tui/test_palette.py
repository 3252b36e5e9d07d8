from textual.fuzzy import Matcher

from tui_router.tui.palette import RouterCommands


async def names(app, query=""):
    provider = RouterCommands(app.live_screen, None)
    hits = provider.search(query) if query else provider.discover()
    return [str(hit.text or hit.display) if query else str(hit.display) async for hit in hits]


async def test_what_acts_now_is_offered(run):
    async with run() as (pilot, _):
        offered = await names(pilot.app)
        assert {"Replay", "Rewire", "Rewire fable", "Theme paper", "Quit"} <= set(offered)
        assert "Undo" not in offered


async def test_a_search_finds_by_letters(run):
    async with run() as (pilot, _):
        assert Matcher("thpap").match("Theme paper") > 0
        await pilot.press("ctrl+p", *"thpap")
        await pilot.pause(0.3)
        await pilot.press("enter")
        await pilot.pause(0.2)
        assert pilot.app.theme == "paper"
