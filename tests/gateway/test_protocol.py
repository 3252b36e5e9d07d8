"""What happens on a raw socket before the app sees anything."""

import asyncio
import json

import pytest

from tui_router.gateway import protocol


async def talk(road, data: bytes) -> bytes:
    host, port = road.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        writer.write(data)
        await writer.drain()
        async with asyncio.timeout(30):
            return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


def error_of(answer: bytes) -> dict:
    return json.loads(answer.partition(b"\r\n\r\n")[2])["error"]


@pytest.mark.parametrize(
    "head",
    [
        b"POST /v1/messages HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /v1/messages HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx",
        b"POST /v1/messages HTTP/1.1\r\nhost: localhost\r\ncontent-length: -1\r\n\r\n",
        b"POST /v1/messages HTTP/1.1\r\nhost : localhost\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"nonsense\r\n\r\n",
    ],
    ids=["cl-te", "two-lengths", "negative", "space", "http2", "tls", "nonsense"],
)
async def test_what_is_not_http_is_refused_and_closed(road, sandbox, head: bytes) -> None:
    answer = await talk(road, head)
    assert answer.startswith(b"HTTP/1.1 400")
    assert error_of(answer)["type"] == "invalid_request_error"
    assert not sandbox.requests


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\nhost: localhost\r\nx-big: " + b"x" * 70_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: localhost\r\n" + b"x: y\r\n" * 40_000 + b"\r\n",
        b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\nhost: localhost\r\n\r\n",
    ],
    ids=["one-header", "many-headers", "long-path"],
)
async def test_a_head_without_bound_is_refused(road, head: bytes) -> None:
    answer = await talk(road, head)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 431")


async def test_a_head_that_never_ends_is_cut(start, sandbox, monkeypatch) -> None:
    monkeypatch.setattr(protocol, "HEAD_WAIT", 0.1)
    config = f'[providers.sandbox]\ndialect = "chat"\nbase_url = "{sandbox.url}/v1"\n'
    async with start(config) as road:
        assert await talk(road, b"GET / HTTP/1.1\r\nhost: loc") == b""
        assert await talk(road, b"") == b""


async def test_requests_on_one_connection_are_answered_in_order(road) -> None:
    one = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n"
    last = b"GET /nothing HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"
    answer = await talk(road, one * 50 + last)
    assert answer.count(b"HTTP/1.1 200") == 50
    assert answer.rindex(b"HTTP/1.1 401") > answer.rindex(b"HTTP/1.1 200")


class Recorder:
    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.closed = False

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def close(self) -> None:
        self.closed = True


async def test_a_head_goes_with_its_first_body() -> None:
    inner = Recorder()
    corked = protocol.Corked(inner, asyncio.get_running_loop())
    corked.write(b"HTTP/1.1 200 OK\r\n\r\n")
    corked.write(b"body")
    corked.write(b"more")
    assert inner.written == [b"HTTP/1.1 200 OK\r\n\r\nbody", b"more"]


async def test_a_head_without_a_body_does_not_wait_for_one() -> None:
    inner = Recorder()
    corked = protocol.Corked(inner, asyncio.get_running_loop())
    corked.write(b"HTTP/1.1 204 No Content\r\n\r\n")
    assert inner.written == []
    await asyncio.sleep(0)
    assert inner.written == [b"HTTP/1.1 204 No Content\r\n\r\n"]
    corked.write(b"HTTP/1.1 200 OK\r\n\r\n")
    corked.close()
    assert inner.written[1:] == [b"HTTP/1.1 200 OK\r\n\r\n"]
    assert inner.closed
