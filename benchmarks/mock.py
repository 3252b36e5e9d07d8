"""`python -m benchmarks.mock`: an upstream of four languages that costs as little as one can, until stdin closes.

Prints its URL. It reads only the directive in the body (see bodies.py); answers are made once and kept.
"""

import asyncio
import json
import re
import sys
from functools import cache
from typing import Any

import httptools

from benchmarks.tongues import Tongue, tongue_at

_DIRECTIVE = re.compile(rb"@bench\(n=(\d+),gap=(\d+)\)")
_WRITES = 8
"""Events written between two looks at the loop when a stream has no gap."""

_STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"


def whole(value: Any, status: bytes = b"200 OK") -> bytes:
    body = json.dumps(value).encode()
    head = b"HTTP/1.1 %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    return head % (status, len(body)) + body


def chunked(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


@cache
def events(tongue: Tongue, count: int) -> list[bytes]:
    told = [chunked(event) for event in tongue.events(count)]
    told[-1] += b"0\r\n\r\n"
    return told


@cache
def message(tongue: Tongue, count: int) -> bytes:
    return whole(tongue.whole(count))


class Mock(asyncio.Protocol):
    def __init__(self) -> None:
        self.parser = httptools.HttpRequestParser(self)
        self.parts: list[bytes] = []
        self.path = b""
        self.task: asyncio.Task[None] | None = None
        self.writable = asyncio.Event()
        self.writable.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: Any = transport

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        if self.task:
            self.task.cancel()

    def pause_writing(self) -> None:
        self.writable.clear()

    def resume_writing(self) -> None:
        self.writable.set()

    def data_received(self, data: bytes) -> None:
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserError:
            self.transport.close()

    def on_url(self, url: bytes) -> None:
        self.path += url

    def on_body(self, body: bytes) -> None:
        self.parts.append(body)

    def on_message_complete(self) -> None:
        body, path = b"".join(self.parts), self.path
        self.parts, self.path = [], b""
        if path.endswith(b"/models"):
            self.transport.write(whole({"object": "list", "data": [{"id": "mock", "object": "model"}]}))
            return
        found, tongue = _DIRECTIVE.search(body, max(0, body.rfind(b"@bench("))), tongue_at(path)
        if tongue is None or not found:
            self.transport.write(whole({"error": {"message": "not a bench request"}}, b"404 Not Found"))
            return
        count, gap = int(found[1]), int(found[2]) / 1000
        if b":stream" in path or b'"stream":true' in body or b'"stream": true' in body:
            self.task = asyncio.get_running_loop().create_task(self.stream(tongue, count, gap))
        else:
            self.transport.write(message(tongue, count))

    async def stream(self, tongue: Tongue, count: int, gap: float) -> None:
        said = events(tongue, count)
        self.transport.write(_STREAM)
        for at, data in enumerate(said):
            self.transport.write(data)
            if gap and tongue.head <= at < len(said) - tongue.tail:
                await asyncio.sleep(gap)
            elif at % _WRITES == 0:
                await asyncio.sleep(0)
                await self.writable.wait()


async def serve() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Mock, "127.0.0.1", 0, backlog=512)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(serve())
