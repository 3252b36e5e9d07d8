"""A whole gateway on a real loopback socket, in this process, wired to the sandbox."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tui_router.diagnose import course
from tui_router.gateway import server as gateway_server
from tui_router.gateway.control import ControlService
from tui_router.gateway.server import ServeOptions, run
from tui_router.gateway.state import Gateway
from tui_router.journal.record import ENDED, ExchangeDetail, ExchangeRow
from tui_router.messages.codec import decode_request
from tui_router.net.http import Http, Reply
from tui_router.sandbox.server import SandboxServer
from tui_router.wire.sse import SseReader

TOKEN = "client-token-of-the-tests"
CONTROL = "control-token-of-the-tests"

Frames = list[tuple[str, dict[str, Any]]]


@dataclass
class Running:
    url: str
    control: ControlService
    gateway: Gateway
    http: Http

    async def post(self, body: Any, *, path: str = "/v1/messages?beta=true", **headers: str) -> Reply:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        names = {"authorization": f"Bearer {TOKEN}", "content-type": "application/json"}
        names.update({name.replace("_", "-"): value for name, value in headers.items()})
        return await self.http.send("POST", self.url + path, names, data)

    async def ask(self, model: str, *, stream: bool = True, **fields: Any) -> tuple[int, Any]:
        """One request by the name of a sandbox model; frames of a stream, or the JSON of anything else."""
        body = {
            "model": model if "/" in model else f"sandbox/{model}",
            "max_tokens": 1000,
            "messages": [{"role": "user", "content": "hello"}],
            "stream": stream,
            **fields,
        }
        decode_request(json.dumps(body).encode())  # a test's own mistake should not look like the gateway's
        return await self.result(await self.post(body))

    async def result(self, reply: Reply) -> tuple[int, Any]:
        try:
            data = await reply.read(64 * 1024 * 1024)
        finally:
            await reply.aclose()
        if reply.header("content-type").startswith("text/event-stream"):
            return reply.status, frames(data)
        return reply.status, json.loads(data)

    async def last(self) -> ExchangeDetail:
        """The newest exchange, once it has ended."""
        rows = await self.control.exchanges(limit=1)
        return await self.ended(rows[0].id)

    async def ended(self, number: int) -> ExchangeDetail:
        async with asyncio.timeout(30):
            while True:
                detail = await self.control.exchange(number)
                if detail.row.state in ENDED:
                    return detail
                await asyncio.sleep(0.01)

    async def leg(self, number: int, leg: Any, attempt: int = 0) -> bytes:
        piece = await self.control.leg(number, leg, attempt=attempt)
        data = piece.data
        while not piece.complete:
            piece = await self.control.leg(number, leg, attempt=attempt, offset=piece.next)
            data += piece.data
        return data


def frames(data: bytes) -> Frames:
    reader = SseReader()
    return [(frame.event, json.loads(frame.data)) for frame in reader.feed(data) if frame.data is not None]


def text_of(found: Frames) -> str:
    return "".join(data["delta"].get("text", "") for name, data in found if name == "content_block_delta")


Start = Callable[..., Any]


@pytest.fixture
def tokens() -> tuple[str, str]:
    """The client's token and the control token of every gateway here."""
    return TOKEN, CONTROL


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What passes by itself is asked for again at once, and no named wait is waited for."""
    for name in course.PASSING:
        monkeypatch.setitem(course.PASSING, name, 0.0)
    monkeypatch.setattr(course, "LONGEST_WAIT", 0.0)


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Start:
    """`async with start(config_text) as road:`"""
    monkeypatch.setenv("TUI_ROUTER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TUI_ROUTER_TOKEN", TOKEN)
    monkeypatch.setenv("TUI_ROUTER_CONTROL_TOKEN", CONTROL)
    for name in list(os.environ):
        if name.endswith("_API_KEY") and not name.startswith("SANDBOX"):
            monkeypatch.delenv(name)

    @asynccontextmanager
    async def running(
        config: str, on_line: Callable[[ExchangeRow], None] | None = None
    ) -> AsyncIterator[Running]:
        path = tmp_path / "config.toml"
        path.write_text(config)
        url: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        made: list[tuple[Gateway, ControlService]] = []
        serve = gateway_server._serve

        def watched(
            gateway: Gateway, reload: Any, recorder: Any, service: ControlService, *rest: Any
        ) -> Awaitable[int]:
            made.append((gateway, service))
            return serve(gateway, reload, recorder, service, *rest)

        monkeypatch.setattr(gateway_server, "_serve", watched)
        task = asyncio.ensure_future(
            run(ServeOptions(config=path, port=0, on_ready=url.set_result, on_line=on_line))
        )
        await asyncio.wait([task, url], return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            await task
        gateway, service = made[0]
        http = Http()
        try:
            yield Running(await url, service, gateway, http)
        finally:
            await http.aclose()
            gateway.stop_asked.set()
            await task

    return running


SANDBOX = """
[providers.sandbox]
dialect = "chat"
base_url = "{url}/v1"
key = "env:SANDBOX_API_KEY"
[providers.sandbox.models."output-limit"]
max_output_tokens = 8192
[providers.sandbox.models.text]
context_window = 200000
max_output_tokens = 16384
[tiers]
haiku = "sandbox/text-fast"
sonnet = "sandbox/tools"
opus = "sandbox/thinking"
default = "sandbox/text"
"""


@pytest.fixture
async def sandbox(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SandboxServer]:
    monkeypatch.setenv("SANDBOX_API_KEY", "sk-sandbox-not-a-real-key-000000000000")
    async with SandboxServer(pace=0) as server:
        yield server


@pytest.fixture
async def road(start: Start, sandbox: SandboxServer) -> AsyncIterator[Running]:
    async with start(SANDBOX.format(url=sandbox.url)) as running:
        yield running
