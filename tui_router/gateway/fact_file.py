"""The facts on disk: one JSON file that is always whole, the old one or the new one.

    {"version": 1, "facts": [Fact…], "aside": [{"why": "…", "fact": …}…]}

`aside` holds what this version cannot use, a newer one's facts or a mistake of whoever edited the file: it stays in
the file, with the reason, and is looked at again at the next start.
"""

import asyncio
import logging
import math
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from tui_router.core.fact import Fact
from tui_router.core.files import read_plain, set_aside, write_whole
from tui_router.diagnose.facts import trouble
from tui_router.gateway.late_writer import LateWriter

log = logging.getLogger("tui_router.gateway")

VERSION = 1
LARGEST = 32 * 1024 * 1024
"""Bytes of a file that is read; two thousand facts take two million."""
MOST_ASIDE = 200
LONGEST_ASIDE = 4096  # bytes of one fact that is kept aside

_LONGEST = (("provider", 200), ("base_url", 2000), ("model", 500), ("conversation", 500), ("diagnosis", 200))
_LONGEST_EVIDENCE = 400


class _Aside(msgspec.Struct):
    why: str
    fact: msgspec.Raw


class _Stored(msgspec.Struct):
    version: int
    facts: list[msgspec.Raw] = []
    aside: list[_Aside] = []


class FactFile:
    """Reads once, at start, then only writes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._aside: list[_Aside] = []

    def read(self) -> list[Fact]:
        """What can be used of the file. One that cannot be read at all is set aside under another name."""
        try:
            # Text first: a part that is kept raw would hide bytes that are none.
            stored = msgspec.json.decode(read_plain(self.path, LARGEST).decode(), type=_Stored)
        except FileNotFoundError:
            return []
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            self._set_aside(error)
            return []
        facts: list[Fact] = []
        for raw in (*stored.facts, *(kept.fact for kept in stored.aside)):
            try:
                fact = msgspec.json.decode(raw, type=Fact)
                why = unfit(fact) or ("" if fact.lasting else "it does not hold for good")
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
                why = str(error)
            if not why:
                facts.append(fact)
            elif len(raw) <= LONGEST_ASIDE and len(self._aside) < MOST_ASIDE:
                self._aside.append(_Aside(why[:200], raw.copy()))
            else:
                log.warning("%s: a fact is left out: %r", self.path, why[:200])
        if self._aside:
            first = self._aside[0].why
            log.warning("%s: facts kept aside: %d; the first: %r", self.path, len(self._aside), first)
        return facts

    def write(self, facts: Sequence[Fact]) -> None:
        """Safe against an end at any moment, of the process or of the machine. Raises `OSError`."""
        body = {"version": VERSION, "facts": facts, "aside": self._aside}
        data = msgspec.json.format(msgspec.json.encode(body), indent=1)
        write_whole(self.path, data)

    def _set_aside(self, error: Exception) -> None:
        log.warning(
            "%s cannot be read (%r), %s; no facts are known",
            self.path,
            str(error)[:200],
            set_aside(self.path),
        )


class FactWriter:
    """Writes in a thread, some time after a change: what changes until then is one write. `late` says that the file
    lags behind what `facts` gives.
    """

    def __init__(self, file: FactFile, facts: Callable[[], Sequence[Fact]]) -> None:
        self.late = False
        self._file = file
        self._facts = facts
        self._writer = LateWriter(self._write, lambda: self.late)

    def soon(self) -> None:
        self.late = True
        self._writer.soon()

    async def close(self) -> None:
        """Write what is not written yet. A disk that refuses is said in the log, not raised."""
        await self._writer.close()

    async def _write(self) -> bool:
        self.late = False
        try:
            await asyncio.to_thread(self._file.write, self._facts())
        except OSError as error:
            self.late = True
            log.warning("%s cannot be written (%s); the facts are held in memory", self._file.path, error)
            return False
        return True


def unfit(fact: Fact) -> str:
    """Why this fact cannot be kept, in words; empty when it can."""
    for name, longest in _LONGEST:
        text = getattr(fact, name)
        if len(text) > longest or not text.isprintable():
            return f"{name} is at most {longest} printable characters"
    if not fact.provider or not fact.model:
        return "a fact names a provider and a model"
    if fact.origin == "catalog":
        return "what the catalog says is not kept here"
    if len(fact.evidence) > _LONGEST_EVIDENCE or not _utf8(fact.evidence):
        return f"evidence is at most {_LONGEST_EVIDENCE} characters"
    if fact.exchange is not None and not 0 <= fact.exchange < 1 << 53:
        return "exchange is the number of an exchange"
    if not all(math.isfinite(at) for at in (fact.learned_at, fact.until or 0.0)):
        return "times are epoch seconds"
    return trouble(fact.name, fact.value)


def _utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
