"""The wiring in force: one immutable table, swapped whole. A request keeps the table it began with."""

import time
from collections.abc import Callable, Collection, Mapping

from msgspec.structs import replace

from tui_router.control.wiring import Change, RuleState
from tui_router.core.faults import ClientFault
from tui_router.core.target import TIERS, Target
from tui_router.gateway.laying import laid, laid_for_session, with_wiring
from tui_router.gateway.revisions import History
from tui_router.journal.record import KnownModel, Tiers
from tui_router.providers.provider import Price, Provider
from tui_router.routing.asked import Asked
from tui_router.routing.models import describe_target, known_targets
from tui_router.routing.rewire import effective_tiers, parse_tiers, with_launch, with_listed
from tui_router.routing.rules import Rule, looks_of
from tui_router.routing.table import Launch, Listed, Route, Table, chosen, limits_of, resolve
from tui_router.settings.patch import Wired, bare, plain, same_endpoint

MOST_ROUTES = 1000
"""Answers of one table that are remembered; a client uses a handful of names."""
_BY_NAME = frozenset({"model", "tier", "kind"})


class StaleError(Exception):
    """A change was based on a revision that is no longer in force."""


class Wiring:
    """`on_change` hears every swap. `problem` is the last thing wrong with the settings file, in words."""

    def __init__(
        self, table: Table, on_change: Callable[[Tiers], None] | None = None, wired: Wired | None = None
    ) -> None:
        self.table = table
        self.wired = wired or bare(table.providers, table.tiers, table.routes, table.aliases)
        self.on_change = on_change
        self.problem = ""
        self.history = History()
        self.history.add(table, self.wired, by="start")
        self._hits: list[tuple[Rule, int, float]] = []
        self._routes: dict[tuple[str, str, str, str], Route] = {}  # of this table
        self._prices: dict[tuple[str, str], Price | None] = {}  # of this table
        self._settle()

    # -- the road

    def resolve(self, asked: Asked, *, launch: str = "", force: Target | None = None) -> Route:
        """Where a request goes. Raises `ClientFault` with the names that exist."""
        table = self.table
        if force is not None:
            return chosen(table, force, asked, "chosen for this replay")
        route = None
        key = (asked.model, asked.kind, launch, asked.session if asked.session in table.sessions else "")
        if self._by_name:
            route = self._routes.get(key)
        if route is None:
            route = resolve(table, asked, launch=launch)
            if self._by_name:
                if len(self._routes) >= MOST_ROUTES:
                    self._routes.clear()
                self._routes[key] = route
        if route.rule:
            rule, count, _ = self._hits[route.rule - 1]
            self._hits[route.rule - 1] = (rule, count + 1, time.time())
        return route

    @property
    def looks(self) -> frozenset[str]:
        """What some rule looks at."""
        return self._looks

    @property
    def borders(self) -> tuple[int, ...]:
        """The prompt sizes at which some rule changes its mind, in tokens."""
        return self._borders

    def price(self, provider: str, model: str) -> Price | None:
        """What the target costs, as the table knows it; looked up once for each."""
        key = (provider, model)
        if key not in self._prices:
            known = provider in self.table.providers
            self._prices[key] = describe_target(self.table, Target(provider, model)).price if known else None
        return self._prices[key]

    def _settle(self) -> None:
        """What is derived from the table, once for each."""
        self._routes.clear()
        self._prices.clear()
        self._looks = looks_of(self.table.routes)
        self._by_name = self._looks <= _BY_NAME
        self._borders = tuple(
            border
            for rule in self.table.routes
            for border in (rule.when.input_tokens_over, rule.when.input_tokens_under)
            if border is not None
        )
        before = {_shape(rule): (count, last) for rule, count, last in self._hits}
        self._hits = [(rule, *before.get(_shape(rule), (0, 0.0))) for rule in self.table.routes]

    # -- what is asked of it

    def tiers(self) -> Tiers:
        return Tiers(revision=self.table.revision, tiers=effective_tiers(self.table))

    def rules(self) -> list[RuleState]:
        return [
            RuleState(
                number=rule.number,
                when=rule.conditions(),
                to=[str(target) for target in rule.to],
                changes=rule.changes.words(),
                hits=count,
                last=last,
                table=self.wired.tables["routes"][rule.number - 1],
            )
            for rule, count, last in self._hits
        ]

    def known(self, text: str) -> Target:
        """Read "provider/model" and make sure that the provider exists. Raises `ClientFault`."""
        target = Target.parse(text)
        if target.provider not in self.table.providers:
            names = ", ".join(self.table.providers) or "none"
            raise ClientFault.say(f"no provider {target.provider[:80]}; there are {names}")
        return target

    def models(self) -> list[KnownModel]:
        """Every target that could be chosen, the wired ones first, with all of their chains."""
        table = self.table
        default = table.tiers.get("default", ())
        wired = [target for tier in TIERS for target in table.tiers.get(tier, default)]
        others = [target for chain in table.aliases.values() for target in chain]
        found: dict[Target, KnownModel] = {}
        for target in (*wired, *known_targets(table), *others):
            if target.provider not in table.providers or not target.model or target in found:
                continue
            limits = limits_of(table, target)
            about = describe_target(table, target)
            found[target] = KnownModel(
                target=str(target),
                display_name=about.display_name,
                context_window=limits.context_window,
                max_output_tokens=limits.max_output_tokens,
                window_from=limits.window_from,
                output_from=limits.output_from,
                price_in=about.price.input if about.price else None,
                price_out=about.price.output if about.price else None,
                price_cache_read=about.price.cache_read if about.price else None,
                price_cache_write=about.price.cache_write if about.price else None,
                thinking=about.thinking,
                images=about.images,
                tools=about.tools,
                listed=target.model in table.listed.get(target.provider, {}),
            )
        return list(found.values())

    # -- changes

    def check(self, revision: int) -> None:
        if revision != self.table.revision:
            raise StaleError(f"the wiring is at revision {self.table.revision} by now")

    def rewire(self, change: Change) -> None:
        """Put a change in force for the next requests. Raises `StaleError`, or `ClientFault` as `laid` does."""
        self.check(change.revision)
        if change.session:
            table = laid_for_session(self.table, self.wired, change.session, change.patch)
            self._take(table, self.wired, by=_word(change.by), session=change.session)
        else:
            table, wired = laid(self.table, self.wired, change.patch)
            self._take(table, wired, by=_word(change.by))

    def take_written(self, written: Wired, since: Collection[str], by: str) -> None:
        """Put in force what was laid over the wiring and written meanwhile. Providers that are not among `since` were
        found while it was written, and stay."""
        now = self.table.providers
        new = {name: now[name] for name in now if name not in since and name not in written.providers}
        wired = replace(written, providers={**written.providers, **new})
        self._take(with_wiring(self.table, wired), wired, by=_word(by), written=True)

    def put_tiers(self, change: Tiers) -> Tiers:
        """Point tiers elsewhere for the next requests; those not named stay. A tier that had no wire of its own and is
        given what the default gives stays without one, so that writing back what was shown does not nail it down.

        Raises `StaleError`, or `ClientFault` that names what is wrong.
        """
        wired = self.table.tiers
        default = change.tiers.get("default", plain(wired["default"]) if "default" in wired else None)
        tiers = {
            tier: value
            for tier, value in change.tiers.items()
            if tier in wired or tier not in TIERS or tier == "default" or _listed(value) != _listed(default)
        }
        self.rewire(Change(revision=change.revision, patch={"tiers": tiers}, by="api"))
        return self.tiers()

    def restore(self, number: int) -> None:
        """Put the wiring of a revision in force again, with the providers that were found since. Raises `ClientFault`."""
        found = self.history.find(number)
        if found is None:
            raise ClientFault.say(f"revision {number} is not kept", type="not_found_error")
        old, now = found.table, self.table
        providers = {**old.providers, **{k: v for k, v in now.providers.items() if k not in old.providers}}
        table = replace(
            now,
            revision=now.revision + 1,
            providers=providers,
            tiers=old.tiers,
            wired=old.wired,
            routes=old.routes,
            aliases=old.aliases,
            sessions=old.sessions,
        )
        self._take(table, replace(found.wired, providers=providers), by=f"back to {number}")

    def put_launch(self, name: str, tiers: dict[str, str], subagent: str | None) -> None:
        """Remember a launch's own wiring. Raises `ClientFault`."""
        launch = Launch(
            tiers=parse_tiers(tiers, self.table.providers),
            subagent=self.known(subagent) if subagent else None,
        )
        self.table = with_launch(self.table, name, launch)
        self._routes.clear()

    def reload(self, table: Table, wired: Wired) -> None:
        """Take over what a changed settings file says. What launches and sessions have of their own stays."""
        before = self.table
        self._take(
            replace(table, launches=before.launches, sessions=before.sessions), wired, by="file", written=True
        )

    def written(self, file: Wired) -> None:
        """The file says what is in force: what it tells of providers comes from it now."""
        providers = {
            name: file.providers[name] if same_endpoint(provider, file.providers.get(name)) else provider
            for name, provider in self.table.providers.items()
        }
        self.table = replace(self.table, providers=providers)
        self.wired = replace(self.wired, providers=providers)
        self._routes.clear()

    def listed(self, lists: Listed, found: Mapping[str, Provider]) -> None:
        """Take over what providers have told."""
        table = with_listed(self.table, lists, found)
        wired = replace(self.wired, providers=table.providers)
        self._take(table, wired, by="models")

    def _take(self, table: Table, wired: Wired, *, by: str, session: str = "", written: bool = False) -> None:
        new = table.revision != self.table.revision
        self.table, self.wired = table, wired
        self._settle()
        if new:
            self.history.add(table, wired, by=by, session=session, written=written)
        if self.on_change is not None:
            self.on_change(self.tiers())


def _word(by: str) -> str:
    return "".join(c for c in by[:40] if c.isprintable()) or "api"


def _listed(value: str | list[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def _shape(rule: Rule) -> str:
    """What makes two rules the same, wherever they stand."""
    return repr(replace(rule, number=0))
