"""`python -m benchmarks screen`: the inspector on a terminal, from a key's bytes to the bytes that must appear.

A key is measured only while three streams are drawn. What must appear is something that only the new picture has.
"""

import argparse
import contextlib
import fcntl
import json
import os
import pty
import re
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.screen_feed import LARGE, LISTED, SEARCHED

PATIENCE = 60.0
QUIET = 5.0
"""Seconds over which CPU is measured."""
GOALS = {"first paint": 900.0, "key": 50.0, "stall": 50.0}
"""Milliseconds."""
_STYLES = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")


class Lost(Exception):
    """What must appear did not."""


class Screen:
    """An inspector on a pseudo-terminal."""

    def __init__(self, report: Path, size: tuple[int, int]) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        env = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}
        for name in ("COLUMNS", "LINES", "NO_COLOR"):
            env.pop(name, None)
        self.began = time.monotonic()
        self.child = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.screen_feed", str(report)],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=env,
            start_new_session=True,
        )
        os.close(slave)

    def until(self, wanted: re.Pattern[bytes]) -> float:
        """Read until this was written, colours aside; the moment at which its last byte was there."""
        seen = b""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if select.select([self.master], [], [], 0.05)[0]:
                seen = (seen + _STYLES.sub(b"", os.read(self.master, 262_144)))[-600_000:]
                if wanted.search(seen):
                    return time.monotonic()
            elif self.child.poll() is not None:
                break
        raise Lost(f"{wanted.pattern!r} in {seen[-2_000:]!r}")

    def press(self, keys: bytes, wanted: re.Pattern[bytes]) -> float:
        """Milliseconds from the key to the picture."""
        began = time.monotonic()
        os.write(self.master, keys)
        return 1000 * (self.until(wanted) - began)

    def rest(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self.master], [], [], left)[0]:
                os.read(self.master, 262_144)

    def close(self) -> None:
        """Ask it to end, and read what it writes meanwhile."""
        if self.master < 0:
            return
        if self.child.poll() is None:
            os.kill(self.child.pid, signal.SIGTERM)
            with contextlib.suppress(OSError):
                while self.child.poll() is None:
                    self.rest(0.05)
            self.child.wait()
        os.close(self.master)
        self.master = -1


@contextlib.contextmanager
def opened(size: tuple[int, int]) -> Iterator[tuple[Screen, Path]]:
    with tempfile.TemporaryDirectory(prefix="tui-router-bench-") as folder:
        report = Path(folder) / "stalls.json"
        screen = Screen(report, size)
        try:
            yield screen, report
        finally:
            screen.close()


def title_of(id: int) -> re.Pattern[bytes]:
    """The pane's title: it names the exchange that is selected."""
    return re.compile(rb"#%d\b" % id)


PAGES = (
    (2, re.compile(rb"a +client sent")),
    (3, re.compile(rb"legal order")),
    (4, re.compile(rb"REQUEST +2 notes")),
    (5, re.compile(rb"connect, headers")),
    (6, re.compile(rb"content-type +application/json")),
    (7, re.compile(rb"messages added")),
    (8, re.compile(rb"by share of bytes")),
    (1, re.compile(rb"word 11 word 12")),
)
"""The keys of the pages, and words that only that page has."""
ESCAPE = b"\x1b[27u"
"""As a terminal with the newer keyboard protocol sends it: nothing has to be waited for after it."""
LIST = re.compile(rb"TIME +STATE")
KNOWN = re.compile(rb"100,000 of 100,000")
LAID = re.compile(rb"20,000 of 100,000")
FIELD = re.compile(rb"~ +for more|failed +sonnet")


