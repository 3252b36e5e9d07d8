"""`connect claude` with the real Claude Code: a launch, a settings file, and a window that it keeps to.

Runs where TUI_ROUTER_CLAUDE names the client's program (`npm install @anthropic-ai/claude-code`); it needs no login.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

CLAUDE = os.environ.get("TUI_ROUTER_CLAUDE", "")
LIMIT = 120  # seconds for one command
ANSWER = "The tests pass now."
TOKEN = "client-token-of-the-connect-tests"

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not CLAUDE, reason="TUI_ROUTER_CLAUDE names no client"),
    pytest.mark.timeout(900),
]

CONFIG = """
[server]
port = 0
[providers.sandbox]
dialect = "chat"
base_url = "{url}/v1"
[providers.sandbox.models.text]
context_window = 60000
max_output_tokens = 8192
[tiers]
default = "sandbox/text"
"""

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """Run a command in a home of its own, with the sandbox as the only upstream. "claude" is the client."""
    programs, work = tmp_path / "bin", tmp_path / "work"
    for folder in (programs, work, tmp_path / "router" / "config"):
        folder.mkdir(parents=True)
    (programs / "claude").symlink_to(Path(CLAUDE).absolute())
    env = {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "TERM": "xterm",
        "LANG": "C.UTF-8",
        "TUI_ROUTER_HOME": str(tmp_path / "router"),
        "TUI_ROUTER_TOKEN": TOKEN,
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        "DISABLE_TELEMETRY": "1",
        "DISABLE_AUTOUPDATER": "1",
    }
    sandbox = subprocess.Popen(
        [sys.executable, "-m", "tui_router.sandbox.serve"], stdout=subprocess.PIPE, text=True
    )
    assert sandbox.stdout is not None
    url = sandbox.stdout.readline().split()[-1]
    (tmp_path / "router" / "config" / "config.toml").write_text(CONFIG.format(url=url))

    def command(program: str, *args: str) -> "subprocess.CompletedProcess[str]":
        argv = ["claude"] if program == "claude" else [sys.executable, "-m", "tui_router", program]
        return subprocess.run(
            [*argv, *args],
            env=env,
            cwd=work,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )

    yield command
    command("stop")
    sandbox.terminate()
    sandbox.communicate(timeout=20)


def kinds(run: Run, tmp_path: Path) -> list[str]:
    """Of all requests, oldest first, as the journal names them."""
    import json
    import urllib.request

    from tui_router.settings.process import read_lock

    held = read_lock(tmp_path / "router" / "state" / "gateway.lock")
    assert held is not None
    request = urllib.request.Request(
        f"{held.url}/control/v1/exchanges", headers={"authorization": f"Bearer {held.control_token}"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        rows = json.load(answer)
    assert {row["status"] for row in rows} == {200}
    return [row["kind"] for row in rows[::-1]]


def test_a_launch_answers(run: Run) -> None:
    done = run("connect", "claude", "--", "-p", "hello")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(ANSWER)


def test_a_plain_client_comes_here_until_it_is_undone(run: Run, tmp_path: Path) -> None:
    settings = tmp_path / ".claude" / "settings.json"
    settings.parent.mkdir()
    settings.write_text('{"env": {"ANTHROPIC_API_KEY": "of-somebody-else"}, "includeCoAuthoredBy": false}')
    before = settings.read_text()
    assert run("connect", "claude", "--settings", "--haiku-model", "sandbox/text-fast").returncode == 0
    assert run("claude", "-p", "hello").stdout.startswith(ANSWER)
    assert run("claude", "-p", "hello", "--model", "haiku").stdout.startswith("Mend the parser's last line")
    assert kinds(run, tmp_path) == ["main", "main"]
    assert run("connect", "claude", "--undo-settings").returncode == 0
    assert settings.read_text() == before


def test_a_conversation_is_compacted_before_the_window_is_full(run: Run, tmp_path: Path) -> None:
    """The client reads no window under 100,000 tokens, only a share of it; 60,000 must hold all the same."""
    text = "Please read: " + " ".join(f"line {i} of the file is fine" for i in range(1100))
    for turn in range(4):
        again = ["-c"] if turn else []
        done = run("connect", "claude", "--", *again, "-p", f"{turn} {text}")
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith(ANSWER)
    found = kinds(run, tmp_path)
    assert found[:2] == ["main", "main"]
    assert "compaction" in found[2:-1]
    assert found[-1] == "main"
