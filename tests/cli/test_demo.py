import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from pathlib import Path

import psutil
import pyte
import pytest

from tui_router.cli.demo import Demo, staged

PATIENCE = 60  # seconds after which the screen counts as stuck


def left_over(tmp_path: Path) -> list[str]:
    """Processes and folders of a demo that should be gone."""
    marked = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("TUI_ROUTER_HOME", "").startswith(f"{tmp_path}/tui-router-demo-"):
                marked.append(" ".join(process.cmdline()))
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return marked + [str(path) for path in tmp_path.glob("tui-router-demo-*")]


def test_lines_until_the_script_has_ended(begin, tmp_path: Path) -> None:
    child = begin("--demo", more={"OPENAI_API_KEY": "sk-canary", "TUI_ROUTER_CONFIG": "/nonexistent"})
    out, err = child.communicate(timeout=PATIENCE)
    assert (child.returncode, err) == (0, "")
    first, *lines, totals = out.splitlines()
    assert first.startswith("tui-router listening on http://127.0.0.1:")
    assert re.match(r"\d+ exchanges  .*\d+ failed", totals)
    assert len(lines) == int(totals.split()[0])
    columns = [line.split() for line in lines]
    assert {"haiku", "sonnet", "opus", "fable", "default"} <= {words[2] for words in columns}
    assert any(words[1] == "ok" and words[4] == "200" for words in columns)
    assert any(words[1] == "failed" and words[4].startswith("4") for words in columns)
    assert left_over(tmp_path) == []
    assert not (tmp_path / "home").exists()
    assert not (tmp_path / "user").exists()


def test_a_killed_demo_leaves_no_process(begin, tmp_path: Path) -> None:
    child = begin("--demo")
    for _ in range(2):  # where it listens, and its first exchange
        child.stdout.readline()
    child.kill()
    child.communicate()
    end = time.monotonic() + PATIENCE
    while any("python" in line for line in left_over(tmp_path)):
        assert time.monotonic() < end, left_over(tmp_path)
        time.sleep(0.05)


class Terminal:
    """The command on a terminal of 80x24, and what stands on it."""

    def __init__(self, env: dict[str, str], *args: str) -> None:
        self.pid, self._fd = pty.fork()
        if not self.pid:
            os.execve(
                sys.executable, [sys.executable, "-m", "tui_router", *args], {**env, "TERM": "xterm-256color"}
            )
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self._screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self._screen)
        self.raw = b""

    def until(self, *patterns: str) -> None:
        """Read until each pattern has stood on the screen once."""
        wanted = set(patterns)
        end = time.monotonic() + PATIENCE
        while wanted:
            assert time.monotonic() < end, f"never seen: {wanted}\n" + "\n".join(self._screen.display)
            self.read(0.05)
            text = "\n".join(self._screen.display)
            wanted -= {pattern for pattern in wanted if re.search(pattern, text)}

    def read(self, wait: float) -> bool:
        if not select.select([self._fd], [], [], wait)[0]:
            return True
        try:
            data = os.read(self._fd, 65536)
        except OSError:
            return False
        self.raw += data
        self._stream.feed(data)
        return bool(data)

    def press(self, keys: bytes) -> None:
        os.write(self._fd, keys)

    def end(self) -> int:
        """Read to the end; the exit code."""
        while self.read(1):
            pass
        _, status = os.waitpid(self.pid, 0)
        os.close(self._fd)
        return os.waitstatus_to_exitcode(status)


TIERS = ("haiku", "sonnet", "opus", "fable", "default")


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
@pytest.mark.parametrize("how", ["q", "TERM", "HUP"])
def test_the_screen_shows_live_traffic_and_leaves_nothing(
    env: dict[str, str], tmp_path: Path, how: str
) -> None:
    terminal = Terminal(env, "--demo")
    wanted = (r"(?<!\d)200(?![\dk])", r"(?<!\d)4\d\d(?![\dk])") if how == "q" else ()
    terminal.until(*TIERS, *wanted)
    if how == "q":
        terminal.press(b"q")
    else:
        os.kill(terminal.pid, signal.Signals[f"SIG{how}"])
    assert terminal.end() == 0
    assert b"\x1b[?1049l" in terminal.raw  # the terminal is given back
    assert left_over(tmp_path) == []


def test_an_upstream_that_does_not_start(
    own_env: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tui_router.cli.trouble import Trouble

    monkeypatch.setattr("tui_router.cli.demo.sys.executable", "/bin/false")
    with pytest.raises(Trouble, match="does not start"), staged() as demo:
        demo.begin(0)
    assert left_over(tmp_path) == []


def test_the_demo_sees_nothing_of_the_user(
    own_env: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "canary")
    monkeypatch.setenv("HTTPS_PROXY", "canary")
    demo = Demo(tmp_path / "demo")
    assert "canary" not in demo.env.values()
    assert demo.places.state.is_relative_to(tmp_path / "demo")


def test_signals_are_as_before_when_it_has_ended(own_env: dict[str, str]) -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(SystemExit), staged():
        os.kill(os.getpid(), signal.SIGTERM)
        signal.pause()
    assert signal.getsignal(signal.SIGTERM) is before
