"""The wiring part of the settings as tables, and pieces laid over it: what the rewire form, the control API and the
file have in common. Pure; `settings.save` puts the same pieces into the file.

Tables have the shape of the file: `tiers`, `routes`, `aliases`, `providers`.
"""

import copy
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from tui_router.core.target import Tier
from tui_router.providers.presets import preset
from tui_router.providers.provider import Model, Provider, Timeouts
from tui_router.providers.quirks import Quirks
from tui_router.providers.regions import fill
from tui_router.routing.chains import Chain
from tui_router.routing.rules import Rule
from tui_router.settings.endpoints import read_provider
from tui_router.settings.load import Loaded
from tui_router.settings.problems import SettingsError
from tui_router.settings.read import Source
from tui_router.settings.rules import read_routes
from tui_router.settings.section import Report, Section
from tui_router.settings.wiring import read_aliases, read_tiers

WIRING = ("tiers", "routes", "aliases", "providers")
Tables = dict[str, Any]
"""Only `WIRING` keys, all of them there."""

_DEEPEST = 12


class Wired(msgspec.Struct, frozen=True, kw_only=True):
    """The tables, and what they were read as."""

    tables: Tables
    providers: dict[str, Provider]
    tiers: dict[Tier, Chain]
    routes: tuple[Rule, ...]
    aliases: dict[str, Chain]


def bare(
    providers: Mapping[str, Provider],
    tiers: Mapping[Tier, Chain],
    routes: Sequence[Rule] = (),
    aliases: Mapping[str, Chain] | None = None,
) -> Wired:
    """A wiring that no file tells, in the form in which one would."""
    named = dict(aliases or {})
    return Wired(
        tables={
            "tiers": {tier: plain(chain) for tier, chain in tiers.items()},
            "routes": [rule_table(rule) for rule in routes],
            "aliases": {name: plain(chain) for name, chain in named.items()},
            "providers": {name: table_of(provider) for name, provider in providers.items()},
        },
        providers=dict(providers),
        tiers=dict(tiers),
        routes=tuple(routes),
        aliases=named,
    )


def wired(loaded: Loaded, found: Mapping[str, Provider] | None = None) -> Wired:
    """The wiring of settings as they were loaded, with the local servers that were `found` beside them."""
    settings = loaded.settings
    told = bare({**settings.providers, **(found or {})}, settings.tiers, settings.routes, settings.aliases)
    written = {name: table for name, table in loaded.table.items() if name in WIRING and table}
    return msgspec.structs.replace(told, tables=copy.deepcopy({**told.tables, **written}))


def plain(chain: Chain) -> str | list[str]:
    """A chain as it stands in a file: a single target as text."""
    names = [str(target) for target in chain]
    return names[0] if len(names) == 1 else names


def rule_table(rule: Rule) -> dict[str, Any]:
    """A rule as it would stand in the file."""
    when = {}
    for name in rule.when.given():
        value = getattr(rule.when, name)
        when[name] = {key: _one(texts) for key, texts in value.items()} if name == "header" else _one(value)
    table: dict[str, Any] = {"when": when} if when else {}
    if rule.to:
        table["to"] = plain(rule.to)
    changes = rule.changes
    if changes.set:
        table["set"] = copy.deepcopy(changes.set)
    if changes.drop:
        table["drop"] = list(changes.drop)
    if changes.clamp:
        table["clamp"] = {
            path: high if low is None else [low, high] for path, (low, high) in changes.clamp.items()
        }
    return table


def _one(value: object) -> object:
    """A list of one says the same as its entry."""
    if isinstance(value, tuple):
        return value[0] if len(value) == 1 else list(value)
    return value


_PLAIN = ("dialect", "base_url", "key", "auth", "region", "project", "api_version", "insecure")


def table_of(provider: Provider) -> dict[str, Any]:
    """A provider as it would stand in the file: what its preset does not say already."""
    shipped = preset(provider.preset) if provider.preset else None
    usual = shipped.provider(provider.name) if shipped else Provider(name="", dialect="chat", base_url="")
    table: dict[str, Any] = {"preset": provider.preset} if shipped else {"dialect": provider.dialect}
    own = {"base_url": fill(usual.base_url, provider.region, provider.project)}
    for name in _PLAIN:
        value = getattr(provider, name)
        if name not in table and value != own.get(name, getattr(usual, name)):
            table[name] = value
    if provider.key and "key" not in table:
        table["key"] = provider.key  # a person reading the file should see where the key comes from
    if provider.headers:
        table["headers"] = dict(provider.headers)
    for name, base in (("timeouts", Timeouts()), ("quirks", shipped.quirks if shipped else Quirks())):
        if changed := _differing(getattr(provider, name), base):
            table[name] = changed
    if provider.models:
        table["models"] = {id: _differing(model, Model()) for id, model in provider.models.items()}
    return table


