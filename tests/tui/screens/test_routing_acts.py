import asyncio

import msgspec
import pytest

from tui_router.control.client import ControlError
from tui_router.control.wiring import Revision, Verdict
from tui_router.tui.lines.route_rows import Place
from tui_router.tui.screens import aside
from tui_router.tui.screens.ask import AskScreen
from tui_router.tui.screens.revisions import RevisionsScreen
from tui_router.tui.screens.rewire import RewireScreen


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(aside, "ASK_S", 0.05)


@pytest.fixture
def at(run, until, fakes):
    """`async with at(place, control) as (pilot, control, screen)`: Routes with the cursor there."""
    from contextlib import asynccontextmanager

    @asynccontextmanager
    async def being(place, control=None, size=(120, 40)):
        control = control or fakes.FakeControl()
        async with run(control, size=size) as (pilot, _):
            await pilot.press("2")
            await until(pilot, lambda: pilot.app.live_screen.wires.models_of is not None)
            screen = pilot.app.screen
            screen.entries.go(place)
            await pilot.pause()
            yield pilot, control, screen

    return being


def said(app, text_of):
    return "\n".join(text_of(app))


@pytest.mark.parametrize(
    ("place", "key", "tier", "rule", "session"),
    [
        (Place("tier", "opus"), "enter", "opus", None, ""),
        (Place("tier", "sonnet"), "f", "sonnet", None, ""),
        (Place("rule", "2"), "enter", "default", 2, ""),
        (Place("tier", "opus"), "a", "default", 0, ""),
        (Place("session", "9c02"), "enter", "haiku", None, "9c02"),
    ],
)
async def test_the_form_opens_for_what_is_under_the_cursor(at, fakes, until, place, key, tier, rule, session):
    control = fakes.FakeControl()
    control.session_tiers = {"9c02": {"haiku": "vllm/qwen3-8b"}}
    async with at(place, control) as (pilot, _, _screen):
        await pilot.press(key)
        await until(pilot, lambda: isinstance(pilot.app.screen, RewireScreen))
        form = pilot.app.screen
        assert (form._first_tier, form._rule, form._session) == (tier, rule, session)


@pytest.mark.parametrize(
    ("place", "target"),
    [
        (Place("tier", "opus"), "openai/gpt-5.4"),
        (Place("rule", "2"), "deepseek/deepseek-chat"),
        (Place("alias", "claude-router/qwen"), "vllm/qwen3-8b"),
        (Place("provider", "vllm"), "vllm/qwen3-8b"),
        (Place("provider", "fireworks"), "fireworks/kimi-k2.5"),
    ],
)
async def test_a_test_asks_the_target_and_its_verdict_stands_in_the_row(at, until, text_of, place, target):
    async with at(place) as (pilot, control, screen):
        await pilot.press("t")
        await until(pilot, lambda: target in screen.book.verdicts)
        assert [trial.to for trial in control.trials] == [target]
        await until(
            pilot, lambda: "180 ms" in next(line for line in text_of(pilot.app) if line.startswith("▌"))
        )


async def test_what_is_being_asked_is_shown_and_not_asked_twice(at, fakes, until, text_of):
    class Slow(fakes.FakeControl):
        gate = asyncio.Event()

        async def test(self, trial):
            self.trials.append(trial)
            await self.gate.wait()
            return Verdict(target=trial.to, ok=False, said="invalid key [/b]\x1b[2J")

    control = Slow()
    async with at(Place("tier", "opus"), control) as (pilot, _, screen):
        await pilot.press("t", "t")
        await until(pilot, lambda: "● asking" in said(pilot.app, text_of))
        assert len(control.trials) == 1
        control.gate.set()
        await until(pilot, lambda: "invalid key [/b]␛[2J" in said(pilot.app, text_of))
        assert not screen.book.asking


