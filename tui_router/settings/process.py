"""Gateway processes of a state folder: who runs, starting one in the background, ending one.

What differs by platform lives here: advisory file locks, signals, detaching.
"""

import errno
import fcntl
import os
import signal
import stat
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

_LOCK_MAX = 64 * 1024
_LOG_ROTATE = 4 * 1024 * 1024
_STEP = 0.01  # seconds between two looks at a file or a process


class GatewayInfo(msgspec.Struct, frozen=True, kw_only=True):
    """What the lock file tells of the gateway that holds it.

    `url` is empty until it listens, `config` empty when it runs on found providers. `pid` is 0 when the
    holder has not written anything yet. The tokens are those in force, which its environment may have set.
    """

    pid: int = 0
    url: str = ""
    version: str = ""
    control_token: str = ""
    client_token: str = ""
    config: str = ""
    started_at: float = 0.0

    def __repr__(self) -> str:
        return f"GatewayInfo(pid={self.pid}, url={self.url!r}, version={self.version!r})"

    def holder(self) -> str:
        """Who it is, for a sentence: "pid 4711 at http://127.0.0.1:8787"."""
        who = f"pid {self.pid}" if self.pid else "another process"
        return f"{who} at {self.url}" if self.url else f"{who}, which is starting"


class LockHeldError(Exception):
    """Another gateway holds the lock of this state folder."""

    def __init__(self, info: GatewayInfo) -> None:
        super().__init__(f"A gateway of this state folder runs already: {info.holder()}.")
        self.info = info