def _differing(value: msgspec.Struct, base: msgspec.Struct) -> dict[str, Any]:
    told = {
        name: getattr(value, name)
        for name in value.__struct_fields__
        if getattr(value, name) != getattr(base, name)
    }
    plain_told: dict[str, Any] = msgspec.to_builtins(told)
    return {
        name: {key: part for key, part in inner.items() if part is not None}
        if isinstance(inner, dict)
        else inner
        for name, inner in plain_told.items()
    }


def merged(tables: Mapping[str, Any], patch: Mapping[str, Any], depth: int = 0) -> dict[str, Any]:
    """The tables with the patch laid over them: tables are merged, None removes, anything else takes the place."""
    out = dict(tables)
    for key, value in patch.items():
        if value is None:
            out.pop(key, None)
        elif isinstance(value, Mapping) and depth < _DEEPEST:
            below = out.get(key)
            out[key] = merged(below if isinstance(below, Mapping) else {}, value, depth + 1)
        else:
            out[key] = copy.deepcopy(value)
    return out


def lay(base: Wired, patch: Mapping[str, Any]) -> Wired:
    """The wiring with a piece of settings laid over it. Raises `SettingsError` with everything that is wrong with the
    whole; then nothing of it counts.

    Providers that the patch does not name are taken over as they are.
    """
    report = Report(Source(Path("wiring"), {}, {}))
    Section(report, (), patch).only(WIRING)
    if report.problems:
        raise SettingsError(report.problems)
    tables = merged(base.tables, patch)
    top = Section(report, (), tables)
    providers = _providers(top, base, patch.get("providers"))
    aliases = read_aliases(top.sub("aliases"), providers)
    after = Wired(
        tables=tables,
        providers=providers,
        aliases=aliases,
        tiers=read_tiers(top.sub("tiers"), providers, aliases),
        routes=read_routes(top, providers, aliases),
    )
    if report.problems:
        raise SettingsError(report.problems)
    return after


def lay_session(own: Mapping[Tier, Chain], patch: Mapping[str, Any], base: Wired) -> dict[Tier, Chain]:
    """The tiers of one session with others laid over them; None takes one back. Raises `SettingsError`."""
    report = Report(Source(Path("wiring"), {}, {}))
    top = Section(report, (), patch)
    top.only(("tiers",))
    tables = {"tiers": merged({tier: plain(chain) for tier, chain in own.items()}, top.sub("tiers").table)}
    tiers = read_tiers(Section(report, (), tables).sub("tiers"), base.providers, base.aliases)
    if report.problems:
        raise SettingsError(report.problems)
    return tiers


def _providers(top: Section, base: Wired, patch: object) -> dict[str, Provider]:
    providers = dict(base.providers)
    if not isinstance(patch, Mapping):
        if patch is not None:
            top.complain("providers", "must be a table")
        return providers
    tables = top.sub("providers")
    for name in patch:
        if name not in tables:
            providers.pop(name, None)
            continue
        before = base.providers.get(name)
        read = read_provider(tables.sub(name), name, before=before)
        if read is None:
            read = before or Provider(
                name=name, dialect="chat", base_url=""
            )  # so that its tiers are not complained of too
        providers[name] = msgspec.structs.replace(read, found_by=before.found_by) if before else read
    return providers


def unwritten(in_force: Wired, in_file: Wired) -> dict[str, Any]:
    """The piece that would make the file say what is in force; empty when it does. Told by meaning, not by spelling."""
    patch: dict[str, Any] = {}
    for name in ("tiers", "aliases"):
        now, then = getattr(in_force, name), getattr(in_file, name)
        changed = {
            key: in_force.tables[name].get(key, plain(chain))
            for key, chain in now.items()
            if then.get(key) != chain
        }
        changed |= dict.fromkeys(key for key in then if key not in now)
        if changed:
            patch[name] = changed
    if in_force.routes != in_file.routes:
        patch["routes"] = in_force.tables["routes"]
    known = {
        name: in_force.tables["providers"].get(name) or table_of(provider)
        for name, provider in in_force.providers.items()
        if not same_endpoint(provider, in_file.providers.get(name))
    }
    gone = dict.fromkeys(name for name in in_file.providers if name not in in_force.providers)
    if known or gone:
        patch["providers"] = known | gone
    return patch


def same_endpoint(one: Provider, other: Provider | None) -> bool:
    """Whether both say the same, wherever each was found."""
    return other is not None and msgspec.structs.replace(one, found_by=other.found_by) == other


def told(error: SettingsError) -> str:
    """The complaints of a patch, one a line. It came from no file, so no place is named."""
    return "\n".join(
        str(msgspec.structs.replace(one, file="")).removeprefix(": ") for one in error.problems[:20]
    )
