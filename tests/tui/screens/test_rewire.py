import pytest

from tui_router.control.client import ControlError
from tui_router.tui.glyphs import UNICODE
from tui_router.tui.screens.rewire import RewireScreen, changes


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


CHAIN = ["openai/gpt-4o", "vllm/qwen3-8b", "openai/gpt-4.1-mini"]


@pytest.fixture
async def open_chain(run, fakes, until, request):
    size = getattr(request, "param", (120, 40))
    control = fakes.FakeControl(tiers={**fakes.TIERS, "sonnet": list(CHAIN)})
    async with run(control, size=size) as (pilot, control):
        await pilot.press("j", "j", "j", "R")
        await until(pilot, lambda: "models" in control.asked)
        await pilot.pause()
        yield pilot, control


def line_with(app, text_of, word):
    return next((line for line in text_of(app) if word in line), "")


@pytest.mark.parametrize("open_chain", [(80, 24), (120, 40), (200, 60)], indirect=True)
async def test_the_rest_of_a_chain_is_shown_and_stays(open_chain, until, text_of):
    pilot, control = open_chain
    first, second = (line for line in text_of(pilot.app) if "   then      " in line)
    assert "then      vllm/qwen3-8b   " in first
    assert "^o only the first" in first
    assert "then      openai/gpt-4.1-mini   " in second
    await pilot.press(*"kimi", "enter")
    await until(pilot, lambda: control.puts)
    assert control.puts[0].tiers["sonnet"] == ["fireworks/kimi-k2.5", *CHAIN[1:]]
    assert control.puts[0].tiers["opus"] == "openai/gpt-5.4"
    await until(pilot, lambda: "kimi-k2.5 · fireworks +2. u undo" in "\n".join(text_of(pilot.app)))
    await until(pilot, lambda: pilot.app.live_screen.check_action("undo", ()))
    await pilot.press("u")
    await until(pilot, lambda: control._tiers.tiers["sonnet"] == CHAIN)


async def test_what_becomes_the_first_does_not_stand_twice(open_chain, until, text_of):
    pilot, control = open_chain
    await pilot.press(*"qwen3")
    assert "then      openai/gpt-4.1-mini   " in line_with(pilot.app, text_of, "then  ")
    await pilot.press("enter")
    await until(pilot, lambda: control.puts)
    assert control.puts[0].tiers["sonnet"] == ["vllm/qwen3-8b", "openai/gpt-4.1-mini"]


async def test_the_rest_is_taken_away_and_brought_back(open_chain, until, text_of):
    pilot, control = open_chain
    await pilot.press(*"kimi", "ctrl+o")
    assert "then      nothing" in line_with(pilot.app, text_of, "then  ")
    assert "^o keep the rest" in line_with(pilot.app, text_of, "then  ")
    await pilot.press("ctrl+o")
    assert "vllm/qwen3-8b" in line_with(pilot.app, text_of, "then  ")
    await pilot.press("ctrl+o", "enter")
    await until(pilot, lambda: control.puts)
    assert control.puts[0].tiers["sonnet"] == "fireworks/kimi-k2.5"


async def test_the_rest_alone_can_be_taken_away(open_chain, until, text_of):
    pilot, control = open_chain
    await pilot.press(*"openai/gpt-4o".replace("/", " "))
    assert pilot.app.screen.query_one("TargetField").target == "openai/gpt-4o"
    assert "sonnet goes there now" in "\n".join(text_of(pilot.app))
    await pilot.press("ctrl+o")
    assert "nothing is tried after it" in "\n".join(text_of(pilot.app))
    await pilot.press("ctrl+s")
    await until(pilot, lambda: control.puts)
    assert control.puts[0].tiers["sonnet"] == "openai/gpt-4o"


async def test_another_tier_keeps_its_own_rest(open_chain, text_of):
    pilot, _ = open_chain
    await pilot.press("ctrl+o", "tab", "tab", "ctrl+o")
    assert "^o" not in "\n".join(text_of(pilot.app))
    await pilot.press("shift+tab", "shift+tab")
    assert "vllm/qwen3-8b" in line_with(pilot.app, text_of, "then  ")
    assert "^o only the first" in line_with(pilot.app, text_of, "then  ")


@pytest.mark.parametrize(("size", "shown"), [((80, 24), 3), ((120, 40), 7)])
async def test_the_longest_chain_fits_the_screen(run, fakes, until, text_of, size, shown):
    chain = [f"openai/{'long-' * 12}{number}\x1b[2J" for number in range(8)]
    control = fakes.FakeControl(tiers={**fakes.TIERS, "sonnet": chain})
    async with run(control, size=size) as (pilot, _):
        await pilot.press("j", "j", "j", "R")
        await until(pilot, lambda: "models" in control.asked)
        await pilot.press(*"openai")
        lines = text_of(pilot.app)
        assert sum("   then      openai/" in line for line in lines) == shown
        assert ("and 4 more" in "\n".join(lines)) == (shown == 3)
        assert "^o only the first" in "\n".join(lines)
        assert "Apply" in "\n".join(lines)
        assert not any("\x1b" in line for line in lines)


async def test_an_undo_leaves_a_chain_that_somebody_else_lengthened(open_chain, until, text_of):
    pilot, control = open_chain
    await pilot.press(*"kimi", "enter")
    await until(pilot, lambda: len(control.puts) == 1)
    control._tiers.tiers["sonnet"] = [*control._tiers.tiers["sonnet"], "deepseek/deepseek-chat"]
    await until(pilot, lambda: pilot.app.live_screen.check_action("undo", ()))
    await pilot.press("u")
    await until(pilot, lambda: "rewired again meanwhile" in "\n".join(text_of(pilot.app)))
    assert len(control.puts) == 1
