"""The process: order of start, locks, signals, kill -9."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tui_router.settings.places import find_places
from tui_router.settings.process import read_lock

TOKEN = "token-of-the-process-tests"


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    env = {name: value for name, value in os.environ.items() if not name.endswith("_API_KEY")}
    return {
        **env,
        "TUI_ROUTER_HOME": str(tmp_path / "home"),
        "TUI_ROUTER_TOKEN": TOKEN,
        "S_KEY": "sk-not-real",
    }


class Process:
    def __init__(self, env: dict[str, str], *options: str) -> None:
        self.child = subprocess.Popen(
            [sys.executable, "-m", "tui_router", "serve", *options],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def url(self) -> str:
        assert self.child.stdout is not None
        line = self.child.stdout.readline().strip()
        assert line.startswith("tui-router listening on http://127.0.0.1:"), line
        return line.rpartition(" ")[2]

    def over(self) -> tuple[int, str]:
        """Wait until it ends by itself."""
        _, error = self.child.communicate(timeout=20)
        return self.child.returncode, error

    def end(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        if self.child.poll() is None:
            self.child.send_signal(number)
        _, error = self.child.communicate(timeout=20)
        return self.child.returncode, error


@pytest.fixture
def serve(home: dict[str, str]):
    started: list[Process] = []

    def begin(*options: str, **env: str) -> Process:
        started.append(Process({**home, **env}, *options))
        return started[-1]

    yield begin
    for process in started:
        if process.child.poll() is None:
            process.child.kill()
        process.child.communicate(timeout=20)


def config(tmp_path: Path, url: str) -> str:
    path = tmp_path / "c.toml"
    path.write_text(
        f'[providers.sandbox]\ndialect = "chat"\nbase_url = "{url}/v1"\nkey = "env:S_KEY"\n[tiers]\ndefault = "sandbox/text"\n'
    )
    return str(path)


def test_a_signal_ends_it_with_zero_and_frees_the_lock(serve, home) -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        process = serve("--port", "0")
        url = process.url()
        lock = find_places(home).lock
        info = read_lock(lock)
        assert info is not None
        assert (info.url, info.pid) == (url, process.child.pid)
        assert process.end(number)[0] == 0
        assert read_lock(lock) is None


def test_a_second_gateway_names_the_first(serve) -> None:
    first = serve("--port", "0")
    url = first.url()
    second = serve("--port", "0")
    code, error = second.over()
    assert code == 2
    assert url in error
    assert "Traceback" not in error


def test_a_taken_port_is_said(serve, tmp_path) -> None:
    first = serve("--port", "0")
    port = first.url().rpartition(":")[2]
    code, error = serve("--port", port, TUI_ROUTER_HOME=str(tmp_path / "other")).over()
    assert code == 2
    assert f"127.0.0.1:{port}" in error


def test_beyond_loopback_a_token_is_wanted(serve, home) -> None:
    process = serve("--host", "0.0.0.0", "--port", "0", TUI_ROUTER_TOKEN="")
    code, error = process.over()
    assert code == 2
    assert "TUI_ROUTER_TOKEN" in error


def test_files_are_for_the_owner_alone(serve, home) -> None:
    process = serve("--port", "0")
    process.url()
    process.end()
    found = [path for path in Path(home["TUI_ROUTER_HOME"]).rglob("*")]
    assert found
    assert [path for path in found if path.stat().st_mode & 0o077 and "config" not in path.parts] == []


async def test_after_kill_9_every_stored_exchange_is_there_and_sound(serve, home, tmp_path) -> None:
    import asyncio
    import json

    import httpx

    from tui_router.sandbox.server import SandboxServer

    async with SandboxServer(pace=0) as sandbox:
        process = serve("--port", "0", "--config", config(tmp_path, sandbox.url))
        url = await asyncio.to_thread(process.url)
        info = read_lock(find_places(home).lock)
        assert info is not None
        stored: set[int] = set()
        async with httpx.AsyncClient(trust_env=False, timeout=20) as client:
            headers = {"x-api-key": TOKEN}
            body = {
                "model": "sandbox/text",
                "max_tokens": 9,
                "messages": [{"role": "user", "content": "x" * 2000}],
            }
            hanging = {**body, "model": "sandbox/endless", "stream": True}

            async def watch() -> None:
                auth = {"authorization": f"Bearer {info.control_token}"}
                async with client.stream("GET", f"{url}/control/v1/events", headers=auth) as reply:
                    async for line in reply.aiter_lines():
                        if line.startswith("data: ") and '"stored":true' in line:
                            stored.add(json.loads(line[6:])["row"]["id"])

            async def load() -> None:
                while True:
                    await client.post(f"{url}/v1/messages", headers=headers, json=body)

            async def hang() -> None:
                async with client.stream(
                    "POST", f"{url}/v1/messages", headers=headers, json=hanging
                ) as reply:
                    async for _ in reply.aiter_bytes():
                        pass

            tasks = [asyncio.ensure_future(work()) for work in (watch, hang, load, load, load)]
            async with asyncio.timeout(20):
                while len(stored) < 40:
                    await asyncio.sleep(0.02)
            process.child.kill()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        announced = set(stored)
        process.child.wait(20)
        again = serve("--port", "0", "--config", config(tmp_path, sandbox.url))
        await asyncio.to_thread(again.url)
        database = find_places(home).database
        async with asyncio.timeout(20):
            while True:
                with sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True) as db:
                    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
                from tui_router.journal.query import Reader

                rows = {row.id: row for row in Reader(database).rows(None, 5000)}
                states = {row.state for row in rows.values()}
                if not states & {"waiting", "live"} and "interrupted" in states:
                    break
                await asyncio.sleep(0.05)
    assert announced <= set(rows)
    assert {rows[number].state for number in announced} == {"ok"}
    reader = Reader(database)
    for number in announced:
        leg = reader.leg(number, "a")
        assert leg is not None
        assert json.loads(leg.data)["model"] == "sandbox/text"
