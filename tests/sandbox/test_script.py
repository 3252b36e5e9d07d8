"""The script against a gateway of straw: it answers Messages streams as told, and keeps what it was sent."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from tui_router.sandbox.script import main, run
from tui_router.sandbox.story import story


class Straw:
    """`says` maps a request's body to a status and the body of the answer; status 0 never answers."""

    def __init__(self, says: Callable[[dict[str, Any]], tuple[int, bytes]]) -> None:
        self.says = says
        self.requests: list[tuple[str, dict[str, str], dict[str, Any]]] = []
        self.url = ""

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        first, *rest = head.strip().split("\r\n")
        headers = dict(line.split(": ", 1) for line in rest)
        body = json.loads(await reader.readexactly(int(headers["content-length"])))
        self.requests.append((first.split()[1], headers, body))
        status, said = self.says(body)
        if status == 0:
            await reader.read()
        else:
            writer.write(b"HTTP/1.1 %d .\r\ncontent-length: %d\r\n\r\n%b" % (status, len(said), said))
        writer.close()


def stream(*blocks: dict[str, Any], whole: bool = True) -> bytes:
    events: list[dict[str, Any]] = [{"type": "message_start", "message": {}}]
    for at, block in enumerate(blocks):
        events.append({"type": "content_block_start", "index": at, "content_block": block})
        if block["type"] == "tool_use":
            part = json.dumps({"command": "echo hi"})
            for half in (part[:9], part[9:]):
                delta = {"type": "input_json_delta", "partial_json": half}
                events.append({"type": "content_block_delta", "index": at, "delta": delta})
        else:
            delta = {"type": "text_delta", "text": "hello"}
            events.append({"type": "content_block_delta", "index": at, "delta": delta})
        events.append({"type": "content_block_stop", "index": at})
    if whole:
        events.append({"type": "message_stop"})
    return b"".join(f"event: {e['type']}\ndata: {json.dumps(e)}\n\n".encode() for e in events)


TEXT = stream({"type": "text", "text": ""})
TOOL = stream({"type": "tool_use", "id": "toolu_1", "name": "Bash", "input": {}})


@pytest.fixture
async def straw() -> AsyncIterator[Callable[..., Any]]:
    servers: list[asyncio.Server] = []

    async def start(says: Callable[[dict[str, Any]], tuple[int, bytes]]) -> Straw:
        made = Straw(says)
        server = await asyncio.start_server(made.handle, "127.0.0.1", 0, limit=1 << 22)
        servers.append(server)
        made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        return made

    yield start
    for server in servers:
        server.close()


def text_of(body: dict[str, Any]) -> str | None:
    """The last thing said, when it is text in blocks."""
    content = body["messages"][-1]["content"]
    return content[-1].get("text") if isinstance(content, list) else None


def posts(line_kind: str) -> int:
    return sum(line.burst for line in story().opening if line.kind == line_kind)


async def test_once_plays_the_opening_and_ends(straw: Any) -> None:
    gateway = await straw(lambda body: (200, TEXT))
    tally = await run(gateway.url + "/", "secret", once=True, pace=0.001)
    paths = [path for path, _, _ in gateway.requests]
    assert paths.count("/v1/messages/count_tokens?beta=true") == posts("count")
    asked = sum(posts(kind) for kind in ("title", "main", "subagent"))
    leaving = sum(1 for line in story().opening if line.leave)
    assert asked - leaving <= paths.count("/v1/messages?beta=true") <= asked
    assert tally.refused == tally.broken == 0
    assert tally.answered + tally.left == asked + posts("count")
    assert {h["authorization"] for _, h, _ in gateway.requests} == {"Bearer secret"}


async def test_tool_results_go_back_with_the_call_before_them(straw: Any) -> None:
    agent = next(line.say for line in story().opening if line.kind == "subagent")
    gateway = await straw(lambda body: (200, TOOL if text_of(body) == agent else TEXT))
    await run(gateway.url, "t", once=True, pace=0.001)
    called, result = next(b["messages"][-2:] for _, _, b in gateway.requests if len(b["messages"]) == 3)
    assert called["role"] == "assistant"
    assert called["content"][0]["input"] == {"command": "echo hi"}
    assert result["content"] == [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "hi"}]


async def test_a_client_that_never_gets_text_gives_up_after_three_turns(straw: Any) -> None:
    gateway = await straw(lambda body: (200, TOOL))
    await run(gateway.url, "t", once=True, pace=0.001)
    lines = [line for line in story().opening if line.kind != "count"]
    messages = [r for r in gateway.requests if "count_tokens" not in r[0]]
    assert len(messages) <= 3 * len(lines)
    assert len(messages) > 2 * len(lines)


async def test_refusals_and_breaks_are_counted_and_the_script_goes_on(straw: Any) -> None:
    def says(body: dict[str, Any]) -> tuple[int, bytes]:
        if body["model"] == "claude-opus-5-5":
            return 429, b"{}"
        return (200, stream(whole=False)) if "fable" in body["model"] else (200, TEXT)

    gateway = await straw(says)
    tally = await run(gateway.url, "t", once=True, pace=0.02)
    assert (tally.refused, tally.broken) == (1, 1)
    assert tally.answered > 8


async def test_it_hangs_up_on_what_never_ends(straw: Any) -> None:
    gateway = await straw(lambda body: (0, b"") if "endless" in body["model"] else (200, TEXT))
    tally = await run(gateway.url, "t", once=True, pace=0.02)
    assert tally.left == 1


async def test_without_once_it_goes_on_until_it_is_stopped(straw: Any) -> None:
    gateway = await straw(lambda body: (200, TEXT))
    playing = asyncio.create_task(run(gateway.url, "t", once=False, pace=0.001))
    encore = {line.model for line in story().encore}
    while not encore <= {b["model"] for _, _, b in gateway.requests}:
        assert not playing.done()
        await asyncio.sleep(0.01)
    playing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await playing


async def test_a_session_remembers_and_does_not_grow(straw: Any) -> None:
    gateway = await straw(lambda body: (200, TEXT))
    playing = asyncio.create_task(run(gateway.url, "t", once=False, pace=0.001))
    while len(gateway.requests) < 200:
        assert not playing.done()
        await asyncio.sleep(0.01)
    playing.cancel()
    lengths = [len(b["messages"]) for _, _, b in gateway.requests]
    assert 5 < max(lengths) < 20
    for _, _, body in gateway.requests:
        assert body["messages"][0]["role"] == "user"
        assert body["messages"][0]["content"][0]["type"] == "text" if "system" in body else True


async def test_a_gateway_that_is_gone_ends_the_script() -> None:
    tally = await run("http://127.0.0.1:1", "t", once=False, pace=0)
    assert tally.gone


def test_the_command_says_so_with_its_exit_code() -> None:
    assert main(["http://127.0.0.1:1", "t", "--once"]) == 1
