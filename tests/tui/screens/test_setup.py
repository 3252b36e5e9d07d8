"""The guided set-up, from a machine with keys and from one with nothing."""

import asyncio
import os

import pytest
from msgspec.structs import replace
from textual import events

from tui_router.control.client import ControlError
from tui_router.control.wiring import Verdict
from tui_router.tui.screens.setup import FOUND, MODELS, TEST, WRITE, SetupScreen
from tui_router.tui.widgets.target_field import TargetField


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch):
    for name in [name for name in os.environ if name.endswith("_API_KEY")]:
        monkeypatch.delenv(name)


@pytest.fixture
def fresh(fakes):
    """A gateway that found two keys and a server, with a proposed wiring and no settings file."""

    def make(**given):
        control = fakes.FakeControl([], **given)
        control.providers = [
            replace(each, found_by="environment", preset=each.name)
            for each in control.providers
            if each.key_set
        ]
        control.provider_tables = {
            each.name: {"preset": each.name, **({"key": each.key} if each.key else {})}
            for each in control.providers
        }
        whole = control._wires
        control._wires = lambda: replace(whole(), wired=control.changes != [])
        return control

    return make


@pytest.fixture
def open_setup(run, fresh, until):
    def opened(control=None, **how):
        return _Opened(run(control or fresh(), **how), until)

    return opened


class _Opened:
    def __init__(self, running, until):
        self._running, self._until = running, until

    async def __aenter__(self):
        pilot, control = await self._running.__aenter__()
        await pilot.press("g")
        await self._until(pilot, lambda: isinstance(pilot.app.screen, SetupScreen))
        await self._until(pilot, lambda: pilot.app.screen._status is not None)
        return pilot, control

    async def __aexit__(self, *error):
        await self._running.__aexit__(*error)


async def test_four_steps_to_a_settings_file(open_setup, until, text_of):
    async with open_setup() as (pilot, control):
        app = pilot.app
        assert "OPENAI_API_KEY is set, 41 models" in "\n".join(text_of(app))
        assert "no ANTHROPIC_API_KEY" in "\n".join(text_of(app))
        await pilot.press("enter")
        await until(pilot, lambda: app.screen._step == MODELS)
        await pilot.press("tab", *"4.1-mini", "enter")
        assert app.screen._tier == "opus"
        assert app.screen._choice["sonnet"] == "openai/gpt-4.1-mini"
        assert app.screen._choice["haiku"] == "vllm/qwen3-8b"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen._step == TEST and not app.screen._testing)
        assert [trial.to for trial in control.trials] == list(
            dict.fromkeys(app.screen._choice[tier] for tier in app.screen._choice)
        )
        assert control.changes == []
        await pilot.press("enter")
        assert app.screen._step == WRITE
        text = "\n".join(text_of(app))
        assert 'sonnet = "openai/gpt-4.1-mini"' in text
        assert "/home/me/.config/tui-router/config.toml" in text
        assert control.changes == []
        await pilot.press("enter")
        await until(pilot, lambda: "Written to" in "\n".join(text_of(app)))
        assert "$ tui-router connect claude" in "\n".join(text_of(app))
        (change,) = control.changes
        assert (change.write, change.by) == (True, "screen")
        assert change.patch["tiers"]["sonnet"] == "openai/gpt-4.1-mini"
        assert change.patch["providers"]["openai"] == {"preset": "openai", "key": "env:OPENAI_API_KEY"}
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is app.live_screen)
        await until(pilot, lambda: "The wiring stands in /home/me" in "\n".join(text_of(app)))


@pytest.mark.parametrize("keys", [(), ("enter",), ("enter", "ctrl+s"), ("enter", "ctrl+s", "enter")])
async def test_esc_leaves_at_any_step_and_nothing_is_written(open_setup, until, keys):
    async with open_setup() as (pilot, control):
        for key in keys:
            await pilot.press(key)
            await until(pilot, lambda: not pilot.app.screen._testing)
        assert pilot.app.screen._step == len(keys)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is pilot.app.live_screen)
        assert control.changes == []


