import subprocess
import sys

import pytest

from tui_router.cli import stop
from tui_router.cli.trouble import Trouble
from tui_router.settings.places import Places
from tui_router.settings.process import GatewayInfo, GatewayLock, read_lock

HOLD = """
import os, signal, sys
from pathlib import Path
from tui_router.settings.process import GatewayInfo, GatewayLock
lock = GatewayLock.acquire(Path(sys.argv[1]), GatewayInfo(pid=os.getpid()))
left = int(sys.argv[2])
def asked(number, frame):
    global left
    left -= 1
    if not left:
        sys.exit(0)
signal.signal(signal.SIGTERM, asked)
print("held", flush=True)
while True:
    signal.pause()
"""


def test_nobody_to_stop(run) -> None:
    done = run("stop")
    assert (done.returncode, done.stdout) == (0, "No gateway of this state folder runs.\n")


def test_a_running_gateway_is_ended(run, gateway: str, places: Places) -> None:
    done = run("stop")
    assert done.returncode == 0
    assert gateway in done.stdout
    assert read_lock(places.lock) is None


@pytest.mark.parametrize("asks", [1, 2])
def test_a_gateway_that_answers_no_control_call_is_signalled(
    places: Places, monkeypatch: pytest.MonkeyPatch, asks: int
) -> None:
    """Two signals are what a gateway takes as "at once"."""
    monkeypatch.setattr(stop, "_PATIENT", 0.1)
    monkeypatch.setattr(stop, "_DRAIN", 0.1 if asks == 2 else 30)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(places.lock), str(asks)], stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    stop.end_gateway(places, GatewayInfo(pid=holder.pid))
    assert holder.wait() == 0
    holder.stdout.close()


def test_a_gateway_that_does_not_end_is_named(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stop, "_PATIENT", 0.05)
    monkeypatch.setattr(stop, "_DRAIN", 0.05)
    monkeypatch.setattr(stop, "_AT_ONCE", 0.05)
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(places.lock), "99"], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(Trouble, match=f"kill -9 {holder.pid}"):
        stop.end_gateway(places, GatewayInfo(pid=holder.pid))
    holder.kill()
    holder.wait()
    holder.stdout.close()


def test_a_dead_gateways_pid_is_not_signalled(places: Places) -> None:
    """Its number may be another program's by now."""
    bystander = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    with GatewayLock.acquire(places.lock, GatewayInfo(pid=bystander.pid)):
        pass
    stop.end_gateway(places, GatewayInfo(pid=bystander.pid, url="http://127.0.0.1:9"))
    assert bystander.poll() is None
    bystander.communicate(b"\n")
    assert bystander.returncode == 0
