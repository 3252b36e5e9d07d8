"""A report that tells nobody, and servers that do one thing wrong."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from tui_router.cli.checks.report import Finding, Report
from tui_router.cli.checks.settings import Wired
from tui_router.core.target import Target
from tui_router.net.http import Http
from tui_router.providers.provider import Provider
from tui_router.providers.quirks import Quirks
from tui_router.sandbox.server import SandboxServer

KEY = "sk-" + "test-" + "0" * 20
Stand = Callable[[Callable[[str, bytes], bytes]], Awaitable[str]]


@pytest.fixture
def report() -> Report:
    return Report(lambda _finding: None)


@pytest.fixture
def only(report: Report) -> Callable[[], Finding]:
    """The one finding there is."""

    def take() -> Finding:
        assert len(report.findings) == 1, report.findings
        return report.findings[0]

    return take


@pytest.fixture
def of(report: Report) -> Callable[[str], list[Finding]]:
    return lambda check: [finding for finding in report.findings if finding.check == check]


@pytest.fixture
async def http() -> AsyncIterator[Http]:
    client = Http()
    yield client
    await client.aclose()


@pytest.fixture
async def sandbox() -> AsyncIterator[SandboxServer]:
    async with SandboxServer(pace=0) as server:
        yield server


@pytest.fixture
def answer() -> Callable[..., bytes]:
    def build(body: bytes | str, status: str = "200 OK", type: str = "application/json") -> bytes:
        data = body.encode() if isinstance(body, str) else body
        head = f"HTTP/1.1 {status}\r\ncontent-type: {type}\r\ncontent-length: {len(data)}\r\nconnection: close\r\n\r\n"
        return head.encode() + data

    return build


@pytest.fixture
async def stand() -> AsyncIterator[Stand]:
    """A server whose answer is made from the path and the body of a request; its address without `/v1`."""
    servers = []

    async def start(reply: Callable[[str, bytes], bytes]) -> str:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next(
                    (
                        int(line[15:])
                        for line in head.split(b"\r\n")
                        if line.lower().startswith(b"content-length:")
                    ),
                    0,
                )
                body = await reader.readexactly(length)
                writer.write(reply(head.split(b" ")[1].decode(), body))
                await writer.drain()
            except (ConnectionError, asyncio.IncompleteReadError):
                pass
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        servers.append(server)
        return f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def at() -> Callable[..., Provider]:
    def build(
        url: str = "http://127.0.0.1:1/v1", dialect: str = "chat", quirks: Quirks | None = None, **given
    ) -> Provider:
        return Provider(
            name=given.pop("name", "p"), dialect=dialect, base_url=url, quirks=quirks or Quirks(), **given
        )

    return build


@pytest.fixture
def wired() -> Callable[..., Wired]:
    def build(model: str = "m", *uses: str, provider: str = "p") -> Wired:
        return Wired(target=Target(provider, model), model=model, uses=uses or ("sonnet",))

    return build
