"""The inspector beside the real Claude Code, by keys alone: a request that no repair mends is found, read, pointed at
another model, sent again, compared with what it was, and taken away as a command that runs.

Runs where TUI_ROUTER_CLAUDE names the client's program, and tmux and curl are there; it needs no login. The inspector
and the client are programs of their own, each in a terminal; nothing is asked of the gateway but by their screens.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

CLAUDE = os.environ.get("TUI_ROUTER_CLAUDE", "")
LIMIT = 60.0
"""Seconds until something must be seen."""
PAUSE = 0.25
"""Seconds between two looks at a terminal, and after a key: as fast as a person who knows the way."""
TOKEN = "client-token-of-the-inspector-tests"
WIDTH, HEIGHT = 120, 40

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not CLAUDE, reason="TUI_ROUTER_CLAUDE names no client"),
    pytest.mark.skipif(shutil.which("tmux") is None, reason="there is no tmux"),
    pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl"),
    pytest.mark.timeout(400),
]

CONFIG = """
[server]
port = 0
[providers.sandbox]
dialect = "chat"
base_url = "{url}/v1"
[tiers]
opus = "sandbox/no-tools"
default = "sandbox/text-fast"
"""
"""The model of the tier cannot call tools; the client sends two dozen of them with all it asks."""

THEIR_WORDS = "registry.ollama.ai/library/no-tools:latest does not support tools"
ANSWER = "The tests pass now."


@dataclass
class Terminal:
    """One program in a terminal; what can be done is press keys and look."""

    socket: Path
    name: str

    def tmux(self, *words: str) -> str:
        done = subprocess.run(
            ["tmux", "-S", str(self.socket), "-f", str(self.socket.with_suffix(".conf")), *words],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        return done.stdout

    def start(self, argv: list[str], env: dict[str, str], folder: Path) -> None:
        given = [f"{name}={value}" for name, value in env.items()]
        size = ["-x", str(WIDTH), "-y", str(HEIGHT)]
        program = ["env", "-i", *given, *argv]
        self.tmux("new-session", "-d", "-s", self.name, *size, "-c", str(folder), *program)

    def screen(self) -> str:
        return self.tmux("capture-pane", "-p", "-t", self.name)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.tmux("send-keys", "-t", self.name, key)
            time.sleep(PAUSE)

    def type(self, text: str) -> None:
        self.press(*("Space" if letter == " " else letter for letter in text))

    def sees(self, *texts: str) -> str:
        """The screen, once all of these are on it."""
        until = time.monotonic() + LIMIT
        while time.monotonic() < until:
            screen = self.screen()
            if all(text in screen for text in texts):
                return screen
            time.sleep(PAUSE)
        missing = [text for text in texts if text not in self.screen()]
        pytest.fail(f"not on the screen of the {self.name}: {missing}\n{self.screen()}")


@dataclass(frozen=True)
class Desk:
    inspector: Terminal
    client: Terminal
    config: Path
    state: Path
    env: dict[str, str]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    home, work, router = tmp_path / "home", tmp_path / "work", tmp_path / "router"
    for folder in (home, work, router / "config", tmp_path / "bin"):
        folder.mkdir(parents=True)
    (tmp_path / "bin" / "claude").symlink_to(Path(CLAUDE).absolute())
    trusted = {"hasTrustDialogAccepted": True, "hasCompletedProjectOnboarding": True}
    told = {
        "hasCompletedOnboarding": True,
        "theme": "dark",
        "numStartups": 5,
        "projects": {str(work): trusted},
    }
    (home / ".claude.json").write_text(json.dumps(told))
    env = {
        "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}",
        "HOME": str(home),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "TUI_ROUTER_HOME": str(router),
        "TUI_ROUTER_TOKEN": TOKEN,
        "ENABLE_TOOL_SEARCH": "false",
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        "DISABLE_TELEMETRY": "1",
        "DISABLE_AUTOUPDATER": "1",
        "NO_PROXY": "127.0.0.1,localhost",
    }
    sandbox = subprocess.Popen(
        [sys.executable, "-m", "tui_router.sandbox.serve"], stdout=subprocess.PIPE, text=True, env=env
    )
    assert sandbox.stdout is not None
    config = router / "config" / "config.toml"
    config.write_text(CONFIG.format(url=sandbox.stdout.readline().split()[-1]))
    socket = tmp_path / "tmux.sock"
    socket.with_suffix(".conf").write_text("set -g remain-on-exit on\n")  # last words can be read
    inspector, client = Terminal(socket, "inspector"), Terminal(socket, "client")
    ours = [sys.executable, "-m", "tui_router"]
    try:
        inspector.start(ours, env, work)
        inspector.sees("Listening. Now connect Claude Code.", "tui-router connect claude")
        asks = ["--model", "opus", "--permission-mode", "default"]
        client.start([*ours, "connect", "claude", "--", *asks], env, work)
        client.sees("❯")
        yield Desk(inspector, client, config, router / "state", env)
    finally:
        inspector.tmux("kill-server")
        subprocess.run([*ours, "stop"], env=env, capture_output=True, check=False, timeout=30)
        sandbox.terminate()
        sandbox.communicate(timeout=20)


def ask(client: Terminal, text: str) -> None:
    client.type(text)
    time.sleep(0.7)  # the client takes a fast Enter for a part of what was pasted
    client.press("Enter")


def test_a_failed_request_is_found_understood_mended_compared_and_taken_away(desk: Desk) -> None:
    inspector, client = desk.inspector, desk.client
    before = desk.config.read_text()

    ask(client, "look at the parser")
    client.sees("API Error: 400 no-tools of provider sandbox cannot call tools", "(tui_router #")
    inspector.sees("✗ failed 400", "▆ opus", "no-tools · sandbox", "the model cannot call tools")

    # found
    inspector.press("/")
    inspector.type("~e")
    inspector.sees("1 of ")
    inspector.press("Enter")
    screen = inspector.sees("▌ ✗ the model cannot call tools", "A point the tier at another model")
    failed = number_of(screen, "→ no-tools · sandbox")

    # understood
    inspector.press("Enter")
    inspector.sees(f"esc Live  #{failed}", "the client was told", "sandbox said", f"“{THEIR_WORDS}”")
    inspector.sees("Point the tier at another model.", "✗ 1  400", "A Fix")

    # mended: the remedy opens the form of the tier, which sends the request again where it is asked to
    inspector.press("A")
    inspector.sees("Rewire", "▌no-tools", f"[ ] replay #{failed}")
    inspector.press("C-u")
    inspector.type("text")
    inspector.sees("sandbox/no-tools  →  sandbox/text")
    go_to(inspector, f"▌[ ] replay #{failed}")
    inspector.press("Space")
    inspector.sees(f"[x] replay #{failed}")
    inspector.press("C-s")
    screen = inspector.sees(f"of #{failed}", "↻ replay 200", "→ text · sandbox", ANSWER)
    again = number_of(screen, "→ text · sandbox")
    assert again > failed

    # compared with what it repeats
    inspector.press("c")
    inspector.sees(f"A is #{again}", f"compares it with #{failed}, its origin")
    inspector.press("c")
    screen = inspector.sees(
        f"A  #{failed}",
        f"B  #{again} ↻ of #{failed}",
        "B was answered, A failed: the model cannot call tools",
    )
    changed = next(line for line in screen.splitlines() if "≠" in line)
    assert re.search(r'model +"no-tools" +≠ +model +"text"', changed)
    assert "change 1 of" in screen

    # taken away
    inspector.press("Escape")
    inspector.sees("↻ replay 200")
    inspector.press("y")
    inspector.sees(f"Copy of #{again}", "c  curl", "Secrets are removed from everything that is copied.")
    inspector.press("c")
    inspector.sees("Too long for the clipboard")
    command = (desk.state / "copy.txt").read_text()
    assert TOKEN not in command
    assert said_by(command, desk.env).startswith(ANSWER)
    inspector.sees(f"#{again + 1} ")

    inspector.press("x")
    inspector.sees("Export", "J  bundle", "can be imported again", "secrets are removed")
    inspector.press("Enter")
    inspector.sees("⏎ write it", ".jsonl")
    inspector.press("Enter")
    inspector.sees("Wrote #")
    (bundle,) = (desk.state / "exports").iterdir()
    assert json.loads(bundle.read_text().splitlines()[0])["row"]["session"]
    assert TOKEN not in bundle.read_text()

    # the client goes on at the new target, in the session it has
    ask(client, "and now")
    client.sees(ANSWER)
    assert desk.config.read_text() == before


def number_of(screen: str, target: str) -> int:
    """Of the exchange that the pane below the list is about."""
    title = next(line for line in screen.splitlines() if target in line and line.lstrip().startswith("#"))
    return int(title.split()[0].removeprefix("#"))


def go_to(inspector: Terminal, shown: str) -> None:
    """Press ⇥ until the focus bar stands at something; each time it must have moved before the next."""
    for _ in range(12):
        screen = inspector.screen()
        if shown in screen:
            return
        inspector.press("Tab")
        until = time.monotonic() + LIMIT
        while inspector.screen() == screen and time.monotonic() < until:
            time.sleep(PAUSE)
    pytest.fail(f"⇥ does not lead to {shown}\n{inspector.screen()}")


def said_by(command: str, env: dict[str, str]) -> str:
    """The text that the copied command brings, run by a person's shell."""
    done = subprocess.run(
        ["sh"],
        input=command,
        env={**env, "ANTHROPIC_AUTH_TOKEN": TOKEN},
        capture_output=True,
        encoding="utf-8",
        timeout=LIMIT,
        check=False,
    )
    events = [json.loads(line[6:]) for line in done.stdout.splitlines() if line.startswith("data: {")]
    assert events, done.stdout + done.stderr
    return "".join(event.get("delta", {}).get("text", "") for event in events)
