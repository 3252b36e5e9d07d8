"""The settings: is the file sound, and which targets can a request reach."""

import shlex
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from tui_router.cli.checks.report import Report, plural
from tui_router.core.target import TIERS, Target
from tui_router.providers.provider import Model, Provider
from tui_router.routing.names import chats
from tui_router.routing.table import Table
from tui_router.settings.load import Loaded, find_file, load
from tui_router.settings.problems import SettingsError

MOST_TARGETS = 20
"""Targets that are asked; settings may name any number."""


class Wired(msgspec.Struct, frozen=True, kw_only=True):
    """A target that requests go to. `model` is what it is asked for, also where the wiring keeps the client's own
    names; `uses` are the tiers, routes and aliases that lead there."""

    target: Target
    model: str
    uses: tuple[str, ...]

    @property
    def tiers(self) -> list[str]:
        return [use for use in self.uses if use in TIERS]


def read_settings(report: Report, config: Path | None, env: Mapping[str, str]) -> Loaded | None:
    """None when the file is not sound: then nothing in it counts."""
    try:
        loaded = load(config, env=env)
    except SettingsError as error:
        for problem in error.problems:
            edit = [f"${{EDITOR:-vi}} {_at(problem.file, problem.line)}"] if problem.line else []
            report.fail(
                "settings", "file", str(problem), "Correct it there.", edit or ["tui-router config check"]
            )
        return None
    settings = loaded.settings
    has = f"{plural(len(settings.providers), 'provider')}, {plural(len(settings.tiers), 'tier')} wired"
    where = str(loaded.path) if loaded.path else "no settings file"
    report.ok("settings", "file", f"{where}: sound; {has}")
    return loaded


def _at(file: str, line: int | None) -> str:
    return f"+{line} {shlex.quote(file)}"


def named_file(config: Path | None, env: Mapping[str, str]) -> Path | None:
    """The file that was asked for, or is in force; None without one."""
    try:
        return find_file(config, env)
    except SettingsError:
        return config


def check_providers(report: Report, providers: Mapping[str, Provider], *, searched: bool) -> None:
    if providers:
        return
    how = "none runs on this machine either" if searched else "local servers were not looked for"
    report.fail(
        "wiring",
        "providers",
        f"there is no provider: no key variable is set, and {how}",
        "Set the key of one, or start a local server.",
        ["export OPENAI_API_KEY=…", "ollama serve"],
    )


def check_tiers(report: Report, table: Table) -> None:
    """A tier without a target and without a default is answered with 404."""
    if not table.providers:
        return
    if table.tiers.get("default"):
        report.ok("wiring", "tiers", "every tier leads somewhere")
        return
    bare = [tier for tier in TIERS if not table.tiers.get(tier)]
    if not bare:
        report.ok("wiring", "tiers", "every tier leads somewhere")
        return
    some = next((chain[0] for chain in table.tiers.values() if chain), None)
    example = str(some) if some else f"{next(iter(table.providers))}/MODEL"
    tell = report.warn if table.tiers else report.fail
    tell(
        "wiring",
        "tiers",
        f"{', '.join(bare)}: no target and no default, so a request for it gets 404",
        "Say where the rest goes, in the settings:",
        ["[tiers]", f'default = "{example}"'],
    )


def wired_targets(
    table: Table, tiers: Mapping[str, Sequence[str]], only: Iterable[str] = ()
) -> tuple[list[Wired], int]:
    """Every target that tiers, routes and aliases lead to, each once, and how many were left out. `tiers` is the
    wiring in force where a gateway runs, else empty. `only` names providers; empty is all."""
    uses: dict[Target, dict[str, None]] = {}
    wanted = set(only)

    def add(chain: Iterable[Target], use: str) -> None:
        for target in chain:
            if target.provider in table.providers and (not wanted or target.provider in wanted):
                uses.setdefault(target, {})[use] = None

    default = table.tiers.get("default", ())
    for tier in TIERS:
        if tier in tiers:
            add((Target.parse(text) for text in tiers[tier]), tier)
        elif not tiers:
            add(table.tiers.get(tier, default), tier)
    for rule in table.routes:
        add(rule.to, f"route {rule.number}")
    for name, chain in table.aliases.items():
        add(chain, f"alias {name}")
    found: dict[tuple[str, str], Wired] = {}
    for target, names in uses.items():
        provider = table.providers[target.provider]
        model = target.model or _stand_in(provider, table.listed.get(provider.name, {}), list(names))
        key = (target.provider, model)
        before = found[key].uses if key in found else ()
        found[key] = Wired(target=target, model=model, uses=tuple(dict.fromkeys((*before, *names))))
    every = list(found.values())
    return every[:MOST_TARGETS], max(0, len(every) - MOST_TARGETS)


def _stand_in(provider: Provider, listed: Mapping[str, Model], uses: Sequence[str]) -> str:
    """A model for where the client's own names are kept: one of the tier's name, else the first; "" when no model is
    known."""
    names = [*provider.models, *(name for name in listed if chats(name))]
    for use in uses:
        for name in names:
            if use in name.lower():
                return name
    return names[0] if names else ""
