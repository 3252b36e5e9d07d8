"""From settings to a routing table: at start, when the file changes, and when a provider has told what it has."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tui_router.providers.provider import Provider
from tui_router.routing.rewire import with_listed
from tui_router.routing.table import Listed, Table, build
from tui_router.settings.load import Loaded, load
from tui_router.settings.problems import SettingsError
from tui_router.settings.watch import Watch

if TYPE_CHECKING:
    from tui_router.gateway.state import Gateway


class Reload:
    """`file` is where the settings belong, also when there is none yet."""

    def __init__(self, loaded: Loaded, environment: Mapping[str, str], file: Path) -> None:
        self._loaded = loaded
        self._environment = environment
        self._file = loaded.path or file
        self._watch = Watch(self._file)
        self._listed: Listed = {}
        self._found: dict[str, Provider] = {}
        self._asking: asyncio.Task[None] | None = None

    def table(self, revision: int) -> Table:
        settings = self._loaded.settings
        return build(
            providers={**settings.providers, **self._found},
            tiers=settings.tiers,
            routes=settings.routes,
            aliases=settings.aliases,
            listed=self._listed,
            revision=revision,
        )

    def look(self, gateway: "Gateway") -> None:
        """Take a changed file over. One that cannot be read changes nothing but `problem`."""
        if not self._watch.changed():
            return
        try:
            self._loaded = load(self._file if self._file.exists() else None, env=self._environment)
        except SettingsError as error:
            gateway.wiring.problem = str(error)
            return
        gateway.wiring.problem = ""
        gateway.config = str(self._loaded.path or "")
        before = gateway.wiring.table
        gateway.wiring.swap(replace(self.table(before.revision + 1), launches=before.launches))
        self._asking = asyncio.ensure_future(self.discover(gateway))

    async def discover(self, gateway: "Gateway") -> None:
        """Ask every provider what it has, and look for local servers when nobody named any."""
        from tui_router.upstream.discover import discover

        settings = self._loaded.settings
        result = await discover(
            await gateway.http(), settings.providers, gateway.secret, search_local=settings.search
        )
        self._found, self._listed = result.found, result.listed
        gateway.wiring.swap(with_listed(gateway.wiring.table, result.listed, result.found))
