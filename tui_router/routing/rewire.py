"""New tables from old ones. Each change counts the revision up, so that a late writer can be told so."""

from collections.abc import Mapping

import msgspec

from tui_router.core.faults import ClientFault
from tui_router.core.target import TIERS, Target, Tier
from tui_router.providers.provider import Provider
from tui_router.routing.names import clip
from tui_router.routing.table import Launch, Listed, Table, propose

TARGET_MAX = 300
"""Characters of a target somebody sends."""


def effective_tiers(table: Table) -> dict[str, str]:
    """Every tier that has a target, unwired ones with the default they take."""
    fallback = table.tiers.get("default")
    found: dict[str, str] = {}
    for tier in TIERS:
        target = table.tiers.get(tier, fallback)
        if target is not None:
            found[tier] = str(target)
    return found


def parse_tiers(given: Mapping[str, str], providers: Mapping[str, Provider]) -> dict[Tier, Target]:
    """Read a wiring somebody sent. Raises `ClientFault` that names the tier and what is wrong with it."""
    known: dict[str, Tier] = {tier: tier for tier in TIERS}
    wired: dict[Tier, Target] = {}
    for name, text in given.items():
        if name not in known:
            raise ClientFault.say(f"tiers: no tier {clip(name)}; there are {', '.join(TIERS)}")
        target = Target.parse(text)
        if target.provider not in providers:
            have = ", ".join(providers) or "none"
            raise ClientFault.say(f"tiers.{name}: no provider {clip(target.provider)}; there are {have}")
        if not target.model and "/" in text:
            raise ClientFault.say(f"tiers.{name}: {clip(text)} names no model")
        if not text.isprintable() or len(text) > TARGET_MAX:
            raise ClientFault.say(f"tiers.{name}: {clip(text)} is no model's name")
        wired[known[name]] = target
    return wired


def with_tiers(table: Table, tiers: Mapping[Tier, Target]) -> Table:
    """Point the tiers elsewhere for the next requests.

    A tier that had no wire of its own and is given what the default gives stays without one, so that writing
    back what `effective_tiers` showed does not nail it down.
    """
    default = tiers.get("default")
    kept = {
        tier: target
        for tier, target in tiers.items()
        if tier == "default" or tier in table.tiers or target != default
    }
    return msgspec.structs.replace(table, revision=table.revision + 1, tiers=kept, wired=True)


def with_listed(table: Table, listed: Listed, found: Mapping[str, Provider] | None = None) -> Table:
    """Add what discovery brought: models of known providers, and local servers that run. A name that is
    taken keeps its provider. A wiring nobody chose is proposed anew, and only that counts the revision up:
    whoever read the tiers just before may still write them.
    """
    providers = {**table.providers, **{k: v for k, v in (found or {}).items() if k not in table.providers}}
    lists = {**table.listed, **listed}
    tiers = table.tiers if table.wired else propose(providers, lists)
    return msgspec.structs.replace(
        table,
        revision=table.revision + (tiers != table.tiers),
        providers=providers,
        listed=lists,
        tiers=tiers,
    )


def with_launch(table: Table, name: str, launch: Launch) -> Table:
    """Add a launch's overlay. The wiring of everybody else is as it was, so the revision stays."""
    return msgspec.structs.replace(table, launches={**table.launches, name: launch})
