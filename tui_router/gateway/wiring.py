"""The wiring in force: one immutable table, swapped whole. A request keeps the table it began with."""

from collections.abc import Callable

from tui_router.core.faults import ClientFault
from tui_router.core.target import TIERS, Kind, Target
from tui_router.journal.record import KnownModel, Tiers
from tui_router.providers.limits import limits_for
from tui_router.routing.models import describe_target, known_targets
from tui_router.routing.rewire import effective_tiers, parse_tiers, with_launch, with_tiers
from tui_router.routing.table import Launch, Route, Table, resolve, route_to

MOST_ROUTES = 1000
"""Answers of one table that are remembered; a client uses a handful of names."""


class StaleError(Exception):
    """A change was based on a revision that is no longer in force."""


class Wiring:
    """`on_change` hears every swap. `problem` is the last thing wrong with the settings file, in words."""

    def __init__(self, table: Table, on_change: Callable[[Tiers], None] | None = None) -> None:
        self.table = table
        self.on_change = on_change
        self.problem = ""
        self._routes: dict[tuple[str, Kind, str], Route] = {}  # of this table

    def resolve(self, model: str, kind: Kind, *, launch: str = "", force: Target | None = None) -> Route:
        """Where a request goes. Raises `ClientFault` with the names that exist."""
        if force is not None:
            return route_to(self.table, force, model, "chosen for this replay")
        asked = (model, kind, launch)
        route = self._routes.get(asked)
        if route is None:
            route = resolve(self.table, model, kind, launch=launch)
            if len(self._routes) >= MOST_ROUTES:
                self._routes.clear()
            self._routes[asked] = route
        return route

    def tiers(self) -> Tiers:
        return Tiers(revision=self.table.revision, tiers=effective_tiers(self.table))

    def put_tiers(self, change: Tiers) -> Tiers:
        """Point tiers elsewhere for the next requests; those not named stay.

        Raises `StaleError`, or `ClientFault` that names what is wrong.
        """
        if change.revision != self.table.revision:
            raise StaleError(f"the wiring is at revision {self.table.revision} by now")
        wanted = parse_tiers(change.tiers, self.table.providers)
        self.swap(with_tiers(self.table, {**self.table.tiers, **wanted}))
        return self.tiers()

    def known(self, text: str) -> Target:
        """Read "provider/model" and make sure that the provider exists. Raises `ClientFault`."""
        target = Target.parse(text)
        if target.provider not in self.table.providers:
            names = ", ".join(self.table.providers) or "none"
            raise ClientFault.say(f"no provider {target.provider[:80]}; there are {names}")
        return target

    def put_launch(self, name: str, tiers: dict[str, str], subagent: str | None) -> None:
        """Remember a launch's own wiring. Raises `ClientFault`."""
        launch = Launch(
            tiers=parse_tiers(tiers, self.table.providers),
            subagent=self.known(subagent) if subagent else None,
        )
        self.table = with_launch(self.table, name, launch)
        self._routes.clear()

    def swap(self, table: Table) -> None:
        self.table = table
        self._routes.clear()
        if self.on_change is not None:
            self.on_change(self.tiers())

    def models(self) -> list[KnownModel]:
        """Every target that could be chosen, the wired ones first, with all of their chains."""
        table = self.table
        default = table.tiers.get("default", ())
        wired = [target for tier in TIERS for target in table.tiers.get(tier, default)]
        found: dict[Target, KnownModel] = {}
        for target in (*wired, *known_targets(table), *table.aliases.values()):
            provider = table.providers.get(target.provider)
            if provider is None or not target.model or target in found:
                continue
            limits = limits_for(provider, target.model, table.listed.get(provider.name, {}).get(target.model))
            about = describe_target(table, target)
            found[target] = KnownModel(
                target=str(target),
                context_window=limits.context_window,
                max_output_tokens=limits.max_output_tokens,
                thinking=about.thinking,
                images=about.images,
                tools=about.tools,
            )
        return list(found.values())
