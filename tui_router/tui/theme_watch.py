"""Theme files looked at again while they are worn: an author sees a change as soon as it is saved."""

import os
from collections.abc import Sequence
from pathlib import Path

from tui_router.tui.themes import ThemeBook, load_themes

EVERY_S = 1.0
MOST = 500
"""Files of a folder that are looked at."""

Stamp = tuple[int, int, int]
"""Time of change in nanoseconds, size, inode: editors rename, and write twice within a tick of the clock."""


class ThemeWatch:
    """`changed` waits for the disk: call it in a thread, one call at a time."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders
        self._before = stamps(folders)

    def changed(self) -> ThemeBook | None:
        """All themes anew when a file came, went or changed; None when all is as it was."""
        now = stamps(self._folders)
        if now == self._before:
            return None
        self._before = now
        return load_themes(self._folders)


def stamps(folders: Sequence[Path]) -> dict[str, Stamp]:
    found: dict[str, Stamp] = {}
    for folder in folders:
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.name.endswith(".toml") and len(found) < MOST:
                        told = entry.stat()
                        found[entry.path] = (told.st_mtime_ns, told.st_size, told.st_ino)
        except OSError:
            continue  # a folder that is not there yet, or a file that went while it was looked at
    return found
