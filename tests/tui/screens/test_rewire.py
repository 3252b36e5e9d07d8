import pytest

from tui_router.control.client import ControlError
from tui_router.tui.glyphs import UNICODE
from tui_router.tui.screens.rewire import RewireScreen, changes, spoken


def said(words):
    return ["".join(word[0] for word in line) for line in words]


def test_what_will_change_is_said_with_its_sign(fakes):
    book = {model.target: model for model in fakes.MODELS}
    better = said(changes("sonnet", "openai/gpt-4o", "openai/gpt-4.1-mini", book, UNICODE))
    assert better == [
        "→ sonnet      openai/gpt-4o  →  openai/gpt-4.1-mini",
        "+ window      128k  →  1.0M",
        "+ max output  16k  →  32k",
    ]
    worse = said(changes("opus", "openai/gpt-5.4", "vllm/qwen3-8b", book, UNICODE))
    assert worse[1:] == [
        "− window      400k  →  32k",
        "− max output  128k  →  8k",
        "− lost        thinking, images",
    ]
    assert said(changes("fable", "", "x/new\x1b", book, UNICODE))[0] == "→ fable       nowhere  →  x/new␛"


def test_targets_are_spoken_as_on_the_screen():
    assert spoken("openai/gpt-4o", UNICODE) == "gpt-4o · openai"
    assert spoken("openai", UNICODE) == "openai"


@pytest.fixture
async def open_rewire(run, until):
    async with run() as (pilot, control):
        await pilot.press("j", "j", "j", "R")
        await until(pilot, lambda: "models" in control.asked)
        await pilot.pause()
        yield pilot, control


async def test_a_tier_is_pointed_elsewhere_and_back(open_rewire, until, text_of):
    pilot, control = open_rewire
    assert pilot.app.screen._tier == "sonnet"
    await pilot.press(*"4.1-mini")
    assert "2 of 8 match" in "\n".join(text_of(pilot.app))
    await pilot.press("enter")
    await until(pilot, lambda: pilot.app.screen is pilot.app.live_screen)
    assert control._tiers.tiers == {**control._tiers.tiers, "sonnet": "openai/gpt-4.1-mini"}
    await until(
        pilot, lambda: "sonnet now goes to gpt-4.1-mini · openai. u undo" in "\n".join(text_of(pilot.app))
    )
    await pilot.press("u")
    await until(pilot, lambda: control._tiers.tiers["sonnet"] == "openai/gpt-4o")
    await pilot.pause()
    assert not pilot.app.live_screen.check_action("undo", ())


async def test_a_conflict_reloads_and_says_so(open_rewire, until, text_of):
    pilot, control = open_rewire
    control.conflict = True
    await pilot.press(*"4.1-mini", "enter")
    await until(pilot, lambda: "The wiring changed meanwhile" in "\n".join(text_of(pilot.app)))
    await pilot.press("ctrl+s")
    await until(pilot, lambda: control._tiers.tiers["sonnet"] == "openai/gpt-4.1-mini")


async def test_a_double_press_puts_once(open_rewire, until):
    pilot, control = open_rewire
    await pilot.press(*"4.1-mini")
    screen = pilot.app.screen
    screen.action_apply()
    screen.action_apply()
    await until(pilot, lambda: control.puts)
    await pilot.pause()
    assert len(control.puts) == 1


@pytest.mark.parametrize(
    ("typed", "says", "puts"),
    [
        ("nonsense", "nothing matches", 0),
        ("nowhere/x", "no provider named nowhere", 0),
        ("openai/brand-new", "not listed; sent as typed", 1),
        ("openai/gpt-4o", "2 of 8 match", 0),
    ],
)
async def test_what_is_typed_is_checked_in_words(open_rewire, text_of, typed, says, puts):
    pilot, control = open_rewire
    await pilot.press(*(char.replace("/", "slash") for char in typed))
    assert says in "\n".join(text_of(pilot.app))
    await pilot.press("enter")
    await pilot.pause()
    assert len(control.puts) == puts


async def test_another_tier(open_rewire, until):
    pilot, control = open_rewire
    await pilot.press("tab", "tab")
    await pilot.press(*"kimi", "enter")
    await until(pilot, lambda: control.puts)
    assert control.puts[0].tiers["fable"] == "fireworks/kimi-k2.5"


async def test_undo_leaves_alone_what_somebody_else_rewired(open_rewire, until, text_of):
    pilot, control = open_rewire
    await pilot.press(*"4.1-mini", "enter")
    await until(pilot, lambda: len(control.puts) == 1)
    control._tiers.tiers["sonnet"] = "deepseek/deepseek-chat"
    await until(pilot, lambda: pilot.app.live_screen.check_action("undo", ()))
    await pilot.press("u")
    await until(pilot, lambda: "rewired again meanwhile" in "\n".join(text_of(pilot.app)))
    assert len(control.puts) == 1


async def test_a_refusal_is_shown(open_rewire, until, text_of):
    pilot, control = open_rewire
    await pilot.press(*"4.1-mini")
    control.down = ControlError("deepseek has no key [/b]", 400)
    await pilot.press("enter")
    await until(pilot, lambda: "deepseek has no key [/b]" in "\n".join(text_of(pilot.app)))
    assert isinstance(pilot.app.screen, RewireScreen)