async def test_a_refused_test_is_a_verdict_too(at, fakes, until):
    class Refusing(fakes.FakeControl):
        async def test(self, trial):
            raise ControlError("no such target", 404)

    async with at(Place("tier", "opus"), Refusing()) as (pilot, _, screen):
        await pilot.press("t")
        await until(pilot, lambda: "openai/gpt-5.4" in screen.book.verdicts)
        assert screen.book.verdicts["openai/gpt-5.4"].said == "no such target"


async def test_all_are_tested_a_few_at_a_time_and_each_once(at, fakes, until):
    class Counting(fakes.FakeControl):
        now = most = 0

        async def test(self, trial):
            self.trials.append(trial)
            self.now += 1
            self.most = max(self.most, self.now)
            await asyncio.sleep(0.01)
            self.now -= 1
            return Verdict(target=trial.to, ok=True, ms=5.0)

    control = Counting()
    async with at(Place("tier", "opus"), control) as (pilot, _, screen):
        await pilot.press("T")
        await until(pilot, lambda: len(screen.book.verdicts) >= 5 and not screen.book.asking)
        asked = [trial.to for trial in control.trials]
        assert sorted(asked) == sorted(set(asked))
        assert {"openai/gpt-5.4", "vllm/qwen3-8b", "deepseek/deepseek-chat", "fireworks/kimi-k2.5"} <= set(
            asked
        )
        assert control.most <= 4


async def test_where_there_is_nothing_to_ask_it_says_why(at, until, text_of):
    async with at(Place("tier", "fable")) as (pilot, control, screen):
        await pilot.press("t")
        await until(pilot, lambda: "It goes nowhere yet" in said(pilot.app, text_of))
        screen.entries.go(Place("rule", "3"))
        await pilot.press("t")
        await until(pilot, lambda: "it only changes requests" in said(pilot.app, text_of))
        screen.entries.go(Place("provider", "anthropic"))
        await pilot.press("t")
        await until(pilot, lambda: "models again" in control.asked)
        assert control.trials == []


async def test_rules_move_with_the_cursor_however_fast(at, until):
    async with at(Place("rule", "1")) as (pilot, control, screen):
        tables = [rule.table for rule in control.rules]
        await pilot.press("J", "J", "J")
        await until(pilot, lambda: len(control.changes) == 2)
        assert control.changes[0].patch == {"routes": [tables[1], tables[0], tables[2]]}
        assert control.changes[1].patch == {"routes": [tables[1], tables[2], tables[0]]}
        assert [change.by for change in control.changes] == ["screen", "screen"]
        await until(pilot, lambda: screen.place == Place("rule", "3"))
        await pilot.press("K")
        await until(pilot, lambda: screen.place == Place("rule", "2"))


async def test_a_rule_is_removed_only_when_it_was_meant(at, until, text_of):
    async with at(Place("rule", "2")) as (pilot, control, _):
        tables = [rule.table for rule in control.rules]
        await pilot.press("x")
        await until(pilot, lambda: isinstance(pilot.app.screen, AskScreen))
        await until(pilot, lambda: "kind is subagent and thinking is off →" in said(pilot.app, text_of))
        assert "deepseek/deepseek-chat" in said(pilot.app, text_of)
        await pilot.press("enter")
        await pilot.pause()
        assert control.changes == []
        await pilot.press("x")
        await until(pilot, lambda: isinstance(pilot.app.screen, AskScreen))
        await pilot.press("y")
        await until(pilot, lambda: control.changes)
        assert control.changes[0].patch == {"routes": [tables[0], tables[2]]}
        assert not control.changes[0].write


async def test_a_rule_that_changed_while_it_was_asked_about_stays(at, until, text_of):
    async with at(Place("rule", "2")) as (pilot, control, screen):
        await pilot.press("x")
        await until(pilot, lambda: isinstance(pilot.app.screen, AskScreen))
        other = msgspec.structs.replace(control.rules[1], table={"when": {"kind": "title"}, "to": "a/b"})
        control.rules = [control.rules[0], other]
        screen.book.load(control._wires())
        await pilot.press("y")
        await until(pilot, lambda: "nothing was removed" in said(pilot.app, text_of))
        assert control.changes == []


