"""Small files of our own: read with care, for anybody may have put something in their place, and written whole."""

import os
import stat
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


def write_whole(path: Path, data: bytes) -> None:
    """Put a file in place, for its owner alone: a reader finds the old one or the new one, and so does whoever looks
    after a power cut. Raises `OSError`; the file is then as it was. The draft has one name, so that an end in the
    middle leaves one draft behind and not many."""
    draft = path.with_name(f"{path.name}.new")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    handle = os.open(draft, flags, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(handle, 0o600)
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
