"""Hostile text in every field, on a real terminal's wire: only our own control sequences may be on it."""

import importlib.util
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from fcntl import ioctl
from pathlib import Path

import pyte
import pytest

SCRIPT = Path(__file__).parent / "hostile_app.py"
TOUR = Path(__file__).parent / "hostile_tour.py"
CANARY = "PWNED"
COLUMNS, ROWS = 120, 40
BOTH = [((80, 24), ()), ((COLUMNS, ROWS), ("--bare",))]
"""Sizes, and what the app is started with."""


def drive(size, keys, *how):
    """Run the app on a pty, press keys, and return all bytes it wrote and its exit code. A text among the keys is
    waited for: it must be written after the key before it.
    """
    columns, rows = size
    leader, follower = pty.openpty()
    ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    env = {
        **os.environ,
        "TERM": "xterm-256color",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "COLUMNS": str(columns),
        "LINES": str(rows),
    }
    env.pop("NO_COLOR", None)
    child = subprocess.Popen(
        [sys.executable, str(SCRIPT), *how],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env=env,
        start_new_session=True,
    )
    os.close(follower)
    seen = bytearray()
    waiting = list(keys)
    deadline = time.monotonic() + 60
    not_before = 0.0
    since = 0
    try:
        while time.monotonic() < deadline:
            ready, _, _ = select.select([leader], [], [], 0.04)
            if ready:
                try:
                    data = os.read(leader, 65536)
                except OSError:
                    break
                if not data:
                    break
                seen += data
            elif (
                b"12:0" in seen and waiting and time.monotonic() >= not_before
            ):  # drawn, and nothing for a moment
                if isinstance(waiting[0], str):
                    if waiting[0].encode() in seen[since:]:
                        waiting.pop(0)
                    continue
                key, since = waiting.pop(0), len(seen)
                os.write(leader, key)
                # a terminal's escape key is told from an escape sequence by the silence after it
                not_before = time.monotonic() + (0.3 if key == b"\x1b" else 0.0)
            elif child.poll() is not None:
                break
        assert not waiting, f"never shown: {waiting[0]!r} after {seen[since:][-2_000:]!r}"
        code = child.wait(10)
    finally:
        if child.poll() is None:
            os.kill(child.pid, signal.SIGKILL)
            child.wait()
        os.close(leader)
    return bytes(seen), code


OURS = re.compile(
    rb"\x1b\[[0-9;:]*m"  # colours
    rb"|\x1b\[\d+;\d+H"  # cursor
    rb"|\x1b\[\?[0-9;]+[hl]|\x1b\[\?\d+\$p|\x1b\[[<>]\d*u|\x1b\[[=>]\d*u|\x1b\[>[0-9;]*[mc]"  # modes asked and set
    rb"|\x1b\]22;[a-z]+\x07"  # pointer shape
    rb"|\x1b\[H|\x1b\[\?[0-9]*u|\x1b\[\d* q|\x1b\[1?4t|\x1b\[c|\x1b\[6n"
)


@pytest.mark.parametrize("size", [(80, 24), (COLUMNS, ROWS)])
def test_nothing_from_the_wire_reaches_the_terminal_as_a_command(size):
    keys = [
        b"j",
        b"j",
        b"\r",
        b"\x1b",
        b"r",
        b"\x1b",
        b"R",
        b"x",
        b"\x04",
        b"\x1b",
        b"\x1b",
        b"\x1b",
        b"H",
        b"\x1b",
        b"/",
        b"a",
        b"\x1b",
        b"a",
        b"b",
        b"c",
        b"d",
    ]
    keys += [b"[", b"]", b"n", b"f", b"j", b"e", b"\x1b", b"\x1b", b"3", b"j", b"j", b"\t", b"\x1b", b"1"]
    check(*drive(size, [*keys, b"u", b"?", b"\x1b", b"q", "come back with", b"l"]))


def check(written, code):
    """It ended as it should, and what it wrote is its own: nothing of what the wire said acts on the terminal."""
    assert code == 0, written[-2_000:]
    assert CANARY.encode() in written
    left = OURS.sub(b"", written)
    assert b"\x1b]" not in left  # no title, no clipboard, no link: nobody asked for one
    assert re.findall(rb"\x1b.{0,12}", left) == []
    text = written.decode("utf-8")
    assert not re.search("[\x80-\x9f\u202a-\u202e\u2066-\u2069\u200b-\u200f\ufeff]", text)
    assert not re.search("[\x00-\x06\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]", text)


