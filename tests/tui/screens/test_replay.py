import pytest

from tui_router.control.client import ControlError


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
