"""From settings to a routing table: at start, when the file changes, and when a provider has told what it has."""

import asyncio
import logging
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui_router.providers.provider import Provider
from tui_router.routing.table import Listed, Table, build
from tui_router.settings.load import Loaded, load
from tui_router.settings.patch import Wired, wired
from tui_router.settings.problems import SettingsError
from tui_router.settings.watch import Watch

if TYPE_CHECKING:
    from tui_router.gateway.state import Gateway
    from tui_router.upstream.flavour_file import FlavourFile
    from tui_router.upstream.model_cache import ModelCache

log = logging.getLogger("tui_router.gateway")


class Reload:
    """`file` is where the settings belong, also when there is none yet. `failed` says of each provider why its list did
    not come, `listed_at` when the list in use was told (UTC epoch seconds), `speaks` by base URL which languages were
    found there.
    """

    def __init__(
        self,
        loaded: Loaded,
        environment: Mapping[str, str],
        file: Path,
        cache: "ModelCache | None" = None,
        flavours: "FlavourFile | None" = None,
    ) -> None:
        self._loaded = loaded
        self._environment = environment
        self.file = loaded.path or file
        self._watch = Watch(self.file)
        self._cache = cache
        self._flavours = flavours
        self._listed: Listed = {}
        self._found: dict[str, Provider] = {}
        self._asking: asyncio.Task[None] | None = None
        self.failed: dict[str, str] = {}
        self.listed_at: dict[str, float] = {}
        self.speaks: dict[str, list[str]] = {}
        self._look_at_flavours()
        if cache is not None:
            self._listed, self.listed_at = cache.load(loaded.settings.providers)

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

    def wired(self) -> Wired:
        """What the settings say, with the local servers that were found beside them."""
        return wired(self._loaded, self._found)

    @property
    def said(self) -> dict[str, Any]:
        """The settings file as tables; empty without a file."""
        return self._loaded.table

    def _look_at_flavours(self) -> None:
        """`doctor` writes them, in a process of its own."""
        if self._flavours is not None:
            self.speaks = {url: seen.speaks for url, seen in self._flavours.read().items()}

    def look(self, gateway: "Gateway") -> None:
        """Take a changed file over. One that cannot be read changes nothing but `problem`."""
        if not self._watch.changed() or not self._read(gateway):
            return
        gateway.wiring.reload(self.table(gateway.wiring.table.revision + 1), self.wired())
        self._asking = asyncio.ensure_future(self.discover(gateway))

    def written(self, gateway: "Gateway") -> None:
        """The file was written by ourselves: it says what is in force, so nothing is swapped."""
        self._watch.changed()
        if self._read(gateway):
            gateway.wiring.written(self.wired())

    def _read(self, gateway: "Gateway") -> bool:
        try:
            self._loaded = load(self.file if self.file.exists() else None, env=self._environment)
        except SettingsError as error:
            gateway.wiring.problem = str(error)
            gateway.logbook.say("error", "settings", f"refused, those of before stay in force: {error}")
            return False
        gateway.wiring.problem = ""
        gateway.config = str(self._loaded.path or "")
        gateway.logbook.say("info", "settings", f"read again from {self.file}")
        return True

    async def discover(self, gateway: "Gateway") -> None:
        """Ask every provider what it has, and look for local servers when nobody named any."""
        from tui_router.upstream.discover import discover

        settings = self._loaded.settings
        providers = {**settings.providers, **gateway.wiring.table.providers}
        result = await discover(
            await gateway.http(),
            providers,
            gateway.secret,
            search_local=settings.search,
            signers=gateway.signers,
        )
        self._look_at_flavours()
        now = time.time()
        self._found = {**self._found, **result.found}
        self._listed = {**self._listed, **result.listed}
        for provider, problem in result.failed.items():
            if problem != self.failed.get(provider):
                gateway.logbook.say("warning", "upstream", f"{provider}: its models are not known: {problem}")
        for provider, models in result.listed.items():
            gateway.logbook.say("info", "upstream", f"{provider} has {len(models):,} models")
        self.failed = result.failed
        self.listed_at |= dict.fromkeys(result.listed, now)
        gateway.wiring.listed(self._listed, self._found)
        if self._cache is not None and result.listed:
            try:
                await asyncio.to_thread(self._cache.store, gateway.wiring.table.providers, result.listed, now)
            except OSError as error:
                log.warning("the models cannot be kept: %s", error)
