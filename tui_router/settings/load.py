"""Find the settings, read them, check them, and say of each value where it came from."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from tui_router.providers.provider import Provider
from tui_router.settings.endpoints import read_provider
from tui_router.settings.environment import from_environment
from tui_router.settings.keys import read_keys
from tui_router.settings.migrants import Migrated, from_variables
from tui_router.settings.places import find_places
from tui_router.settings.problems import Problem, SettingsError, one_problem
from tui_router.settings.read import Source, read_source
from tui_router.settings.rules import read_routes
from tui_router.settings.schema import Journal, Server, Settings, Ui
from tui_router.settings.section import Report, Section, dotted
from tui_router.settings.wiring import read_aliases, read_tiers

__all__ = ["Loaded", "Problem", "SettingsError", "find_file", "load"]

_FROM_PRESET = ("base_url", "dialect", "auth", "key", "quirks")
_TABLES = ("server", "providers", "tiers", "routes", "aliases", "journal", "ui", "keys")


class Loaded(msgspec.Struct, frozen=True):
    """`path` is the file in force, None when there is none. `origins` maps a dotted key to its place
    ("config.toml:12", "environment OPENAI_API_KEY", "preset openai"); a key that is not there is a default. `table` is
    what the file says. `remarks` tell what of the environment could not be taken over."""

    settings: Settings
    path: Path | None
    origins: dict[str, str]
    table: dict[str, Any] = {}
    remarks: tuple[str, ...] = ()


def find_file(path: Path | None, env: Mapping[str, str]) -> Path | None:
    """The file that counts: the given one, `$TUI_ROUTER_CONFIG`, the user's own. A named file must exist."""
    named = path or (Path(env["TUI_ROUTER_CONFIG"]) if env.get("TUI_ROUTER_CONFIG") else None)
    if named is not None:
        whole = named.expanduser().absolute()
        if not whole.exists():
            by = "" if path else " (named by TUI_ROUTER_CONFIG)"
            raise one_problem(whole, f"does not exist{by}; check the path")
        return whole
    own = find_places(env).config_file
    return own if own.exists() else None


def load(path: Path | None = None, *, env: Mapping[str, str]) -> Loaded:
    """The settings in force. Raises `SettingsError` with everything that is wrong, and then nothing counts."""
    file = find_file(path, env)
    source = read_source(file) if file is not None else Source(Path("environment"), {}, {})
    return read(source, file, env)


def read(source: Source, file: Path | None, env: Mapping[str, str]) -> Loaded:
    """What a source says, with the environment behind it. Raises `SettingsError`."""
    report = Report(source)
    top = Section(report, (), source.table)
    top.only(_TABLES)
    left: list[str] = []
    providers, searched = _providers(top, env, left)
    moved = from_variables(env, providers, report.origins) if searched else Migrated(providers=providers)
    providers = moved.providers
    top = Section(report, (), {**moved.tables(), **source.table})
    aliases = read_aliases(top.sub("aliases"), providers)
    settings = Settings(
        server=top.sub("server").struct(Server),
        providers=providers,
        tiers=read_tiers(top.sub("tiers"), providers, aliases),
        routes=read_routes(top, providers, aliases),
        aliases=aliases,
        journal=top.sub("journal").struct(Journal),
        ui=top.sub("ui").struct(Ui),
        keys=read_keys(top.sub("keys")),
        search=searched,
    )
    if report.problems:
        raise SettingsError(report.problems)
    origins = {**report.origins, **moved.said(source.table)}
    return Loaded(settings, file, origins, source.table, (*left, *moved.remarks))


def _providers(top: Section, env: Mapping[str, str], left: list[str]) -> tuple[dict[str, Provider], bool]:
    """A file that names providers names all of them; otherwise the environment is searched.

    A provider that could not be made stands in as a placeholder, so that its tiers are not complained of too. `left`
    is told what of the environment is not enough for one.
    """
    tables = top.sub("providers")
    origins = top.report.origins
    if not tables.table:
        found = from_environment(env, origins, top.report.problems, left)
        searched = True
    else:
        made = {name: read_provider(tables.sub(name), name, env) for name in tables.table}
        found = {n: p or Provider(name=n, dialect="chat", base_url="") for n, p in made.items()}
        searched = False
    for provider in found.values():
        if provider.preset:
            for key in _FROM_PRESET:
                origins.setdefault(dotted(("providers", provider.name, key)), f"preset {provider.preset}")
    return found, searched
