"""Which languages an address speaks: what answers mean, and who is asked how."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from tui_router.core.secret import Secret
from tui_router.net.http import Http
from tui_router.providers.provider import Provider
from tui_router.sandbox.server import SandboxServer
from tui_router.upstream.flavours import (
    LANGUAGES,
    MOST_BYTES,
    bases,
    headers_for,
    judge,
    probe,
    question,
    url_for,
)

KEY = "sk-" + "test-" + "0" * 20

CHAT = b'{"object":"chat.completion","choices":[{"message":{"content":"ok"}}]}'
RESPONSES = b'{"object":"response","output":[]}'
MESSAGES = b'{"type":"message","content":[{"type":"text","text":"ok"}]}'


@pytest.mark.parametrize(
    ("language", "body"), [("chat", CHAT), ("responses", RESPONSES), ("anthropic", MESSAGES)]
)
def test_only_an_answer_in_the_language_is_one(language: str, body: bytes) -> None:
    assert judge(language, 200, {}, body) == ("yes", "")
    for other in set(LANGUAGES) - {language}:
        assert judge(other, 200, {}, body)[0] == "no"


@pytest.mark.parametrize(
    ("status", "body", "speaks"),
    [
        # There is no such place.
        (404, b"404 page not found", "no"),
        (404, b"<html><h1>404</h1></html>", "no"),
        (404, b'{"error":{"message":"Invalid URL (POST /v1/responses)"}}', "no"),
        (405, b"", "no"),
        (501, b'{"error":"not implemented"}', "no"),
        (308, b"", "no"),
        (200, b'{"error":"Unexpected endpoint or method. (POST /v1/messages)"}', "no"),
        (200, b"<html>It works</html>", "no"),
        (200, b"", "no"),
        (200, b"[" * 5000, "no"),
        (400, b'{"detail":"Unknown path"}', "no"),
        # It read the request.
        (404, b'{"error":{"message":"The model `m` does not exist","code":"model_not_found"}}', "yes"),
        (404, b'{"type":"error","error":{"type":"not_found_error","message":"model: m"}}', "yes"),
        (400, b'{"error":{"message":"Unsupported parameter: max_tokens"}}', "yes"),
        (422, b'{"detail":[{"loc":["body","messages"],"msg":"Field required"}]}', "yes"),
        # It did not get so far.
        (401, b'{"error":{"message":"Incorrect API key provided"}}', "unknown"),
        (402, b'{"error":{"message":"Insufficient credits"}}', "unknown"),
        (403, b"", "unknown"),
        (429, b'{"error":{"message":"Rate limit reached"}}', "unknown"),
        (500, b"", "unknown"),
        (502, b"<html>bad gateway</html>", "unknown"),
        (503, b'{"error":{"message":"Loading model"}}', "unknown"),
    ],
)
def test_what_a_refusal_shows(status: int, body: bytes, speaks: str) -> None:
    found, why = judge("chat", status, {}, body)
    assert found == speaks
    assert bool(why) == (speaks != "yes")


def test_why_is_short_and_without_keys() -> None:
    body = json.dumps({"error": {"message": f"no such place for {KEY} " + "x" * 500}}).encode()
    _, why = judge("chat", 404, {}, body)
    assert "no such place" in why
    assert KEY not in why
    assert len(why) < 200


def provider(url: str = "http://127.0.0.1:1/v1", **given) -> Provider:
    return Provider(**{"name": "p", "dialect": "chat", "base_url": url, **given})


@pytest.mark.parametrize(
    ("base", "language", "tried"),
    [
        ("http://h/v1", "chat", ["http://h/v1/chat/completions"]),
        ("http://h", "chat", ["http://h/chat/completions", "http://h/v1/chat/completions"]),
        ("http://h", "responses", ["http://h/responses", "http://h/v1/responses"]),
        ("http://h/api/paas/v4", "chat", ["http://h/api/paas/v4/chat/completions"]),
        ("http://h/v1", "anthropic", ["http://h/v1/messages"]),
        ("http://h/anthropic", "anthropic", ["http://h/anthropic/v1/messages"]),
    ],
)
def test_where_a_language_is_looked_for(base: str, language: str, tried: list[str]) -> None:
    assert [url_for(language, found) for found in bases(provider(base), language)] == tried


def test_the_key_goes_as_the_language_has_it() -> None:
    secret = Secret(KEY)
    chat = headers_for("chat", provider(headers={"X-Team": "a"}), secret)
    assert (chat["authorization"], chat["x-team"]) == (f"Bearer {KEY}", "a")
    assert "x-api-key" not in chat
    messages = headers_for("anthropic", provider(), secret)
    assert (messages["x-api-key"], messages["authorization"]) == (KEY, f"Bearer {KEY}")
    assert "anthropic-version" in messages
    assert "authorization" not in headers_for("anthropic", provider(auth="x-api-key"), secret)
    assert KEY not in str(headers_for("chat", provider(auth="none"), secret))


@pytest.mark.parametrize("auth", ["api-key", "x-goog-api-key"])
def test_a_key_with_a_header_of_its_own_goes_in_no_other(auth: str) -> None:
    for language in ("chat", "responses", "anthropic"):
        headers = headers_for(language, provider(auth=auth), Secret(KEY))
        assert [name for name, value in headers.items() if KEY in value] == [auth]


def test_each_question_is_of_its_language() -> None:
    assert json.loads(question("responses", "m"))["input"]
    assert json.loads(question("chat", "m"))["messages"] == json.loads(question("anthropic", "m"))["messages"]


@pytest.fixture
async def http() -> AsyncIterator[Http]:
    client = Http()
    yield client
    await client.aclose()


async def test_the_sandbox_speaks_all(http) -> None:
    async with SandboxServer(pace=0) as sandbox:
        found = await probe(http, provider(f"{sandbox.url}/v1"), "text", None)
        assert found.speaks == ["chat", "responses", "anthropic"]
        assert found.requests == 3
        responses = found.of("responses")
        assert responses is not None
        assert (responses.speaks, responses.status) == ("yes", 200)


async def test_a_forgotten_v1_is_found(http) -> None:
    async with SandboxServer(pace=0) as sandbox:
        found = await probe(http, provider(sandbox.url), "text", None)
        chat, messages, responses = (found.of(name) for name in ("chat", "anthropic", "responses"))
        assert (chat.speaks, chat.base_url) == ("yes", f"{sandbox.url}/v1")
        assert (messages.speaks, messages.base_url) == ("yes", sandbox.url)
        assert (responses.speaks, responses.base_url) == ("yes", f"{sandbox.url}/v1")
        assert found.requests == 5


async def test_nobody_there_and_nobody_answering_are_unknown(http) -> None:
    gone = await probe(http, provider("http://127.0.0.1:1/v1"), "m", None)
    assert {flavour.speaks for flavour in gone.found} == {"unknown"}
    assert all(flavour.said for flavour in gone.found)

    async def silent(reader, writer) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    still = await probe(http, provider(f"http://127.0.0.1:{port}/v1"), "m", None, patience=0.05)
    assert [flavour.said for flavour in still.found] == ["no answer within 0.05 s"] * 3
    server.close()


async def test_an_answer_without_end_is_left(http) -> None:
    async def flood(reader, writer) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n")
        try:
            while True:
                writer.write(b"x" * 65536)
                await writer.drain()
        except ConnectionError:
            return

    server = await asyncio.start_server(flood, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    found = await probe(http, provider(f"http://127.0.0.1:{port}/v1"), "m", None, patience=5)
    assert {flavour.speaks for flavour in found.found} == {"no"}
    assert all(len(flavour.said) < MOST_BYTES for flavour in found.found)
    server.close()
