"""The routing table: a frozen snapshot that a request keeps from beginning to end. A rewire makes a new one."""

from collections.abc import Mapping, Sequence

import msgspec

from tui_router.core.faults import ClientFault
from tui_router.core.target import TIERS, Limits, Target, Tier
from tui_router.providers.limits import limits_for
from tui_router.providers.presets import elsewhere
from tui_router.providers.provider import Model, Provider
from tui_router.routing.asked import Asked, named
from tui_router.routing.chains import Chain, completed, in_words
from tui_router.routing.changes import Changes
from tui_router.routing.names import PREFIX, clip, not_found, served_models
from tui_router.routing.rules import Rule

Listed = dict[str, dict[str, Model]]
"""What the providers' own lists say: provider name → model id → facts."""


class Launch(msgspec.Struct, frozen=True, kw_only=True):
    """The wiring of one started client, laid over the tiers; the client names it in a header."""

    tiers: dict[Tier, Chain] = {}
    subagent: Target | None = None


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """`tiers` is the wiring in force. `wired` says that a person chose it; otherwise it is proposed from the
    providers and proposed anew when their lists arrive. `sessions` are tiers that single sessions have of their own.
    """

    revision: int
    providers: dict[str, Provider] = {}
    tiers: dict[Tier, Chain] = {}
    wired: bool = False
    routes: tuple[Rule, ...] = ()
    aliases: dict[str, Chain] = {}
    launches: dict[str, Launch] = {}
    sessions: dict[str, dict[Tier, Chain]] = {}
    listed: Listed = {}


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """Where a request goes. `target.model` is never empty; `reason` says in words why it goes there.

    `fallbacks` are the rest of its chain, complete and without the target itself; `fallback` makes the route
    to one of them. `rule` is the number of the rule that decided, 0 when none did; `passed` are the rules asked before
    it with the condition that did not hold; `changes` what rules change in the request, each with its number; `tagged`
    says that the prompt's own tag named the target.
    """

    target: Target
    provider: Provider
    tier: Tier
    reason: str
    limits: Limits
    fallbacks: tuple[Target, ...] = ()
    rule: int = 0
    passed: tuple[tuple[int, str], ...] = ()
    changes: tuple[tuple[int, Changes], ...] = ()
    tagged: bool = False


