"""Did the file change? Asked about once a second, in the gateway's own loop; costs one `stat`."""

import os
from pathlib import Path

Stamp = tuple[int, int, int]
"""Modification time in nanoseconds, inode, size. Editors write beside the file and rename, so the time alone
would not do: an old file moved into place keeps its time and changes its inode."""


def stamp(path: Path) -> Stamp | None:
    """None while there is no such file, or nothing that can be looked at."""
    try:
        found = os.stat(path)  # noqa: PTH116  # follows a symlink, like the reading does
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size


class Watch:
    """Remembers how the file looked when the watch began, or when it last said so.

    A file that is gone says nothing: between an editor's two steps there is none, and without a file the last
    good settings stay. It counts as changed when it is back and looks different.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen = stamp(path)

    def changed(self) -> bool:
        now = stamp(self.path)
        if now is None or now == self._seen:
            return False
        self._seen = now
        return True
