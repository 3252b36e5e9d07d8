import pytest

from tui_router.tui.bindings.live import LIVE
from tui_router.tui.glyphs import ASCII, UNICODE
from tui_router.tui.keymap import Keymap
from tui_router.tui.screens.help import columns, entries, found, operators, signs


def said(lines):
    return ["".join(word[0] for word in line) for line in lines]


def test_every_key_is_on_the_page():
    shown = {key for group in ("look", "act", "find") for entry in entries(group) for key in entry[0].split()}
    assert {key.shown.split()[0] for key in LIVE} <= shown


@pytest.mark.parametrize("width", [70, 102])
def test_the_columns_fit(width):
    assert max(map(len, said(columns(width, UNICODE)))) <= width
    assert all(line.isascii() for line in said(columns(width, ASCII)))


def test_words_and_keys_are_found():
    assert said(found("replay", UNICODE))[0] == "r        send it again"
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


@pytest.mark.parametrize(("width", "least"), [(70, 3), (102, 3)])
def test_what_a_filter_can_say_stands_below_the_keys(width, least):
    lines = said(columns(width, UNICODE))
    at = next(number for number, line in enumerate(lines) if "FILTER" in line)
    assert all("~" in line or "sonnet" in line for line in lines[at : at + least])
    assert at > len(lines) - 10
    assert "~t opus & ~in>20k" in "\n".join(lines)
    assert "FILTER" not in "\n".join(said(columns(width, UNICODE, LIVE[1:3])))


def test_operators_are_listed_by_their_beginning():
    assert len(operators("~", 102)) == 16
    assert max(map(len, said(operators("~", 102)))) <= 104
    assert said(operators("~re", 102))[0].split()[::2][:2] == ["~repaired", "~replay"]
    assert operators("~zz", 102) == []


async def test_a_tilde_in_the_search_lists_the_operators(run, text_of):
    async with run() as (pilot, _):
        await pilot.press("question_mark", "~")
        await pilot.pause()
        text = "\n".join(text_of(pilot.app))
        assert "~cost>.05" in text
        assert "US dollars" in text


async def test_keys_of_ones_own_are_shown_and_found(run, text_of):
    async with run(keys=Keymap({"live.replay": "ctrl+r", "app.settings": "f2", "app.help": "f1"})) as (
        pilot,
        _,
    ):
        await pilot.press("f1")
        text = "\n".join(text_of(pilot.app))
        assert "^r       send it again" in text
        await pilot.press("ctrl+r")
        assert "send it again" in "\n".join(text_of(pilot.app))
        await pilot.press(*"r")
        assert "No key does that here." not in "\n".join(text_of(pilot.app))
        assert "r        send it again" not in [line.strip() for line in text_of(pilot.app)]


async def test_where_keys_are_changed_stands_at_the_end(run, text_of):
    async with run(size=(200, 60), keys=Keymap({"app.settings": "f2"})) as (pilot, _):
        await pilot.press("question_mark")
        await pilot.pause()
        assert "Every key can be changed in Settings: f2" in "\n".join(text_of(pilot.app))


async def test_what_has_no_room_is_rolled_to(run, text_of):
    async with run(size=(80, 24)) as (pilot, _):
        await pilot.press("question_mark")
        await pilot.pause()
        assert "SIGNS" not in "\n".join(text_of(pilot.app))
        await pilot.press(*["pagedown"] * 8)
        await pilot.pause()
        text = "\n".join(text_of(pilot.app))
        assert "SIGNS" in text
        assert "Every key can be changed" in text
        assert "esc close" in text


def test_a_second_key_of_an_action_finds_it_too():
    assert said(found(":", UNICODE))[0] == "^p       every command by name"


@pytest.mark.parametrize("name", ["2", "3", "4", "5", "6", "enter"])
async def test_every_screen_has_its_page(run, text_of, name):
    async with run() as (pilot, _):
        await pilot.press(name)
        await pilot.pause(0.1)
        await pilot.press("question_mark")
        await pilot.pause()
        text = "\n".join(text_of(pilot.app))
        assert "Keys   here: " in text
        assert "here: Live" not in text
