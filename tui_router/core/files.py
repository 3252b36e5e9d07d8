"""Small files of our own: read with care, for anybody may have put something in their place, and written whole."""

import os
import stat
from datetime import UTC, datetime
from pathlib import Path


def read_plain(path: Path, largest: int) -> bytes:
    """The bytes of a plain file of at most `largest` bytes. Raises `OSError` for anything else, `FileNotFoundError`
    where there is none. Links are not followed and pipes not waited for."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError("it is not a plain file")
        data = file.read(largest + 1)
    if len(data) > largest:
        raise OSError(f"it is larger than {largest >> 20 or 1} MB")
    return data


def write_whole(path: Path, data: bytes, *, like: os.stat_result | None = None, ending: str = ".new") -> None:
    """Put a file in place, for its owner alone, or with owner and mode of `like`: a reader finds the old one or the new
    one, and so does whoever looks after a power cut. Raises `OSError`; the file is then as it was. The draft has one
    name, with this `ending`, so that an end in the middle leaves one draft behind and not many."""
    draft = path.with_name(f"{path.name}{ending}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    handle = os.open(draft, flags, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            if like is not None and (like.st_uid, like.st_gid) != (os.geteuid(), os.getegid()):
                os.fchown(handle, like.st_uid, like.st_gid)
            os.fchmod(handle, 0o600 if like is None else stat.S_IMODE(like.st_mode))
            file.write(data)
            file.flush()
            os.fsync(handle)
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def set_aside(path: Path) -> str:
    """Move a file that cannot be read out of the way; what became of it, as a clause."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    aside = path.with_name(f"{path.name}.broken-{stamp}")
    try:
        path.replace(aside)
    except OSError as stuck:
        return f"and it cannot be moved away ({stuck.strerror})"
    return f"it is kept as {aside.name}"