async def test_enter_takes_tier_after_tier(open_setup, until):
    async with open_setup() as (pilot, _):
        await pilot.press("enter")
        for tier in ("haiku", "sonnet", "opus", "fable", "default"):
            assert pilot.app.screen._tier == tier
            await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen._step == TEST)


async def test_one_key_puts_a_target_on_all_tiers(open_setup):
    async with open_setup() as (pilot, _):
        await pilot.press("enter", *"kimi", "ctrl+l")
        await pilot.pause()
        assert set(pilot.app.screen._choice.values()) == {"fireworks/kimi-k2.5"}
        await pilot.press("tab")
        await pilot.pause()
        fields = pilot.app.screen.query(TargetField)
        assert [field.target for field in fields] == ["fireworks/kimi-k2.5"] * 5
        assert [field.display for field in fields] == [False, True, False, False, False]


async def test_keys_that_come_all_at_once_keep_their_order(open_setup, until):
    async with open_setup() as (pilot, _):
        await pilot.press("enter")
        app = pilot.app
        await until(pilot, lambda: app.screen._step == MODELS and app.focused is not None)
        for char in "kimi":
            app.post_message(events.Key(char, char))
        app.post_message(events.Key("ctrl+l", None))
        await until(pilot, lambda: set(app.screen._choice.values()) == {"fireworks/kimi-k2.5"})


async def test_what_matches_nothing_leaves_the_tier_and_stays(open_setup, text_of):
    async with open_setup() as (pilot, _):
        await pilot.press("enter", *"nonsense", "enter")
        assert pilot.app.screen._tier == "haiku"
        assert "nothing matches" in "\n".join(text_of(pilot.app))
        assert pilot.app.screen._choice["haiku"] == "vllm/qwen3-8b"


async def test_a_failed_test_says_so_and_does_not_block(open_setup, until, text_of):
    async with open_setup() as (pilot, control):
        control.verdict = Verdict(target="", ok=False, said="HTTP 401: bad [/b] key\x1b[2J")
        await pilot.press("enter", "ctrl+s")
        await until(pilot, lambda: "HTTP 401: bad [/b] key␛[2J" in "\n".join(text_of(pilot.app)))
        await pilot.press("t")
        await until(pilot, lambda: len(control.trials) == 6)
        await until(pilot, lambda: not pilot.app.screen._testing)
        await pilot.press("enter")
        assert "failed; written all the same" in "\n".join(text_of(pilot.app))
        await pilot.press("enter")
        await until(pilot, lambda: len(control.changes) == 1)


async def test_a_slow_test_is_not_waited_for(open_setup, until, text_of):
    held = asyncio.Event()
    async with open_setup() as (pilot, control):

        async def slow(trial):
            await held.wait()
            return Verdict(target=trial.to, ok=True)

        control.test = slow
        await pilot.press("enter", "ctrl+s")
        await until(pilot, lambda: "Go on without waiting" in "\n".join(text_of(pilot.app)))
        await pilot.press("enter")
        assert pilot.app.screen._step == WRITE
        await pilot.press("b")
        assert pilot.app.screen._step == TEST
        held.set()
        await until(pilot, lambda: not pilot.app.screen._testing)
        await pilot.press("b")
        await until(pilot, lambda: pilot.app.screen._step == MODELS)


async def test_a_conflict_is_read_again_and_a_refusal_shown(open_setup, until, text_of):
    async with open_setup() as (pilot, control):
        await pilot.press("enter", "ctrl+s")
        await until(pilot, lambda: not pilot.app.screen._testing)
        await pilot.press("enter")
        control.conflict = True
        await pilot.press("enter")
        await until(pilot, lambda: "The wiring changed meanwhile." in "\n".join(text_of(pilot.app)))
        control.down = ControlError("tiers.opus: no\x1b\nproviders.x: why", 400)
        await pilot.press("enter")
        await until(pilot, lambda: "tiers.opus: no␛" in "\n".join(text_of(pilot.app)))
        assert "providers.x: why" in "\n".join(text_of(pilot.app))
        control.down = None
        await pilot.press("enter")
        await until(pilot, lambda: "Written to" in "\n".join(text_of(pilot.app)))


