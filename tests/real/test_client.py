"""The real Claude Code against every trouble of the sandbox, each over both languages.

Runs where TUI_ROUTER_CLAUDE names the client's program (`npm install @anthropic-ai/claude-code`); it needs no login.
A trouble that the client's own requests do not meet, such as an image, simply ends in an answer.
"""

import asyncio
import importlib.util
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tui_router.diagnose.course import PASSING
from tui_router.sandbox.scenario import Scenario
from tui_router.sandbox.server import SandboxServer

CLAUDE = os.environ.get("TUI_ROUTER_CLAUDE", "")
LIMIT = 90.0
"""Seconds until a run is given up."""
SECONDS = 45.0
"""Seconds in which a client that is told the right thing ends, its own retry included."""
LADDER = 14
"""Requests: six for a 400, each once more without streaming, and the retry it is allowed."""

_road = Path(__file__).parents[1] / "road" / "test_diagnoses.py"
_spec = importlib.util.spec_from_file_location("road_diagnoses", _road)
assert _spec is not None
assert _spec.loader is not None
troubles = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(troubles)

kit = sys.modules["gateway_kit"]

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not CLAUDE, reason="TUI_ROUTER_CLAUDE names no client"),
    pytest.mark.timeout(3000),
]


async def client(url: str, model: str, folder: Path) -> tuple[int, str, float]:
    """Exit code, result text and seconds of one run."""
    folder.mkdir(parents=True, exist_ok=True)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "TERM": "xterm",
        "LANG": "C.UTF-8",
        "ANTHROPIC_BASE_URL": url,
        "ANTHROPIC_AUTH_TOKEN": kit.TOKEN,
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        "CLAUDE_CODE_MAX_RETRIES": "1",
        "ENABLE_TOOL_SEARCH": "false",
        "DISABLE_TELEMETRY": "1",
        "DISABLE_AUTOUPDATER": "1",
    }
    began = time.monotonic()
    child = await asyncio.create_subprocess_exec(
        CLAUDE,
        *("-p", "hello", "--model", model, "--output-format", "json"),
        env=environment,
        cwd=folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(LIMIT):
            said, _ = await child.communicate()
    except TimeoutError:
        child.kill()
        await child.wait()
        return -1, "not ended", time.monotonic() - began
    try:
        text = str(json.loads(said).get("result", ""))
    except ValueError:
        text = said.decode("utf-8", "replace")[:300]
    return child.returncode or 0, text, time.monotonic() - began


async def run(road: Any, name: str, scenario: Scenario, folder: Path) -> list[object]:
    before = max((row.id for row in await road.control.exchanges(limit=1)), default=0)
    code, text, took = await client(road.url, f"{name}/{name}", folder)
    rows = [row for row in await road.control.exchanges(limit=50) if row.id > before]
    met = any(row.diagnosis == scenario.diagnosis for row in rows)
    states = [f"{row.state} {row.status} {row.diagnosis} x{row.attempts}" for row in reversed(rows)]
    seen: list[object] = [f"{took:.1f} s", f"exit {code}", text[:160], states[:8]]
    print(name, scenario.diagnosis, *seen, sep=" | ")  # noqa: T201 - the table is what one runs it for
    if code == -1 or took > SECONDS or len(rows) > LADDER:
        return ["too long", *seen]
    if scenario.mends and code:
        return ["not mended", *seen]
    if not scenario.mends and met and not code and scenario.diagnosis != "stream_truncated":
        return ["taken for an answer", *seen]
    if scenario.mends and met and scenario.diagnosis not in PASSING:
        code, text, took = await client(road.url, f"{name}/{name}", folder)
        again = await road.last()
        if code or again.row.attempts != 1 or again.row.state != "ok":
            return ["the second needs mending", code, text[:160], again.row.state, again.row.attempts]
    return []


@pytest.mark.filterwarnings("ignore:Sending a large body:ResourceWarning")
@pytest.mark.parametrize("language", ["chat", "anthropic"])
async def test_the_client_ends_as_it_should(start: Any, tmp_path: Path, language: str) -> None:
    async with (
        SandboxServer(pace=0) as sandbox,
        SandboxServer(pace=1) as slow,
        start(troubles.config(sandbox, slow, language)) as road,
    ):
        problems = {}
        for name, scenario in troubles.TROUBLES.items():
            if language in scenario.speaks:
                problems[name] = await run(road, name, scenario, tmp_path / "client")
    assert not any(problems.values()), "\n".join(f"{name}: {bad}" for name, bad in problems.items() if bad)
