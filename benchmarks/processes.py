"""The processes that are measured: started, weighed and ended here. Linux only: it reads /proc."""

import http.client
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil  # type: ignore[import-untyped] # it brings no types

from benchmarks.client import Door
from benchmarks.tongues import TONGUES

TOKEN = "bench-token"

CONFIG = """\
[providers.mock]
dialect = "{dialect}"
base_url = "{mock}{base}"
auth = "none"

[providers.mock.models.mock]
context_window = 1000000
max_output_tokens = 64000

[tiers]
haiku = "mock/mock"
sonnet = "mock/mock"
opus = "mock/mock"
default = "mock/mock"
"""


def direct(mock: str) -> Door:
    return Door(mock, "/v1/chat/completions", {}, b'"content":"')


def through(gateway: str) -> Door:
    headers = {"authorization": f"Bearer {TOKEN}", "anthropic-version": "2023-06-01"}
    return Door(gateway, "/v1/messages", headers, b'"text_delta"')


@contextmanager
def mock() -> Iterator[str]:
    child = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.mock"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent.parent,
    )
    with child:
        assert child.stdin
        assert child.stdout
        try:
            yield child.stdout.readline().strip()
        finally:
            child.stdin.close()
            child.wait(10)


@dataclass(frozen=True)
class Gateway:
    url: str
    pid: int
    start: float  # seconds from its start to the first 200

    def cpu(self) -> float:
        """Seconds of CPU its processes have used, on the scheduler's clock of nanoseconds."""
        total = 0
        for process in self._tree():
            with suppress(OSError):
                for task in Path(f"/proc/{process.pid}/task").iterdir():
                    total += int((task / "schedstat").read_text().split()[0])
        return total / 1e9

    def memory(self) -> float:
        """MB its processes hold together."""
        total = 0
        for process in self._tree():
            with suppress(psutil.Error):
                total += process.memory_info().rss
        return total / 2**20

    def _tree(self) -> list[psutil.Process]:
        with suppress(psutil.Error):
            first = psutil.Process(self.pid)
            return [first, *first.children(recursive=True)]
        return []


@contextmanager
def gateway(mock_url: str, probe: bytes, command: Sequence[str], language: str = "chat") -> Iterator[Gateway]:
    """The mock is asked in this language. `command` with `serve` in a home of its own, up when `probe` has got its 200."""
    with tempfile.TemporaryDirectory(prefix="tui-router-bench-") as folder:
        home = Path(folder)
        config, log = home / "bench.toml", home / "gateway.log"
        tongue = TONGUES[language]
        config.write_text(CONFIG.format(mock=mock_url, dialect=tongue.dialect, base=tongue.base))
        env = {
            "PATH": os.environ["PATH"],
            "HOME": folder,
            "TUI_ROUTER_HOME": str(home / "router"),
            "TUI_ROUTER_TOKEN": TOKEN,
        }
        began = time.perf_counter()
        with log.open("wb") as stderr:
            child = subprocess.Popen(
                [*command, "serve", "--config", str(config), "--port", "0"],
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
                start_new_session=True,
            )
        try:
            assert child.stdout
            line = child.stdout.readline()
            if not line.startswith("tui-router listening on "):
                raise RuntimeError(f"the gateway did not start: {log.read_text()[-2000:]}")
            url = line.split()[-1]
            if (status := post(url, probe)) != 200:
                raise RuntimeError(f"the gateway answers {status}: {log.read_text()[-2000:]}")
            yield Gateway(url, child.pid, time.perf_counter() - began)
        finally:
            stop(child)


def post(url: str, request: bytes) -> int:
    """One request as it stands but for its host; its status."""
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    try:
        headers = dict(line.split(": ", 1) for line in lines if not line.startswith("host: "))
        connection.request("POST", first.split()[1], body, headers)
        reply = connection.getresponse()
        reply.read()
        return reply.status
    finally:
        connection.close()


def stop(child: subprocess.Popen[str]) -> None:
    """End what was started here, and what it started: they share a process group of their own."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGTERM)
    try:
        child.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    if child.stdout:
        child.stdout.close()
