"""What a gateway does after an upstream said no: repairs, waits, the next target, and what it keeps of it."""

import asyncio
import gc
import json
import time
from pathlib import Path
from typing import Any

import pytest

from tui_router.core.fact import Fact
from tui_router.dialects.base import Prepared
from tui_router.gateway.plan import Plan
from tui_router.sandbox.server import SandboxServer

UPSTREAM = """
[picky]
title = "Writes at most 8192"
first_ms = 0
steps = [{ text = "Fits now." }]
[picky.refuse]
status = 400
when = [{ over_output = 8192 }]
body = '{"error":{"message":"Invalid max_tokens value, the valid range of max_tokens is [1, 8192]","type":"invalid_request_error"}}'

[flaky]
title = "Fails every other time"
first_ms = 0
steps = [{ text = "Back again." }]
[flaky.refuse]
status = 500
when = [{ every = 2 }]
body = '{"error":{"message":"Internal server error","type":"server_error"}}'

[broke]
title = "No credit"
refuse = { status = 402, body = '{"error":{"message":"Insufficient Balance","code":"insufficient_balance"}}' }

[narrow]
title = "A window of 9000"
first_ms = 0
steps = [{ text = "Room enough." }]
[narrow.refuse]
status = 400
when = [{ over_sum = 9000 }]
body = '''{"error":{"message":"This model's maximum context length is 9000 tokens. However, you requested $total tokens ($prompt in the messages, $asked in the completion). Please reduce the length of the messages or completion.","type":"invalid_request_error"}}'''

[full]
title = "A window of 2000"
[full.refuse]
status = 400
when = [{ over_window = 2000 }]
body = '''{"error":{"message":"prompt is too long: $prompt tokens > 2000 maximum"}}'''

[wide]
title = "Takes everything"
first_ms = 0
steps = [{ text = "Wide enough." }]

[half]
title = "Breaks in the middle"
first_ms = 0
steps = [{ text = "This is the beginning of an answer" }]
end = "cut"
"""

HOME = """
[providers.up]
dialect = "chat"
base_url = "{url}/v1"
[providers.other]
dialect = "chat"
base_url = "{url}/v1"
[providers.other.models.wide]
context_window = 900000
[providers.locked]
dialect = "chat"
base_url = "{url}/v1"
key = "env:NO_SUCH_KEY_OF_THE_TESTS"
[tiers]
haiku = ["up/broke", "other/wide"]
sonnet = ["up/full", "up/flaky", "other/wide"]
opus = ["up/broke", "other/broke"]
fable = ["locked/wide", "other/wide"]
default = "up/wide"
"""


@pytest.fixture
async def upstream() -> Any:
    async with SandboxServer(pace=0, extra=UPSTREAM) as sandbox:
        yield sandbox


@pytest.fixture
async def road(start: Any, upstream: SandboxServer) -> Any:
    async with start(HOME.format(url=upstream.url)) as running:
        yield running


def said(found: list[tuple[str, dict[str, Any]]]) -> str:
    return "".join(data["delta"].get("text", "") for name, data in found if name == "content_block_delta")


async def tier(road: Any, model: str, **fields: Any) -> tuple[int, Any]:
    """Ask by a name that only the tiers know."""
    body = {"max_tokens": 1000, "messages": [{"role": "user", "content": "hello"}], "stream": True, **fields}
    return await road.result(await road.post({"model": model, **body}))  # type: ignore[no-any-return]


async def test_a_refused_limit_is_mended_within_the_exchange(road: Any) -> None:
    status, found = await road.ask("up/picky", max_tokens=32_000)
    assert (status, said(found)) == (200, "Fits now.")
    detail = await road.last()
    assert detail.row.state == "repaired"
    assert detail.row.trouble == "max_tokens 32,000 → 8,192"
    assert detail.row.diagnosis == "max_tokens_too_large"
    assert detail.diagnosis is not None
    assert "valid range" in detail.diagnosis.quote
    first, second = detail.attempts
    assert (first.status, second.status) == (400, 200)
    assert first.diagnosis is not None
    assert second.repair == "max_tokens 32,000 → 8,192"
    assert json.loads(await road.leg(detail.row.id, "b", 1))["max_tokens"] == 32_000
    assert json.loads(await road.leg(detail.row.id, "b", 2))["max_tokens"] == 8_192
    (note,) = [note for note in detail.notes if note.act == "clamped"]
    assert note.path == "max_tokens"


