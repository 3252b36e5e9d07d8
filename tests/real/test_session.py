"""One running session of the real Claude Code, in a terminal: each tier, its subagent and its title at a target of
their own, and rewires between the turns.

Runs where TUI_ROUTER_CLAUDE names the client's program and tmux is there; it needs no login.
"""

import asyncio
import json
import os
import shutil
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, Self

import pytest

from tui_router.control.wiring import Change
from tui_router.journal.record import ENDED, ExchangeRow

CLAUDE = os.environ.get("TUI_ROUTER_CLAUDE", "")
LIMIT = 60.0
"""Seconds for one turn."""

kit = sys.modules["gateway_kit"]

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not CLAUDE, reason="TUI_ROUTER_CLAUDE names no client"),
    pytest.mark.skipif(shutil.which("tmux") is None, reason="there is no tmux"),
    pytest.mark.timeout(400),
]

CONFIG = """
[providers.up]
dialect = "chat"
base_url = "{url}/v1"
[tiers]
haiku = "up/small"
sonnet = "up/middle"
opus = "up/big"
[[routes]]
when = {{ kind = "subagent" }}
to = "up/agent"
[[routes]]
when = {{ kind = "title" }}
to = "up/titles"
"""


class Upstream:
    """Chat Completions: says "this is MODEL", a title where a schema asks for one, and hands a task to an agent when
    the last thing a person said has the word delegate."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=64 * 1024 * 1024)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                lines = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
                body = await reader.readexactly(int(lines.get("content-length", "0")))
                data = self._answer(json.loads(body)) if body else b'{"data": []}'
                kind = "text/event-stream" if body else "application/json"
                writer.write(
                    f"HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {len(data)}\r\n\r\n".encode()
                    + data
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the gateway closes connections when it likes
        finally:
            writer.close()

    def _answer(self, fields: dict[str, Any]) -> bytes:
        self.asked.append(fields["model"])
        delta: dict[str, Any] = {"content": f"this is {fields['model']}"}
        why = "stop"
        if "response_format" in fields:
            delta = {"content": '{"title": "A title"}'}
        elif self._delegates(fields):
            task = {"description": "say it", "prompt": "Say who you are.", "subagent_type": "general-purpose"}
            call = {"name": "Agent", "arguments": json.dumps(task)}
            delta = {
                "tool_calls": [
                    {"index": 0, "id": f"call_{len(self.asked)}", "type": "function", "function": call}
                ]
            }
            why = "tool_calls"
        head = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": fields["model"]}
        chunks = [
            {
                **head,
                "choices": [{"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": None}],
            },
            {**head, "choices": [{"index": 0, "delta": {}, "finish_reason": why}]},
            {
                **head,
                "choices": [],
                "usage": {"prompt_tokens": 50, "completion_tokens": 5, "total_tokens": 55},
            },
        ]
        return b"".join(f"data: {json.dumps(chunk)}\n\n".encode() for chunk in chunks) + b"data: [DONE]\n\n"

    @staticmethod
    def _delegates(fields: dict[str, Any]) -> bool:
        said = [message for message in fields["messages"] if message["role"] in ("user", "tool")]
        tools = [tool["function"]["name"] for tool in fields.get("tools", [])]
        return (
            bool(said)
            and said[-1]["role"] == "user"
            and "delegate" in json.dumps(said[-1]["content"])
            and "Agent" in tools
        )


class Terminal:
    """The client in a tmux of its own."""

    def __init__(self, folder: Path, url: str) -> None:
        self.socket = folder / "tmux.sock"
        self._home, self._work = folder / "home", folder / "work"
        self._url = url

    async def __aenter__(self) -> Self:
        for made in (self._home, self._work):
            made.mkdir(parents=True)
        trusted = {"hasTrustDialogAccepted": True, "hasCompletedProjectOnboarding": True}
        (self._home / ".claude.json").write_text(
            json.dumps(
                {
                    "hasCompletedOnboarding": True,
                    "theme": "dark",
                    "numStartups": 5,
                    "projects": {str(self._work): trusted},
                }
            )
        )
        words = {
            "PATH": os.environ["PATH"],
            "HOME": str(self._home),
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "ANTHROPIC_BASE_URL": self._url,
            "ANTHROPIC_AUTH_TOKEN": kit.TOKEN,
            "ENABLE_TOOL_SEARCH": "false",
            "DISABLE_TELEMETRY": "1",
            "DISABLE_ERROR_REPORTING": "1",
            "DISABLE_AUTOUPDATER": "1",
            "NO_PROXY": "127.0.0.1,localhost",
        }
        given = [f"{name}={value}" for name, value in words.items()]
        await self.tmux(
            *(
                "-f",
                "/dev/null",
                "new-session",
                "-d",
                "-s",
                "s",
                "-x",
                "150",
                "-y",
                "50",
                "-c",
                str(self._work),
            ),
            *("env", "-i", *given, CLAUDE, "--model", "opus", "--permission-mode", "default"),
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.tmux("kill-server")

    async def tmux(self, *words: str) -> str:
        child = await asyncio.create_subprocess_exec(
            "tmux",
            "-S",
            str(self.socket),
            *words,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        out, _ = await child.communicate()
        return out.decode("utf-8", "replace")

    async def say(self, text: str) -> None:
        await self.tmux("send-keys", "-t", "s", "-l", text)
        await asyncio.sleep(0.7)  # the client takes a fast Enter for a part of what was pasted
        await self.tmux("send-keys", "-t", "s", "Enter")

    async def choose(self, model: str) -> None:
        """Another model by the client's own command, which may ask whether that is meant."""
        done = f"Set model to {model.capitalize()}"
        await self.say(f"/model {model}")
        await self.until(lambda screen: done in screen or "Switch model?" in screen)
        if done not in await self.screen():
            await self.tmux("send-keys", "-t", "s", "Enter")
            await self.until(lambda screen: done in screen)

    async def screen(self) -> str:
        return await self.tmux("capture-pane", "-p", "-t", "s")

    async def until(self, shown: Callable[[str], bool]) -> None:
        try:
            async with asyncio.timeout(LIMIT):
                while not shown(await self.screen()):
                    await asyncio.sleep(0.2)
        except TimeoutError:
            pytest.fail(f"not on the screen:\n{await self.screen()}")


