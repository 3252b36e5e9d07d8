import json
from contextlib import asynccontextmanager, nullcontext

import pytest
from textual.widgets import Input

from tui_router.control.client import ControlError
from tui_router.control.inspect import Resend
from tui_router.tui.screens import edit_request
from tui_router.tui.screens.edit_request import EditRequestScreen
from tui_router.tui.widgets.choice import Choice


@pytest.fixture
def editing(run, until, fakes):
    """An open form, and the list that its result goes to."""

    @asynccontextmanager
    async def opening(ask=None, *, control=None, size=(120, 40), whole=False, ready=True):
        async with run(control or fakes.FakeControl(), size=size) as (pilot, control):
            given = []
            screen = EditRequestScreen(control, control.row(38), ask, whole=whole)
            await pilot.app.push_screen(screen, given.append)
            if ready:
                await until(pilot, lambda: not screen.query_one("#field-model", Input).disabled)
            yield pilot, screen, given

    return opening


@pytest.fixture
def editor(monkeypatch):
    """`editor(f)`: the person's editor does that to the text; notes what it was given."""
    seen = []

    def use(*writes):
        turns = iter(writes)

        def edit(app, text, *, suffix=".txt"):
            seen.append(text)
            return next(turns)(text)

        monkeypatch.setattr(edit_request, "edit", edit)
        return seen

    return use


def said(app, text_of):
    return "\n".join(text_of(app))


def put(screen, name, text):
    screen.query_one(f"#field-{name}", Input).value = text


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_fields_of_the_request(editing, text_of, size):
    async with editing(size=size) as (pilot, screen, _):
        await pilot.pause()
        text = said(pilot.app, text_of)
        for words in (
            "Change #38",
            "claude-sonnet-5-5",
            "32000",
            "yes",
            "adaptive",
            "You are a coding agent.",
        ):
            assert words in text, words
        assert "fix the parser test [TODO in" in text
        assert "nothing changed" in text
        assert screen.focused.id == "field-model"


async def test_only_what_changed_is_given(editing, until, text_of):
    async with editing() as (pilot, screen, given):
        put(screen, "max_tokens", "8,192")
        put(screen, "thinking", "off")
        await until(pilot, lambda: "2 fields changed" in said(pilot.app, text_of))
        assert "was 32000" in said(pilot.app, text_of)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: given == [Resend(patch={"max_tokens": 8_192, "thinking": None})])


async def test_a_mistake_is_said_at_its_field_and_nothing_is_given(editing, until, text_of):
    async with editing() as (pilot, screen, given):
        put(screen, "temperature", "hot")
        await until(pilot, lambda: "a number from 0 to 2, or nothing" in said(pilot.app, text_of))
        await pilot.press("ctrl+s", "enter")
        assert given == []
        await pilot.press("escape")
        await until(pilot, lambda: given == [None])


async def test_nothing_changed_goes_on_as_it_was(editing, until):
    async with editing() as (pilot, _, given):
        await pilot.press("enter")
        await until(pilot, lambda: given == [Resend()])


async def test_what_was_changed_before_is_shown_again(editing, until):
    async with editing(Resend(patch={"max_tokens": 5_000, "thinking": None})) as (pilot, screen, given):
        assert screen.query_one("#field-max_tokens", Input).value == "5000"
        assert screen.query_one("#field-thinking", Input).value == "off"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: given == [Resend(patch={"max_tokens": 5_000, "thinking": None})])


async def test_a_text_is_changed_in_the_editor(editing, editor, until, text_of):
    seen = editor(lambda text: text + " Be brief.\n")
    async with editing() as (pilot, screen, given):
        screen.query_one(Choice).focus()
        await pilot.press("enter")
        await until(pilot, lambda: "changed   33 characters" in said(pilot.app, text_of))
        assert seen == ["You are a coding agent."]
        await pilot.press("ctrl+s")
        await until(pilot, lambda: given)
        assert given[0].patch["system"][0]["text"] == "You are a coding agent. Be brief."


