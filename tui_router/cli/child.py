"""Run a program as if it stood in our place: its terminal, its signals, its exit code."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from types import FrameType

_PASSED_ON = (signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2)
_FROM_KEYS = (signal.SIGINT, signal.SIGQUIT)


def run_child(argv: Sequence[str], env: Mapping[str, str]) -> int:
    """The exit code as a shell would give it. Raises `OSError` when the program cannot be started."""
    held = {number: signal.getsignal(number) for number in (*_PASSED_ON, *_FROM_KEYS)}
    early: list[int] = []
    for number in held:
        signal.signal(number, lambda got, _frame: early.append(got))
    try:
        child = subprocess.Popen(argv, env=dict(env))

        def pass_on(number: int, _frame: FrameType | None) -> None:
            if number not in _FROM_KEYS or not _in_foreground():
                child.send_signal(number)

        for number in held:
            signal.signal(number, pass_on)
        for got in early:
            child.send_signal(got)
        code = child.wait()
    finally:
        for number, handler in held.items():
            signal.signal(number, handler)
    return 128 - code if code < 0 else code


def _in_foreground() -> bool:
    """Whether a key such as ^C reaches the child by itself, because the terminal signals the whole group."""
    try:
        return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except (OSError, ValueError):
        return False
