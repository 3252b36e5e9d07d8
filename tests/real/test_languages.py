"""The real Claude Code in one session after another, each language of an upstream behind it: it thinks, calls a tool,
reads the result. Then one session whose target changes under it, between a call and its result, through all of them;
and the same at a real engine.

Runs where TUI_ROUTER_CLAUDE names the client's program; it needs no login. The stand-in refuses what the real servers
refuse, so one attempt means that the request was a right one.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tui_router.control.wiring import Change
from tui_router.journal.record import ENDED, ExchangeRow
from tui_router.sandbox.server import SandboxServer

CLAUDE = os.environ.get("TUI_ROUTER_CLAUDE", "")
LIMIT = 60.0
"""Seconds for one turn."""

kit = sys.modules["gateway_kit"]

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not CLAUDE, reason="TUI_ROUTER_CLAUDE names no client"),
    pytest.mark.timeout(300),
]

DOORS = {
    "chat": ("chat", "/v1", ""),
    "gemini": ("gemini", "/v1beta", ""),
    "responses": ("responses", "/v1", ""),
    "bedrock": ("bedrock", "", ""),
    "anthropic": ("anthropic", "", ""),
    "vertex": ("bedrock", "/v1/projects/p/locations/l", 'quirks = { hosted = "google" }'),
}
"""Name of the provider → its dialect, where the stand-in speaks it, and what else its settings say."""

SHOWN = {"gemini": '{"output": "hi"}'}
"""The result of the call as the stand-in read it, where that is an object in its language."""
ENGINE_SAYS = "Good morning from a real engine: żółw, 海, 🐢."


def answer(name: str) -> str:
    """What the stand-in says once it has the result of its call."""
    return f"It says: {SHOWN.get(name, 'hi')}. Nothing else to do."


def config(url: str) -> str:
    lines = ["[tiers]", 'default = "chat/thinking-tools"']
    for name, (dialect, base, more) in DOORS.items():
        lines += [
            f"[providers.{name}]",
            f'dialect = "{dialect}"',
            f'base_url = "{url}{base}"',
            'auth = "none"',
        ]
        lines += [more]
    return "\n".join(lines)


class Session:
    """One running client, told one thing after the other. A hook of its own holds each call of a tool until `go`."""

    def __init__(self, child: asyncio.subprocess.Process, held: Path) -> None:
        self._child = child
        self._held = held
        self.said: list[dict[str, Any]] = []
        self._results: asyncio.Queue[str] = asyncio.Queue()

    async def read(self) -> None:
        """What the client says, until it ends."""
        assert self._child.stdout
        while line := await self._child.stdout.readline():
            self.said.append(json.loads(line))
            if self.said[-1]["type"] == "result":
                self._results.put_nowait(str(self.said[-1].get("result", self.said[-1])))

    async def say(self, text: str) -> None:
        assert self._child.stdin
        told = {"type": "user", "message": {"role": "user", "content": text}}
        self._child.stdin.write(json.dumps(told).encode() + b"\n")
        await self._child.stdin.drain()

    async def calls(self) -> None:
        """Return when the client is about to run a tool."""
        async with asyncio.timeout(LIMIT):
            while not self._held.exists():
                assert self._results.empty(), f"no call: {self._results.get_nowait()!r}"
                await asyncio.sleep(0.02)

    def go(self) -> None:
        self._held.unlink()

    async def result(self) -> str:
        """The end of a turn."""
        async with asyncio.timeout(LIMIT):
            return await self._results.get()

    async def turn(self, text: str) -> str:
        await self.say(text)
        await self.calls()
        self.go()
        return await self.result()

    def blocks(self, kind: str) -> list[dict[str, Any]]:
        messages = [line["message"] for line in self.said if line["type"] in ("assistant", "user")]
        return [
            block
            for message in messages
            if isinstance(message["content"], list)
            for block in message["content"]
            if block["type"] == kind
        ]


@asynccontextmanager
async def session(url: str, folder: Path, *more: str) -> AsyncIterator[Session]:
    folder.mkdir(parents=True)
    held = folder / "held"
    wait = f"cat > /dev/null; touch {held}; while [ -e {held} ]; do sleep 0.02; done"
    hook = {"matcher": "*", "hooks": [{"type": "command", "command": wait}]}
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "TERM": "xterm",
        "LANG": "C.UTF-8",
        "ANTHROPIC_BASE_URL": url,
        "ANTHROPIC_AUTH_TOKEN": kit.TOKEN,
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        "CLAUDE_CODE_MAX_RETRIES": "0",
        "ENABLE_TOOL_SEARCH": "false",
        "DISABLE_TELEMETRY": "1",
        "DISABLE_AUTOUPDATER": "1",
    }
    forms = ("--input-format", "stream-json", "--output-format", "stream-json", "--verbose")
    child = await asyncio.create_subprocess_exec(
        *(CLAUDE, "-p", *forms, "--model", "opus", "--permission-mode", "default"),
        *("--allowedTools", "Bash,Read", "--settings", json.dumps({"hooks": {"PreToolUse": [hook]}}), *more),
        env=environment,
        cwd=folder,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        limit=16 * 1024 * 1024,
    )
    running = Session(child, held)
    reading = asyncio.create_task(running.read())
    try:
        yield running
    finally:
        held.unlink(missing_ok=True)
        child.kill()
        await child.wait()
        await reading


async def wire(road: Any, target: str) -> None:
    revision = (await road.control.wiring()).revision
    await road.control.rewire(Change(revision=revision, patch={"tiers": {"default": target}}))


async def rows(road: Any) -> list[ExchangeRow]:
    """Oldest first, once all have ended."""
    async with asyncio.timeout(30):
        while True:
            found = await road.control.exchanges(limit=200)
            if all(row.state in ENDED for row in found):
                return list(reversed(found))
            await asyncio.sleep(0.02)


def went(found: list[ExchangeRow]) -> list[tuple[str, str, int | None, int]]:
    return [(row.provider, row.state, row.status, row.attempts) for row in found]


@pytest.mark.parametrize("language", DOORS)
async def test_it_thinks_calls_and_reads_in_each_language(start: Any, tmp_path: Path, language: str) -> None:
    async with SandboxServer(pace=0) as sandbox, start(config(sandbox.url)) as road:
        await wire(road, f"{language}/thinking-tools")
        async with session(road.url, tmp_path / "client") as client:
            assert await client.turn("say hi") == answer(language)
            assert await client.turn("and again") == answer(language)
        thoughts = [block["thinking"] for block in client.blocks("thinking")]
        assert (
            thoughts
            == ["I should look at the file before I change anything.", "The output is what I expected."] * 2
        )
        calls = client.blocks("tool_use")
        assert [(call["name"], call["input"]["command"]) for call in calls] == [("Bash", "echo hi")] * 2
        results = client.blocks("tool_result")
        assert [(result["tool_use_id"], result["content"]) for result in results] == [
            (call["id"], "hi") for call in calls
        ]
        found = await rows(road)
        assert went(found) == [(language, "ok", 200, 1)] * 4
        if language == "gemini":
            sent = json.loads(await road.leg(found[2].id, "b", attempt=1))
            said = [
                part
                for content in sent["contents"]
                if content["role"] == "model"
                for part in content["parts"]
            ]
            assert [
                name
                for part in said
                if "thoughtSignature" in part
                for name in ("text", "functionCall")
                if name in part
            ] == ["functionCall", "text"]


async def test_a_session_whose_target_changes_between_call_and_result(start: Any, tmp_path: Path) -> None:
    """Each language takes over an answer that another began, with all that was said in the others before."""
    ring = [*DOORS, next(iter(DOORS))]
    async with SandboxServer(pace=0) as sandbox, start(config(sandbox.url)) as road:
        async with session(road.url, tmp_path / "client") as client:
            for number, later in enumerate(ring[1:]):
                await client.say(f"say hi, {number}")
                await client.calls()
                await wire(road, f"{later}/thinking-tools")
                client.go()
                assert await client.result() == answer(later)
        took_turns = [name for pair in pairwise(ring) for name in pair]
        found = await rows(road)
        assert went(found) == [(name, "ok", 200, 1) for name in took_turns]
        assert len({row.session for row in found}) == 1


async def test_a_real_engine_that_is_asked_in_responses(start: Any, llama: Any, tmp_path: Path) -> None:
    lines = ["[tiers]", 'default = "engine-tool/tiny"']
    for kind in ("tool", "text"):
        lines += [f"[providers.engine-{kind}]", 'dialect = "responses"', f'base_url = "{llama(kind)}/v1"']
    async with start("\n".join(lines)) as road:
        # The engine reads some thousand tokens a second, and its tokens are bytes: a short prompt of its own.
        short = ("--tools", "Bash", "--system-prompt", "You are a turtle.")
        async with session(road.url, tmp_path / "client", *short) as client:
            await client.say("say turtle")
            await client.calls()
            await wire(road, "engine-text/tiny")  # the other one would call for ever
            client.go()
            assert await client.result() == ENGINE_SAYS
        (call,) = client.blocks("tool_use")
        assert (call["name"], call["input"]) == ("Bash", {"command": "echo turtle"})
        assert [result["content"] for result in client.blocks("tool_result")] == ["turtle"]
        assert went(await rows(road)) == [("engine-tool", "ok", 200, 1), ("engine-text", "ok", 200, 1)]
