"""The sandbox on a socket: HTTP/1.1 by httptools, so that a scenario can cut, reset or split what it sends."""

import asyncio
import contextlib
import json
import math
import secrets
import socket
import struct
from collections import Counter, deque
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self, cast

import httptools

from tui_router.sandbox.answer import answer
from tui_router.sandbox.doors import door, language_near
from tui_router.sandbox.reply import Stream, Whole, error
from tui_router.sandbox.scenario import Scenario, parse, scenarios

_LARGEST = 64 * 1024 * 1024
"""Bytes of a request."""


class SandboxServer:
    """`async with SandboxServer() as sandbox:` serves every language on loopback at `sandbox.url` (without `/v1`).

    `pace` multiplies every wait: 0 answers as fast as it can. `requests` holds the last bodies seen, `headers`
    theirs; `cancelled` counts the requests whose client left before the answer's end.
    """

    def __init__(
        self, *, port: int = 0, pace: float = 1.0, keep: int = 1000, strict: bool = True, extra: str = ""
    ) -> None:
        self.port = port
        self.pace = pace
        self.strict = strict
        self.known: dict[str, Scenario] = dict(scenarios())
        if extra:
            self.known.update(parse(extra))
        self.requests: deque[dict[str, Any]] = deque(maxlen=keep)
        self.headers: deque[dict[str, str]] = deque(maxlen=keep)
        self.cancelled = 0
        self.counts: Counter[str] = Counter()
        self._since: dict[str, float] = {}  # the loop's time at the first request to each model
        self.connections: set[_Connection] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Connection(self), "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.close()
        tasks = [c.task for c in self.connections if c.task]
        for connection in list(self.connections):
            connection.leave()
        await asyncio.gather(*tasks, return_exceptions=True)

    def respond(
        self, method: str, path: str, headers: dict[str, str], body: bytes, query: str = ""
    ) -> Whole | Stream:
        if (method, path) == ("GET", "/v1/models"):
            return _models(self.known)
        if (method, path) == ("GET", "/v1beta/models"):
            return _google_models(self.known)
        opened = door(path, query)
        if opened is None:
            return error(language_near(path), 404, f"Invalid URL ({method} {path})")
        if method != "POST":
            return error(opened.language, 405, f"Not allowed to {method} on {path}.")
        model = opened.model
        with contextlib.suppress(ValueError, RecursionError):
            fields = json.loads(body)
            if isinstance(fields, dict):
                self.requests.append(fields)
                self.headers.append(headers)
                model = model or str(fields.get("model"))
        ordinal, age = self.counts[model], 0.0
        if model in self.known:
            self.counts[model] += 1
            age = self._age(model)
        return answer(
            body,
            self.known,
            door=opened,
            headers=headers,
            ordinal=ordinal,
            age=age,
            strict=self.strict,
            new_id=lambda: secrets.token_hex(12),
        )

    def _age(self, model: str) -> float:
        """Seconds since the model's first request, as its scenario counts them: without pace all have passed."""
        now = asyncio.get_running_loop().time()
        if model not in self._since:
            self._since[model] = now
            return 0.0
        return (now - self._since[model]) / self.pace if self.pace else math.inf


def _models(known: dict[str, Scenario]) -> Whole:
    listed = [
        {"id": name, "object": "model", "created": 1_750_000_000, "owned_by": "sandbox", "name": s.title}
        for name, s in known.items()
        if set(s.speaks) != {"gemini"}
    ]
    return Whole(200, json.dumps({"object": "list", "data": listed}).encode())


def _google_models(known: dict[str, Scenario]) -> Whole:
    listed = [
        {
            "name": f"models/{name}",
            "displayName": s.title,
            "supportedGenerationMethods": ["generateContent"],
            "inputTokenLimit": s.context_window or 1_048_576,
            "outputTokenLimit": s.max_output_tokens or 65_536,
        }
        for name, s in known.items()
        if "gemini" in s.speaks
    ]
    return Whole(200, json.dumps({"models": listed}).encode())


class _Connection(asyncio.Protocol):
    """One connection, one request at a time: reading pauses while an answer is on its way."""

    transport: asyncio.Transport

    def __init__(self, sandbox: SandboxServer) -> None:
        self.sandbox = sandbox
        self.task: asyncio.Task[None] | None = None
        self.writable = asyncio.Event()
        self.writable.set()
        self.parser = httptools.HttpRequestParser(self)
        self._begin()

    def _begin(self) -> None:
        self.target = b""
        self.fields: dict[str, str] = {}
        self.parts: list[bytes] = []
        self.size = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.sandbox.connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        self.sandbox.connections.discard(self)
        self.writable.set()
        if self.task and not self.task.done():
            self.sandbox.cancelled += 1
            self.task.cancel()

    def leave(self) -> None:
        """End without counting as a client that left."""
        if self.task:
            self.task.cancel()
        self.transport.abort()

    def pause_writing(self) -> None:
        self.writable.clear()

    def resume_writing(self) -> None:
        self.writable.set()

    def data_received(self, data: bytes) -> None:
        try:
            self.parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self.transport.close()

    def on_url(self, url: bytes) -> None:
        self.target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self.fields[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_body(self, body: bytes) -> None:
        self.size += len(body)
        if self.size > _LARGEST:
            self.transport.close()
        else:
            self.parts.append(body)

    def on_message_complete(self) -> None:
        if self.task and not self.task.done():  # pipelined: nobody we serve does that
            self.transport.close()
            return
        method = self.parser.get_method().decode("latin-1")
        path, _, query = self.target.decode("latin-1").partition("?")
        reply = self.sandbox.respond(method, path, self.fields, b"".join(self.parts), query)
        self._begin()
        sending = self._stream(reply) if isinstance(reply, Stream) else self._whole(reply)
        self.task = asyncio.get_running_loop().create_task(sending)

    async def _whole(self, reply: Whole) -> None:
        await asyncio.sleep(reply.wait * self.sandbox.pace)
        if reply.end == "closed":
            self.transport.close()
            return
        headers = {"content-length": str(len(reply.body)), "content-type": reply.type, **reply.headers}
        self.transport.write(_head(reply.status, headers))
        if reply.end in ("cut", "reset"):
            self.transport.write(reply.body[: len(reply.body) // 2])
            self._break(reply.end)
        else:
            self.transport.write(reply.body)

    async def _stream(self, reply: Stream) -> None:
        first = True
        for frame in reply.frames:
            await asyncio.sleep(frame.wait * self.sandbox.pace)
            if first:
                kind = {"content-type": reply.type, "transfer-encoding": "chunked"}
                self.transport.write(_head(200, kind))
                first = False
            step = reply.split or len(frame.data) or 1
            for at in range(0, len(frame.data), step):
                part = frame.data[at : at + step]
                self.transport.write(b"%x\r\n%b\r\n" % (len(part), part))
                await asyncio.sleep(0)
            await self.writable.wait()
        if reply.end in ("cut", "reset"):
            self._break(reply.end)
        else:
            self.transport.write(b"0\r\n\r\n")

    def _break(self, how: str) -> None:
        if how == "reset":
            raw = self.transport.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.transport.abort()
        else:
            self.transport.close()


def _head(status: int, headers: dict[str, str]) -> bytes:
    phrase = HTTPStatus(status).phrase if status in set(HTTPStatus) else "Overloaded"
    lines = [f"HTTP/1.1 {status} {phrase}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")
