"""The whole road, socket to socket: a client, the gateway, the sandbox."""

import asyncio
import json
from typing import Any

import pytest

from tui_router.messages.events import ErrorEvent
from tui_router.messages.grammar import Checker
from tui_router.sandbox.server import SandboxServer

pytestmark = pytest.mark.usefixtures("sandbox")

HELLO = {"model": "sandbox/text", "max_tokens": 9, "messages": [{"role": "user", "content": "x"}]}
LONG = [{"role": "user", "content": "the road goes on and on over the hill " * 1000}]


def config_for(sandbox: SandboxServer) -> str:
    return (
        f'[providers.sandbox]\ndialect = "chat"\nbase_url = "{sandbox.url}/v1"\n'
        '[providers.sandbox.models.text]\n[tiers]\nopus = "sandbox/text"\n'
    )


TOOL = {
    "name": "Bash",
    "description": "Runs a command.",
    "input_schema": {
        "type": "object",
        "properties": {"command": {"type": "string"}},
        "required": ["command"],
    },
}
READ = {
    "name": "Read",
    "description": "Reads a file.",
    "input_schema": {
        "type": "object",
        "properties": {"file_path": {"type": "string"}},
        "required": ["file_path"],
    },
}


def text(found: list[tuple[str, dict[str, Any]]]) -> str:
    return "".join(data["delta"].get("text", "") for name, data in found if name == "content_block_delta")


def names(found: list[tuple[str, dict[str, Any]]]) -> list[str]:
    return [name for name, _ in found]


async def test_a_stream_arrives_as_messages_events(road) -> None:
    status, found = await road.ask("text")
    assert status == 200
    assert names(found)[0] == "message_start"
    assert names(found)[-2:] == ["message_delta", "message_stop"]
    assert found[0][1]["message"]["model"] == "sandbox/text"
    assert text(found)
    row = (await road.last()).row
    assert (row.state, row.status, row.provider, row.model) == ("ok", 200, "sandbox", "text")
    assert not row.tokens.estimated
    assert row.tokens.output == found[-2][1]["usage"]["output_tokens"] > 0


async def test_without_stream_one_message_arrives(road) -> None:
    _, found = await road.ask("text")
    status, message = await road.ask("text", stream=False)
    assert status == 200
    assert message["content"] == [{"type": "text", "text": text(found)}]
    assert (message["stop_reason"], message["role"]) == ("end_turn", "assistant")
    assert all(isinstance(value, int) for value in message["usage"].values())


async def test_the_upstream_is_always_asked_to_stream(road, sandbox) -> None:
    await road.ask("text", stream=False)
    assert sandbox.requests[-1]["stream"] is True


@pytest.mark.parametrize("model", ["null-usage", "no-usage", "late-usage"])
async def test_usage_is_integers_whatever_the_upstream_says(road, model: str) -> None:
    _, found = await road.ask(model)
    for name, data in found:
        usage = data["message"]["usage"] if name == "message_start" else data.get("usage")
        if name in ("message_start", "message_delta"):
            assert all(type(value) is int for value in usage.values()), (name, usage)
    assert found[-2][1]["usage"]["output_tokens"] > 0


@pytest.mark.parametrize(
    "model", ["tools", "parallel", "interleaved", "late-id", "whole-call", "same-id", "wrong-finish"]
)
async def test_tool_calls_arrive_whole_and_in_order(road, model: str) -> None:
    status, message = await road.ask(model, stream=False, tools=[TOOL, READ])
    assert status == 200
    calls = [block for block in message["content"] if block["type"] == "tool_use"]
    assert calls
    assert message["stop_reason"] == "tool_use"
    assert len({call["id"] for call in calls}) == len(calls)
    assert all(call["name"] in ("Bash", "Read") and isinstance(call["input"], dict) for call in calls)


async def test_thinking_arrives_when_it_was_asked_for(road) -> None:
    _, message = await road.ask("thinking", stream=False, thinking={"type": "adaptive"})
    assert [block["type"] for block in message["content"]] == ["thinking", "text"]
    _, message = await road.ask("thinking", stream=False)
    assert [block["type"] for block in message["content"]] == ["text"]