class Measured:
    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self.took: dict[str, list[float]] = {}
        self.pressed: list[tuple[float, str]] = []
        self.cpu = self.rss = 0.0

    def key(self, name: str, keys: bytes, wanted: re.Pattern[bytes], rest: float = 0.2) -> None:
        self.pressed.append((time.monotonic(), name))
        self.took.setdefault(name, []).append(self._screen.press(keys, wanted))
        self._screen.rest(rest)

    def run(self, rounds: int) -> tuple[float, float]:
        """The moments between which keys were pressed; before, the list was read."""
        screen = self._screen
        self.took["first paint"] = [1000 * (screen.until(title_of(LISTED)) - screen.began)]
        screen.press(b"/", FIELD)
        screen.until(KNOWN)
        screen.press(ESCAPE, LIST)
        screen.rest(1.0)
        began = time.monotonic()
        self._weigh()
        for _ in range(rounds):
            self._list()
            self._pages()
            self._filter()
        return began, time.monotonic()

    def _weigh(self) -> None:
        """CPU and memory while three streams are drawn and nobody presses a key."""
        pid = self._screen.child.pid
        before = cpu_of(pid)
        self._screen.rest(QUIET)
        self.cpu = (cpu_of(pid) - before) / QUIET
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        self.rss = int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) / 1024

    def _list(self) -> None:
        for id in range(LISTED - 1, LARGE - 6, -1):
            self.key("j", b"j", title_of(id))
        self.key("G", b"G", title_of(1))
        self.key("g", b"g", title_of(LISTED))

    def _pages(self) -> None:
        for id in range(LISTED - 1, LARGE - 1, -1):
            self.key("j", b"j", title_of(id))
        self.key("open 400 KB", b"\r", re.compile(rb"word 11 word 12"), rest=1.0)
        for number, words in PAGES:
            self.key(f"page {number}", b"%d" % number, words, rest=0.5)
        for number, words in PAGES:
            self.key("page again", b"%d" % number, words, rest=0.3)
        self.key("back", ESCAPE, LIST)

    def _filter(self) -> None:
        self.key("/", b"/", FIELD)
        typed = b""
        for letter in SEARCHED:
            typed += letter.encode()
            if typed == SEARCHED.encode():
                self.key("filter laid", letter.encode(), LAID)
            else:
                self.key("letter", letter.encode(), re.compile(re.escape(typed)), rest=0.05)
        self.key("filter left", ESCAPE, LIST, rest=1.0)
        self.key("g", b"g", title_of(LISTED))


def cpu_of(pid: int) -> float:
    """Seconds, of all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Stall(NamedTuple):
    """See `screen_feed.beat`; all in seconds."""

    at: float
    late: float
    computed: float

    def after(self, pressed: list[tuple[float, str]]) -> str:
        """The last key before its end."""
        return next((name for at, name in reversed(pressed) if at <= self.at + self.late), "nothing")


def told(stalls: list[Stall]) -> str:
    limit = GOALS["stall"] / 1000
    worst = max((stall.late for stall in stalls), default=0.0)
    computed = [stall.computed for stall in stalls]
    return (
        f"worst {1000 * worst:.0f} ms ({1000 * max(computed, default=0.0):.0f} ms computing), over {1000 * limit:.0f} ms "
        f"{sum(stall.late > limit for stall in stalls)} times ({sum(each > limit for each in computed)} computing)"
    )


def percentile(values: list[float], of: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * of))]


def table(took: dict[str, list[float]]) -> str:
    lines = [f"{'ms':<14}{'n':>5}{'p50':>9}{'p99':>9}{'goal':>7}"]
    for name, values in took.items():
        goal = GOALS.get(name, GOALS["key"])
        miss = "  *" if percentile(values, 0.99) > goal else ""
        lines.append(
            f"{name:<14}{len(values):>5}{statistics.median(values):>9.1f}{percentile(values, 0.99):>9.1f}{goal:>7.0f}{miss}"
        )
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks screen")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--size", default="120x40", help="columns and rows")
    parser.add_argument("--json", type=Path, help="write every figure here")
    given = parser.parse_args(arguments)
    columns, rows = map(int, given.size.split("x"))
    with opened((columns, rows)) as (screen, report):
        measured = Measured(screen)
        began, ended = measured.run(given.rounds)
        screen.close()
        held = [Stall(*each) for each in json.loads(report.read_text(encoding="utf-8"))["stalls"]]
    reading = [stall for stall in held if stall.at < began]
    working = [stall for stall in held if began <= stall.at <= ended]
    head = f"{given.size}, {LISTED:,} exchanges, 3 streams of 60 deltas/s"
    print(f"{head}; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    print(table(measured.took))
    print(
        f"\nloop held, {ended - began:.0f} s of keys   {told(working)}\n"
        f"while the list was read     {told(reading)}"
    )
    for stall in sorted(working, key=lambda stall: -stall.computed)[:5]:
        print(f"  {1000 * stall.computed:>5.0f} ms computing after {stall.after(measured.pressed)}")
    print(f"quiet        {100 * measured.cpu:.0f}% of a core (the feed included), {measured.rss:.0f} MiB")
    if given.json:
        given.json.write_text(
            json.dumps({"took": measured.took, "stalls": held, "cpu": measured.cpu, "rss": measured.rss})
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
