"""What upstreams want back in a later turn and clients cannot carry: held by the id of the call it belongs to.

The longest unused goes first when there is too much. A dialect that keeps nothing costs a look at an empty dict.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from tui_router.gateway.keepsake_file import Keepsake, KeepsakeFile
from tui_router.gateway.late_writer import LateWriter

log = logging.getLogger("tui_router.gateway")

MOST = 20_000
MOST_BYTES = 16 * 1024 * 1024
LONGEST = 1024 * 1024
"""Characters of one; what is longer is not kept, and its upstream is asked without it."""
LONGEST_NAME = 300

TELLING = 16
"""Characters from which on an id is taken for one that nobody else has. Servers that count ("call_0") give every
session the same ids: what belongs to those is handed to its own session alone."""


class Keepsakes:
    """Without a `path` nothing outlives the process. Whoever ends it calls `close()`."""

    def __init__(self, path: Path | None = None, *, clock: Callable[[], float] = time.time) -> None:
        self.bytes = 0
        self._held: dict[str, Keepsake] = {}  # the longest unused first
        self._clock = clock
        self._file = KeepsakeFile(path) if path is not None else None
        self._new: list[Keepsake] = []
        self._whole = False  # the file is to be written anew
        self._writer = LateWriter(self._write, lambda: bool(self._new or self._whole))
        self._read = self._file is None

    def __len__(self) -> int:
        self._load()
        return len(self._held)

    def of(self, session: str) -> Mapping[str, str]:
        """What this session may have, as `Call.kept` wants it. Nothing is copied: it sees what is taken later."""
        return _Of(self, session)

    def take(self, session: str, keeps: Mapping[str, str]) -> None:
        """Hold what an answer left, before its client can ask again. Said twice it is held once."""
        self._load()
        for id, text in keeps.items():
            name = _name(session, id)
            if not id or not _fit(name) or len(text) > LONGEST or not text.isascii():
                continue
            held = self._held.get(name)
            if held is not None and held.text == text:
                continue
            keepsake = Keepsake(name, text, self._clock())
            self._put(keepsake)
            self._new.append(keepsake)
        if self._new:
            self._soon()

    def find(self, session: str, id: str) -> str | None:
        self._load()
        name = _name(session, id)
        found = self._held.pop(name, None)
        if found is None:
            return None
        self._held[name] = found
        return found.text

    def ids(self) -> list[str]:
        self._load()
        return [name for name in self._held if "\n" not in name]

    def forget(self, before: float | None = None) -> int:
        """Remove what was taken before that moment (UTC epoch seconds), or everything; returns how many."""
        self._load()
        gone = [name for name, held in self._held.items() if before is None or held.at < before]
        for name in gone:
            self._remove(name)
        self._new = [held for held in self._new if held.name in self._held]
        if self._file is not None and before is None:
            self._file.clear_aside()
        if gone:
            self._whole = True
            self._soon()
        return len(gone)

    async def close(self) -> None:
        """Write what is not written yet. A disk that refuses is said in the log, not raised."""
        await self._writer.close()

    def _load(self) -> None:
        """The file is read when somebody first wants something of it: most gateways never do."""
        if self._read or self._file is None:
            return
        self._read = True
        for keepsake in self._file.read():
            self._put(keepsake)
        self._whole = self._whole or self._file.worn(self.bytes)

    def _put(self, keepsake: Keepsake) -> None:
        self._remove(keepsake.name)
        self._held[keepsake.name] = keepsake
        self.bytes += keepsake.size
        while len(self._held) > MOST or self.bytes > MOST_BYTES:
            self._remove(next(iter(self._held)))

    def _remove(self, name: str) -> None:
        held = self._held.pop(name, None)
        if held is not None:
            self.bytes -= held.size

    # -- the file

    def _soon(self) -> None:
        if self._file is not None:
            self._writer.soon()

    async def _write(self) -> bool:
        if self._file is None:
            return True
        new, self._new = self._new, []
        whole, self._whole = self._whole or self._file.worn(self.bytes), False
        try:
            if whole:
                await asyncio.to_thread(self._file.write, list(self._held.values()))
            else:
                await asyncio.to_thread(self._file.append, new)
        except OSError as error:
            # The next write is a whole one, which holds these too.
            self._whole = True
            log.warning(
                "%s cannot be written (%s); what upstreams want back is held in memory",
                self._file.path,
                error,
            )
            return False
        return True


class _Of(Mapping[str, str]):
    __slots__ = ("_keepsakes", "_session")

    def __init__(self, keepsakes: Keepsakes, session: str) -> None:
        self._keepsakes = keepsakes
        self._session = session

    def __getitem__(self, id: str) -> str:
        found = self._keepsakes.find(self._session, id)
        if found is None:
            raise KeyError(id)
        return found

    def __len__(self) -> int:
        return len(self._keepsakes)

    def __iter__(self) -> Iterator[str]:
        """The ids that can be found by themselves; nobody needs the others but by name."""
        return iter(self._keepsakes.ids())


def _name(session: str, id: str) -> str:
    return id if len(id) >= TELLING else f"{session}\n{id}"


def _fit(name: str) -> bool:
    """Ids are an upstream's to say and sessions a client's: what is odd is not kept."""
    return len(name) <= LONGEST_NAME and name.replace("\n", "", 1).isprintable()
