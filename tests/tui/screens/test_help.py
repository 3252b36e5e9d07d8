import pytest

from tui_router.tui.bindings.live import LIVE
from tui_router.tui.glyphs import ASCII, UNICODE
from tui_router.tui.screens.help import columns, entries, found, signs


def said(lines):
    return ["".join(word[0] for word in line) for line in lines]


def test_every_key_is_on_the_page():
    shown = {key for group in ("look", "act", "find") for entry in entries(group) for key in entry[0].split()}
    assert {key.shown for key in LIVE} <= shown


@pytest.mark.parametrize("width", [70, 102])
def test_the_columns_fit(width):
    assert max(map(len, said(columns(width, UNICODE)))) <= width
    assert all(line.isascii() for line in said(columns(width, ASCII)))


def test_words_and_keys_are_found():
    assert said(found("replay", UNICODE)) == ["r        send it again"]
    assert said(found("R", UNICODE))[0] == "R        point a tier elsewhere"
    assert said(found("xyzzy", UNICODE)) == ["No key does that here."]


def test_the_signs_are_explained():
    text = "\n".join(said(signs(UNICODE)))
    for word in ("live", "ok", "failed", "repaired", "replay", "clamped", "dropped", "opus"):
        assert word in text


async def test_it_opens_in_the_search_and_a_pressed_key_shows_its_meaning(run, text_of):
    async with run() as (pilot, _):
        await pilot.press("question_mark", *"undo")
        assert "undo the last act" in "\n".join(text_of(pilot.app))
        assert "half a page" not in "\n".join(text_of(pilot.app))
        await pilot.press("ctrl+g")
        assert "reach for the gateway" in "\n".join(text_of(pilot.app))
        await pilot.press("escape")
        assert pilot.app.screen is pilot.app.live_screen
