import base64
import io
import json

import pytest
from PIL import Image
from textual.app import App

from tui_router.tui.lines.json_tree import read_tree
from tui_router.tui.screens.exchange import ExchangeScreen
from tui_router.tui.screens.image import Cells, ImageScreen


def png(width=80, height=60):
    held = io.BytesIO()
    Image.new("RGB", (width, height), (200, 10, 10)).save(held, "PNG")
    return base64.b64encode(held.getvalue()).decode()


def block(data):
    return {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": data}}


@pytest.fixture
def coloured(monkeypatch):
    """`coloured("truecolor")`: what the terminal can show."""

    def wear(system):
        monkeypatch.setattr("rich.console.Console.color_system", property(lambda _: system))

    return wear


def said(app, text_of):
    return "\n".join(text_of(app))


async def test_enter_on_an_image_of_the_request_draws_it(run, fakes, until, text_of, coloured):
    coloured("truecolor")
    control = fakes.FakeControl()
    body = json.loads(fakes.leg_a("claude-opus-5-5"))
    body["messages"] = [{"role": "user", "content": [{"type": "text", "text": "look"}, block(png())]}]
    control.legs[41, "a"] = bytearray(json.dumps(body).encode())
    async with run(control) as (pilot, _):
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ExchangeScreen))
        screen = pilot.app.screen
        await pilot.press("2")
        await until(pilot, lambda: screen.reading.seen.a.tree is not None and len(screen.page) > 5)
        (at,) = [row for row in range(len(screen.page)) if screen.page.image(row)]
        screen.view.go(at)
        await pilot.press("right")  # its parts
        await pilot.pause()
        assert "media_type" in said(pilot.app, text_of)
        await pilot.press("left", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ImageScreen))
        await until(pilot, lambda: pilot.app.screen.query_one(Cells).strips)
        await pilot.pause()
        text = text_of(pilot.app)
        assert "image/png  80×60" in "\n".join(text)
        assert sum("▀" * 40 in line for line in text) == 15
        strip = pilot.app.screen.query_one(Cells).strips[0]
        style = next(iter(strip)).style
        assert style.color.triplet == style.bgcolor.triplet == (200, 10, 10)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert pilot.app.screen.view.has_focus


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_tallest_fits_the_screen(run, until, text_of, coloured, size):
    coloured("truecolor")
    async with run(size=size) as (pilot, _):
        pilot.app.push_screen(ImageScreen(read_tree(json.dumps(block(png(40, 400))).encode())))
        await until(
            pilot, lambda: isinstance(pilot.app.screen, ImageScreen) and "▀" in said(pilot.app, text_of)
        )
        assert sum("▀" in line for line in text_of(pilot.app)) == 20


@pytest.mark.parametrize("system", ["256", "standard", None])
async def test_a_terminal_of_few_colours_is_told_why(run, until, text_of, coloured, system):
    coloured(system)
    async with run() as (pilot, _):
        await pilot.app.push_screen(ImageScreen(read_tree(json.dumps(block(png())).encode())))
        await until(pilot, lambda: "Not drawn: a terminal with 24-bit colours" in said(pilot.app, text_of))
        assert "image/png  80×60" in said(pilot.app, text_of)


@pytest.mark.parametrize("how", ["ascii", "NO_COLOR"])
async def test_none_without_colours_or_half_blocks(run, until, text_of, coloured, monkeypatch, how):
    coloured("truecolor")
    if how == "NO_COLOR":
        monkeypatch.setenv("NO_COLOR", "1")
    async with run(ascii=how == "ascii") as (pilot, _):
        await pilot.app.push_screen(ImageScreen(read_tree(json.dumps(block(png())).encode())))
        await until(pilot, lambda: "Not drawn" in said(pilot.app, text_of))
        assert "▀" not in said(pilot.app, text_of)


async def test_what_cannot_be_decoded_says_why(run, until, text_of, coloured):
    coloured("truecolor")
    async with run() as (pilot, _):
        await pilot.app.push_screen(ImageScreen(read_tree(json.dumps(block("AAAA")).encode())))
        await until(pilot, lambda: "Not drawn: it is no PNG, JPEG" in said(pilot.app, text_of))
    assert issubclass(type(pilot.app), App)
