import pytest

from tui_router.control.client import ControlError
from tui_router.control.wiring import DryRun, ThinkingRow
from tui_router.core.note import Note
from tui_router.tui.screens.dry_run import DryRunScreen
from tui_router.tui.widgets.request_legs import RequestLegs

BODY = b'{"model":"gpt-4o","max_completion_tokens":16384,"messages":[{"role":"system","content":"You [TODO] \\u001b[2J"}]}'
NOTES = [Note(act="dropped", path="thinking", reason="no counterpart in Chat Completions", before="adaptive")]


def dry(**fields):
    given = {"exchange": 38, "target": "openai/gpt-4o", "notes": NOTES, "tokens": 21_400, "window": 128_000}
    return DryRun(**{**given, "body": BODY, "size": len(BODY), **fields})


def shown(app, text_of):
    return "\n".join(text_of(app))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_it_stands_beside_what_the_client_sent(run, until, text_of, size):
    async with run(size=size) as (pilot, control):
        pilot.app.push_screen(DryRunScreen(control, dry()))
        await until(
            pilot, lambda: "16,384" in shown(pilot.app, text_of) and "32,000" in shown(pilot.app, text_of)
        )
        text = shown(pilot.app, text_of)
        assert "#38 → gpt-4o · openai  as it would be sent" in text
        assert "no counterpart in Chat" in text
        assert "max_completion_tokens" in text
        assert ("32,000 → 16,384" in text) == (size[0] < 110)  # in one column
        assert "1 change" in text
        assert "≈21.4k tokens, 17% of the window" in text
        assert pilot.app.screen.query_one(RequestLegs).split == (size[0] >= 110)
        assert not any("\x1b" in line for line in text_of(pilot.app))
        await pilot.press("escape")
        assert pilot.app.screen is pilot.app.live_screen


async def test_a_body_that_was_cut_or_is_no_json_is_shown_as_text(run, until, text_of):
    async with run() as (pilot, control):
        pilot.app.push_screen(DryRunScreen(control, dry(body=b'{"model":"cut', size=900_000)))
        await until(pilot, lambda: '{"model":"cut' in shown(pilot.app, text_of))
        assert "900 kB" in shown(pilot.app, text_of)


async def test_why_it_could_not_be_sent_and_what_could_not_be_read(run, until, text_of):
    async with run() as (pilot, control):
        control.down = ControlError("connection refused [/b]")
        pilot.app.push_screen(DryRunScreen(control, dry(problem="its key is not set")))
        await until(pilot, lambda: "connection refused [/b]" in shown(pilot.app, text_of))
        control.down = None
        pilot.app.switch_screen(DryRunScreen(control, dry(problem="its key is not set [/b]")))
        await until(pilot, lambda: "its key is not set [/b]" in shown(pilot.app, text_of))


async def test_the_request_takes_the_whole_width(run, until):
    async with run(size=(80, 24)) as (pilot, control):
        pilot.app.push_screen(DryRunScreen(control, dry()))
        await until(pilot, lambda: isinstance(pilot.app.screen, DryRunScreen))
        legs = pilot.app.screen.query_one("#dry-legs")
        for size in (80, 24), (120, 40):
            await pilot.resize_terminal(*size)
            await until(pilot, lambda: pilot.app.screen.query_one("#dialog").region.width == size[0])  # noqa: B023
            assert (legs.region.x, legs.region.width) == (0, size[0])


async def test_the_same_key_closes_it(run, until):
    async with run() as (pilot, control):
        pilot.app.push_screen(DryRunScreen(control, dry()))
        await until(pilot, lambda: isinstance(pilot.app.screen, DryRunScreen))
        await pilot.press("ctrl+d")
        assert pilot.app.screen is pilot.app.live_screen


async def test_what_is_sent_for_thinking_takes_the_place_of_the_request(run, until, text_of):
    asked = [
        ThinkingRow("adaptive", "reasoning_effort medium", "an effort here [/b]"),
        ThinkingRow("budget 31,999", "nothing"),
    ]
    async with run(size=(120, 40)) as (pilot, control):
        pilot.app.push_screen(DryRunScreen(control, dry(thinking=asked)))
        await until(pilot, lambda: "16,384" in shown(pilot.app, text_of))
        assert "adaptive → reasoning_effort medium" in shown(pilot.app, text_of)
        assert "an effort here" not in shown(pilot.app, text_of)
        await pilot.press("t")
        await until(pilot, lambda: "an effort here [/b]" in shown(pilot.app, text_of))
        assert "16,384" not in shown(pilot.app, text_of)
        await pilot.press("t")
        await until(pilot, lambda: "16,384" in shown(pilot.app, text_of))
        await pilot.press("escape")
        assert pilot.app.screen is pilot.app.live_screen


async def test_a_line_of_the_table_that_is_cut_shows_it_on_every_size(run, until, text_of):
    asked = [ThinkingRow("adaptive", "reasoning.effort medium, " + "s" * 90, "why " * 50)]
    async with run(size=(80, 24)) as (pilot, control):
        pilot.app.push_screen(DryRunScreen(control, dry(thinking=asked)))
        await until(pilot, lambda: "all of it" in shown(pilot.app, text_of))
        await pilot.press("t")
        table = pilot.app.screen.query_one("#dry-thinking")
        for size in (80, 24), (120, 40), (200, 60):
            await pilot.resize_terminal(*size)
            await until(pilot, lambda: table.size.width == pilot.app.size.width - 4)
            row = next(line for line in text_of(pilot.app) if "adaptive  " in line)
            assert (len(row.rstrip()), row.rstrip()[-1]) == (size[0] - 2, "…")


async def test_without_a_table_the_key_does_nothing(run, until, text_of):
    async with run() as (pilot, control):
        pilot.app.push_screen(DryRunScreen(control, dry()))
        await until(pilot, lambda: "16,384" in shown(pilot.app, text_of))
        await pilot.press("t")
        await pilot.pause()
        assert "16,384" in shown(pilot.app, text_of)
        assert "all of it" not in shown(pilot.app, text_of)
