import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tui_router.settings.process import (
    GatewayInfo,
    GatewayLock,
    LockHeldError,
    LockUnsafeError,
    StartError,
    Starting,
    alive,
    last_lines,
    open_log,
    read_lock,
    signal_gateway,
    start,
    wait_free,
)

HOLD = """
import os, sys
from pathlib import Path
from tui_router.settings.process import GatewayInfo, GatewayLock
lock = GatewayLock.acquire(Path(sys.argv[1]), GatewayInfo(pid=os.getpid()))
lock.publish(GatewayInfo(pid=os.getpid(), url="http://127.0.0.1:1", version="1"))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    return tmp_path / "gateway.lock"


@pytest.fixture
def holder(lock: Path):
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    assert child.stdin is not None
    assert child.stdout.readline() == b"held\n"
    yield child
    child.kill()
    child.stdin.close()
    child.stdout.close()
    child.wait()


def info(**more: object) -> GatewayInfo:
    return GatewayInfo(pid=os.getpid(), version="1", **more)  # type: ignore[arg-type]


def test_the_lock_tells_who_holds_it(lock: Path) -> None:
    with GatewayLock.acquire(lock, info()) as held:
        held.publish(info(url="http://127.0.0.1:8787", control_token="t" * 40, config="/c.toml"))
        seen = read_lock(lock)
    assert seen == info(url="http://127.0.0.1:8787", control_token="t" * 40, config="/c.toml")
    assert read_lock(lock) is None


def test_a_shorter_entry_leaves_nothing_of_the_longer_one(lock: Path) -> None:
    with GatewayLock.acquire(lock, info(url="http://127.0.0.1:8787", control_token="long" * 50)) as held:
        held.publish(info())
        assert read_lock(lock) == info()


def test_a_second_gateway_is_told_who_runs(lock: Path, holder: subprocess.Popen[bytes]) -> None:
    with pytest.raises(LockHeldError) as refused:
        GatewayLock.acquire(lock, info())
    assert refused.value.info.pid == holder.pid
    assert f"pid {holder.pid} at http://127.0.0.1:1" in str(refused.value)


def test_a_lock_survives_nobody(lock: Path, holder: subprocess.Popen[bytes]) -> None:
    holder.kill()
    holder.wait()
    assert b"127.0.0.1:1" in lock.read_bytes()
    assert read_lock(lock) is None
    with GatewayLock.acquire(lock, info()):
        assert read_lock(lock) == info()


def test_a_missing_file_is_nobody(lock: Path) -> None:
    assert read_lock(lock) is None


def test_a_holder_that_has_not_written_yet_is_starting(lock: Path) -> None:
    with GatewayLock.acquire(lock, info()):
        lock.write_bytes(b'{"pid": 1')
        seen = read_lock(lock)
    assert seen == GatewayInfo()
    assert seen.holder() == "another process, which is starting"


def test_the_file_is_for_its_user_only(lock: Path) -> None:
    before = os.umask(0)
    try:
        lock.touch(0o666)
        with GatewayLock.acquire(lock, info()):
            assert stat.S_IMODE(lock.stat().st_mode) == 0o600
    finally:
        os.umask(before)


@pytest.mark.parametrize("plant", ["link", "folder", "pipe"])
def test_only_a_plain_file_is_used(lock: Path, tmp_path: Path, plant: str) -> None:
    victim = tmp_path / "victim"
    victim.write_text("kept")
    match plant:
        case "link":
            lock.symlink_to(victim)
        case "folder":
            lock.mkdir()
        case _:
            os.mkfifo(lock)
    with pytest.raises(LockUnsafeError):
        GatewayLock.acquire(lock, info())
    if plant != "folder":
        with pytest.raises(LockUnsafeError):
            read_lock(lock)
    assert victim.read_text() == "kept"


def test_the_token_is_not_in_the_repr(lock: Path) -> None:
    assert "secret" not in repr(info(control_token="secret"))


def begin(tmp_path: Path, lock: Path, code: str, *argv: str) -> Starting:
    return start(
        [sys.executable, "-c", code, str(lock), *argv],
        env={**os.environ, "MARK": "passed on"},
        lock=lock,
        log=tmp_path / "gateway.log",
    )


SERVE = """
import os, signal, sys
from pathlib import Path
from tui_router.settings.process import GatewayInfo, GatewayLock
lock = GatewayLock.acquire(Path(sys.argv[1]), GatewayInfo(pid=os.getpid()))
print("session", os.getsid(0) == os.getpid(), os.environ["MARK"], oct(os.umask(0)), sys.stdin.read() == "", flush=True)
lock.publish(GatewayInfo(pid=os.getpid(), url="http://127.0.0.1:2"))
signal.pause()
"""


def test_a_start_waits_until_it_listens(tmp_path: Path, lock: Path) -> None:
    begun = begin(tmp_path, lock, SERVE)
    try:
        found = begun.wait()
        assert (found.pid, found.url) == (begun.pid, "http://127.0.0.1:2")
        assert last_lines(tmp_path / "gateway.log") == ["session True passed on 0o77 True"]
        assert signal_gateway(lock, signal.SIGTERM)
        assert wait_free(lock, 10)
    finally:
        begun.end()
    assert not signal_gateway(lock, signal.SIGTERM)


def test_a_start_that_dies_says_its_last_words(tmp_path: Path, lock: Path) -> None:
    (tmp_path / "gateway.log").write_text("of an earlier run\n")
    begun = begin(tmp_path, lock, "import sys; print('port 1 is taken', file=sys.stderr); sys.exit(2)")
    with pytest.raises(StartError, match="exit 2") as failed:
        begun.wait()
    assert failed.value.lines == ["port 1 is taken"]


def test_last_words_said_at_once_are_heard_too(
    tmp_path: Path, lock: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = subprocess.Popen

    def slow(*args: object, **how: object) -> object:
        child = real(*args, **how)  # type: ignore[call-overload]
        child.wait()
        return child

    monkeypatch.setattr(subprocess, "Popen", slow)
    begun = begin(tmp_path, lock, "import sys; print('port 1 is taken', file=sys.stderr); sys.exit(2)")
    with pytest.raises(StartError) as failed:
        begun.wait()
    assert failed.value.lines == ["port 1 is taken"]


def test_a_start_that_loses_the_race_finds_the_winner(
    tmp_path: Path, lock: Path, holder: subprocess.Popen[bytes]
) -> None:
    begun = begin(tmp_path, lock, "import sys; sys.exit(2)")
    assert begun.wait().pid == holder.pid


def test_a_start_that_hangs_is_given_up(tmp_path: Path, lock: Path) -> None:
    begun = begin(tmp_path, lock, "import time; time.sleep(60)")
    try:
        with pytest.raises(StartError, match="does not listen"):
            begun.wait(limit=0.05)
    finally:
        begun.end()
    assert not alive(begun.pid)


def test_waiting_for_a_held_lock_ends(lock: Path, holder: subprocess.Popen[bytes]) -> None:
    began = time.monotonic()
    assert not wait_free(lock, 0.05)
    assert time.monotonic() >= began + 0.05


def test_a_grown_log_is_set_aside(tmp_path: Path) -> None:
    log = tmp_path / "gateway.log"
    log.write_bytes(b"x" * (4 * 1024 * 1024 + 1))
    os.close(open_log(log))
    assert log.stat().st_size == 0
    assert (tmp_path / "gateway.log.1").stat().st_size > 4 * 1024 * 1024
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_a_log_that_is_a_link_is_refused(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("kept")
    (tmp_path / "gateway.log").symlink_to(victim)
    with pytest.raises(OSError, match="symbolic link"):
        open_log(tmp_path / "gateway.log")


def test_the_last_lines_of_no_log(tmp_path: Path) -> None:
    assert last_lines(tmp_path / "none") == []


def test_alive_of_a_process_that_ended() -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    assert alive(child.pid)
    child.wait()
    assert not alive(child.pid)