async def test_the_second_request_needs_no_repair(road: Any) -> None:
    await road.ask("up/picky", max_tokens=32_000)
    taught = (await road.last()).learned
    assert [(fact.name, fact.value, fact.model) for fact in taught] == [("max_output_tokens", 8192, "picky")]
    assert taught[0].evidence.startswith("Invalid max_tokens value")
    await road.ask("up/picky", max_tokens=32_000)
    detail = await road.last()
    assert (detail.row.state, detail.row.attempts) == ("ok", 1)
    assert [fact.name for fact in detail.applied] == ["max_output_tokens"]


async def test_what_was_learned_survives_a_restart(
    start: Any, upstream: SandboxServer, tmp_path: Path
) -> None:
    for attempts in (2, 1):
        async with start(HOME.format(url=upstream.url)) as running:
            await running.ask("up/picky", max_tokens=32_000)
            assert (await running.last()).row.attempts == attempts


async def test_a_client_that_does_not_stream_is_mended_too(road: Any) -> None:
    status, message = await road.ask("up/picky", stream=False, max_tokens=32_000)
    assert status == 200
    assert message["content"][0]["text"] == "Fits now."
    assert (await road.last()).row.state == "repaired"


async def test_what_passes_is_asked_again(road: Any) -> None:
    status, found = await road.ask("up/flaky")
    assert (status, said(found)) == (200, "Back again.")
    detail = await road.last()
    assert (detail.row.state, detail.row.attempts) == ("repaired", 2)
    assert detail.attempts[1].wait > 0
    assert detail.learned == []


async def test_an_answer_that_does_not_fit_beside_its_prompt_is_asked_shorter(road: Any) -> None:
    status, found = await road.ask("up/narrow", max_tokens=8_990)
    assert (status, said(found)) == (200, "Room enough.")
    detail = await road.last()
    assert {fact.name for fact in detail.learned} >= {"context_window"}
    await road.ask("up/narrow", max_tokens=8_990)
    assert (await road.last()).row.attempts == 1


async def test_a_chain_goes_on_where_the_fault_is_the_targets_own(road: Any) -> None:
    status, found = await tier(road, "claude-haiku-5")
    assert (status, said(found)) == (200, "Wide enough.")
    row = (await road.last()).row
    assert (row.state, row.provider, row.model) == ("repaired", "other", "wide")
    assert "no credit left" in row.trouble
    assert "after up/broke" in row.reason


async def test_a_missing_key_goes_on_too(road: Any) -> None:
    status, found = await tier(road, "claude-fable-5")
    assert (status, said(found)) == (200, "Wide enough.")
    detail = await road.last()
    assert detail.row.attempts == 1


async def test_the_first_targets_words_are_the_answer_when_all_fail(road: Any) -> None:
    status, body = await tier(road, "claude-opus-5")
    assert status == 402
    assert "provider up" in body["error"]["message"]
    assert (await road.last()).row.attempts == 2


async def test_an_overflow_passes_by_what_is_not_known_to_be_larger(road: Any) -> None:
    long = [{"role": "user", "content": "word " * 3000}]
    status, found = await tier(road, "claude-sonnet-5", messages=long)
    assert (status, said(found)) == (200, "Wide enough.")
    assert [attempt.model for attempt in (await road.last()).attempts] == ["full", "wide"]


async def test_a_window_that_is_known_refuses_without_a_call(road: Any) -> None:
    long = [{"role": "user", "content": "".join(f"word{n} " for n in range(9000))}]
    await road.ask("up/full", messages=long)
    status, body = await road.ask("up/full", messages=long)
    assert status == 400
    assert body["error"]["message"].startswith("prompt is too long: ")
    detail = await road.last()
    assert detail.row.attempts == 0
    assert detail.row.diagnosis == "context_overflow"