@pytest.mark.parametrize(("size", "how"), BOTH)
def test_nothing_of_the_wiring_reaches_the_terminal_as_a_command(size, how):
    keys = [b"2", "RULE", b"t", "TRIED", b"m", "ASKED", b"G", CANARY, *[b"\x15"] * 3, "ALIAS", b"g"]
    keys += [b"H", "THEN", b"\r", CANARY, b"\x1b", b"/", b"P", CANARY, b"\x1b", b"1", b"2", "RULE"]
    check(*drive(size, [*keys, b"q", "come back with", b"l"], *how))


@pytest.mark.parametrize(("size", "how"), BOTH)
def test_nothing_of_the_sessions_reaches_the_terminal_as_a_command(size, how):
    keys = [b"5", "WHO", b"j", "HURT", b"j", b" ", b"G", CANARY, b"/", b"W", "WHO", b"\x1b", b"U", CANARY]
    check(*drive(size, [*keys, b"q", "come back with", b"l"], *how))


@pytest.mark.parametrize("size", [(80, 24), (COLUMNS, ROWS)])
def test_nothing_in_an_input_field_reaches_the_terminal_as_a_command(size):
    """Not bare: the form's key field and the filter hold what they were given as it came, and draw it themselves."""
    keys = [b"2", "RULE", b"\r", "Rewire", b"\x04", CANARY, b"\x1b", b"\x1b", b"\x1b", b"1"]
    keys += [b"5", "WHO", b"R", "Rewire", b"\x1b", b"\x1b", b"1", b"5", "WHO", b"\r", "WHO", b"\x1b"]
    check(*drive(size, [*keys, b"q", "come back with", b"l"]))


PARTS = 3
MUCH = os.environ.get("TUI_ROUTER_HOSTILE", "")
"""Usually a part of the payloads, each on a third of the screens. "all" takes every payload, "whole" every payload to
every screen, which is a quarter of an hour.
"""
WHOLE = ["--whole"] if MUCH == "whole" else []


@pytest.mark.timeout(2_000 if MUCH else 240)
@pytest.mark.parametrize("part", range(PARTS))
def test_a_tour_of_all_screens_with_every_payload(part, tmp_path):
    """Its own driver goes through them, on a real terminal; every other part without what stands behind `safe_text`."""
    kit, payloads = load("pty_kit"), load("hostile")
    first, last = (len(payloads.NAMES) * n // PARTS for n in (part, part + 1))
    report = tmp_path / "report"
    size = [(80, 24), (COLUMNS, ROWS), (200, 60)][part % 3]
    how = [*WHOLE, *(["--bare"] if part % 2 else [])]
    step = 1 if MUCH else 4  # 4 and the three chapters share no divisor: all of them are seen
    with kit.Terminal(
        [str(TOUR), str(report), str(first), str(last), str(step), *how], size=size
    ) as terminal:
        terminal.end(1_800 if MUCH else 220)
    told = report.read_text(encoding="utf-8").splitlines()
    assert [line for line in told if not line.startswith("slowest: ")] == ["ended: leave"]
    check(bytes(terminal.written), terminal.code)
    assert not re.search(rb"\x1b\[[0-9;?>=]*(4242|777)", terminal.written)
    assert not re.search(
        "[\ufe00-\ufe0f\U000e0000-\U000e01ef\u2028\u2029\u2060]", terminal.written.decode("utf-8")
    )


def load(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_there_are_enough_payloads_of_every_kind():
    payloads = load("hostile")
    assert len(payloads.NAMES) >= 100
    assert len(set(payloads.NAMES)) == len(payloads.NAMES)
    assert len(set(payloads.TEXTS.values())) == len(payloads.TEXTS)
    for name in payloads.TEXTS:
        for leg in payloads.legs(name).values():
            assert payloads.MARK.encode() in leg


def test_columns_stay_where_they_are():
    written, _ = drive((COLUMNS, ROWS), [b"\x0c", b"q", "come back with", b"l"])
    before_dialog = written.decode("utf-8").split("Leave the gateway")[0]
    screen = pyte.Screen(COLUMNS, ROWS)
    stream = pyte.Stream(screen)
    # pyte reads "CSI > … u" as text it should not: those are questions about the keyboard
    stream.feed(re.sub(r"\x1b\[[<>=?][0-9;]*[umc]|\x1b\[\?\d+\$p|\x1b\]22;[a-z]+\x07", "", before_dialog))
    rows = [line for line in screen.display if re.match(r".?.12:0\d:\d\d ", line)]
    assert len(rows) >= 8
    for line in rows:
        assert re.match(r"[▌▏ ] 12:0\d:\d\d [^ ] ", line), line
    assert any("␛" in line for line in rows)
    assert screen.display[4].split()[:3] == ["TIME", "STATE", "TIER"]
