"""`tui-router config import`: the settings file of another program as one of ours."""

import os
import secrets
from pathlib import Path

import click

from tui_router.cli.lines import printable
from tui_router.cli.trouble import Trouble
from tui_router.core.faults import ConfigFault
from tui_router.settings.imports import FORMATS, read
from tui_router.settings.imports.texts import SIZE_CAP
from tui_router.settings.imports.written import text_of
from tui_router.settings.places import find_places


@click.command("import", short_help="Read the settings of another router.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--from", "source", type=click.Choice(list(FORMATS)), help="Whose file it is; told by what it holds."
)
@click.option("--write", is_flag=True, help="Make it the settings file of this gateway, if there is none.")
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Write it there.")
@click.option("--force", is_flag=True, help="Take the place of a file that is there.")
def import_command(file: Path, source: str | None, write: bool, output: Path | None, force: bool) -> None:
    """Read the settings of claude-code-router, LiteLLM, ferryllm, OGX or a claude-code-proxy.

    Without --write or --output the settings are only shown. Keys are never copied. What has no counterpart here is
    told on stderr and in comments of the file.
    """
    if write and output is not None:
        raise click.UsageError("--write and --output both say where to write; give one of them.")
    place = output or find_places(os.environ).config_file
    try:
        text, remarks = text_of(read(_text(file), source or "", os.environ), place)
    except ConfigFault as fault:
        raise Trouble(f"{file}: {printable(str(fault))}") from fault
    for remark in remarks:
        click.echo(f"- {printable(remark)}", err=True)
    if not write and output is None:
        click.echo(text, nl=False)
        return
    _put(place, text, force)
    click.echo(f"Written to {printable(str(place))}.")
    if place == find_places(os.environ).config_file:
        click.echo("Next: tui-router config check")
    else:
        click.echo(f"Next: tui-router config check --config {printable(str(place))}")


def _text(file: Path) -> str:
    try:
        with file.open("rb") as handle:
            raw = handle.read(SIZE_CAP + 1)
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise ConfigFault.say(f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError:
        raise ConfigFault.say("is not UTF-8 text") from None


def _put(place: Path, text: str, force: bool) -> None:
    """Whole or not at all, for the owner alone. What is there stays unless it is forced away."""
    draft = place.with_name(f".{place.name}.{secrets.token_hex(8)}")
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            if force:
                draft.replace(place)
            else:
                os.link(draft, place)  # fails where something is, however lately it came
        finally:
            draft.unlink(missing_ok=True)
    except FileExistsError:
        raise Trouble(f"{place} exists. --force takes its place, --output FILE writes elsewhere.") from None
    except OSError as error:
        raise Trouble(f"{place} cannot be written: {error.strerror}") from error
