"""A file that was not there before, for its owner alone: what a person is given never takes the place of another."""

import os
from pathlib import Path
from typing import BinaryIO

MOST_NAMES = 999


def open_new(path: Path) -> tuple[BinaryIO, Path]:
    """Make a file there, with -2, -3 … before its ending while the name is taken, and open it for writing. Missing
    folders are made. Raises `OSError`."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    for number in range(1, MOST_NAMES + 1):
        name = path if number == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
        try:
            handle = os.open(name, flags, 0o600)
        except FileExistsError:
            continue
        return os.fdopen(handle, "wb"), name
    raise FileExistsError(17, f"{path.name} is there {MOST_NAMES} times already")
