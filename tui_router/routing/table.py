"""The routing table: a frozen snapshot that a request keeps from beginning to end. A rewire makes a new one."""

from collections.abc import Mapping, Sequence

import msgspec

from tui_router.core.faults import ClientFault
from tui_router.core.target import TIERS, Kind, Limits, Target, Tier
from tui_router.providers.limits import limits_for
from tui_router.providers.provider import Model, Provider
from tui_router.routing.chains import Chain, completed, in_words
from tui_router.routing.names import PREFIX, clip, not_found, served_models
from tui_router.routing.rules import Rule
from tui_router.routing.tiers import plain_name, tier_of

Listed = dict[str, dict[str, Model]]
"""What the providers' own lists say: provider name → model id → facts."""


class Launch(msgspec.Struct, frozen=True, kw_only=True):
    """The wiring of one started client, laid over the tiers; the client names it in a header."""

    tiers: dict[Tier, Chain] = {}
    subagent: Target | None = None


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """`tiers` is the wiring in force. `wired` says that a person chose it; otherwise it is proposed from the
    providers and proposed anew when their lists arrive.
    """

    revision: int
    providers: dict[str, Provider] = {}
    tiers: dict[Tier, Chain] = {}
    wired: bool = False
    routes: tuple[Rule, ...] = ()
    aliases: dict[str, Target] = {}
    launches: dict[str, Launch] = {}
    listed: Listed = {}


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """Where a request goes. `target.model` is never empty; `reason` says in words why it goes there.

    `fallbacks` are the rest of its chain, complete and without the target itself; `fallback` makes the route
    to one of them.
    """

    target: Target
    provider: Provider
    tier: Tier
    reason: str
    limits: Limits
    fallbacks: tuple[Target, ...] = ()


def build(
    *,
    providers: Mapping[str, Provider],
    tiers: Mapping[Tier, Sequence[Target]],
    routes: Sequence[Rule] = (),
    aliases: Mapping[str, Target] | None = None,
    listed: Listed | None = None,
    revision: int = 1,
) -> Table:
    """Put a table together from checked settings."""
    chosen = {tier: tuple(targets) for tier, targets in tiers.items() if targets}
    lists = dict(listed or {})
    return Table(
        revision=revision,
        providers=dict(providers),
        tiers=chosen or propose(providers, lists),
        wired=bool(chosen),
        routes=tuple(routes),
        aliases=dict(aliases or {}),
        listed=lists,
    )


def propose(providers: Mapping[str, Provider], listed: Listed) -> dict[Tier, Chain]:
    """A wiring for those who gave none: each tier takes the first provider that has something for it, and
    no other provider is ever asked in its place."""
    found: dict[Tier, Chain] = {}
    for tier in TIERS:
        for provider in providers.values():
            target = _proposal(provider, tier, listed)
            if target is not None:
                found[tier] = (target,)
                break
    return found


def _proposal(provider: Provider, tier: Tier, listed: Listed) -> Target | None:
    for key in (tier, "default"):
        if key in provider.tier_models:
            return Target(provider.name, provider.tier_models[key])
    first = next(iter(served_models(provider, listed.get(provider.name, {}))), "")
    return Target(provider.name, first) if first else None


def resolve(table: Table, model: str, kind: Kind, *, launch: str = "") -> Route:
    """Where a request for `model` goes: rules, launch overlay for subagents, aliases, names, tiers.

    Raises `ClientFault` (404) that lists names when nothing fits.
    """
    name = plain_name(model) or model
    tier = tier_of(name)
    overlay = table.launches.get(launch) if launch else None
    for rule in table.routes:
        if rule.fits(name, tier):
            then = f", to {in_words(rule.to)}" if len(rule.to) > 1 else ""
            return _route(table, rule.to, name, tier, f"route {rule.number}: {rule.conditions()}{then}")
    if overlay is not None and overlay.subagent is not None and kind == "subagent":
        return _route(table, (overlay.subagent,), name, tier, "this launch sends its subagents there")
    if name in table.aliases:
        return _route(table, (table.aliases[name],), name, tier, f"alias {clip(name)}")
    named = _named(table, name)
    if named is not None:
        return _route(table, (named,), name, tier, "named by the client")
    return _by_tier(table, name, tier, overlay, lost=bool(launch) and overlay is None)


def _named(table: Table, name: str) -> Target | None:
    """The target a client spelled out, with or without the prefix our model list puts before it."""
    for candidate in (name, name.removeprefix(PREFIX)):
        target = Target.parse(candidate)
        if target.provider in table.providers and target.model:
            return target
    return None


def _by_tier(table: Table, name: str, tier: Tier, overlay: Launch | None, *, lost: bool) -> Route:
    after = "; the launch it names is not known here" if lost else ""
    if overlay is not None:
        chain = overlay.tiers.get(tier) or overlay.tiers.get("default")
        if chain:
            return _route(table, chain, name, tier, f"this launch wires {tier} to {in_words(chain)}")
    how = "wired" if table.wired else "proposed"
    if chain := table.tiers.get(tier):
        words = f"tier {tier} is wired to" if table.wired else f"no wiring is set, {tier} is proposed as"
        return _route(table, chain, name, tier, f"{words} {in_words(chain)}{after}")
    if chain := table.tiers.get("default"):
        reason = f"no wiring for {tier}, default is {how} as {in_words(chain)}{after}"
        return _route(table, chain, name, tier, reason)
    raise not_found(name, tier, table.providers, table.aliases, table.listed)


def _route(table: Table, chain: Chain, name: str, tier: Tier, reason: str) -> Route:
    """The road to the first target of a chain, in whole names."""
    target, *fallbacks = completed(chain, name)
    provider = table.providers.get(target.provider)
    if provider is None:
        raise ClientFault.say(
            f"{clip(reason, 300)}, but no provider {clip(target.provider)} is configured",
            type="not_found_error",
            name="model_not_found",
        )
    listed = table.listed.get(provider.name, {}).get(target.model)
    return Route(
        target=target,
        provider=provider,
        tier=tier,
        reason=reason,
        limits=limits_for(provider, target.model, listed),
        fallbacks=tuple(fallbacks),
    )


def route_to(table: Table, target: Target, model: str, reason: str) -> Route:
    """The road to a target somebody chose by hand; the table is not asked, and there is no other road when it
    fails. Raises `ClientFault`."""
    name = plain_name(model) or model
    return _route(table, (target,), name, tier_of(name), reason)


def fallback(table: Table, target: Target, model: str, reason: str) -> Route:
    """The road to the next target of a chain, for the client's `model`. `table` is the one the request began
    with. The tier is that of the model, so it stays. Raises `ClientFault` when the target's provider is not
    in this table; checked settings and a checked wiring never name such a one.
    """
    return route_to(table, target, model, reason)
