"""The control plane asked for what is not there, in forms it does not know: refused in words, without a trace."""

import asyncio
import json
from typing import Any
from urllib.parse import quote

import pytest

GETS = [
    "exchanges/0",
    "exchanges/999999",
    "exchanges/99999999999999999999999999",
    "exchanges/" + "9" * 5000,
    "exchanges/-1",
    "exchanges/1/legs/z",
    "exchanges/1/legs/a?attempt=999999999999999",
    "exchanges/1/legs/c?offset=999999999999999",
    "exchanges/1/legs/c?offset=-1",
    "exchanges/99999999999999999999/legs/a",
    "exchanges?limit=0",
    "exchanges?limit=999999999999999",
    "exchanges?limit=x",
    "exchanges?before=0",
    "exchanges?before=999999999999999",
    "exchanges?before=1e9",
    "exchanges?filter=" + quote("\"' OR 1=1; -- * NEAR( \x00 \x1b[2J [/"),
    "exchanges?filter=" + "%ff%fe",
    "exchanges?filter=" + "x" * 20_000,
    "nothing",
    "../v1/messages",
]
BODIES: list[tuple[str, str, bytes]] = [
    ("POST", "exchanges/1/replay", b"{"),
    ("POST", "exchanges/1/replay", b'{"to": 5}'),
    ("POST", "exchanges/1/replay", b'{"to": "nobody/\\u001b[2J"}'),
    ("POST", "exchanges/1/replay", b'{"to": "\\ud800"}'),
    ("POST", "exchanges/99999999999999999999/replay", b"{}"),
    ("POST", "exchanges/1/replay", b"[" * 100_000),
    ("POST", "exchanges/1/replay", b"\xff\xfe"),
    ("PUT", "tiers", b"{}"),
    ("PUT", "tiers", b'{"revision": 99999999999999999999999, "tiers": {}}'),
    ("PUT", "tiers", b'{"revision": NaN, "tiers": {}}'),
    ("PUT", "tiers", b'{"revision": 2, "tiers": {"opus": "lab/\\u0000"}}'),
    ("PUT", "tiers", b'{"revision": 2, "tiers": {"\\u001b": "lab/x"}}'),
    ("PUT", "launches/" + quote("\x1b[2J\n[/", safe=""), b'{"tiers": {"opus": "lab/m"}}'),
    ("PUT", "launches/x", b'{"tiers": {"opus": "nobody/m"}}'),
    ("PUT", "launches/x", b'{"tiers": [1]}'),
    ("POST", "purge", b'{"before": "now"}'),
    ("POST", "purge", b'{"before": 1e400}'),
    ("POST", "purge", b'{"before": -1e300}'),
    ("DELETE", "tiers", b""),
]


@pytest.fixture
async def served(serve, raw, kit):
    choice = {"index": 0, "delta": {"content": "hi"}, "finish_reason": "stop"}
    chunk = b"data: " + json.dumps({"choices": [choice]}).encode() + b"\n\ndata: [DONE]\n\n"
    raw.answer = kit.says(kit.SSE_HEAD + b"connection: close\r\n\r\n" + chunk)
    async with serve(kit.raw_config(raw.url)) as running:
        await running.ask("lab/m")
        await running.stored(1)
        yield running


async def call(served: Any, kit: Any, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
    names = {"authorization": f"Bearer {kit.CONTROL}"}
    async with asyncio.timeout(kit.HANG):
        return await kit.read(await served.http.send(method, f"{served.url}/control/v1/{path}", names, body))


async def test_odd_questions_get_answers(served, kit) -> None:
    wrong = []
    for path in GETS:
        status, data = await call(served, kit, "GET", path)
        if status >= 500:
            wrong.append((path[:60], status, data[:100]))
    assert wrong == []
    assert b"Traceback" not in served.log.read_bytes()


async def test_odd_wishes_are_refused(served, kit) -> None:
    wrong = []
    for method, path, body in BODIES:
        status, data = await call(served, kit, method, path, body)
        if status >= 500:
            wrong.append((method, path[:60], body[:60], status, data[:100]))
    assert wrong == []
    assert b"Traceback" not in served.log.read_bytes()
    assert (await served.ask("lab/m"))[0] == 200
    assert await served.control.exchanges()


async def test_nobody_without_its_token(served, kit) -> None:
    """Also not with the client's own."""
    for token in ("", kit.TOKEN, kit.CONTROL[:-1], kit.CONTROL + "x", kit.CONTROL.upper(), "*"):
        for method, path in (
            ("GET", "status"),
            ("GET", "exchanges"),
            ("POST", "stop"),
            ("POST", "purge"),
            ("GET", "events"),
        ):
            names = {"authorization": f"Bearer {token}"} if token else {}
            address = f"{served.url}/control/v1/{path}"
            status, data = await kit.read(await served.http.send(method, address, names))
            assert status == 401
            assert json.loads(data)["error"]["type"] == "authentication_error"
    for path in (f"status?token={kit.CONTROL}", f"status?key={kit.CONTROL}"):
        status, _ = await kit.read(await served.http.send("GET", f"{served.url}/control/v1/{path}", {}))
        assert status == 401
    assert await served.control.exchanges()


@pytest.mark.parametrize("kind", ["counted", "chunked"])
async def test_a_body_that_is_too_large_is_refused_in_words(served, kit, kind: str) -> None:
    """Five times over, for a refusal that races with the rest of the body is only sometimes lost."""
    host, port = served.url.removeprefix("http://").split(":")
    size = 40 * 1024 * 1024
    for _ in range(5):
        reader, writer = await asyncio.open_connection(host, int(port))
        length = f"content-length: {size}" if kind == "counted" else "transfer-encoding: chunked"
        head = f"POST /v1/messages HTTP/1.1\r\nhost: 127.0.0.1\r\nx-api-key: {kit.TOKEN}\r\n{length}\r\n\r\n"
        writer.write(head.encode())
        piece = b"x" * 65_536
        try:
            async with asyncio.timeout(kit.HANG):
                for _ in range(size // len(piece)):
                    writer.write(b"%x\r\n%b\r\n" % (len(piece), piece) if kind == "chunked" else piece)
                    await writer.drain()
        except ConnectionError:
            pass  # it need not read what it refuses, but what it said must be there
        async with asyncio.timeout(kit.HANG):
            data = await reader.readuntil(b'"}')
        writer.close()
        assert data.startswith(b"HTTP/1.1 413 "), data[:200]
        assert b"request_too_large" in data
