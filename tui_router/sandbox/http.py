"""A small HTTP/1.1 client for the demo's script: one request, one connection, the answer as it comes."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

_HEAD_LIMIT = 256 * 1024
"""Bytes of a line; a longer one is an error of the reader."""


class Reply:
    """`status` is known at once; `body()` yields the rest. `ConnectionError` when the answer breaks off."""

    def __init__(self, status: int, headers: dict[str, str], reader: asyncio.StreamReader) -> None:
        self.status = status
        self.headers = headers
        self._reader = reader

    async def body(self) -> AsyncIterator[bytes]:
        if self.headers.get("transfer-encoding", "").lower() == "chunked":
            async for chunk in self._chunks():
                yield chunk
            return
        left = int(self.headers.get("content-length", "0"))
        while left > 0:
            data = await self._reader.read(min(left, 65536))
            if not data:
                raise ConnectionError("the answer was cut")
            left -= len(data)
            yield data

    async def _chunks(self) -> AsyncIterator[bytes]:
        try:
            while size := int((await self._reader.readuntil(b"\r\n")).split(b";")[0], 16):
                yield (await self._reader.readexactly(size + 2))[:-2]
        except (asyncio.IncompleteReadError, ValueError) as error:
            raise ConnectionError(f"the answer was cut: {error}") from error


@asynccontextmanager
async def post(url: str, headers: Mapping[str, str], body: bytes) -> AsyncIterator[Reply]:
    """POST to a plain http URL. Leaving the block closes the connection, whatever was still to come."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port or 80, limit=_HEAD_LIMIT)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        lines = [
            f"POST {target} HTTP/1.1",
            f"host: {parts.netloc}",
            *(f"{name}: {value}" for name, value in headers.items()),
            f"content-length: {len(body)}",
            "connection: close",
        ]
        writer.write("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
        await writer.drain()
        yield await _head(reader)
    finally:
        writer.transport.abort()


async def _head(reader: asyncio.StreamReader) -> Reply:
    try:
        block = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        raise ConnectionError("there was no answer") from error
    first, *rest = block.decode("latin-1").split("\r\n")
    pairs = (line.split(":", 1) for line in rest if ":" in line)
    return Reply(int(first.split()[1]), {name.lower(): value.strip() for name, value in pairs}, reader)
