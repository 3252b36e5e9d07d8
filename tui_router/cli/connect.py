"""`tui-router connect claude`: start Claude Code on the gateway."""

import asyncio
import contextlib
import os
import secrets
import shutil
import time
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from tui_router.cli.child import run_child
from tui_router.cli.choose import (
    UnknownModelError,
    find_target,
    is_foreign,
    main_target,
    overlay,
    window_of,
)
from tui_router.cli.client_env import Changes, Launch, arguments, changes
from tui_router.cli.client_settings import (
    Given,
    names_settings,
    overridden,
    read_settings,
    settings_file,
)
from tui_router.cli.start import Wish, client_token, find_or_start, other_version, prepared_places
from tui_router.cli.stop import end_gateway
from tui_router.cli.trouble import Trouble
from tui_router.control.client import ControlError
from tui_router.settings.process import GatewayInfo

if TYPE_CHECKING:
    from tui_router.control.http_client import HttpControl
    from tui_router.journal.record import KnownModel, Status, Tiers

_SETTLE = 3.0  # seconds that a gateway gets to find its providers' models after its start


class Asked(msgspec.Struct, frozen=True):
    """The model flags: for all tiers, for single ones, for subagents."""

    model: str | None
    tiers: dict[str, str | None]
    subagent: str | None


class NothingWiredError(Exception):
    """No request could go anywhere."""


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
@click.option("--print-env", is_flag=True, help="Print the variables for eval in a shell; start nothing.")
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
    args: tuple[str, ...],
) -> None:
    """Start Claude Code on the gateway. ARGS after -- are its own.

    The gateway is found or started, and keeps running afterwards.
    """
    program = shutil.which("claude")
    if program is None and not print_env:
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
    places = prepared_places()
    info, started = find_or_start(places, Wish(config=config, port=port))
    if stale := other_version(info):
        click.echo(f"{stale} `tui-router stop` ends it.", err=True)
    given = read_settings(os.environ, Path.cwd())
    env = os.environ | given.env
    try:
        launch = asyncio.run(_prepare(info, client_token(places, info), asked, args, env))
    except (ControlError, UnknownModelError, NothingWiredError) as error:
        if started:
            end_gateway(places, info)
        raise Trouble(str(error)) from error
    _tell(info, launch, started=started)
    change = changes(env, launch)
    again = overridden(given, change)
    if program is None or print_env:
        _warn(given, again)
        _print(change, launch)
        return
    argv = [program, *arguments(args, launch)]
    with contextlib.ExitStack() as stack:
        if again and names_settings(args):
            _warn(given, again)
        elif again:
            argv += ["--settings", str(stack.enter_context(settings_file(places.state, again)))]
        try:
            ctx.exit(run_child(argv, change.apply(os.environ)))
        except OSError as error:
            raise Trouble(f"{program} cannot be started ({error.strerror}).") from error


async def _prepare(
    info: GatewayInfo, token: str, asked: Asked, args: Sequence[str], env: Mapping[str, str]
) -> Launch:
    """Make sense of the flags, and leave the launch's own wiring with the gateway."""
    from tui_router.control.http_client import HttpControl

    control = HttpControl(info.url, info.control_token)
    try:
        status, models, wired = await _settled(control, asked)
        chosen = {
            tier: find_target(text, status, models)
            for tier, text in overlay(asked.tiers, asked.model).items()
        }
        # With one model for all, subagents need no flag of their own to be on it.
        subagent = find_target(asked.subagent, status, models) if asked.subagent else ""
        effective = {tier: wired.chain(tier) for tier in wired.tiers}
        effective |= {tier: [target] for tier, target in chosen.items()}
        if not effective:
            raise NothingWiredError(_nothing_wired(status, info))
        id = secrets.token_hex(8) if chosen or subagent else ""
        if id:
            await control.put_launch(id, chosen, subagent or None)
    finally:
        await control.aclose()
    # A fallback may answer too, so a foreign one anywhere in a chain counts.
    targets = [*chain.from_iterable(effective.values()), *([subagent] if subagent else [])]
    usual = {tier: targets[0] for tier, targets in effective.items() if targets}
    return Launch(
        url=info.url,
        token=token,
        id=id,
        tiers=chosen,
        subagent=subagent,
        foreign=is_foreign(targets, status),
        window=window_of(main_target(args, env, usual), models),
    )


async def _settled(control: "HttpControl", asked: Asked) -> "tuple[Status, list[KnownModel], Tiers]":
    """What the gateway has. One that has just started is still asking its providers, so it gets a moment."""
    names = [name for name in (asked.model, asked.subagent, *asked.tiers.values()) if name]
    while True:
        status, models, wired = await control.status(), await control.models(), await control.tiers()
        known = {model.target for model in models}
        if wired.tiers and known.issuperset(names):
            break
        if time.time() - status.started_at > _SETTLE:
            break
        await asyncio.sleep(0.1)
    return status, models, wired


def _nothing_wired(status: "Status", info: GatewayInfo) -> str:
    why = f" {status.problem}." if status.problem else ""
    found = ", ".join(provider.name for provider in status.providers)
    has = f"It has {found}, and no model of theirs is known." if found else "It has no provider."
    return (
        f"The gateway at {info.url} has nowhere to send a request. {has}{why} Set OPENAI_API_KEY or another "
        "provider's key, start a local server, or name providers and tiers in the settings. Keys are read when "
        "the gateway starts: `tui-router stop` ends one that runs."
    )


def _tell(info: GatewayInfo, launch: Launch, *, started: bool) -> None:
    what = "started and keeps running" if started else "runs"
    click.echo(
        f"The gateway {what} at {info.url}. `tui-router` shows it, `tui-router stop` ends it.", err=True
    )
    for tier, target in launch.tiers.items():
        click.echo(f"  {tier} → {target}", err=True)
    if launch.subagent:
        click.echo(f"  subagents → {launch.subagent}", err=True)


def _warn(given: Given, again: Mapping[str, str]) -> None:
    """Said where we cannot go before them ourselves."""
    for path in dict.fromkeys(given.origin[name] for name in again):
        names = ", ".join(name for name in again if given.origin[name] == path)
        click.echo(f"{path} sets {names}, which wins over this. Remove it there.", err=True)


def _print(change: Changes, launch: Launch) -> None:
    click.echo(change.as_shell())
    if launch.foreign:
        click.echo("Start the client as: claude --permission-mode default", err=True)
