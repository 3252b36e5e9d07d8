"""Every step of the set-up stays on the screen, whatever was found."""

import asyncio

import pytest
from msgspec.structs import replace

from tui_router.tui.screens.setup import SetupScreen
from tui_router.tui.screens.setup_view import FOUND, MODELS, TEST, WRITE


@pytest.fixture
def crowded(fakes):
    """Forty providers with long and hostile names, none of them in a file."""
    control = fakes.FakeControl([])
    name = "\x1b[2J" + "a-very-long-name-" * 9
    control.providers = [
        replace(
            control.providers[0], name=f"{name}{n}", found_by="discovery", problem="x" * 300 if n % 2 else ""
        )
        for n in range(40)
    ]
    control.provider_tables = {each.name: {"base_url": "http://h/" + "v" * 200} for each in control.providers}
    whole = control._wires
    control._wires = lambda: replace(whole(), wired=False, config="/" + "long/" * 60 + "config.toml")
    control.known = [replace(model, target=f"{name}{n}/{name}") for n, model in enumerate(control.known)]
    return control


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_the_keys_of_every_step_can_be_seen(run, crowded, until, text_of, size):
    async with run(crowded, size=size) as (pilot, _):
        app = pilot.app
        await pilot.press("g")
        await until(pilot, lambda: isinstance(app.screen, SetupScreen) and app.screen._status is not None)
        for step, keys, words in (
            (FOUND, ("enter",), "Choose models"),
            (MODELS, ("ctrl+s",), "Next tier"),
            (TEST, ("enter",), "Go on"),
            (WRITE, (), "Write it"),
        ):
            await until(pilot, lambda step=step: app.screen._step == step and not app.screen._testing)
            await until(pilot, lambda words=words: any(words in line for line in text_of(app)))
            lines = text_of(app)
            assert any("Set up" in line and "esc leave" in line for line in lines)
            assert not any("\x1b" in line for line in lines)
            for key in keys:
                await pilot.press(key)


async def test_it_says_that_it_looks(run, fakes, until, text_of):
    held = asyncio.Event()
    control = fakes.FakeControl([])
    models = control.models

    async def slow(*, refresh=False):
        await held.wait()
        return await models(refresh=refresh)

    control.models = slow
    async with run(control) as (pilot, _):
        await pilot.press("g")
        await until(pilot, lambda: "Looking for providers." in "\n".join(text_of(pilot.app)))
        await pilot.press("enter")
        assert pilot.app.screen._step == FOUND
        held.set()
        await until(pilot, lambda: "Choose models" in "\n".join(text_of(pilot.app)))
