"""The child runs under a Python of its own, so that signals sent to us do not reach the tests."""

import signal
import subprocess
import sys

import pytest

from tui_router.cli.child import run_child

WRAP = "import os, sys; from tui_router.cli.child import run_child; sys.exit(run_child(sys.argv[1:], os.environ))"
SLEEPER = """
import signal, sys
signal.signal(signal.SIG{name}, lambda number, frame: sys.exit(40))
print("ready", flush=True)
signal.pause()
"""


def wrapped(*argv: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-c", WRAP, *argv], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    )


@pytest.mark.parametrize("code", [0, 1, 42])
def test_its_exit_code_is_ours(code: int) -> None:
    assert run_child([sys.executable, "-c", f"raise SystemExit({code})"], {}) == code


def test_a_signal_that_kills_it_shows_as_in_a_shell() -> None:
    kill = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    assert run_child([sys.executable, "-c", kill], {}) == 128 + 9


def test_it_gets_the_environment_given() -> None:
    assert (
        run_child(
            [sys.executable, "-c", "import os; raise SystemExit(int(os.environ['CODE']))"], {"CODE": "7"}
        )
        == 7
    )


@pytest.mark.parametrize("name", ["TERM", "HUP", "INT", "USR1"])
def test_signals_are_passed_on(name: str) -> None:
    parent = wrapped(sys.executable, "-c", SLEEPER.format(name=name))
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"ready\n"
    parent.send_signal(signal.Signals[f"SIG{name}"])
    assert parent.wait() == 40
    parent.stdout.close()


def test_handlers_are_put_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    run_child([sys.executable, "-c", ""], {})
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_program_that_is_none() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(OSError, match="No such file"):
        run_child(["/nonexistent/claude"], {})
    assert signal.getsignal(signal.SIGTERM) is before
