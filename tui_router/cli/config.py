"""`tui-router config`: is the settings file sound, what is in force, where does it lie."""

import os
from pathlib import Path

import click

from tui_router.cli.config_import import import_command
from tui_router.cli.lines import printable
from tui_router.cli.start import prepared_places
from tui_router.cli.trouble import Trouble
from tui_router.core.faults import ConfigFault
from tui_router.routing.explain import wiring_lines
from tui_router.routing.table import build
from tui_router.settings.load import Loaded, find_file, load
from tui_router.settings.problems import SettingsError
from tui_router.settings.secrets import missing, resolve
from tui_router.settings.show import show
from tui_router.tui.keymap import Keymap

_file = click.option(
    "--config", "config", type=click.Path(path_type=Path), metavar="FILE", help="Settings to look at."
)


@click.group("config")
def config_group() -> None:
    """Check, show, find or import the settings."""


config_group.add_command(import_command)


@config_group.command(short_help="Say everything that is wrong with the settings.")
@_file
def check(config: Path | None) -> None:
    """Read the settings as the gateway would, and say everything that is wrong."""
    loaded = _loaded(config)
    settings = loaded.settings
    click.echo(f"{_where(loaded)}: ok")
    table = build(
        providers=settings.providers, tiers=settings.tiers, routes=settings.routes, aliases=settings.aliases
    )
    for line in wiring_lines(table):
        click.echo(f"  {printable(line)}")
    for provider in settings.providers.values():
        if provider.key:
            note = _key_note(provider.key)
            if note:
                click.echo(f"  {provider.name}: {printable(note)}")
    for remark in loaded.remarks:
        click.echo(f"  {printable(remark)}")
    if problems := Keymap(settings.keys).problems:
        raise Trouble("\n".join(printable(problem) for problem in problems))


@config_group.command("show")
@_file
def show_command(config: Path | None) -> None:
    """The merged settings with the origin of each value. Keys are shown as references."""
    loaded = _loaded(config)
    rows = list(show(loaded))
    wide = max(len(key) for key, _, _ in rows)
    click.echo(f"# {_where(loaded)}")
    for key, value, origin in rows:
        click.echo(f"{printable(key):<{wide}}  {printable(value)}  ({printable(origin)})")


@config_group.command(short_help="The settings file in force, or where one belongs.")
@_file
def path(config: Path | None) -> None:
    """The settings file in force, or where one would be looked for. The folder is made, so that an editor can save."""
    try:
        found = find_file(config, os.environ)
    except SettingsError as error:
        raise _trouble(error) from error
    if found is not None:
        click.echo(str(found))
    else:
        click.echo(str(prepared_places().config_file))
        told = "There is no such file yet; providers are found from the environment. `tui-router setup` writes one."
        click.echo(told, err=True)


def _loaded(config: Path | None) -> Loaded:
    try:
        return load(config, env=os.environ)
    except SettingsError as error:
        raise _trouble(error) from error


def _trouble(error: SettingsError) -> Trouble:
    count = len(error.problems)
    told = "The settings have a problem:" if count == 1 else f"The settings have {count} problems:"
    return Trouble(told, lines=[str(problem) for problem in error.problems])


def _where(loaded: Loaded) -> str:
    return str(loaded.path) if loaded.path else "no settings file; providers from the environment"


def _key_note(reference: str) -> str:
    """What stands between us and the key; empty when it is there."""
    try:
        return "" if resolve(reference, os.environ) else missing(reference)
    except ConfigFault as fault:
        return str(fault)
