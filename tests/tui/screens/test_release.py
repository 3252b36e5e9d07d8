from contextlib import asynccontextmanager

import pytest
from textual.widgets import Input

from tui_router.control.client import ControlError
from tui_router.control.inspect import Release
from tui_router.journal.record import Times
from tui_router.tui.screens.release import ReleaseScreen
from tui_router.tui.widgets.target_field import TargetField


@pytest.fixture
def opened(run, fakes, until):
    @asynccontextmanager
    async def opening(*, size=(120, 40), leg=None, ready=True, provider="openai", model="gpt-5.4"):
        control = fakes.FakeControl()
        async with run(control, size=size) as (pilot, control):
            row = control.new(42, state="held", tier="opus", times=Times(read=0.01), attempts=0, status=None)
            row.provider, row.model = provider, model
            if leg != b"":
                control.legs[42, "a"] = bytearray(leg or fakes.leg_a("claude-opus-5-5"))
            given = []
            screen = ReleaseScreen(control, row, await control.tiers(), ["openai"])
            await pilot.app.push_screen(screen, given.append)
            if ready:
                await until(pilot, lambda: not screen.query_one("#field-model", Input).disabled)
            await until(pilot, lambda: screen.query_one(TargetField).book.models)
            yield pilot, screen, control, given

    return opening


def said(app, text_of):
    return "\n".join(text_of(app))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_it_goes_as_it_is(opened, until, text_of, size):
    async with opened(size=size) as (pilot, _, control, given):
        text = said(pilot.app, text_of)
        assert "‖ #42 is held   ▆ opus   main" in text
        assert "as wired: gpt-5.4 · openai" in text
        assert "^s  Release as it is" in text
        assert "^x refuse" in text
        await pilot.press("ctrl+s")
        await until(pilot, lambda: given)
        assert control.releases == [(42, Release())]


async def test_what_a_rule_decided_is_named_and_not_the_tier(opened, text_of):
    async with opened(provider="vllm", model="qwen3-8b") as (pilot, _, _, _):
        assert "as wired: qwen3-8b · vllm" in said(pilot.app, text_of)


async def test_it_goes_changed_and_elsewhere(opened, until, text_of):
    async with opened() as (pilot, screen, control, given):
        screen.query_one("#field-max_tokens", Input).value = "9000"
        await pilot.press("up", *"4.1-mini", "enter")
        await until(pilot, lambda: given)
        released = Release(to="openai/gpt-4.1-mini", patch={"max_tokens": 9_000})
        assert control.releases == [(42, released)]


async def test_a_target_that_is_none_is_not_sent(opened, until, text_of):
    async with opened() as (pilot, _, control, given):
        await pilot.press("up", *"zzz", "ctrl+s")
        await until(pilot, lambda: "nothing matches" in said(pilot.app, text_of))
        assert control.releases == []
        assert given == []


async def test_it_is_refused_in_words(opened, until):
    async with opened() as (pilot, screen, control, given):
        await pilot.press("ctrl+x", "escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert control.releases == []
        await pilot.press("ctrl+x", "ctrl+u", *"no", "enter")
        await until(pilot, lambda: given)
        assert control.releases == [(42, Release(refuse="no"))]


async def test_what_the_gateway_does_not_take_can_be_mended(opened, until, text_of, monkeypatch):
    async with opened() as (pilot, _, control, given):
        real = control.release

        async def refuse(id, release):
            raise ControlError("max_tokens: a whole number is wanted [/b]", 400)

        monkeypatch.setattr(control, "release", refuse)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "a whole number is wanted [/b]" in said(pilot.app, text_of))
        assert "^s  Release" in said(pilot.app, text_of)
        monkeypatch.setattr(control, "release", real)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: given)


async def test_one_that_cannot_be_read_goes_as_it_is(opened, until, text_of):
    async with opened(leg=b"[1]", ready=False) as (pilot, _, control, given):
        await until(pilot, lambda: "no JSON object" in said(pilot.app, text_of))
        assert "^s  Release as it is" in said(pilot.app, text_of)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: given)
        assert control.releases == [(42, Release())]


async def test_a_mistake_in_a_field_keeps_it(opened, text_of):
    async with opened() as (pilot, screen, control, given):
        screen.query_one("#field-temperature", Input).value = "hot"
        await pilot.press("ctrl+s")
        await pilot.pause(0.05)
        assert control.releases == []
        assert given == []


async def test_it_is_let_go_once(opened, until):
    async with opened() as (pilot, screen, control, given):
        screen.action_done()
        screen.action_done()
        await until(pilot, lambda: given)
        assert control.asked.count("release 42") == 1


async def test_models_that_cannot_be_read_are_told(run, fakes, until, text_of):
    async with run() as (pilot, control):
        row = control.new(42, state="held", tier="opus")
        control.down = ControlError("connection lost")
        await pilot.app.push_screen(ReleaseScreen(control, row, None, []))
        await until(pilot, lambda: said(pilot.app, text_of).count("connection lost") >= 2)
        assert "as wired" in said(pilot.app, text_of)
