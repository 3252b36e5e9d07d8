"""A sandbox that answers at once, and a client that sees the bytes: statuses, chunks, and how a body ended."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest

from tui_router.sandbox.server import SandboxServer


@dataclass
class Seen:
    status: int
    headers: dict[str, str]
    chunks: list[bytes] = field(default_factory=list)
    whole: bool = False  # the body ended as its framing says

    @property
    def body(self) -> bytes:
        return b"".join(self.chunks)

    @property
    def lines(self) -> list[bytes]:
        """Values of the `data:` lines."""
        return [e[6:] for e in self.body.split(b"\n\n") if e.startswith(b"data: ")]

    @property
    def events(self) -> list[Any]:
        return [json.loads(line) for line in self.lines if line != b"[DONE]"]

    @property
    def deltas(self) -> list[dict[str, Any]]:
        return [e["choices"][0]["delta"] for e in self.events if e.get("choices")]

    @property
    def text(self) -> str:
        return "".join(d.get("content") or "" for d in self.deltas)

    @property
    def told(self) -> list[Any]:
        """Events of a stream of Messages."""
        parts = [e.partition(b"\ndata: ") for e in self.body.split(b"\n\n") if e.startswith(b"event: ")]
        events = [json.loads(data) for _, _, data in parts]
        assert [name.removeprefix(b"event: ").decode() for name, _, _ in parts] == [e["type"] for e in events]
        return events


Ask = Callable[..., Coroutine[Any, Any, Seen]]

BASH = {
    "type": "function",
    "function": {
        "name": "Bash",
        "parameters": {
            "type": "object",
            "properties": {"command": {"type": "string"}},
            "required": ["command"],
        },
    },
}
READ = {"type": "function", "function": {"name": "Read", "parameters": {"type": "object"}}}


@pytest.fixture
async def sandbox() -> AsyncIterator[SandboxServer]:
    async with SandboxServer(pace=0) as server:
        yield server


@pytest.fixture
def chat() -> Callable[..., dict[str, Any]]:
    """A request as our translation sends it, both tools offered."""

    def build(model: str, **fields: Any) -> dict[str, Any]:
        return {
            "model": model,
            "messages": [{"role": "user", "content": "hello"}],
            "max_tokens": 1000,
            "stream": True,
            "stream_options": {"include_usage": True},
            "tools": [BASH, READ],
            **fields,
        }

    return build


@pytest.fixture
def asking() -> Callable[..., dict[str, Any]]:
    """A request of Messages, both tools offered."""

    def build(model: str, **fields: Any) -> dict[str, Any]:
        return {
            "model": model,
            "messages": [{"role": "user", "content": "hello"}],
            "max_tokens": 8000,
            "stream": True,
            "tools": [
                {"name": t["function"]["name"], "input_schema": t["function"]["parameters"]}
                for t in (BASH, READ)
            ],
            **fields,
        }

    return build


@pytest.fixture
def raw() -> Callable[..., Coroutine[Any, Any, Seen]]:
    """Send bytes as an HTTP request and read the answer to its end or its break."""

    async def ask(url: str, body: Any = None, *, path: str = "/v1/chat/completions") -> Seen:
        parts = urlsplit(url)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port, limit=1 << 24)
        sent = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        method = "GET" if body is None else "POST"
        version = "anthropic-version: 2023-06-01\r\n" if "messages" in path else ""
        head = f"{method} {path} HTTP/1.1\r\nHost: x\r\n{version}Content-Length: {len(sent)}\r\n\r\n"
        writer.write(head.encode() + sent)
        try:
            return await _read(reader)
        except asyncio.IncompleteReadError:
            return Seen(0, {})  # not even a head
        finally:
            writer.transport.abort()

    return ask


async def _read(reader: asyncio.StreamReader) -> Seen:
    first, *rest = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").strip().split("\r\n")
    headers = dict(line.split(": ", 1) for line in rest)
    seen = Seen(int(first.split()[1]), headers)
    try:
        if "content-length" in headers:
            seen.chunks.append(await reader.readexactly(int(headers["content-length"])))
        else:
            while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
                seen.chunks.append((await reader.readexactly(size + 2))[:-2])
            await reader.readexactly(2)
        seen.whole = True
    except asyncio.IncompleteReadError as error:
        seen.chunks.append(error.partial)
    except ConnectionResetError:
        pass  # `whole` stays False
    return seen
