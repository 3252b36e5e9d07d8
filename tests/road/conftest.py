"""The whole road under attack: gateways in this process and in one of their own, and upstreams that say anything."""

import asyncio
import importlib.util
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest

from tui_router.control.http_client import HttpControl
from tui_router.journal.record import ENDED, ExchangeDetail, LegName
from tui_router.net.http import Http

_spec = importlib.util.spec_from_file_location(
    "road_gateway_kit", Path(__file__).parent.parent / "gateway" / "conftest.py"
)
gateway_kit = importlib.util.module_from_spec(_spec)
sys.modules["road_gateway_kit"] = gateway_kit
_spec.loader.exec_module(gateway_kit)

_spec = importlib.util.spec_from_file_location("road_stand_ins", Path(__file__).with_name("stand_ins.py"))
stand_ins = importlib.util.module_from_spec(_spec)
sys.modules["road_stand_ins"] = stand_ins
_spec.loader.exec_module(stand_ins)

_spec = importlib.util.spec_from_file_location(
    "road_guides", Path(__file__).parent.parent / "docs" / "guides.py"
)
guides = importlib.util.module_from_spec(_spec)
sys.modules["road_guides"] = guides
_spec.loader.exec_module(guides)

start = gateway_kit.start
impatient = gateway_kit.impatient
sandbox = gateway_kit.sandbox
road = gateway_kit.road
TOKEN = gateway_kit.TOKEN
CONTROL = gateway_kit.CONTROL

HANG = 30.0
"""Seconds after which something counts as hanging."""


@dataclass
class Asked:
    method: str
    path: str
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def fields(self) -> dict[str, Any]:
        return json.loads(self.body)


Answer = Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class RawUpstream:
    """Each POST is answered by `answer(asked, writer)`, byte by byte as it likes; the connection then closes."""

    answer: Answer | None = None
    models: bytes = b'{"object":"list","data":[]}'
    asked: list[Asked] = field(default_factory=list)
    url: str = ""

    @property
    def posts(self) -> list[Asked]:
        return [asked for asked in self.asked if asked.method == "POST"]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            first, *lines = head.decode("latin-1").split("\r\n")[:-2]
            headers = [(n.lower(), v.strip()) for n, _, v in (line.partition(":") for line in lines)]
            length = int(dict(headers).get("content-length", "0"))
            asked = Asked(*first.split(" ")[:2], headers, await reader.readexactly(length))
            self.asked.append(asked)
            if asked.method == "GET":
                writer.write(whole(200, self.models))
            else:
                await self.answer(asked, writer)
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # a gateway that left is part of many tests
        finally:
            writer.close()


def whole(status: int, body: bytes, kind: str = "application/json", extra: str = "") -> bytes:
    head = f"HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\n{extra}content-length: {len(body)}\r\nconnection: close\r\n\r\n"
    return head.encode("latin-1") + body


SSE_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"