class LockUnsafeError(Exception):
    """The lock file is not a plain file of ours: nothing in it can be trusted."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} cannot be used as the lock file: {why}.")


class GatewayLock:
    """Held by a gateway for its life. A holder that dies in any way frees it: the kernel drops the lock.

    The file stays when the lock is released, because a removed lock file can be locked twice.
    """

    def __init__(self, path: Path, fd: int) -> None:
        self.path = path
        self._fd = fd

    @classmethod
    def acquire(cls, path: Path, info: GatewayInfo) -> Self:
        """Raises `LockHeldError`, `LockUnsafeError`. Waits a moment, since a reader locks for an instant."""
        fd = _open(path, os.O_RDWR | os.O_CREAT)
        if not _lock(fd, fcntl.LOCK_EX, tries=20):
            held = _decode(fd)
            os.close(fd)
            raise LockHeldError(held)
        lock = cls(path, fd)
        lock.publish(info)
        return lock

    def publish(self, info: GatewayInfo) -> None:
        data = msgspec.json.encode(info)
        os.pwrite(self._fd, data, 0)
        os.ftruncate(self._fd, len(data))

    def release(self) -> None:
        if self._fd >= 0:
            os.ftruncate(self._fd, 0)
            os.close(self._fd)
            self._fd = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def read_lock(path: Path) -> GatewayInfo | None:
    """The gateway that holds the lock, or None when nobody does, whatever the file says.

    Raises `LockUnsafeError`.
    """
    try:
        fd = _open(path, os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        return None if _lock(fd, fcntl.LOCK_SH, tries=1) else _decode(fd)
    finally:
        os.close(fd)


def _open(path: Path, flags: int) -> int:
    try:
        fd = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o600)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EISDIR):
            raise LockUnsafeError(path, "it is a link or a folder") from None
        raise
    found = os.fstat(fd)
    if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid():
        os.close(fd)
        raise LockUnsafeError(path, "it is not a plain file of this user")
    if flags & os.O_RDWR:
        os.fchmod(fd, 0o600)
    return fd


def _lock(fd: int, kind: int, *, tries: int) -> bool:
    for turn in range(tries):
        if turn:
            time.sleep(_STEP)
        try:
            fcntl.flock(fd, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        return True
    return False


def _decode(fd: int) -> GatewayInfo:
    try:
        return msgspec.json.decode(os.pread(fd, _LOCK_MAX, 0), type=GatewayInfo)
    except msgspec.DecodeError:
        return GatewayInfo()  # its holder is about to write


class StartError(Exception):
    """The gateway ended, or did not listen in time. `lines` are the last of its log, as they were written."""

    def __init__(self, message: str, log: Path, lines: list[str]) -> None:
        super().__init__(message)
        self.log = log
        self.lines = lines


class Starting:
    """A gateway started in the background that may not listen yet."""

    def __init__(self, child: "subprocess.Popen[bytes]", lock: Path, log: Path, log_from: int) -> None:
        self._child = child
        self._lock = lock
        self._log = log
        self._log_from = log_from

    @property
    def pid(self) -> int:
        return self._child.pid

    @property
    def exit(self) -> int | None:
        """How it ended; negative is the number of a signal, None while it runs."""
        return self._child.poll()

    @property
    def log_from(self) -> int:
        """Byte of the log where its own lines begin."""
        return self._log_from

    def wait(self, limit: float = 20.0) -> GatewayInfo:
        """Until it listens. A gateway started by somebody else at the same moment counts. Raises `StartError`."""
        end = time.monotonic() + limit
        while time.monotonic() < end:
            over = self._child.poll()
            info = read_lock(self._lock)
            if info is not None and info.url:
                return info
            if over is not None and info is None:
                raise self._failed(f"The gateway ended with exit {over} before it listened.")
            time.sleep(_STEP)
        raise self._failed(f"The gateway does not listen after {limit:g} s.")

    def end(self) -> None:
        """Take the start back."""
        if self._child.poll() is None:
            self._child.terminate()
            try:
                self._child.wait(10)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait()

    def _failed(self, what: str) -> StartError:
        return StartError(what, self._log, last_lines(self._log, since=self._log_from))


def start(argv: Sequence[str], *, env: Mapping[str, str], lock: Path, log: Path) -> Starting:
    """Run `argv` detached from this terminal, its output appended to the log file. Raises `OSError`."""
    fd = open_log(log)
    try:
        log_from = os.fstat(fd).st_size  # before the child can say anything
        child = subprocess.Popen(
            list(argv),
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=fd,
            stderr=fd,
            start_new_session=True,
            umask=0o077,
        )
        return Starting(child, lock, log, log_from)
    finally:
        os.close(fd)


def open_log(path: Path) -> int:
    """A descriptor to append to the log, mode 0600. A grown log is set aside once, as `….1`."""
    try:
        if path.lstat().st_size > _LOG_ROTATE:
            path.replace(path.with_name(path.name + ".1"))
    except FileNotFoundError:
        pass  # the first start of all
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    return os.open(path, flags, 0o600)


def last_lines(path: Path, *, since: int = 0, count: int = 8) -> list[str]:
    """The end of a log from byte `since` on, empty lines left out."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(since, size - 16 * 1024))
            text = file.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return []
    return [line for line in text.splitlines() if line.strip()][-count:]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # it exists and is another user's
    return True


def wait_listening(path: Path, limit: float) -> GatewayInfo | None:
    """The holder of the lock once it has a URL; None when nobody holds it, now or after `limit` seconds."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        info = read_lock(path)
        if info is None or info.url:
            return info
        time.sleep(_STEP)
    return None


def wait_free(path: Path, limit: float) -> bool:
    """Whether nobody holds the lock, at the latest after `limit` seconds."""
    end = time.monotonic() + limit
    while read_lock(path) is not None:
        if time.monotonic() > end:
            return False
        time.sleep(_STEP)
    return True


def signal_gateway(path: Path, number: signal.Signals) -> bool:
    """Signal the gateway that holds the lock now. A pid from a lock that nobody holds is never signalled."""
    info = read_lock(path)
    if info is None or not info.pid:
        return False
    try:
        os.kill(info.pid, number)
    except ProcessLookupError:
        return False
    return True
