import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from tui_router.sandbox.http import post

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serving(said: bytes, seen: list[bytes] | None = None) -> AsyncIterator[str]:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        body = await reader.readexactly(2)
        if seen is not None:
            seen.extend([head, body])
        writer.write(said)
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def read(said: bytes) -> tuple[int, list[bytes]]:
    async with serving(said) as url, post(url + "/x", {}, b"hi") as reply:
        return reply.status, [part async for part in reply.body()]


async def test_what_is_sent() -> None:
    seen: list[bytes] = []
    said = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"
    async with serving(said, seen) as url, post(url + "/v1?beta=true", {"x-a": "b"}, b"hi") as reply:
        assert reply.status == 200
    head, body = seen
    assert head.startswith(b"POST /v1?beta=true HTTP/1.1\r\nhost: 127.0.0.1:")
    assert b"\r\nx-a: b\r\ncontent-length: 2\r\n" in head
    assert body == b"hi"


async def test_a_body_with_a_length() -> None:
    status, parts = await read(b"HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nhello")
    assert (status, b"".join(parts)) == (404, b"hello")


async def test_a_body_in_chunks() -> None:
    said = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"
    assert await read(said) == (200, [b"abc", b"de"])


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhel",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nab",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nno number\r\n",
    ],
)
async def test_a_cut_is_an_error(said: bytes) -> None:
    with pytest.raises(ConnectionError, match="answer"):
        await read(said)
