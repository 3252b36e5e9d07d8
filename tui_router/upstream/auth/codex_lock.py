"""One renewal at a time, over all processes that share a login.

The kernel drops the lock of a process that dies in any way, so none is ever left behind; a holder that hangs is waited
for a bounded time. The file stays, because a removed lock file can be locked twice. Codex itself takes no lock.
"""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

STEP_S = 0.05
TRIES = 800
"""Looks at a held lock, one each step: a little longer than a renewal may take."""


class LockBusy(Exception):
    """Somebody holds it and does not let go."""


def lock_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.tui-router.lock")


@asynccontextmanager
async def alone(
    path: Path, *, tries: int = TRIES, pause: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> AsyncIterator[None]:
    """Hold the lock of the login at `path`. Raises `LockBusy`, `OSError` where no lock can be made."""
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    handle = os.open(lock_path(path), flags, 0o600)
    try:
        for left in range(tries, 0, -1):
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if left == 1:
                    raise LockBusy(f"{lock_path(path)} is held by another process") from None
                await pause(STEP_S)
        yield
    finally:
        os.close(handle)
