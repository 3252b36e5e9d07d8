"""What a target would make of a recorded request; a question of one token."""

import json

import pytest

from tui_router.control.client import ControlError
from tui_router.control.wiring import Rehearsal, Trial
from tui_router.core.note import Note
from tui_router.gateway.rehearsal import lost, said
from tui_router.upstream.ping import Pinged

CONFIG = """
[providers.sandbox]
dialect = "chat"
base_url = "{url}/v1"
[providers.sandbox.models.small]
context_window = 20
price = {{ input = 2, output = 4 }}
[providers.claude]
dialect = "anthropic"
base_url = "{url}"
[providers.keyless]
dialect = "chat"
base_url = "{url}/v1"
key = "env:NO_SUCH_KEY_HERE"
[tiers]
default = "sandbox/text"
[[routes]]
when = {{ model = "clamped" }}
to = "sandbox/text"
clamp = {{ max_tokens = 7 }}
"""
BODY = {
    "model": "claude-opus-5",
    "max_tokens": 100,
    "messages": [{"role": "user", "content": "hello " * 40}],
    "thinking": {"type": "adaptive"},
    "context_management": {"edits": []},
    "stream": True,
}


@pytest.fixture
async def road(start, sandbox):
    async with start(CONFIG.format(url=sandbox.url)) as running:
        for session in ("s-1", "s-2"):
            await running.result(await running.post(BODY, x_claude_code_session_id=session))
        await running.last()
        yield running


async def test_without_a_request_there_is_nothing_to_rehearse(start, sandbox) -> None:
    async with start(CONFIG.format(url=sandbox.url)) as running:
        found = await running.control.dry_run(Rehearsal(to="claude/claude-opus-5"))
        assert (found.exchange, found.target, found.notes) == (0, "claude/claude-opus-5", [])


async def test_the_newest_request_of_a_session_is_translated_and_not_sent(road) -> None:
    before = len(await road.control.exchanges())
    found = await road.control.dry_run(Rehearsal(session="s-1", to="sandbox/long"))
    assert (found.exchange, found.target, found.dialect, found.reason) == (
        1,
        "sandbox/long",
        "chat",
        "chosen here",
    )
    assert json.loads(found.body)["model"] == "long"
    assert found.size == len(found.body)
    assert "context_management" in found.lost
    assert found.tokens > 40
    assert (await road.control.dry_run(Rehearsal(tier="opus"))).exchange == 2
    assert (await road.control.dry_run(Rehearsal(tier="haiku"))).exchange == 0
    assert len(await road.control.exchanges()) == before


async def test_the_same_language_loses_nothing(road) -> None:
    found = await road.control.dry_run(Rehearsal(to="claude/claude-opus-5"))
    assert (found.dialect, found.lost) == ("anthropic", [])


async def test_it_says_what_does_not_fit_and_what_it_costs(road) -> None:
    found = await road.control.dry_run(Rehearsal(to="sandbox/small"))
    assert (found.window, found.fits) == (20, False)
    assert found.cost == pytest.approx(found.tokens * 2 / 1e6)
    keyless = await road.control.dry_run(Rehearsal(to="keyless/x"))
    assert keyless.problem == "env:NO_SUCH_KEY_HERE is not set"


async def test_a_change_that_is_not_in_force_yet_can_be_rehearsed(road) -> None:
    patch = {"routes": [{"when": {"model": "*opus*"}, "to": "sandbox/long", "clamp": {"max_tokens": 9}}]}
    found = await road.control.dry_run(Rehearsal(patch=patch))
    assert (found.target, found.reason) == ("sandbox/long", "route 1: model is *opus*")
    assert any(note.act == "clamped" and note.reason == "route 1 of your settings" for note in found.notes)
    assert b'"max_tokens":9' in found.body.replace(b" ", b"")
    assert (await road.control.wiring()).rules[0].when == "model is clamped"


@pytest.mark.parametrize(
    ("ask", "status"),
    [
        (Rehearsal(exchange=99), 404),
        (Rehearsal(to="nobody/x"), 400),
        (Rehearsal(patch={"tiers": {"opus": "nobody/x"}}), 400),
    ],
)
async def test_what_cannot_be_rehearsed_is_said(road, ask, status) -> None:
    with pytest.raises(ControlError) as caught:
        await road.control.dry_run(ask)
    assert caught.value.status == status


async def test_a_target_is_asked_for_one_token(road) -> None:
    before = len(await road.control.exchanges())
    verdict = await road.control.test(Trial(to="sandbox/text"))
    assert (verdict.ok, verdict.status, verdict.target) == (True, 200, "sandbox/text")
    assert verdict.said.startswith("answers in ")
    assert verdict.ms > 0
    assert len(await road.control.exchanges()) == before


async def test_a_target_that_fails_is_a_verdict(road, sandbox) -> None:
    keyless = await road.control.test(Trial(to="keyless/x"))
    assert (keyless.ok, keyless.diagnosis.name) == (False, "key_missing")
    gone = await road.control.test(
        Trial(
            to="gone/x",
            patch={"providers": {"gone": {"dialect": "chat", "base_url": "http://127.0.0.1:9/v1"}}},
        )
    )
    assert (gone.ok, gone.status) == (False, None)
    assert gone.said
    assert "gone" not in (await road.control.wiring()).providers
    with pytest.raises(ControlError, match="nobody"):
        await road.control.test(Trial(to="nobody/x"))
    with pytest.raises(ControlError, match="no model"):
        await road.control.test(Trial(to="sandbox"))


def test_what_is_lost_is_said_once() -> None:
    notes = [
        Note("dropped", "thinking", "no counterpart"),
        Note("dropped", "thinking.display", "no counterpart"),
        Note("renamed", "max_tokens", "x"),
        Note("clamped", "tools[0].input_schema", "keywords the target cannot read"),
        Note("clamped", "tools[9].input_schema", "keywords the target cannot read"),
        Note("approximated", "", "a guess"),
        Note("dropped", "..cache_control", "the target caches by itself"),
        Note("dropped", "headers.anthropic-beta", "betas are Anthropic's own"),
    ]
    assert lost(notes) == [
        "thinking",
        "tools: keywords the target cannot read",
        "a guess",
        "cache_control",
        "anthropic-beta",
    ]
    many = [Note("dropped", f"m{n}", "x") for n in range(20)]
    assert lost(many)[-1] == "and 8 more"


def test_a_verdict_in_words() -> None:
    assert said(Pinged(ok=True, ms=180.4)) == "answers in 180 ms"
    assert (
        said(Pinged(ok=True, ms=2100, mended=("without temperature",)))
        == "answers in 2.1 s, after without temperature"
    )
    assert said(Pinged(ok=False, ms=5)) == "no answer after 5 ms"


async def test_a_rehearsal_says_what_the_target_makes_of_thinking(road) -> None:
    found = await road.control.dry_run(Rehearsal(to="claude/claude-opus-5"))
    assert ("budget 10,000", "thinking.type enabled, thinking.budget_tokens 10000") in [
        (row.asked, row.sent) for row in found.thinking
    ]
