import pytest

from tui_router.control.client import ControlError
from tui_router.control.inspect import Resend


@pytest.fixture
async def open_replay(run, until):
    async with run() as (pilot, control):
        await pilot.press("j", "j", "j", "r")
        await until(pilot, lambda: "models" in control.asked)
        await pilot.pause()
        yield pilot, control


async def test_it_goes_where_the_wiring_points_and_the_cursor_follows(open_replay, until, text_of):
    pilot, control = open_replay
    assert "as wired now: gpt-4o · openai" in "\n".join(text_of(pilot.app))
    await pilot.press("enter", "enter")
    await until(pilot, lambda: pilot.app.live_screen.exchanges.row.id == 42)
    assert control.replays == [(38, "")]
    await until(pilot, lambda: "of #38" in "\n".join(text_of(pilot.app)))


async def test_a_chain_as_wired_now_is_hinted_at(run, fakes, until, text_of):
    control = fakes.FakeControl(tiers={**fakes.TIERS, "sonnet": ["openai/gpt-4o", "vllm/qwen3-8b"]})
    async with run(control) as (pilot, _):
        await pilot.press("j", "j", "j", "r")
        await until(pilot, lambda: "as wired now: gpt-4o · openai +1" in "\n".join(text_of(pilot.app)))


async def test_where_a_rule_decides_the_wiring_is_asked_and_not_the_tier(run, fakes, until, text_of):
    control = fakes.FakeControl()
    control.dry.target = "vllm/qwen3-8b"
    async with run(control) as (pilot, _):
        await pilot.press("j", "j", "j", "r")
        await until(pilot, lambda: "as wired now: qwen3-8b · vllm" in "\n".join(text_of(pilot.app)))
        assert pilot.app.screen.query_one("TargetField").target == ""
        pilot.app.screen._edited(Resend(patch={"model": "claude-opus-4-5"}))
        await until(pilot, lambda: "as wired now: " not in "\n".join(text_of(pilot.app)))


async def test_to_another_target(open_replay, until):
    pilot, control = open_replay
    await pilot.press(*"kimi", "enter")
    await until(pilot, lambda: control.replays == [(38, "fireworks/kimi-k2.5")])


async def test_nothing_is_sent_to_nowhere(open_replay):
    pilot, control = open_replay
    await pilot.press(*"nonsense", "enter", "escape")
    assert control.replays == []


async def test_a_refused_one_can_be_sent_again_but_not_one_without_an_answer(open_replay, until, text_of):
    pilot, control = open_replay
    control.down = ControlError("leg a was not kept", 409)
    await pilot.press("enter")
    await until(pilot, lambda: "leg a was not kept" in "\n".join(text_of(pilot.app)))
    control.down = ControlError("connection lost")
    await pilot.press("enter")
    await until(pilot, lambda: "connection lost" in "\n".join(text_of(pilot.app)))
    asked = control.asked.count("replay 38")
    await pilot.press("enter")
    await pilot.pause()
    assert control.asked.count("replay 38") == asked


async def test_what_it_costs_is_said_before(open_replay, until, text_of):
    pilot, control = open_replay
    await until(pilot, lambda: "1 request, about $0.054 for the prompt." in "\n".join(text_of(pilot.app)))
    await pilot.press("plus", "down", "plus")
    await until(pilot, lambda: "2 requests, about $0.11 for the prompts." in "\n".join(text_of(pilot.app)))
    assert "Sent to   as wired now, gpt-4o · openai" in "\n".join(text_of(pilot.app))
    assert [ask.to for ask in control.rehearsals] == ["", "openai/gpt-4o"]
    await pilot.press("plus")
    assert pilot.app.screen._plan.targets == [""]


async def test_a_dear_one_is_asked_for_twice(run, fakes, until, text_of):
    control = fakes.FakeControl()
    control.dry.cost = 0.7
    async with run(control) as (pilot, _):
        await pilot.press("j", "j", "j", "r")
        await until(pilot, lambda: "about $0.70" in "\n".join(text_of(pilot.app)))
        await pilot.press("enter")
        await until(pilot, lambda: "⏎ again sends it" in "\n".join(text_of(pilot.app)))
        assert control.replays == []
        await pilot.press("down")
        await until(pilot, lambda: "⏎ again sends it" not in "\n".join(text_of(pilot.app)))
        await pilot.press("enter", "enter")
        await until(pilot, lambda: control.replays == [(38, "openai/gpt-4o")])


async def test_a_space_between_words_is_a_letter(open_replay):
    pilot, _ = open_replay
    await pilot.press(*"gpt", "space", *"mini")
    assert pilot.app.screen.query_one("#target-input").value == "gpt mini"
    assert pilot.app.screen._plan.targets == []


async def test_what_keeps_it_from_being_sent_is_said(run, fakes, until, text_of):
    control = fakes.FakeControl()
    control.dry.problem = "its key is not set"
    async with run(control) as (pilot, _):
        await pilot.press("j", "j", "j", "r")
        await until(pilot, lambda: "its key is not set" in "\n".join(text_of(pilot.app)))


async def test_of_several_those_that_failed_can_be_sent_again(run, fakes, until, text_of):
    class Choosy(fakes.FakeControl):
        broken = True

        async def replay(self, id, ask=None):
            if ask.to and self.broken:
                raise ControlError("no such provider", 400)
            return await super().replay(id, ask)

    control = Choosy()
    async with run(control) as (pilot, _):
        await pilot.press("j", "j", "j", "r")
        await until(pilot, lambda: "models" in control.asked)
        await pilot.pause()
        await pilot.press("plus", "down", "plus", "enter")
        await until(
            pilot, lambda: "1 sent. gpt-4o · openai: no such provider" in "\n".join(text_of(pilot.app))
        )
        control.broken = False
        await pilot.press("enter")
        await until(pilot, lambda: control.replays == [(38, ""), (38, "openai/gpt-4o")])
        await until(pilot, lambda: pilot.app.screen is pilot.app.live_screen)


async def test_leaving_after_some_were_sent_shows_the_first(run, fakes, until, text_of):
    class Choosy(fakes.FakeControl):
        async def replay(self, id, ask=None):
            if ask.to:
                raise ControlError("no such provider", 400)
            return await super().replay(id, ask)

    async with run(Choosy()) as (pilot, control):
        await pilot.press("j", "j", "j", "r")
        await until(pilot, lambda: "models" in control.asked)
        await pilot.pause()
        await pilot.press("plus", "down", "plus", "enter")
        await until(pilot, lambda: "1 sent." in "\n".join(text_of(pilot.app)))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.live_screen.exchanges.row.id == 42)


async def test_the_request_is_changed_on_the_way(open_replay, until, text_of):
    pilot, control = open_replay
    await pilot.press("ctrl+r")
    await until(pilot, lambda: "Change #38" in "\n".join(text_of(pilot.app)))
    await until(pilot, lambda: not pilot.app.screen.query_one("#field-top_p").disabled)
    pilot.app.screen.query_one("#field-top_p").value = "0.5"
    await pilot.press("ctrl+s")
    await until(pilot, lambda: "Changed   top_p" in "\n".join(text_of(pilot.app)))
    await pilot.press("enter")
    await until(pilot, lambda: control.resends and control.resends[0].patch == {"top_p": 0.5})