@pytest.mark.usefixtures("impatient")
async def test_every_stream_obeys_the_grammar(road, sandbox) -> None:
    import msgspec

    from tui_router.messages.events import Event

    skipped = {"endless", "stall", "slow-first", "slow-tokens", "payload"}
    seen = 0
    for model in [name for name in sandbox.known if name not in skipped]:
        status, found = await road.ask(model, tools=[TOOL, READ], thinking={"type": "adaptive"})
        if status != 200:
            assert set(found) == {"type", "error", "request_id"}, model
            continue
        checker = Checker()
        violations = []
        broke = False
        for _, data in found:
            event = msgspec.json.decode(json.dumps(data), type=Event)
            broke = broke or isinstance(event, ErrorEvent)
            violations += checker.feed(event)
        if not broke:
            violations += checker.close()
        assert violations == [], (model, violations)
        seen += 1
    assert seen > 20


@pytest.mark.parametrize("model", ["broken", "reset", "quiet-end", "broken-call"])
async def test_a_cut_stream_ends_in_an_error_event(road, model: str) -> None:
    status, found = await road.ask(model, tools=[TOOL])
    assert status == 200
    assert names(found)[-1] == "error"
    assert found[-1][1]["error"]["type"] == "api_error"
    assert "message_stop" not in names(found)
    detail = await road.last()
    assert detail.row.state == "failed"
    assert detail.diagnosis is not None
    assert detail.diagnosis.name == "stream_truncated"


@pytest.mark.parametrize("model", ["broken", "quiet-end"])
async def test_a_cut_stream_is_an_error_for_who_does_not_stream(road, model: str) -> None:
    status, body = await road.ask(model, stream=False)
    assert (status, body["error"]["type"]) == (502, "api_error")


@pytest.mark.parametrize(
    ("model", "status", "kind"),
    [
        ("overflow", 400, "invalid_request_error"),
        ("rate-limit", 429, "rate_limit_error"),
        ("overloaded", 529, "overloaded_error"),
        ("bad-key", 401, "authentication_error"),
        ("quota", 402, "billing_error"),
        ("server-error", 502, "api_error"),
        ("html-error", 502, "api_error"),
    ],
)
@pytest.mark.parametrize("stream", [True, False])
async def test_refusals_keep_their_meaning(road, model: str, status: int, kind: str, stream: bool) -> None:
    found, body = await road.ask(model, stream=stream, messages=LONG)
    assert (found, body["error"]["type"]) == (status, kind)
    assert body["request_id"].startswith("req_")
    assert "<html" not in body["error"]["message"].lower()
    detail = await road.last()
    assert detail.row.state == "failed"
    assert detail.row.trouble


async def test_an_overflow_makes_the_client_compact(road) -> None:
    import re

    _, body = await road.ask("overflow", messages=LONG)
    assert re.search(r"prompt is too long[^0-9]*\d+ tokens > \d+ maximum", body["error"]["message"])


async def test_what_cannot_heal_says_so_in_a_header(road) -> None:
    reply = await road.post(
        {"model": "sandbox/bad-key", "max_tokens": 9, "messages": [{"role": "user", "content": "x"}]}
    )
    assert reply.header("x-should-retry") == "false"
    _, body = await road.result(reply)
    assert "SANDBOX_API_KEY" in body["error"]["message"]


async def test_a_wait_is_passed_on_as_an_integer(road) -> None:
    reply = await road.post(
        {"model": "sandbox/rate-limit", "max_tokens": 9, "messages": [{"role": "user", "content": "x"}]}
    )
    assert int(reply.header("retry-after")) > 0
    await reply.aclose()


@pytest.mark.parametrize("stream", [True, False])
async def test_an_error_inside_a_200_is_an_error(road, stream: bool) -> None:
    for model in ("error-in-200", "first-error"):
        status, body = await road.ask(model, stream=stream)
        assert status >= 400, model
        assert body["type"] == "error"


async def test_max_tokens_is_clamped_to_what_the_target_takes(road, sandbox) -> None:
    status, _ = await road.ask("output-limit", max_tokens=128000)
    assert status == 200
    assert sandbox.requests[-1]["max_tokens"] == 8192
    notes = (await road.last()).notes
    assert [note for note in notes if note.act == "clamped" and note.path == "max_tokens"]


async def test_tiers_decide_by_the_name(road, sandbox) -> None:
    for model, target, tier in (
        ("claude-haiku-5-5", "text-fast", "haiku"),
        ("claude-sonnet-5-5", "tools", "sonnet"),
        ("claude-mythos-5", "text", "default"),
    ):
        body = {"model": model, "max_tokens": 10, "messages": [{"role": "user", "content": "x"}]}
        assert (await road.result(await road.post(body)))[0] == 200
        assert sandbox.requests[-1]["model"] == target
        row = (await road.last()).row
        assert (row.tier, row.client_model) == (tier, model)
        assert row.reason