def build(
    *,
    providers: Mapping[str, Provider],
    tiers: Mapping[Tier, Sequence[Target]],
    routes: Sequence[Rule] = (),
    aliases: Mapping[str, Chain] | None = None,
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
    own = listed.get(provider.name, {})
    if own and elsewhere(provider):
        there = {key: model for key, model in provider.tier_models.items() if model in own}
        provider = msgspec.structs.replace(provider, tier_models=there)
    for key in (tier, "default"):
        if key in provider.tier_models:
            return Target(provider.name, provider.tier_models[key])
    first = next(iter(served_models(provider, own)), "")
    return Target(provider.name, first) if first else None


def resolve(table: Table, asked: Asked, *, launch: str = "") -> Route:
    """Where a request goes: rules, launch overlay for subagents, aliases, names, tiers.

    Raises `ClientFault` (404) that lists names when nothing fits.
    """
    passed: list[tuple[int, str]] = []
    changes: list[tuple[int, Changes]] = []
    for rule in table.routes:
        misfit = rule.misfit(asked)
        chain = rule.to
        if not misfit and rule.decides and not chain:
            chain = _tagged(table, asked)
            misfit = "" if chain else "tag"
        if misfit:
            passed.append((rule.number, misfit))
            continue
        if rule.changes:
            changes.append((rule.number, rule.changes))
        if chain:
            then = f", to {in_words(chain)}" if len(chain) > 1 else ""
            reason = f"route {rule.number}: {rule.conditions()}{then}"
            route = _route(table, chain, asked, reason)
            return msgspec.structs.replace(
                route,
                rule=rule.number,
                passed=tuple(passed),
                changes=tuple(changes),
                tagged=rule.when.tag,
            )
    route = _unruled(table, asked, launch)
    if passed or changes:
        route = msgspec.structs.replace(route, passed=tuple(passed), changes=tuple(changes))
    return route


def _unruled(table: Table, asked: Asked, launch: str) -> Route:
    """Where it goes when no rule decides."""
    overlay = table.launches.get(launch) if launch else None
    if overlay is not None and overlay.subagent is not None and asked.kind == "subagent":
        return _route(table, (overlay.subagent,), asked, "this launch sends its subagents there")
    chain = table.aliases.get(asked.model)
    if chain:
        return _route(table, chain, asked, f"alias {clip(asked.model)}")
    target = _named(table, asked.model)
    if target is not None:
        return _route(table, (target,), asked, "named by the client")
    return _by_tier(table, asked, overlay, lost=bool(launch) and overlay is None)


def _tagged(table: Table, asked: Asked) -> Chain:
    """The chain a prompt's tag names; empty when it names nothing that is known here."""
    if asked.tag is None:
        return ()
    target = _named(table, asked.tag.name)
    return table.aliases.get(asked.tag.name, ()) or ((target,) if target is not None else ())


def _named(table: Table, name: str) -> Target | None:
    """The target a client spelled out, with or without the prefix our model list puts before it."""
    for candidate in (name, name.removeprefix(PREFIX)):
        target = Target.parse(candidate)
        if target.provider in table.providers and target.model:
            return target
    return None


def _by_tier(table: Table, asked: Asked, overlay: Launch | None, *, lost: bool) -> Route:
    tier = asked.tier
    after = "; the launch it names is not known here" if lost else ""
    for owner, tiers in (
        ("this session", table.sessions.get(asked.session, {}) if asked.session else {}),
        ("this launch", overlay.tiers if overlay is not None else {}),
    ):
        chain = tiers.get(tier) or tiers.get("default")
        if chain:
            return _route(table, chain, asked, f"{owner} wires {tier} to {in_words(chain)}")
    how = "wired" if table.wired else "proposed"
    if chain := table.tiers.get(tier):
        words = f"tier {tier} is wired to" if table.wired else f"no wiring is set, {tier} is proposed as"
        return _route(table, chain, asked, f"{words} {in_words(chain)}{after}")
    if chain := table.tiers.get("default"):
        reason = f"no wiring for {tier}, default is {how} as {in_words(chain)}{after}"
        return _route(table, chain, asked, reason)
    raise not_found(asked.model, tier, table.providers, table.aliases, table.listed)


def _route(table: Table, chain: Chain, asked: Asked, reason: str) -> Route:
    """The road to the first target of a chain, in whole names."""
    target, *fallbacks = completed(chain, asked.model)
    provider = table.providers.get(target.provider)
    if provider is None:
        raise ClientFault.say(
            f"{clip(reason, 300)}, but no provider {clip(target.provider)} is configured",
            type="not_found_error",
            name="model_not_found",
        )
    return Route(
        target=target,
        provider=provider,
        tier=asked.tier,
        reason=reason,
        limits=limits_of(table, target),
        fallbacks=tuple(fallbacks),
    )


def limits_of(table: Table, target: Target) -> Limits:
    """What a target of this table can take, by everybody who told; learned facts are laid over it elsewhere."""
    listed = table.listed.get(target.provider, {}).get(target.model)
    return limits_for(table.providers[target.provider], target.model, listed)


def route_to(table: Table, target: Target, model: str, reason: str) -> Route:
    """The road to a target somebody chose by hand; the table is not asked, and there is no other road when it
    fails. Raises `ClientFault`."""
    return _route(table, (target,), named(model), reason)


def chosen(table: Table, target: Target, asked: Asked, reason: str) -> Route:
    """The road to a target somebody chose for this request. Rules that only change requests hold there too; those that
    say where to go are not asked. Raises `ClientFault`."""
    changes = tuple(
        (rule.number, rule.changes) for rule in table.routes if not rule.decides and not rule.misfit(asked)
    )
    return msgspec.structs.replace(_route(table, (target,), asked, reason), changes=changes)


def fallback(table: Table, target: Target, model: str, reason: str) -> Route:
    """The road to the next target of a chain, for the client's `model`. `table` is the one the request began
    with. The tier is that of the model, so it stays. Raises `ClientFault` when the target's provider is not
    in this table; checked settings and a checked wiring never name such a one.
    """
    return route_to(table, target, model, reason)
