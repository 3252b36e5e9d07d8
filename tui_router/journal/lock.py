"""One writer for a journal. The lock goes with its process, however that ends."""

import fcntl
import os
from pathlib import Path


class JournalTaken(Exception):
    """Another scribe still writes this journal."""


def _beside(db: Path) -> Path:
    return db.with_name(db.name + ".lock")


class WriterLock:
    def __init__(self, db: Path) -> None:
        """Raises `JournalTaken`."""
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        self._fd = os.open(_beside(db), flags, 0o600)
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._fd)
            raise JournalTaken("another tui-router still writes the journal") from None

    def release(self) -> None:
        os.close(self._fd)


def held(db: Path) -> bool:
    """Whether some process writes this journal now."""
    try:
        fd = os.open(_beside(db), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(fd)
    return False