async def test_an_unknown_provider_gets_the_names_that_exist(start, sandbox) -> None:
    async with start(config_for(sandbox)) as road:
        body = {"model": "gpt-9", "max_tokens": 1, "messages": [{"role": "user", "content": "x"}]}
        status, answer = await road.result(await road.post(body))
    assert (status, answer["error"]["type"]) == (404, "not_found_error")
    assert "sandbox/text" in answer["error"]["message"]


async def test_a_missing_key_is_named_before_anything_is_sent(start, sandbox, monkeypatch) -> None:
    monkeypatch.delenv("SANDBOX_API_KEY")
    config = (
        f'[providers.sandbox]\ndialect = "chat"\nbase_url = "{sandbox.url}/v1"\nkey = "env:SANDBOX_API_KEY"\n'
    )
    async with start(config + '[tiers]\ndefault = "sandbox/text"\n') as road:
        status, answer = await road.ask("text")
    assert status == 401
    assert "SANDBOX_API_KEY is not set" in answer["error"]["message"]
    assert not sandbox.requests


async def test_an_upstream_that_is_not_there_is_named(start) -> None:
    config = '[providers.gone]\ndialect = "chat"\nbase_url = "http://127.0.0.1:9/v1"\n[tiers]\ndefault = "gone/x"\n'
    async with start(config) as road:
        status, answer = await road.ask("gone/x")
    assert (status, answer["error"]["type"]) == (502, "api_error")
    assert "http://127.0.0.1:9" in answer["error"]["message"]


async def until(condition) -> None:
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("model", ["endless", "stall", "slow-first"])
@pytest.mark.parametrize("stream", [True, False])
async def test_a_client_that_leaves_cancels_the_upstream(start, model: str, stream: bool) -> None:
    async with SandboxServer(pace=1) as sandbox, start(config_for(sandbox)) as road:
        task = asyncio.ensure_future(road.post({**HELLO, "model": f"sandbox/{model}", "stream": stream}))
        await until(lambda: len(sandbox.requests) == 1)
        if stream and model != "slow-first":
            reply = await task
            async for _ in reply.chunks():
                break
            await reply.aclose()
        else:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await until(lambda: sandbox.cancelled == 1)
        row = (await road.last()).row
    assert (row.state, row.trouble) == ("cancelled", "client left")


async def test_thousand_exchanges_leave_nothing_behind(road, sandbox) -> None:
    for _ in range(20):
        await asyncio.gather(*[road.ask("text-fast") for _ in range(25)])
    assert road.gateway.active == {}
    assert road.gateway.registry.live == {}
    assert len(sandbox.requests) == 500


async def test_legs_show_what_passed(road, sandbox) -> None:
    _, found = await road.ask("text", system="Be brief.")
    detail = await road.last()
    number = detail.row.id
    a, b, c, d = [await road.leg(number, leg) for leg in "abcd"]
    assert json.loads(a)["model"] == "sandbox/text"
    assert json.loads(b) == sandbox.requests[-1]
    assert c.startswith(b"data: ")
    assert b"[DONE]" in c
    assert d.startswith(b"event: message_start")
    assert b"text_delta" in d
    assert text(found)


async def test_the_key_is_in_no_leg_and_no_header(road) -> None:
    await road.ask("text")
    number = (await road.last()).row.id
    for leg in "abcd":
        piece = await road.control.leg(number, leg)
        shown = json.dumps(piece.headers) + piece.data.decode("utf-8", "replace")
        assert "sk-sandbox-not-a-real-key" not in shown
        assert "client-token-of-the-tests" not in shown


async def test_the_client_token_does_not_go_upstream(road, sandbox) -> None:
    await road.ask("text")
    assert sandbox.headers[-1]["authorization"] == "Bearer sk-sandbox-not-a-real-key-000000000000"
    assert "client-token" not in json.dumps(dict(sandbox.headers[-1]))
    assert "x-api-key" not in sandbox.headers[-1]


async def test_a_line_is_told_of_every_exchange(start, sandbox) -> None:
    from tui_router.journal.record import ExchangeRow

    lines: list[ExchangeRow] = []
    config = f'[providers.sandbox]\ndialect = "chat"\nbase_url = "{sandbox.url}/v1"\n[tiers]\ndefault = "sandbox/text"\n'
    async with start(config, lines.append) as road:
        await road.ask("text")
        await road.ask("bad-key")
    assert [row.state for row in lines] == ["ok", "failed"]
