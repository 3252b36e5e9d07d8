"""Keepsakes on disk: a file that only grows while the gateway runs, a line each, and is written anew when it has grown
to twice what is held. A kill loses the last moments at most; half a line at the end is left out.

    ["toolu_01…", "tui-router.1.…", 1790000000.0]
"""

import logging
import math
import os
import stat
from collections.abc import Sequence
from pathlib import Path

import msgspec

from tui_router.core.files import read_plain, set_aside, write_whole

log = logging.getLogger("tui_router.gateway")

LARGEST = 48 * 1024 * 1024
"""Bytes of a file that is read; one of ours stays below."""
LEAST_WORN = 64 * 1024
"""Bytes below which a file is not worth writing anew."""


class Keepsake(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """`at` is when it was taken, UTC epoch seconds."""

    name: str
    text: str
    at: float

    @property
    def size(self) -> int:
        """Bytes it takes, near enough."""
        return len(self.name) + len(self.text) + 32


_line = msgspec.json.Decoder(Keepsake)


class KeepsakeFile:
    """`size` are the bytes of the file as far as it is known."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0

    def worn(self, held: int) -> bool:
        """Whether most of the file is no longer wanted. `held` are the bytes that are."""
        return self.size > LEAST_WORN and self.size > 2 * held

    def read(self) -> list[Keepsake]:
        """What can be used, oldest first. A file with more wrong in it than its end is set aside under another name."""
        try:
            data = read_plain(self.path, LARGEST)
        except FileNotFoundError:
            return []
        except OSError as error:
            self._set_aside(str(error))
            return []
        self.size = len(data)
        found: list[Keepsake] = []
        lines = data.split(b"\n")
        torn = lines.pop()
        broken = 0
        for line in lines:
            try:
                keepsake = _line.decode(line)
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                broken += 1
                continue
            if keepsake.name and math.isfinite(keepsake.at):
                found.append(keepsake)
        if broken:
            self._set_aside(f"{broken} of its lines are broken")
            self.size = 0
            if found:
                self._rescue(found)
        elif torn:
            self._rescue(found)
        return found

    def append(self, keepsakes: Sequence[Keepsake]) -> None:
        """Raises `OSError`; a part of it may stand in the file then."""
        data = b"".join(msgspec.json.encode(keepsake) + b"\n" for keepsake in keepsakes)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        handle = os.open(self.path, flags, 0o600)
        with os.fdopen(handle, "wb") as file:
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode):
                raise OSError("it is not a plain file")
            os.fchmod(handle, 0o600)
            file.write(data)
        self.size = found.st_size + len(data)

    def write(self, keepsakes: Sequence[Keepsake]) -> None:
        """All of them and nothing else. Raises `OSError`; the file is then as it was."""
        data = b"".join(msgspec.json.encode(keepsake) + b"\n" for keepsake in keepsakes)
        write_whole(self.path, data)
        self.size = len(data)

    def clear_aside(self) -> None:
        """Remove what was set aside: it holds the same kind of thing."""
        for path in self.path.parent.glob(f"{self.path.name}.broken-*"):
            try:
                path.unlink()
            except OSError as error:
                log.warning("%s cannot be removed (%s)", path, error.strerror)

    def _rescue(self, found: Sequence[Keepsake]) -> None:
        """Put what could be read in place, so that what is appended begins a line of its own."""
        try:
            self.write(found)
        except OSError as error:
            log.warning("%s cannot be written (%s)", self.path, error)

    def _set_aside(self, why: str) -> None:
        log.warning("%s cannot be read (%r), %s", self.path, why[:200], set_aside(self.path))