async def test_looking_again_asks_the_providers(open_setup, until, text_of):
    async with open_setup() as (pilot, control):
        assert "models again" not in control.asked
        control.providers[1].models = 12
        await pilot.press("a")
        await until(pilot, lambda: "12 models" in "\n".join(text_of(pilot.app)))
        assert "models again" in control.asked


async def test_a_gateway_that_is_gone_is_told(open_setup, until, text_of):
    async with open_setup() as (pilot, control):
        control.down = ControlError("connection refused")
        await pilot.press("a")
        await until(pilot, lambda: "connection refused" in "\n".join(text_of(pilot.app)))
        control.down = None
        await pilot.press("a")
        await until(pilot, lambda: "connection refused" not in "\n".join(text_of(pilot.app)))


async def test_a_key_that_only_this_terminal_has(open_setup, monkeypatch, text_of):
    monkeypatch.setenv("GROQ_API_KEY", "sk-test-" + "1" * 8)
    async with open_setup(size=(80, 24)) as (pilot, _):
        text = "\n".join(text_of(pilot.app))
        assert "GROQ_API_KEY is set in this terminal" in text
        assert "Choose models" in text
        assert "sk-test" not in text


# opening by itself


def bare(fakes):
    control = fakes.FakeControl([], tiers={})
    control.providers, control.known = [], []
    return control


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_with_nothing_at_all_it_opens_and_names_three_ways(run, fakes, until, text_of, size):
    async with run(bare(fakes), size=size) as (pilot, control):
        await until(pilot, lambda: isinstance(pilot.app.screen, SetupScreen))
        await until(pilot, lambda: "look again" in "\n".join(text_of(pilot.app)))
        text = "\n".join(text_of(pilot.app))
        for words in ("export OPENAI_API_KEY=...", "ollama pull", "[providers.mine]", "tui-router --demo"):
            assert words in text, words
        assert "models again" in control.asked
        await pilot.press("enter")
        assert pilot.app.screen._step == FOUND
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is pilot.app.live_screen)
        control.tick()
        control.say(fakes.TiersChanged(tiers=control._tiers))
        await pilot.pause(0.2)
        assert pilot.app.screen is pilot.app.live_screen


@pytest.mark.parametrize("what", ["file", "problem", "found", "gone"])
async def test_it_does_not_open_by_itself_when(run, fakes, what, until):
    control = bare(fakes)
    whole, models = control._status, control.models
    if what == "file":
        control._status = lambda: replace(whole(), config="/c.toml")
    if what == "problem":
        control.problem = "config.toml:3 is wrong"

    async def find(*, refresh=False):
        if refresh and what == "found":
            control._tiers.tiers["default"] = "ollama/x"
        if what == "gone":
            raise ControlError("no such page", 404)
        return await models(refresh=refresh)

    control.models = find
    async with run(control) as (pilot, _):
        await pilot.pause(0.3)
        assert pilot.app.screen is pilot.app.live_screen
        assert ("models again" in control.asked) == (what == "found")


async def test_the_palette_has_it_when_the_list_is_not_empty(run, until):
    async with run() as (pilot, _):
        assert not pilot.app.live_screen.check_action("setup", ())
        await pilot.press("g")
        assert pilot.app.screen is pilot.app.live_screen
        await pilot.press("ctrl+p", *"guided")
        await pilot.pause(0.3)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SetupScreen))


async def test_over_a_wiring_that_stands_nothing_needs_writing(run, fakes, until, text_of):
    async with run(fakes.FakeControl([])) as (pilot, control):
        await pilot.press("g")
        await until(pilot, lambda: getattr(pilot.app.screen, "_status", None) is not None)
        await pilot.press("enter", "ctrl+s")
        await until(pilot, lambda: not pilot.app.screen._testing)
        await pilot.press("enter")
        assert "says this already" in "\n".join(text_of(pilot.app))
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is pilot.app.live_screen)
        assert control.changes == []


async def test_a_click_on_the_button_goes_on(open_setup, until):
    async with open_setup() as (pilot, _):
        await pilot.click("#setup-act", offset=(3, 1))
        await until(pilot, lambda: pilot.app.screen._step == MODELS)
