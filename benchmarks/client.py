"""A load client that costs little itself: kept connections, one request at a time on each, no body kept."""

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httptools

_PATIENCE = 60.0
"""Seconds for one answer."""


@dataclass(frozen=True)
class Door:
    """Where requests go, and which bytes mark one text delta of its answers."""

    base: str
    path: str
    headers: Mapping[str, str]
    mark: bytes

    def request(self, body: dict[str, Any]) -> bytes:
        sent = json.dumps(body, separators=(",", ":")).encode()
        lines = [
            f"POST {self.path} HTTP/1.1",
            f"host: {urlsplit(self.base).netloc}",
            "content-type: application/json",
            *(f"{name}: {value}" for name, value in self.headers.items()),
            f"content-length: {len(sent)}",
        ]
        return "\r\n".join([*lines, "", ""]).encode() + sent


@dataclass
class Answer:
    """Seconds: `total` to the last byte, `first` to the first text delta. `arrivals` are clock readings."""

    status: int = 0
    total: float = 0.0
    first: float | None = None
    deltas: int = 0
    arrivals: list[float] = field(default_factory=list)


@dataclass
class Load:
    seconds: float
    answers: list[Answer]

    def failed(self, deltas: int | None = None) -> int:
        """Answers that are no 200, or do not hold the text deltas that were ordered."""
        return sum(a.status != 200 or (deltas is not None and a.deltas != deltas) for a in self.answers)


class Connection(asyncio.Protocol):
    def __init__(self, mark: bytes) -> None:
        self.mark = mark
        self.open = True
        self.tail = b""
        self.done: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: Any = transport

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        self.open = False
        if self.done and not self.done.done():
            self.done.set_exception(ConnectionError("the answer broke off"))

    def data_received(self, data: bytes) -> None:
        self.now = time.perf_counter()
        self.parser.feed_data(data)

    def on_body(self, part: bytes) -> None:
        seen = self.tail + part
        found = seen.count(self.mark)
        self.tail = seen[1 - len(self.mark) :]
        if found:
            self.answer.deltas += found
            self.answer.arrivals.append(self.now)

    def on_message_complete(self) -> None:
        self.answer.status = self.parser.get_status_code()
        if not self.parser.should_keep_alive():
            self.transport.close()
            self.open = False
        if self.done and not self.done.done():
            self.done.set_result(None)

    async def ask(self, request: bytes) -> Answer:
        self.parser = httptools.HttpResponseParser(self)
        self.answer, self.tail = Answer(), b""
        self.done = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        self.transport.write(request)
        try:
            await asyncio.wait_for(self.done, _PATIENCE)
        except (ConnectionError, TimeoutError):
            self.answer.status = 0
            self.transport.abort()
        self.answer.total = time.perf_counter() - began
        if self.answer.arrivals:
            self.answer.first = self.answer.arrivals[0] - began
        return self.answer


async def connect(door: Door) -> Connection:
    parts = urlsplit(door.base)
    loop = asyncio.get_running_loop()
    _, connection = await loop.create_connection(
        lambda: Connection(door.mark), parts.hostname or "", parts.port or 80
    )
    return connection


async def load(
    door: Door, body: dict[str, Any], connections: int, *, count: int = 1_000_000_000, seconds: float = 1e9
) -> Load:
    """`count` requests in all, or as many as fit in `seconds`, over so many connections."""
    request = door.request(body)
    answers: list[Answer] = []
    began = time.perf_counter()
    left = count

    async def work() -> None:
        nonlocal left
        connection = await connect(door)
        while left > 0 and time.perf_counter() - began < seconds:
            left -= 1
            if not connection.open:
                connection = await connect(door)
            answers.append(await connection.ask(request))
        connection.transport.close()

    await asyncio.gather(*(work() for _ in range(connections)))
    return Load(time.perf_counter() - began, answers)
