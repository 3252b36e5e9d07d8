"""Every way in which a terminal or its app can end, on a real one: nobody's shell is left with a broken terminal."""

import importlib.util
import os
import signal
import sys
import time
from pathlib import Path

import psutil
import pytest

HERE = Path(__file__).parent
APP = str(HERE / "terminal_app.py")


def _kit():
    spec = importlib.util.spec_from_file_location("pty_kit", HERE / "pty_kit.py")
    module = sys.modules["pty_kit"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


Terminal = _kit().Terminal
ON = {"alternate screen", "mouse", "bracketed paste", "focus", "hidden cursor"}
NEWEST = b"12:04:31"
"""Stands in the first row once the list is drawn."""
ENDS_S = 20
"""On a quiet machine half a second; after three seconds the app's own watch ends it, and nothing may hold that."""


@pytest.fixture
def opened():
    """`opened(**how)`: the app on a terminal, drawn; it is ended after the test."""
    open_ones = []

    def open_one(**how):
        terminal = Terminal([APP], **how)
        open_ones.append(terminal)
        terminal.until(NEWEST)
        terminal.quiet()
        return terminal

    yield open_one
    for terminal in open_ones:
        terminal.__exit__()


def given_back(terminal):
    assert terminal.left_on() == set()
    assert terminal.keyboard_depth() == 0
    assert terminal.as_before()


def test_it_takes_the_terminal_and_gives_it_back_when_left(opened):
    terminal = opened()
    assert terminal.left_on() == ON
    assert not terminal.as_before()
    terminal.press(b"q")
    terminal.until(b"come back with")
    terminal.press(b"l")
    terminal.end()
    assert terminal.code == 0
    given_back(terminal)


@pytest.mark.parametrize("how", ["TERM", "HUP", "INT", "QUIT"])
def test_a_polite_kill(opened, how):
    terminal = opened()
    os.kill(terminal.pid, signal.Signals[f"SIG{how}"])
    assert terminal.end() < ENDS_S
    assert terminal.code == 0
    given_back(terminal)


def test_a_kill_while_a_dialog_is_open(opened):
    terminal = opened()
    terminal.press(b"q")
    terminal.until(b"come back with")
    os.kill(terminal.pid, signal.SIGTERM)
    assert terminal.end() < ENDS_S
    given_back(terminal)


def test_a_kill_while_its_loop_is_held(opened):
    """Nothing of the app can run any more; what watches beside it gives the terminal back."""
    terminal = opened()
    terminal.press(b"K")
    terminal.quiet()
    os.kill(terminal.pid, signal.SIGTERM)
    assert terminal.end() < ENDS_S
    assert terminal.code == 128 + signal.SIGTERM
    given_back(terminal)


def test_a_kill_while_the_terminal_is_frozen(opened):
    """Nobody reads: the queue to the terminal is full, and the loop waits for it."""
    terminal = opened()
    for _ in range(60):
        terminal.press(b"?")
        time.sleep(0.02)
        terminal.press(b"\x1b")
        time.sleep(0.02)
    os.kill(terminal.pid, signal.SIGTERM)
    end = time.monotonic() + ENDS_S
    while terminal.child.poll() is None:
        assert time.monotonic() < end
        time.sleep(0.05)
    assert terminal.as_before()


@pytest.mark.parametrize("leads", [True, False])
def test_a_closed_window(opened, leads):
    """A hang-up reaches it as a signal only where it leads its session."""
    terminal = opened(leads=leads)
    process = psutil.Process(terminal.pid)
    before = sum(process.cpu_times()[:2])
    terminal.hang_up()
    burnt = 0.0
    end = time.monotonic() + ENDS_S
    while terminal.child.poll() is None:
        assert time.monotonic() < end
        try:
            burnt = sum(process.cpu_times()[:2]) - before
        except psutil.NoSuchProcess:
            break
        time.sleep(0.05)
    terminal.end()
    assert burnt < 3.0  # seconds; a reader that spins beside a writer that spins would have taken more


@pytest.mark.parametrize("how", ["key", "signal", "outright"])
def test_stopped_and_going_on_it_is_whole_again(opened, how):
    terminal = opened()
    before = terminal.screen()
    if how == "key":
        terminal.press(b"\x1a")
    else:
        os.kill(terminal.pid, signal.SIGTSTP if how == "signal" else signal.SIGSTOP)
    terminal.until(terminal.stopped)
    while terminal.read(0.1):
        pass
    if how != "outright":  # that one cannot be heard of before
        given_back(terminal)
    mark = len(terminal.written)
    os.kill(terminal.pid, signal.SIGCONT)
    terminal.until(NEWEST, mark)
    terminal.quiet()
    assert terminal.left_on() == ON
    again = terminal.written.rindex(b"\x1b[?1049h")
    assert terminal.screen(again) == before
    terminal.press(b"j")
    terminal.press(b"q")
    terminal.until(b"come back with", mark)
    terminal.press(b"l")
    terminal.end()
    assert terminal.code == 0
    given_back(terminal)


def test_stopped_twice_without_going_on_between(opened):
    terminal = opened()
    for _ in range(2):
        os.kill(terminal.pid, signal.SIGTSTP)
    terminal.until(terminal.stopped)
    os.kill(terminal.pid, signal.SIGCONT)
    time.sleep(0.5)
    if terminal.stopped():
        os.kill(terminal.pid, signal.SIGCONT)
    terminal.quiet()
    os.kill(terminal.pid, signal.SIGTERM)
    assert terminal.end() < ENDS_S
    given_back(terminal)


SIZES = [
    (1, 1),
    (500, 200),
    (2, 60),
    (300, 3),
    (79, 23),
    (80, 24),
    (12, 12),
    (191, 61),
    (119, 40),
    (1, 200),
    (500, 1),
]


@pytest.mark.parametrize("keys", [b"", b"\r", b"2", b"3", b"4", b"5", b"?", b"q", b"/", b"R"])
def test_any_size_and_storms_of_sizes(opened, keys):
    terminal = opened()
    if keys:
        terminal.press(keys)
        terminal.quiet()
    for columns, rows in (*SIZES, *SIZES[::-1] * 3):
        terminal.resize(columns, rows)
        terminal.read(0.01)
    for size in ((1, 1), (500, 200), (120, 40)):
        terminal.resize(*size)
        terminal.quiet()
        assert terminal.child.poll() is None, terminal.written[-3_000:]
    mark = len(terminal.written)
    terminal.resize(121, 40)
    terminal.until(lambda: any(line.strip() for line in terminal.screen(mark)))
    terminal.quiet()
    os.kill(terminal.pid, signal.SIGTERM)
    assert terminal.end() < ENDS_S
    assert terminal.code == 0
    given_back(terminal)