async def test_after_content_nothing_is_asked_again(road: Any) -> None:
    _, found = await road.ask("up/half")
    assert found[-1][0] == "error"
    assert (await road.last()).row.attempts == 1


async def test_a_fact_of_the_configuration_stands_until_the_upstream_refuses_it(
    start: Any, upstream: SandboxServer
) -> None:
    config = HOME.format(url=upstream.url) + "[providers.up.models.picky]\nmax_output_tokens = 16384\n"
    async with start(config) as running:
        await running.ask("up/picky", max_tokens=32_000)
        detail = await running.last()
        assert json.loads(await running.leg(detail.row.id, "b", 1))["max_tokens"] == 16_384
        assert json.loads(await running.leg(detail.row.id, "b", 2))["max_tokens"] == 8_192


async def test_our_estimate_learns_how_the_model_counts(road: Any) -> None:
    long = [{"role": "user", "content": "word " * 3000}]
    await road.ask("up/wide", messages=long)
    facts = {fact.name: fact for fact in road.gateway.facts.all()}
    factor = facts["tokens_factor"].value
    first = await road.last()
    await road.ask("up/wide", messages=long)
    _, found = await road.ask("up/wide", messages=long)
    told = found[0][1]["message"]["usage"]["input_tokens"]
    assert told == pytest.approx(first.row.tokens.input, rel=0.05)
    assert isinstance(factor, float)


async def test_a_pinned_fact_is_kept_over_what_is_learned(road: Any) -> None:
    base = road.gateway.wiring.table.providers["up"].base_url
    road.gateway.facts.put(
        Fact(
            provider="up", base_url=base, model="picky", name="max_output_tokens", value=4096,
            origin="person", pinned=True, learned_at=time.time(),
        )
    )  # fmt: skip
    await road.ask("up/picky", max_tokens=32_000)
    detail = await road.last()
    assert detail.row.attempts == 1
    assert json.loads(await road.leg(detail.row.id, "b"))["max_tokens"] == 4096


async def test_a_client_that_leaves_during_a_wait_ends_it(start: Any) -> None:
    slow = """
[limited]
title = "Comes back in nine seconds"
refuse = { status = 429, headers = { retry-after = "9" }, body = '{"error":{"message":"Rate limit reached"}}' }
"""
    async with SandboxServer(pace=0, extra=slow) as sandbox, start(HOME.format(url=sandbox.url)) as running:
        asking = asyncio.ensure_future(running.ask("up/limited"))
        async with asyncio.timeout(30):
            while not running.gateway.active or sandbox.counts["limited"] == 0:
                await asyncio.sleep(0.01)
        asking.cancel()
        detail = await running.last()
        assert detail.row.state == "cancelled"
        assert sandbox.counts["limited"] == 1


LANGUAGES = """
[new-only]
title = "Speaks Responses alone"
first_ms = 0
steps = [{ text = "In Responses." }]
[new-only.refuse]
status = 404
when = [{ lacks = "input" }]
body = '{"error":{"message":"This model is only supported in v1/responses and not in v1/chat/completions.","type":"invalid_request_error","param":"model","code":null}}'

[old-only]
title = "Has no Responses"
first_ms = 0
steps = [{ text = "In chat." }]
[old-only.refuse]
status = 404
when = [{ lacks = "messages" }]
type = "text/plain"
body = "404 page not found"

[neither]
title = "Names Responses and does not have it"
speaks = ["chat"]
first_ms = 0
refuse = { status = 404, body = '{"error":{"message":"This model is only supported in v1/responses and not in v1/chat/completions.","type":"invalid_request_error"}}' }
"""

SISTERS = """
[providers.old]
dialect = "chat"
base_url = "{url}/v1"
[providers.new]
dialect = "responses"
base_url = "{url}/v1"
[tiers]
default = "old/old-only"
"""


@pytest.fixture
async def sisters(start: Any) -> Any:
    async with (
        SandboxServer(pace=0, extra=LANGUAGES) as sandbox,
        start(SISTERS.format(url=sandbox.url)) as road,
    ):
        yield road


