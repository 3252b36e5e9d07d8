import asyncio

import pytest
from textual.widgets import Input

from tui_router.control.client import ControlError
from tui_router.tui.screens.rewire import RewireScreen


@pytest.fixture
async def talking(run, until):
    async with run() as (pilot, control):
        await pilot.press("j", "j", "j", "R")
        await until(pilot, lambda: control.rehearsals)
        await pilot.pause()
        yield pilot, control


async def put(pilot, text):
    """Type into the model's field, in one stroke."""
    pilot.app.screen.query_one("#model Input", Input).value = text
    await pilot.pause()


def shown(app, text_of):
    return "\n".join(text_of(app))


async def test_a_conflict_reads_the_wiring_again_and_says_so(talking, until, text_of):
    pilot, control = talking
    control.conflict = True
    await put(pilot, "4.1-mini")
    await pilot.press("enter")
    await until(pilot, lambda: "The wiring changed meanwhile" in shown(pilot.app, text_of))
    await pilot.press("ctrl+s")
    await until(pilot, lambda: control._tiers.tiers["sonnet"] == "openai/gpt-4.1-mini")
    assert [change.revision for change in control.changes] == [7, 8]


async def test_what_somebody_else_put_behind_it_meanwhile_stays(talking, until, text_of):
    pilot, control = talking
    control.conflict = True
    control._tiers.tiers["sonnet"] = ["openai/gpt-4o", "vllm/qwen3-8b"]
    await put(pilot, "4.1-mini")
    await pilot.press("enter")
    await until(pilot, lambda: "The wiring changed meanwhile" in shown(pilot.app, text_of))
    await pilot.press("ctrl+s")
    await until(pilot, lambda: len(control.changes) == 2)
    assert control.changes[1].patch == {"tiers": {"sonnet": ["openai/gpt-4.1-mini", "vllm/qwen3-8b"]}}


async def test_a_double_press_applies_once(talking, until):
    pilot, control = talking
    await put(pilot, "4.1-mini")
    screen = pilot.app.screen
    screen.action_apply()
    screen.action_apply()
    await until(pilot, lambda: control.changes)
    await pilot.pause()
    assert len(control.changes) == 1


async def test_a_refusal_stands_at_its_field(talking, until, text_of):
    pilot, control = talking
    await put(pilot, "4.1-mini")
    control.down = ControlError(
        'tiers.sonnet: no provider "opnai" is configured [/b]\nproviders.openai.key: is no reference\nand more',
        400,
    )
    await pilot.press("enter")
    await until(pilot, lambda: 'no provider "opnai"' in shown(pilot.app, text_of))
    text = shown(pilot.app, text_of)
    assert "✗ is no reference" in next(line for line in text.splitlines() if "   Key " in line)
    assert "✗ and more" in text
    assert isinstance(pilot.app.screen, RewireScreen)
    control.down = None
    await pilot.press("backspace")
    await until(pilot, lambda: "is no reference" not in shown(pilot.app, text_of))


async def test_the_gateway_is_asked_once_for_keys_that_follow_one_another(talking, until):
    pilot, control = talking
    before = len(control.rehearsals)
    screen = pilot.app.screen
    for text in ("4", "4.1", "4.1-mini"):
        screen.query_one("#model Input", Input).value = text
        screen._rehearse_soon()
    await until(pilot, lambda: len(control.rehearsals) > before)
    await pilot.pause(0.3)
    assert [ask.to for ask in control.rehearsals[before:]] == ["openai/gpt-4.1-mini"]


async def test_a_slow_answer_is_said_and_a_late_one_is_dropped(talking, until, text_of):
    pilot, control = talking
    gates: list[asyncio.Event] = []
    answer = control.dry_run

    async def slow(ask):
        gate = asyncio.Event()
        gates.append(gate)
        await gate.wait()
        return await answer(ask)

    control.dry_run = slow
    before = len(control.rehearsals)
    await put(pilot, "4.1")
    await until(pilot, lambda: gates)
    await until(pilot, lambda: "asking" in shown(pilot.app, text_of))
    await put(pilot, "4.1-mini-2025")
    await until(pilot, lambda: len(gates) == 2)
    for gate in gates:
        gate.set()
    await until(pilot, lambda: len(control.rehearsals) > before)
    assert [ask.to for ask in control.rehearsals[before:]] == ["openai/gpt-4.1-mini-2025-04-14"]


async def test_a_failed_test_says_why(talking, until, text_of):
    pilot, control = talking
    control.verdict = type(control.verdict)(target="", ok=False, said="its key is refused [/b]")
    await pilot.press("ctrl+t")
    await until(pilot, lambda: "✗ openai/gpt-4o: its key is refused [/b]" in shown(pilot.app, text_of))
    control.down = ControlError("connection refused")
    await pilot.press("ctrl+t")
    await until(pilot, lambda: "✗ connection refused" in shown(pilot.app, text_of))


@pytest.mark.parametrize("refused", [False, True])
async def test_an_answer_that_comes_while_it_is_taken_down_is_left(talking, until, refused):
    pilot, control = talking
    screen, asked, dry = pilot.app.screen, asyncio.Event(), control.dry_run

    async def late(ask):
        asked.set()
        await screen.remove_children()
        if refused:
            raise ControlError("tiers.sonnet: no", 400)
        return await dry(ask)

    control.dry_run = late
    await put(pilot, "4.1-mini")
    await asked.wait()
    await until(pilot, lambda: not screen._asking)
    assert pilot.app.screen is screen
    assert pilot.app._exception is None
