"""One small question to a target, against the sandbox and against servers that do one thing wrong."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable

import msgspec
import pytest

from tui_router.core.secret import Secret
from tui_router.core.target import Limits
from tui_router.net.http import Http
from tui_router.providers.provider import Provider
from tui_router.providers.quirks import Quirks
from tui_router.sandbox.server import SandboxServer
from tui_router.upstream import ping as module
from tui_router.upstream.ping import ROOM, TOOL, Pinged, ping, question

KEY = "sk-" + "test-" + "0" * 20

EXTRA = """
[least-tokens]
title = "Refuses fewer than 16 output tokens"
steps = [{ text = "Enough." }]
[least-tokens.refuse]
status = 400
body = '{"error": {"message": "Could not finish the message because max_tokens or model output limit was reached.", "type": "invalid_request_error"}}'
[[least-tokens.refuse.when]]
under_output = 16
"""


@pytest.fixture
async def http() -> AsyncIterator[Http]:
    client = Http()
    yield client
    await client.aclose()


@pytest.fixture
async def sandbox() -> AsyncIterator[SandboxServer]:
    async with SandboxServer(pace=0) as server:
        yield server


Reply = Callable[[bytes], bytes]
Stand = Callable[[bytes], Awaitable[str]]


def http_answer(body: bytes, *, status: str = "200 OK", type: str = "text/event-stream") -> bytes:
    head = f"HTTP/1.1 {status}\r\ncontent-type: {type}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
    return head.encode() + body


@pytest.fixture
async def stand() -> AsyncIterator[Stand]:
    """A server that gives every request the same bytes, and its base URL. `b""` never answers."""
    servers = []

    async def start(answer: bytes) -> str:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            if answer:
                writer.write(answer)
                await writer.drain()
            else:
                await reader.read()
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        servers.append(server)
        return f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"

    yield start
    for server in servers:
        server.close()


def at(url: str, dialect: str = "chat", **quirks: object) -> Provider:
    return Provider(name="p", dialect=dialect, base_url=url, quirks=Quirks(**quirks))


async def at_sandbox(http: Http, sandbox: SandboxServer, model: str, **asked) -> Pinged:
    return await ping(http, at(f"{sandbox.url}/v1"), model, Limits(), None, **asked)


@pytest.mark.parametrize("dialect", ["chat", "anthropic"])
async def test_a_target_that_answers(http, sandbox, dialect: str) -> None:
    found = await ping(http, at(f"{sandbox.url}/v1", dialect), "text", Limits(), None, max_tokens=50)
    assert (found.ok, found.status, found.diagnosis) == (True, 200, None)
    assert found.text.startswith("The tests pass now.")
    assert (found.streamed, found.ended, found.requests) == (True, True, 1)
    assert found.usage is not None
    assert found.usage.prompt > 0
    assert found.pieces > 5
    assert 0 < found.first_ms <= found.ms


async def test_the_smallest_question_is_small(http, sandbox) -> None:
    assert (await at_sandbox(http, sandbox, "text")).ok
    sent = sandbox.requests[-1]
    assert (sent["max_tokens"], "tools" in sent) == (1, False)
    assert len(question("m", tools=False, forced=False, stream=True, max_tokens=1)) < 200


@pytest.mark.parametrize("dialect", ["chat", "anthropic"])
async def test_a_tool_call_comes_back_with_its_arguments(http, sandbox, dialect: str) -> None:
    provider = at(f"{sandbox.url}/v1", dialect)
    found = await ping(http, provider, "tools", Limits(), None, tools=True)
    assert found.ok
    assert found.tool_call is not None
    assert (found.tool_call.name, found.tool_call.sound) == (TOOL, True)
    assert "ready" in json.loads(found.tool_call.arguments)
    assert "tool_choice" not in sandbox.requests[-1]
    await ping(http, provider, "tools", Limits(), None, tools=True, forced=True)
    assert TOOL in json.dumps(sandbox.requests[-1]["tool_choice"])


async def test_tools_that_are_overlooked_or_badly_called_are_seen(http, sandbox) -> None:
    overlooked = await at_sandbox(http, sandbox, "text", tools=True)
    assert overlooked.ok
    assert overlooked.tool_call is None
    broken = await at_sandbox(http, sandbox, "bad-arguments", tools=True)
    assert broken.tool_call is None or not broken.tool_call.sound
    other = await at_sandbox(http, sandbox, "unknown-tool", tools=True)
    assert other.tool_call is not None
    assert (other.tool_call.name, other.tool_call.sound) == ("Teleport", False)


@pytest.mark.parametrize("model", ["null-usage", "no-usage"])
async def test_figures_that_nobody_told_are_none(http, sandbox, model: str) -> None:
    found = await at_sandbox(http, sandbox, model, max_tokens=20)
    assert found.ok
    assert found.usage is None


async def test_a_large_wish_costs_one_piece(http, sandbox) -> None:
    found = await at_sandbox(http, sandbox, "long", max_tokens=32_000, hang_up=True)
    assert found.ok
    assert found.pieces < 50
    assert not found.ended
    assert sandbox.requests[-1]["max_tokens"] == 32_000


async def test_what_the_road_would_mend_is_mended(http, sandbox) -> None:
    found = await at_sandbox(http, sandbox, "max-tokens-large", max_tokens=128_000, hang_up=True)
    assert found.ok
    assert found.requests == 2
    assert found.mended[0].startswith("max_tokens 128,000 → ")
    assert [(fact.name, fact.provider) for fact in found.facts] == [("max_output_tokens", "p")]


async def test_a_repair_for_this_time_only_is_no_fact(http, sandbox) -> None:
    found = await at_sandbox(http, sandbox, "window-sum", max_tokens=128_000, hang_up=True)
    assert found.ok
    assert found.mended
    assert [fact.name for fact in found.facts] == ["context_window"]


async def test_too_few_tokens_are_our_fault_and_no_lesson(http) -> None:
    async with SandboxServer(pace=0, extra=EXTRA) as sandbox:
        found = await at_sandbox(http, sandbox, "least-tokens")
        assert (found.ok, found.mended, found.facts) == (True, (), ())
        assert [sent["max_tokens"] for sent in sandbox.requests] == [1, ROOM]


async def test_known_limits_are_kept_to(http, sandbox) -> None:
    limits = Limits(max_output_tokens=8192, output_from="config")
    await ping(http, at(f"{sandbox.url}/v1"), "long", limits, None, max_tokens=128_000, hang_up=True)
    assert sandbox.requests[-1]["max_tokens"] == 8192


async def test_a_server_that_cannot_stream(http, sandbox) -> None:
    found = await ping(http, at(f"{sandbox.url}/v1", no_stream=True), "text", Limits(), None, max_tokens=50)
    assert (found.ok, found.streamed, found.ended) == (True, False, True)
    assert found.text.startswith("The tests")
    assert found.usage is not None


async def test_one_that_answers_a_stream_in_one_document(http, stand) -> None:
    body = {"choices": [{"message": {"content": "ok"}, "finish_reason": "stop"}], "usage": None}
    url = await stand(http_answer(msgspec.json.encode(body), type="application/json"))
    found = await ping(http, at(url), "m", Limits(), None)
    assert (found.ok, found.streamed, found.usage, found.text) == (True, False, None, "ok")


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        (
            http_answer(b'{"error":{"message":"Incorrect API key provided"}}', status="401 No"),
            "auth_invalid_key",
        ),
        (http_answer(b"<html>gone</html>", status="404 No", type="text/html"), "html_error_page"),
        (http_answer(b'data: {"choices":[{"delta":{"content":"a"}}]}\n\n'), "stream_truncated"),
        (http_answer(b'data: {"error":{"message":"Rate limit reached","code":429}}\n\n'), "rate_limited"),
        (
            http_answer(b'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'),
            "empty_completion",
        ),
        (b"nonsense\r\n\r\n", "stream_truncated"),
    ],
)
async def test_what_goes_wrong_has_its_name(http, stand, answer: bytes, name: str) -> None:
    found = await ping(http, at(await stand(answer)), "m", Limits(), None)
    assert not found.ok
    assert found.diagnosis is not None
    assert found.diagnosis.name == name


async def test_nobody_there(http) -> None:
    found = await ping(http, at("http://127.0.0.1:1/v1"), "m", Limits(), None)
    assert (found.ok, found.status) == (False, None)
    assert found.diagnosis is not None
    assert found.diagnosis.name == "upstream_connect_error"


async def test_patience_ends(http, stand) -> None:
    found = await ping(http, at(await stand(b"")), "m", Limits(), None, patience=0.05)
    assert found.diagnosis is not None
    assert found.diagnosis.name == "upstream_timeout"
    assert "0.05 s" in found.diagnosis.quote


async def test_an_answer_without_end_is_left(http, stand, monkeypatch) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 10_000)
    endless = b'data: {"choices":[{"delta":{"content":"and on "}}]}\n\n' * 2000
    found = await ping(http, at(await stand(http_answer(endless))), "m", Limits(), None)
    assert not found.ok
    assert found.diagnosis is not None
    assert "goes on and on" in found.diagnosis.message + found.diagnosis.quote


async def test_the_key_goes_along_and_is_not_told(http, sandbox) -> None:
    provider = at(f"{sandbox.url}/v1")
    found = await ping(http, provider, "text", Limits(), Secret(KEY))
    assert sandbox.headers[-1]["authorization"] == f"Bearer {KEY}"
    assert KEY not in repr(found)


async def test_a_key_quoted_by_the_upstream_is_masked(http, stand) -> None:
    words = msgspec.json.encode({"error": {"message": f"Incorrect API key provided: {KEY}"}})
    found = await ping(http, at(await stand(http_answer(words, status="401 No"))), "m", Limits(), Secret(KEY))
    assert not found.ok
    assert KEY not in repr(found)
