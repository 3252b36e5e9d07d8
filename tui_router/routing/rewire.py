"""New tables from old ones. Each change counts the revision up, so that a late writer can be told so."""

from collections.abc import Mapping

import msgspec

from tui_router.core.faults import ClientFault
from tui_router.core.target import TIERS, Target, Tier
from tui_router.providers.provider import Provider
from tui_router.routing.chains import LONGEST, Chain
from tui_router.routing.names import clip
from tui_router.routing.table import Launch, Listed, Table, propose

TARGET_MAX = 300
"""Characters of a target somebody sends."""


def effective_tiers(table: Table) -> dict[str, str | list[str]]:
    """Every tier that has a target, unwired ones with the default they take; a chain of several as a list."""
    default = table.tiers.get("default")
    found: dict[str, str | list[str]] = {}
    for tier in TIERS:
        chain = table.tiers.get(tier, default)
        if chain:
            names = [str(target) for target in chain]
            found[tier] = names if len(names) > 1 else names[0]
    return found


def parse_tiers(given: Mapping[str, str | list[str]], providers: Mapping[str, Provider]) -> dict[Tier, Chain]:
    """Read a wiring somebody sent. Raises `ClientFault` that names the tier and what is wrong with it."""
    known: dict[str, Tier] = {tier: tier for tier in TIERS}
    wired: dict[Tier, Chain] = {}
    for name, value in given.items():
        if name not in known:
            raise ClientFault.say(f"tiers: no tier {clip(name)}; there are {', '.join(TIERS)}")
        wired[known[name]] = _chain(f"tiers.{name}", value, providers)
    return wired


def _chain(where: str, value: str | list[str], providers: Mapping[str, Provider]) -> Chain:
    if isinstance(value, str):
        return (_target(where, value, providers),)
    if not 1 <= len(value) <= LONGEST:
        raise ClientFault.say(f"{where}: a chain has 1 to {LONGEST} targets, this one has {len(value)}")
    chain = tuple(_target(f"{where}[{n}]", text, providers) for n, text in enumerate(value, start=1))
    if len(set(chain)) < len(chain):
        twice = next(target for n, target in enumerate(chain) if target in chain[:n])
        raise ClientFault.say(f"{where}: {clip(str(twice))} stands in the chain twice")
    return chain


def _target(where: str, text: str, providers: Mapping[str, Provider]) -> Target:
    target = Target.parse(text)
    if target.provider not in providers:
        have = ", ".join(providers) or "none"
        raise ClientFault.say(f"{where}: no provider {clip(target.provider)}; there are {have}")
    if not target.model and "/" in text:
        raise ClientFault.say(f"{where}: {clip(text)} names no model")
    if not text.isprintable() or len(text) > TARGET_MAX:
        raise ClientFault.say(f"{where}: {clip(text)} is no model's name")
    return target


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
