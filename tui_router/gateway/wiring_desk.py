"""What an inspector may ask of the wiring and change in it. One change at a time, so that what is written to the file
and what is put in force are the same.
"""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec

from tui_router.control.client import ControlError
from tui_router.control.wiring import Change, Revision, Wires
from tui_router.core.faults import ClientFault, Fault
from tui_router.core.target import Target
from tui_router.diagnose.facts import lay
from tui_router.gateway.laying import laid, unmasked
from tui_router.gateway.registering import read_registration, registered
from tui_router.gateway.wiring import StaleError
from tui_router.journal.record import KnownModel, Tiers
from tui_router.routing.rewire import effective_tiers
from tui_router.routing.table import limits_of
from tui_router.settings.patch import merged, plain, table_of, unwritten
from tui_router.settings.problems import SettingsError
from tui_router.settings.save import write_patch
from tui_router.settings.show import masked

if TYPE_CHECKING:
    from tui_router.gateway.state import Gateway


class WiringDesk:
    def __init__(self, gateway: "Gateway") -> None:
        self._gateway = gateway
        self._reload = gateway.reload
        self._one = asyncio.Lock()

    def wiring(self) -> Wires:
        wiring, reload = self._gateway.wiring, self._reload
        table, wired = wiring.table, wiring.wired
        return Wires(
            revision=table.revision,
            wired=table.wired,
            tiers={tier: plain(chain) for tier, chain in table.tiers.items()},
            effective=effective_tiers(table),
            rules=wiring.rules(),
            aliases={name: plain(chain) for name, chain in table.aliases.items()},
            sessions={
                session: {tier: plain(chain) for tier, chain in own.items()}
                for session, own in table.sessions.items()
            },
            providers={
                name: _shown(wired.tables["providers"].get(name) or table_of(provider))
                for name, provider in table.providers.items()
            },
            config=self._gateway.config or str(reload.file),
            unwritten=table.wired and bool(unwritten(wired, reload.wired())),
        )

    async def rewire(self, change: Change) -> Wires:
        """Raises `ControlError`: 409 for an old revision, 400 with every complaint; nothing has changed then."""
        async with self._one:
            wiring = self._gateway.wiring
            with _told():
                wiring.check(change.revision)
                if change.write:
                    await self._write(change)
                elif change.patch or change.session:
                    wiring.rewire(change)
            return self.wiring()

    async def put_tiers(self, tiers: Tiers) -> Tiers:
        async with self._one:
            with _told():
                return self._gateway.wiring.put_tiers(tiers)

    async def _write(self, change: Change) -> None:
        """The file first: when it cannot be written, nothing has changed."""
        if change.session:
            raise ClientFault.say(
                "session: the wiring of one session is not kept in the file; leave write away"
            )
        wiring, reload = self._gateway.wiring, self._reload
        since = frozenset(wiring.table.providers)
        _, after = laid(wiring.table, wiring.wired, change.patch)
        patch = self._for_file(unmasked(change.patch), after.tables)
        if not change.patch:
            patch = unwritten(wiring.wired, reload.wired())
        if patch:
            try:
                await asyncio.to_thread(write_patch, reload.file, patch)
            except SettingsError as error:
                raise ClientFault.say(str(error)) from None
        if change.patch:
            wiring.take_written(after, since, change.by)
        reload.written(self._gateway)

    def _for_file(self, patch: dict[str, Any], tables: dict[str, Any]) -> dict[str, Any]:
        """The patch, and what the file needs beside it to stand by itself: a file that names a provider names all of
        them, and the first tier that is wired ends the proposals for the others."""
        written = self._reload.said
        more: dict[str, Any] = {}
        if patch.get("tiers") and not written.get("tiers"):
            more["tiers"] = tables["tiers"]
        if patch.get("providers") and not written.get("providers"):
            more["providers"] = {
                name: tables["providers"].get(name) or table_of(provider)
                for name, provider in self._gateway.wiring.table.providers.items()
                if name not in patch["providers"]
            }
        return merged(more, patch) if more else patch

    async def revisions(self) -> list[Revision]:
        return self._gateway.wiring.history.newest_first()

    async def restore(self, number: int, *, revision: int) -> Wires:
        async with self._one:
            with _told():
                self._gateway.wiring.check(revision)
                self._gateway.wiring.restore(number)
            return self.wiring()

    async def models(self, *, refresh: bool = False) -> list[KnownModel]:
        """Every target that could be chosen, with what was learned of it laid over what is told of it."""
        if refresh:
            await self._reload.discover(self._gateway)
        return [self._with_facts(model) for model in self._gateway.wiring.models()]

    def _with_facts(self, model: KnownModel) -> KnownModel:
        table, target = self._gateway.wiring.table, Target.parse(model.target)
        provider = table.providers[target.provider]
        facts = self._gateway.facts.known(provider, target.model)
        if not facts:
            return model
        limits = lay(facts, provider, limits_of(table, target)).limits
        return msgspec.structs.replace(
            model,
            context_window=limits.context_window,
            max_output_tokens=limits.max_output_tokens,
            window_from=limits.window_from,
            output_from=limits.output_from,
        )

    async def register(self, body: bytes) -> bytes:
        """Take an alias in OGX's form; an alias of that name is replaced. Returns the answer's body."""
        wiring = self._gateway.wiring
        with _told():
            given = read_registration(body, wiring.table.providers)
        if given.patch:
            await self.rewire(Change(revision=wiring.table.revision, patch=given.patch, by="api"))
        return registered(given, created=int(time.time()))

    async def unregister(self, name: str) -> None:
        wiring = self._gateway.wiring
        if name not in wiring.table.aliases:
            raise ControlError(f"there is no alias {name[:200]}", 404)
        await self.rewire(Change(revision=wiring.table.revision, patch={"aliases": {name: None}}, by="api"))


@contextmanager
def _told() -> Iterator[None]:
    """What cannot be done, with the status that says why."""
    try:
        yield
    except StaleError as stale:
        raise ControlError(str(stale), 409) from stale
    except Fault as fault:
        raise ControlError(fault.diagnosis.message, fault.diagnosis.status or 400) from fault


def _shown(table: dict[str, Any]) -> dict[str, Any]:
    """A provider's table without the header values that may be secrets."""
    headers = table.get("headers")
    if not headers:
        return table
    return {**table, "headers": {name: masked(name, str(value)) for name, value in headers.items()}}
