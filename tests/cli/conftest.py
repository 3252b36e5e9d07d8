"""A home of its own for each test, the command as a process, and the built-in upstream on loopback."""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tui_router.sandbox.demo import demo_config
from tui_router.settings.places import Places, find_places
from tui_router.settings.process import read_lock

LIMIT = 60  # seconds after which a command counts as hanging

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Begin = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture(scope="session")
def sandbox() -> Iterator[str]:
    child = subprocess.Popen(
        [sys.executable, "-m", "tui_router.sandbox.serve", "--port", "0"], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    yield child.stdout.readline().split()[-1]
    child.terminate()
    child.wait()
    child.stdout.close()


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """Nothing of the machine's settings, keys or proxies."""
    bin = tmp_path / "bin"
    bin.mkdir()
    return {
        "PATH": f"{bin}:/usr/bin:/bin",
        "HOME": str(tmp_path / "user"),
        "LANG": "C.UTF-8",
        "TMPDIR": str(tmp_path),
        "TUI_ROUTER_HOME": str(tmp_path / "home"),
    }


@pytest.fixture
def places(env: dict[str, str]) -> Places:
    found = find_places(env)
    found.prepare()
    return found


@pytest.fixture
def wired(places: Places, sandbox: str) -> Places:
    """Settings that send every tier to the built-in upstream, on a free port."""
    places.config_file.write_text(f"[server]\nport = 0\n\n{demo_config(sandbox)}")
    return places


@pytest.fixture
def begin(env: dict[str, str]) -> Iterator[Begin]:
    """Start the command and leave it running."""
    begun: list[subprocess.Popen[str]] = []

    def start(*args: str, more: Mapping[str, str] | None = None) -> "subprocess.Popen[str]":
        child = subprocess.Popen(
            [sys.executable, "-m", "tui_router", *args],
            env={**env, **(more or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        begun.append(child)
        return child

    yield start
    for child in begun:
        if child.poll() is None:
            child.terminate()
        child.communicate(timeout=LIMIT)


@pytest.fixture
def run(begin: Begin, places: Places) -> Iterator[Run]:
    """Run the command to its end. A gateway left running is ended after the test."""

    def whole(*args: str, more: Mapping[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
        child = begin(*args, more=more)
        out, err = child.communicate(timeout=LIMIT)
        return subprocess.CompletedProcess(args, child.returncode, out, err)

    yield whole
    if read_lock(places.lock) is not None:
        assert whole("stop").returncode == 0
    assert read_lock(places.lock) is None


@pytest.fixture
def gateway(begin: Begin, wired: Places) -> str:
    """The URL of a gateway in the foreground, wired to the built-in upstream."""
    child = begin("serve")
    assert child.stdout is not None
    return child.stdout.readline().split()[-1]


@pytest.fixture
def ask() -> Callable[..., int]:
    """One short request to a gateway; the status of its answer."""

    def send(url: str, token: str, model: str, **headers: str) -> int:
        body = {"model": model, "max_tokens": 50, "messages": [{"role": "user", "content": "hi"}]}
        request = urllib.request.Request(
            f"{url}/v1/messages",
            json.dumps(body).encode(),
            {"authorization": f"Bearer {token}", "content-type": "application/json", **headers},
        )
        try:
            with urllib.request.urlopen(request, timeout=LIMIT) as answer:
                answer.read()
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code

    return send


@pytest.fixture
def own_env(env: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The same environment for what runs inside the test's own process."""
    for name in list(os.environ):
        monkeypatch.delenv(name)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    return env
