import pytest

from tui_router.tui.screens.bring import BringScreen
from tui_router.tui.screens.export import ExportScreen, Scope, Wish
from tui_router.tui.widgets.words import Words

SCOPES = [Scope("this", "#38", [38]), Scope("marked", "marked", [40, 38])]


@pytest.fixture
async def opened(run, tmp_path):
    async with run() as (pilot, _):
        given = []
        pilot.app.push_screen(ExportScreen(SCOPES, tmp_path), given.append)
        await pilot.pause()
        yield pilot, given


def field(pilot):
    return pilot.app.screen.query_one("#export-path")


def foot(pilot):
    return "".join(
        word[0] for line in pilot.app.screen.query_one("#export-foot", Words).lines for word in line
    )


async def test_a_letter_and_enter(opened, tmp_path):
    pilot, given = opened
    await pilot.press("H")
    assert field(pilot).has_focus
    await pilot.press("enter")
    assert given == [Wish("har", [38], tmp_path / "tui-router-har-38.har")]


async def test_how_many(opened, tmp_path):
    pilot, given = opened
    assert "h l how many" in foot(pilot)
    await pilot.press("l", "T", "enter")
    assert given == [Wish("html", [40, 38], tmp_path / "tui-router-page-38-40.html")]


async def test_a_path_of_ones_own_stays(opened, tmp_path):
    pilot, given = opened
    await pilot.press("J", "ctrl+a", "ctrl+k", *"/x/mine")
    await pilot.press("shift+tab", "j", "enter", "enter")
    assert given[0].form == "har"
    assert str(given[0].path) == "/x/mine"


async def test_a_test_is_of_one(opened):
    pilot, given = opened
    await pilot.press("l", "P", "enter")
    assert foot(pilot) == "A test is of one exchange."
    assert given == []


async def test_no_name_is_no_file(opened):
    pilot, given = opened
    await pilot.press("J", "ctrl+a", "ctrl+k", "enter")
    assert "Name the file" in foot(pilot)
    await pilot.press("/", "enter")
    assert given == []


async def test_leaving_and_turning_to_an_import(opened):
    pilot, given = opened
    await pilot.press("i")
    assert given == ["import"]
    pilot.app.push_screen(ExportScreen(SCOPES, field), given.append)
    await pilot.pause()
    await pilot.press("escape")
    assert given == ["import", None]
    assert not isinstance(pilot.app.screen, BringScreen)