def says(data: bytes) -> Answer:
    async def answer(_asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(data)

    return answer


@pytest.fixture
async def raw() -> AsyncIterator[RawUpstream]:
    upstream = RawUpstream()
    server = await asyncio.start_server(upstream.serve, "127.0.0.1", 0, limit=64 * 1024 * 1024)
    upstream.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield upstream
    server.close()


def raw_config(url: str, *, more: str = "") -> str:
    return f"""
[providers.lab]
dialect = "chat"
base_url = "{url}/v1"
key = "env:LAB_SECRET"
[providers.native]
dialect = "anthropic"
base_url = "{url}"
key = "env:NATIVE_SECRET"
auth = "x-api-key"
[tiers]
default = "lab/m"
{more}
"""


@dataclass
class Served:
    """`tui-router serve` in a process of its own, its stderr in a file."""

    process: asyncio.subprocess.Process
    url: str
    control: HttpControl
    http: Http
    home: Path
    log: Path

    async def post(
        self,
        body: Any,
        path: str = "/v1/messages",
        headers: dict[str, str] | None = None,
        token: str | None = TOKEN,
    ):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        names = {"content-type": "application/json", **({"x-api-key": token} if token else {})}
        names.update(headers or {})
        return await self.http.send("POST", self.url + path, names, data)

    async def ask(self, model: str, **fields: Any) -> tuple[int, bytes]:
        body = {"model": model, "max_tokens": 99, "messages": [{"role": "user", "content": "hi"}], **fields}
        return await read(await self.post(body))

    async def ended(self, number: int) -> ExchangeDetail:
        return await until(lambda: self._ended(number))

    async def _ended(self, number: int) -> ExchangeDetail | None:
        detail = await self.control.exchange(number)
        return detail if detail.row.state in ENDED else None

    async def stored(self, count: int) -> None:
        """Until the newest `count` exchanges are safe in the journal."""

        async def all_stored() -> bool:
            rows = await self.control.exchanges(limit=count)
            return len(rows) == count and all(row.stored for row in rows)

        await until(all_stored)

    async def leg(self, number: int, leg: LegName, *, whole: bool = True) -> bytes:
        """With `whole` off, what is there by now."""
        piece = await self.control.leg(number, leg)
        data = piece.data
        while whole and not piece.complete:
            piece = await self.control.leg(number, leg, offset=piece.next)
            data += piece.data
        return data

    def rss(self) -> int:
        """Bytes of the gateway itself, without its scribe."""
        return psutil.Process(self.process.pid).memory_info().rss

    def scribe(self) -> psutil.Process | None:
        children = psutil.Process(self.process.pid).children()
        return children[0] if children else None


async def read(reply: Any) -> tuple[int, bytes]:
    try:
        return reply.status, await reply.read(256 * 1024 * 1024)
    finally:
        await reply.aclose()


async def until(look: Callable[[], Awaitable[Any]], limit: float = HANG) -> Any:
    """What `look` gives once that is true."""
    async with asyncio.timeout(limit):
        while not (found := await look()):
            await asyncio.sleep(0.02)
        return found


@pytest.fixture
def serve(tmp_path: Path):
    """`async with serve(config, LAB_SECRET=…) as served:`"""

    @asynccontextmanager
    async def running(config: str, token: bool = True, **more: str) -> AsyncIterator[Served]:
        home = tmp_path / "home"
        file = home / "config" / "config.toml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(config)
        log = tmp_path / "stderr.txt"
        env = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(tmp_path)}
        env |= {"TUI_ROUTER_HOME": str(home), "LAB_SECRET": "lab-key", "NATIVE_SECRET": "native-key", **more}
        if token:
            env |= {"TUI_ROUTER_TOKEN": TOKEN, "TUI_ROUTER_CONTROL_TOKEN": CONTROL}
        with log.open("wb") as err:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tui_router",
                "serve",
                "--port=0",
                env=env,
                cwd=tmp_path,
                stdout=asyncio.subprocess.PIPE,
                stderr=err,
            )
        http = Http()
        try:
            line = (await process.stdout.readline()).decode()
            assert line.startswith("tui-router listening on"), log.read_text()
            url = line.split()[-1]
            secret = CONTROL if token else (home / "state" / "control-token").read_text().strip()
            control = HttpControl(url, secret)
            served = Served(process, url, control, http, home, log)
            await until(_ready(served))
            yield served
            await control.aclose()
        finally:
            await http.aclose()
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
                try:
                    async with asyncio.timeout(20):
                        await process.wait()
                except TimeoutError:
                    process.kill()
                    await process.wait()
                    raise

    return running


def _ready(served: Served) -> Callable[[], Awaitable[bool]]:
    async def look() -> bool:
        return (await served.control.status()).scribe == "ok" and served.scribe() is not None

    return look


@pytest.fixture
async def stand_in(monkeypatch: pytest.MonkeyPatch):
    """`await stand_in("openai", models=[…])`: an upstream that answers with its name, until the test ends."""
    monkeypatch.setenv("STAND_IN_SECRET", "sk-test-" + "0" * 24)
    async with AsyncExitStack() as stack:

        async def made(name: str, **how: Any) -> Any:
            return await stack.enter_async_context(stand_ins.StandIn(name, **how))

        yield made


class Kit:
    """What tests share besides fixtures."""

    StandIn = stand_ins.StandIn
    event = staticmethod(stand_ins.event)
    section = staticmethod(guides.section)
    moved = staticmethod(guides.moved)

    whole = staticmethod(whole)
    says = staticmethod(says)
    read = staticmethod(read)
    until = staticmethod(until)
    raw_config = staticmethod(raw_config)
    frames = staticmethod(gateway_kit.frames)
    text_of = staticmethod(gateway_kit.text_of)
    SSE_HEAD = SSE_HEAD
    TOKEN = TOKEN
    CONTROL = CONTROL
    SANDBOX = gateway_kit.SANDBOX
    HANG = HANG


@pytest.fixture
def kit() -> type[Kit]:
    return Kit
