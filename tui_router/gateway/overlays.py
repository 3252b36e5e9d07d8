"""The wirings that launches and sessions have of their own, kept over a restart of the gateway: a client that goes on
talking must not find its requests at another model, perhaps a dear one, because the gateway was updated.

    {"version": 1, "launches": {"ab12…": {"tiers": {"opus": ["local/x"]}, "subagent": "local/y"}},
     "sessions": {"a1f3…": {"opus": ["local/x"]}}}
"""

import asyncio
import logging
from collections.abc import Mapping
from pathlib import Path

import msgspec

from tui_router.core.files import read_plain, write_whole
from tui_router.core.target import TIERS, Target, Tier
from tui_router.providers.provider import Provider
from tui_router.routing.chains import LONGEST, Chain
from tui_router.routing.table import Launch, Table

log = logging.getLogger("tui_router.gateway")

VERSION = 1
LARGEST = 1024 * 1024
MOST = 200
"""Launches and sessions kept, of each; the newest stay."""

Tiers = dict[str, list[str]]


class _Launch(msgspec.Struct, omit_defaults=True):
    tiers: Tiers = {}
    subagent: str = ""


class _Stored(msgspec.Struct):
    version: int
    launches: dict[str, _Launch] = {}
    sessions: dict[str, Tiers] = {}


class Overlays:
    """Only a memory: what cannot be read is taken for empty, and what names a provider that is gone is left out."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._written = b""
        self._looked_at: Table | None = None
        self._writing: asyncio.Task[None] | None = None

    def laid_over(self, table: Table) -> Table:
        stored = self._read()
        if stored is None:
            return table
        launches = {
            name: _launch(kept, table.providers) for name, kept in list(stored.launches.items())[-MOST:]
        }
        sessions = {
            name: _tiers(kept, table.providers) for name, kept in list(stored.sessions.items())[-MOST:]
        }
        return msgspec.structs.replace(
            table,
            launches={name: launch for name, launch in launches.items() if launch.tiers or launch.subagent},
            sessions={name: tiers for name, tiers in sessions.items() if tiers},
        )

    def _read(self) -> _Stored | None:
        try:
            stored = msgspec.json.decode(read_plain(self.path, LARGEST).decode(), type=_Stored)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            log.warning(
                "%s cannot be read (%r); launches and sessions are as the tiers", self.path, str(error)[:200]
            )
            return None
        return stored if stored.version == VERSION else None

    def keep(self, table: Table) -> None:
        """Write what the table has, in a thread, when it differs from what was written. Needs a running loop."""
        if table is self._looked_at or (self._writing is not None and not self._writing.done()):
            return
        self._looked_at = table
        data = _encode(table)
        if data != self._written:
            self._written = data
            self._writing = asyncio.ensure_future(self._write(data))

    async def _write(self, data: bytes) -> None:
        try:
            await asyncio.to_thread(write_whole, self.path, data)
        except OSError as error:
            self._written, self._looked_at = b"", None  # the next beat tries again
            log.warning("%s cannot be written (%s)", self.path, error)

    async def close(self, table: Table) -> None:
        if self._writing is not None:
            await self._writing
        data = _encode(table)
        if data != self._written:
            await self._write(data)


def _encode(table: Table) -> bytes:
    launches = {
        name: _Launch(_named(launch.tiers), str(launch.subagent) if launch.subagent else "")
        for name, launch in list(table.launches.items())[-MOST:]
    }
    sessions = {name: _named(tiers) for name, tiers in list(table.sessions.items())[-MOST:]}
    return msgspec.json.encode(_Stored(VERSION, launches, sessions))


def _named(tiers: Mapping[Tier, Chain]) -> Tiers:
    return {tier: [str(target) for target in chain] for tier, chain in tiers.items()}


def _launch(kept: _Launch, providers: Mapping[str, Provider]) -> Launch:
    target = Target.parse(kept.subagent)
    return Launch(
        tiers=_tiers(kept.tiers, providers), subagent=target if target.provider in providers else None
    )


def _tiers(kept: Tiers, providers: Mapping[str, Provider]) -> dict[Tier, Chain]:
    found: dict[Tier, Chain] = {}
    for tier in TIERS:
        chain = tuple(dict.fromkeys(Target.parse(text) for text in kept.get(tier, ())[:LONGEST]))
        known = tuple(target for target in chain if target.provider in providers)
        if known:
            found[tier] = known
    return found