@pytest.mark.parametrize(
    ("model", "other", "words", "text"),
    [
        ("old/new-only", "responses", "asked in Responses", "In Responses."),
        ("new/old-only", "chat", "asked in Chat Completions", "In chat."),
    ],
)
async def test_a_target_that_speaks_the_other_language_is_asked_in_it(
    sisters: Any, model: str, other: str, words: str, text: str
) -> None:
    for stream in (True, False):
        status, found = await sisters.ask(model, stream=stream)
        assert status == 200
        assert (said(found) if stream else found["content"][0]["text"]) == text
        detail = await sisters.last()
        assert detail.row.dialect == other
        if stream:
            assert (detail.row.state, detail.row.trouble) == ("repaired", words)
            assert [(fact.name, fact.value) for fact in detail.learned] == [("dialect", other)]
        else:
            assert (detail.row.state, detail.row.attempts) == ("ok", 1)
            assert [fact.name for fact in detail.applied] == ["dialect"]


async def test_where_the_other_language_is_not_served_the_first_words_are_the_answer(sisters: Any) -> None:
    status, found = await sisters.ask("old/neither", stream=False)
    assert status == 404
    assert "only supported in v1/responses" in found["error"]["message"]
    detail = await sisters.last()
    assert [attempt.status for attempt in detail.attempts] == [404, 404]
    assert detail.learned == []


ELSEWHERE = """
[relay]
title = "Has Chat Completions alone"
first_ms = 0
steps = [{{ text = "In chat." }}]
[relay.refuse]
status = {status}
when = [{{ lacks = "messages" }}]
type = "{type}"
body = '{body}'
"""

OPENAI_AT_A_RELAY = """
[providers.openai]
preset = "openai"
base_url = "{url}/v1"
auth = "none"
key = ""
[tiers]
default = "openai/relay"
"""


@pytest.mark.parametrize(
    ("status", "type", "body"),
    [
        (404, "application/json", '{"detail":"Not Found"}'),
        (404, "application/json", '{"error":{"message":"Invalid URL (POST /v1/responses)","type":"invalid_request_error"}}'),
        (404, "text/html", "<html><head><title>404 Not Found</title></head><body><center>nginx</center></body></html>"),
        (405, "application/json", '{"detail":"Method Not Allowed"}'),
        (500, "application/json", '{"error":{"message":"not implemented","type":"new_api_error"}}'),
        (501, "application/json", '{"error":{"message":"not implemented","type":"not_implemented_error"}}'),
    ],
)  # fmt: skip
async def test_a_server_of_another_house_under_openais_preset_costs_one_request(
    start: Any, status: int, type: str, body: str
) -> None:
    upstream = ELSEWHERE.format(status=status, type=type, body=body)
    async with (
        SandboxServer(pace=0, extra=upstream) as sandbox,
        start(OPENAI_AT_A_RELAY.format(url=sandbox.url)) as road,
    ):
        code, frames = await road.ask("openai/relay")
        assert (code, said(frames)) == (200, "In chat.")
        detail = await road.last()
        assert (detail.row.dialect, detail.row.trouble) == ("chat", "asked in Chat Completions")
        assert [attempt.status for attempt in detail.attempts] == [status, 200]
        assert [fact.name for fact in detail.learned] == ["dialect"]
        code, frames = await road.ask("openai/relay")
        assert (code, said(frames)) == (200, "In chat.")
        detail = await road.last()
        assert [attempt.status for attempt in detail.attempts] == [200]
        assert [fact.name for fact in detail.applied] == ["dialect"]
        assert sandbox.counts["relay"] == 3


async def test_a_plan_goes_with_its_exchange(road: Any) -> None:
    """It holds the client's whole request: a burst of large ones must not wait for the collector of garbage."""
    assert (await tier(road, "claude-other"))[0] == 200
    gc.collect()
    gc.disable()
    try:
        for _ in range(5):
            await tier(road, "claude-other")
        held = [each for each in gc.get_objects() if isinstance(each, Plan | Prepared)]
    finally:
        gc.enable()
    assert len(held) <= 1