async def test_the_whole_request_in_the_editor_with_a_way_back_after_a_mistake(
    editing, editor, until, text_of
):
    def breaks(text):
        return text.replace('"stream": true,', '"stream": true')

    def mends(text):
        return text.replace('"stream": true', '"stream": false,')

    seen = editor(breaks, mends)
    async with editing() as (pilot, screen, given):
        put(screen, "max_tokens", "77")
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "Line 5, column 3: expecting ',' delimiter." in said(pilot.app, text_of))
        assert '"max_tokens": 77' in seen[0]
        await pilot.press("ctrl+s")
        assert given == []
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "The whole request comes from the editor." in said(pilot.app, text_of))
        assert seen[1] == breaks(seen[0])
        assert screen.query_one("#field-stream", Input).value == "no"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: given)
        assert given[0].body == mends(breaks(seen[0])).encode()
        assert given[0].patch == {}


async def test_a_field_changed_after_the_editor_goes_into_the_body(editing, editor, until):
    editor(lambda text: text.replace("32000", "31000"))
    async with editing(whole=True) as (pilot, screen, given):
        await until(pilot, lambda: screen.query_one("#field-max_tokens", Input).value == "31000")
        put(screen, "model", "haiku")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: given)
        body = json.loads(given[0].body)
        assert (body["model"], body["max_tokens"]) == ("haiku", 31_000)


async def test_an_editor_left_without_a_change_changes_nothing(editing, editor, until):
    editor(lambda text: text)
    async with editing() as (pilot, _, given):
        await pilot.press("ctrl+o", "ctrl+s")
        await until(pilot, lambda: given == [Resend()])


async def test_no_editor_is_said(editing, until, text_of, monkeypatch):
    monkeypatch.setenv("VISUAL", "/no-such-editor")
    async with editing() as (pilot, _, _given):
        monkeypatch.setattr(pilot.app, "suspend", nullcontext)
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "/no-such-editor" in said(pilot.app, text_of))


async def test_what_cannot_be_edited_is_said(editing, fakes, until, text_of):
    control = fakes.FakeControl()
    control.legs[38, "a"] = bytearray(b"[1]")
    async with editing(control=control, ready=False) as (pilot, _, given):
        await until(pilot, lambda: "the request is no JSON object" in said(pilot.app, text_of))
        await pilot.press("ctrl+s", "ctrl+o")
        assert given == []
    del control.legs[38, "a"]
    async with editing(control=control, ready=False) as (pilot, _, _given):
        await until(pilot, lambda: "that leg was not captured" in said(pilot.app, text_of))


async def test_one_that_is_too_large(editing, fakes, until, text_of, monkeypatch):
    monkeypatch.setattr(edit_request, "LEG_CAP", 100)
    async with editing(ready=False) as (pilot, _, _given):
        await until(pilot, lambda: "too large to be edited" in said(pilot.app, text_of))


async def test_hostile_fields_are_shown_and_kept(editing, fakes, until, text_of):
    control = fakes.FakeControl()
    value = {
        "model": "\x1b]0;x\x07[/b]",
        "max_tokens": 5,
        "system": "\u202ea\nb",
        "messages": [],
        "top_p": [1],
    }
    control.legs[38, "a"] = bytearray(json.dumps(value).encode())
    async with editing(control=control) as (pilot, screen, given):
        await pilot.pause()
        assert not set("\x1b\x07\u202e") & set(said(pilot.app, text_of).replace("\n", ""))
        put(screen, "max_tokens", "6")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: given == [Resend(patch={"max_tokens": 6})])


async def test_a_gateway_that_does_not_answer(editing, fakes, until, text_of):
    control = fakes.FakeControl()
    async with editing(control=control) as (pilot, _, given):
        control.down = ControlError("connection lost")
        screen = EditRequestScreen(control, control.row(38))
        await pilot.app.push_screen(screen, given.append)
        await until(pilot, lambda: "connection lost" in said(pilot.app, text_of))
