"""`tui-router connect claude`: start Claude Code on the gateway, or say how another client finds it."""

import asyncio
import contextlib
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from tui_router.cli.choose import UnknownModelError
from tui_router.cli.client_env import Changes, Launch, arguments, changes
from tui_router.cli.client_settings import (
    Given,
    names_settings,
    overridden,
    read_settings,
    settings_file,
)
from tui_router.cli.lasting import put_in, take_out
from tui_router.cli.launch import Asked, NothingWiredError, Ready, prepare, where
from tui_router.cli.lines import printable
from tui_router.cli.shells import TAKE, Shell, which_shell
from tui_router.cli.start import Wish, client_token, find_or_start, other_version, prepared_places
from tui_router.cli.stop import end_gateway
from tui_router.cli.trouble import Trouble
from tui_router.control.client import ControlError
from tui_router.settings.places import Places
from tui_router.settings.process import GatewayInfo

_SHELLS = click.Choice(["sh", "fish", "powershell"])


@click.group()
def connect() -> None:
    """Start a client on the gateway."""


@connect.command()
@click.option("--model", metavar="M", help="Model for all tiers, as provider/model.")
@click.option("--haiku-model", metavar="M", help="Model for the haiku tier.")
@click.option("--sonnet-model", metavar="M", help="Model for the sonnet tier.")
@click.option("--opus-model", metavar="M", help="Model for the opus tier.")
@click.option("--fable-model", metavar="M", help="Model for the fable tier.")
@click.option("--subagent-model", metavar="M", help="Model for subagents, whatever their tier.")
@click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="Settings of the gateway.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port of the gateway.")
@click.option("--print-env", is_flag=True, help="Print the variables for a shell; start nothing.")
@click.option(
    "--shell", type=_SHELLS, help="The shell of --print-env; found from the environment if not given."
)
@click.option(
    "--settings",
    is_flag=False,
    flag_value="",
    metavar="[FILE]",
    help="Write the variables into Claude Code's settings, so that a plain `claude` comes here.",
)
@click.option(
    "--undo-settings", is_flag=False, flag_value="", metavar="[FILE]", help="Take out what --settings wrote."
)
@click.option("--print-fields", is_flag=True, help="Print what cc-switch and similar forms ask for.")
@click.argument("args", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def claude(
    ctx: click.Context,
    model: str | None,
    haiku_model: str | None,
    sonnet_model: str | None,
    opus_model: str | None,
    fable_model: str | None,
    subagent_model: str | None,
    config: Path | None,
    port: int | None,
    print_env: bool,
    shell: Shell | None,
    settings: str | None,
    undo_settings: str | None,
    print_fields: bool,
    args: tuple[str, ...],
) -> None:
    """Start Claude Code on the gateway. ARGS after -- are its own.

    The gateway is found or started, and keeps running afterwards.
    """
    instead = {
        "--print-env": print_env,
        "--settings": settings is not None,
        "--undo-settings": undo_settings is not None,
        "--print-fields": print_fields,
    }
    named = [name for name, given in instead.items() if given]
    if len(named) > 1:
        raise click.UsageError(f"{named[0]} and {named[1]} do not go together.", ctx)
    if shell and not print_env:
        raise click.UsageError("--shell goes with --print-env.", ctx)
    if args and named and not print_env:
        raise click.UsageError(f"{named[0]} starts no client; leave {printable(args[0])} away.", ctx)
    places = prepared_places()
    if undo_settings is not None:
        take_out(undo_settings, places)
        return
    program = shutil.which("claude")
    if program is None and not named:
        raise Trouble(
            "`claude` is not on the PATH. `npm install -g @anthropic-ai/claude-code` installs it; "
            "--print-env shows the variables for a client elsewhere."
        )
    asked = Asked(
        model=model,
        tiers={
            "haiku": haiku_model,
            "sonnet": sonnet_model,
            "opus": opus_model,
            "fable": fable_model,
        },
        subagent=subagent_model,
    )
    info, started = find_or_start(places, Wish(config=config, port=port))
    if stale := other_version(info):
        click.echo(f"{stale} `tui-router stop` ends it.", err=True)
    given = read_settings(os.environ, Path.cwd())
    env = os.environ | given.env
    try:
        ready = asyncio.run(
            prepare(
                info,
                client_token(places, info),
                asked,
                args,
                env,
                lasting=print_fields or settings is not None,
            )
        )
    except (ControlError, UnknownModelError, NothingWiredError) as error:
        if started:
            end_gateway(places, info)
        raise Trouble(str(error)) from error
    _tell(info, ready, started=started)
    if settings is not None:
        put_in(settings, ready.launch, places)
    elif print_fields:
        _print_fields(ready)
    else:
        change = changes(env, ready.launch)
        again = overridden(given, change)
        if program is None or print_env:
            _warn(given, again)
            _print_env(change, ready.launch, shell or which_shell(os.environ))
        else:
            ctx.exit(_start(program, args, ready.launch, change, given, again, places))


def _start(
    program: str,
    args: Sequence[str],
    launch: Launch,
    change: Changes,
    given: Given,
    again: Mapping[str, str],
    places: Places,
) -> int:
    from tui_router.cli.child import run_child

    argv = [program, *arguments(args, launch)]
    with contextlib.ExitStack() as stack:
        if again and names_settings(args):
            _warn(given, again)
        elif again:
            argv += ["--settings", str(stack.enter_context(settings_file(places.state, again)))]
        try:
            return run_child(argv, change.apply(os.environ))
        except OSError as error:
            raise Trouble(f"{program} cannot be started ({error.strerror}).") from error


def _tell(info: GatewayInfo, ready: Ready, *, started: bool) -> None:
    what = "started and keeps running" if started else "runs"
    click.echo(
        f"The gateway {what} at {info.url}. `tui-router` shows it, `tui-router stop` ends it.", err=True
    )
    for line in where(ready):
        click.echo(f"  {line}", err=True)


def _warn(given: Given, again: Mapping[str, str]) -> None:
    """Said where we cannot go before them ourselves."""
    for path in dict.fromkeys(given.origin[name] for name in again):
        names = ", ".join(name for name in again if given.origin[name] == path)
        click.echo(f"{path} sets {names}, which wins over this. Remove it there.", err=True)


def _print_env(change: Changes, launch: Launch, shell: Shell) -> None:
    click.echo(change.as_shell(shell))
    if shell != "sh":
        click.echo(f"Take them over with: {TAKE[shell]}", err=True)
    if launch.foreign:
        click.echo("Start the client as: claude --permission-mode default", err=True)


def _print_fields(ready: Ready) -> None:
    from tui_router.cli.fields import as_lines, fields

    click.echo(as_lines(fields(ready)))
    click.echo(
        "With the models left empty the tiers decide, and follow when you point them elsewhere.", err=True
    )