@pytest.fixture
async def upstream() -> AsyncIterator[Upstream]:
    async with Upstream() as found:
        yield found


async def turn(road: Any, terminal: Terminal, text: str, many: int = 1) -> list[ExchangeRow]:
    """Say something; the exchanges it caused, oldest first, once `many` of main and agents have ended."""
    before = max((row.id for row in await road.control.exchanges(limit=1)), default=0)
    await terminal.say(text)
    rows: list[ExchangeRow] = []

    def enough() -> bool:
        told = [row for row in rows if row.kind in ("main", "subagent")]
        return len(told) >= many and all(row.state in ENDED for row in rows)

    try:
        async with asyncio.timeout(LIMIT):
            while not enough():
                await asyncio.sleep(0.2)
                rows = [row for row in await road.control.exchanges(limit=50) if row.id > before]
    except TimeoutError:
        pytest.fail(f"{[(row.kind, row.model, row.state) for row in rows]}\n{await terminal.screen()}")
    return list(reversed(rows))


def went(rows: list[ExchangeRow]) -> list[tuple[str, str, str]]:
    return [(row.kind, row.tier, row.model) for row in rows]


async def test_each_kind_of_request_has_its_own_target_and_a_rewire_waits_for_the_next_turn(
    start: Any, tmp_path: Path, upstream: Upstream
) -> None:
    async with start(CONFIG.format(url=upstream.url)) as road, Terminal(tmp_path / "t", road.url) as terminal:
        await terminal.until(lambda screen: "❯" in screen or ">" in screen)
        first = await turn(road, terminal, "hello one")
        assert ("main", "opus", "big") in went(first)
        await terminal.choose("sonnet")
        assert went(await turn(road, terminal, "hello two"))[-1] == ("main", "sonnet", "middle")
        await terminal.choose("haiku")
        assert went(await turn(road, terminal, "hello three"))[-1] == ("main", "haiku", "small")
        agents = await turn(road, terminal, "please delegate this", many=3)
        assert {(row.kind, row.model) for row in agents if row.kind in ("main", "subagent")} == {
            ("main", "small"),
            ("subagent", "agent"),
        }
        assert {row.depth for row in agents if row.kind == "subagent"} == {1}
        rows = await road.control.exchanges(limit=100)
        assert {row.model for row in rows if row.kind == "title"} == {"titles"}
        assert len({row.session for row in rows if row.session}) == 1

        before = (await road.control.wiring()).revision
        await road.control.rewire(Change(revision=before, patch={"tiers": {"haiku": "up/other"}}))
        after = (await turn(road, terminal, "hello four"))[-1]
        assert (after.model, after.revision) == ("other", before + 1)
        assert {row.revision for row in agents} == {before}

        (session,) = await road.control.sessions()
        kinds = [branch.kind for branch in session.branches]
        assert kinds[:2] == ["main", "subagent"]
        assert "title" in kinds
        assert set(upstream.asked) == {"big", "middle", "small", "agent", "titles", "other"}
        seen = [
            (row.kind, row.client_model, f"{row.provider}/{row.model}", row.revision)
            for row in reversed(rows)
        ]
        print(*seen, (after.kind, after.client_model, f"up/{after.model}", after.revision), sep="\n")  # noqa: T201 - shown to who runs it