async def test_a_wiring_that_changed_meanwhile_is_read_again_and_said(at, until, text_of):
    async with at(Place("rule", "1")) as (pilot, control, screen):
        control.conflict = True
        await pilot.press("J")
        await until(pilot, lambda: "The wiring changed meanwhile" in said(pilot.app, text_of))
        await until(pilot, lambda: screen.book.wires.revision == 8)
        assert screen.place == Place("rule", "1")


async def test_complaints_are_said_in_one_line(at, fakes, until, text_of):
    class Strict(fakes.FakeControl):
        async def rewire(self, change):
            raise ControlError('routes.1.to: no provider "x" is configured\nroutes.2: \x1b[2J', 400)

    async with at(Place("rule", "1"), Strict()) as (pilot, _, _screen):
        await pilot.press("J")
        await until(
            pilot, lambda: 'no provider "x" is configured; routes.2: ␛[2J' in said(pilot.app, text_of)
        )


async def test_undo_puts_the_wiring_before_in_force(at, until, text_of):
    async with at(Place("tier", "opus")) as (pilot, control, _):
        await pilot.press("u")
        await until(pilot, lambda: "restore 6" in control.asked)
        await until(
            pilot, lambda: "Undone: sonnet: openai/gpt-4o-mini → openai/gpt-4o" in said(pilot.app, text_of)
        )


async def test_the_wirings_that_were_in_force_are_a_key_away(at, until):
    async with at(Place("tier", "opus")) as (pilot, _, _screen):
        await pilot.press("H")
        await until(pilot, lambda: isinstance(pilot.app.screen, RevisionsScreen))


async def test_what_cannot_be_undone_is_said(at, until, text_of):
    async with at(Place("tier", "opus")) as (pilot, control, _):
        control.history[1] = msgspec.structs.replace(control.history[1], undoable=False)
        await pilot.press("u")
        await until(pilot, lambda: "A newer settings file" in said(pilot.app, text_of))
        control.history = [Revision(revision=7, at=0.0, by="start")]
        await pilot.press("u")
        await until(pilot, lambda: "There is no wiring before this one." in said(pilot.app, text_of))
        assert not any(asked.startswith("restore") for asked in control.asked)


async def test_what_is_in_force_is_written_to_the_file(at, fakes, until, text_of):
    class Loose(fakes.FakeControl):
        def _wires(self):
            return msgspec.structs.replace(super()._wires(), unwritten=not any(c.write for c in self.changes))

    async with at(Place("tier", "opus"), Loose(), size=(160, 40)) as (pilot, control, _):
        assert "W Write config" in said(pilot.app, text_of)
        await pilot.press("W")
        await until(pilot, lambda: control.changes)
        assert (control.changes[0].patch, control.changes[0].write) == ({}, True)
        await until(
            pilot, lambda: "Written to /home/me/.config/tui-router/config.toml" in said(pilot.app, text_of)
        )
        await until(pilot, lambda: "not in the file" not in said(pilot.app, text_of))
        await pilot.press("W")
        await pilot.pause()
        assert len(control.changes) == 1


async def test_the_providers_are_asked_again(at, fakes, until, text_of):
    class Slow(fakes.FakeControl):
        gate = asyncio.Event()

        async def models(self, *, refresh=False):
            if refresh:
                await self.gate.wait()
                self.known = self.known[:2]
            return await super().models(refresh=refresh)

    control = Slow()
    async with at(Place("tier", "opus"), control) as (pilot, _, screen):
        await pilot.press("m", "m")
        await until(pilot, lambda: "● asking the providers" in said(pilot.app, text_of))
        control.gate.set()
        await until(pilot, lambda: "2 models known." in said(pilot.app, text_of))
        assert len(screen.book.models) == 2
        assert control.asked.count("models again") == 1
        assert "asking the providers" not in said(pilot.app, text_of)
