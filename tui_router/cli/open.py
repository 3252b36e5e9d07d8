"""`tui-router`: find or start the gateway, and look at it."""

import asyncio
import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui_router.cli.start import (
    Wish,
    agree,
    begin,
    client_token,
    listening,
    other_version,
    prepared_places,
    running,
)
from tui_router.cli.stop import end_gateway
from tui_router.settings.places import Places
from tui_router.settings.process import GatewayInfo, Starting, read_lock

if TYPE_CHECKING:
    from tui_router.control.http_client import HttpControl
    from tui_router.journal.filter import Filter
    from tui_router.settings.schema import Ui

CONNECT_HINT = "tui-router connect claude"
NOWHERE = "No request can go anywhere yet: `tui-router setup` says what is missing and wires the tiers."


def wants_screen(plain: bool) -> bool:
    return not plain and sys.stdin.isatty() and sys.stdout.isatty()


def open_inspector(
    *,
    config: Path | None,
    port: int | None,
    theme: str | None,
    ascii: bool,
    plain: bool,
    only: "Filter | None" = None,
) -> int:
    places = prepared_places()
    wish = Wish(config=config, port=port)
    screen = wants_screen(plain)
    starting: Starting | None = None
    info = running(places)
    if info is not None and (stale := other_version(info)):
        info = _replaced(places, info, stale, ask=screen)
    if info is not None:
        agree(info, wish)
        client = _client(info, screen=screen)
    else:
        starting = begin(places, wish)
        _import(screen=screen)  # half a second's work, done while the gateway starts
        info = listening(starting)
        if info.pid != starting.pid:
            agree(info, wish)
        client = _client(info, screen=screen)
    if not screen:
        return _plain(client, info, only)

    from tui_router.cli.home import HomeGateway
    from tui_router.cli.screen import show_screen
    from tui_router.tui.own_files import OwnFiles

    ours = starting if starting is not None and starting.pid == info.pid else None
    home = HomeGateway(client, places, info, started=ours)
    ui, keys = configured_looks(info.config)
    leaving, code = show_screen(
        client,
        places,
        theme=theme,
        ascii=ascii,
        ui=ui,
        keys=keys,
        connect_hint=_hint(places, info),
        home=home,
        demo=True,
        own=OwnFiles(Path(info.config) if info.config else places.config_file, places.log),
    )
    if leaving == "demo":
        from tui_router.cli.demo import run_demo

        code = run_demo(port=0, theme=theme, ascii=ascii, plain=False)
        click.echo("That was the demo. `tui-router` opens your own gateway again.")
    if leaving == "stop":
        end_gateway(places, home.info)
        click.echo("The gateway has ended.")
    elif read_lock(places.lock) is None:
        click.echo("No gateway runs. `tui-router` starts one.")
    else:
        click.echo(f"The gateway keeps running at {home.info.url}. `tui-router stop` ends it.")
    return code


def _hint(places: Places, info: GatewayInfo) -> str:
    """How a client gets here: the command, then the variables for one that is set up by hand."""
    token = shlex.quote(client_token(places, info))
    return f"{CONNECT_HINT}\nexport ANTHROPIC_BASE_URL={info.url}\nexport ANTHROPIC_AUTH_TOKEN={token}"


def configured_looks(config: str) -> "tuple[Ui, dict[str, str]]":
    """How the settings want the inspector to look, and its keys. Settings that cannot be read are the gateway's to
    report."""
    from tui_router.settings.load import load
    from tui_router.settings.problems import SettingsError
    from tui_router.settings.schema import Ui

    try:
        settings = load(Path(config) if config else None, env=os.environ).settings
    except SettingsError:
        return Ui(), {}
    return settings.ui, settings.keys


def _plain(client: "HttpControl", info: GatewayInfo, only: "Filter | None") -> int:
    from tui_router.cli.plain import show_plain

    if asyncio.run(_nowhere(info)):
        sys.stderr.write(f"{NOWHERE}\n")
    code = show_plain(client, f"tui-router listening on {info.url}", only)
    if not code:
        sys.stderr.write(f"The gateway keeps running at {info.url}. `tui-router stop` ends it.\n")
    return code


async def _nowhere(info: GatewayInfo) -> bool:
    """Whether no request could go anywhere. A gateway that has just started is asked to look for servers first."""
    from tui_router.control.client import ControlError
    from tui_router.control.http_client import HttpControl

    control = HttpControl(info.url, info.control_token)
    try:
        if (await control.tiers()).tiers:
            return False
        await control.models(refresh=True)
        return not (await control.tiers()).tiers
    except ControlError:
        return False  # what follows says why it does not answer
    finally:
        await control.aclose()


def _replaced(places: Places, info: GatewayInfo, stale: str, *, ask: bool) -> GatewayInfo | None:
    if not ask:
        sys.stderr.write(f"{stale} `tui-router stop` ends it.\n")
        return info
    if not click.confirm(f"{stale} Restart it?", default=True):
        return info
    end_gateway(places, info)
    return None


def _import(*, screen: bool) -> None:
    import tui_router.control.http_client

    if screen:
        import tui_router.cli.screen  # noqa: F401 - imported now to be there later


def _client(info: GatewayInfo, *, screen: bool) -> "HttpControl":
    _import(screen=screen)

    from tui_router.control.http_client import HttpControl

    return HttpControl(info.url, info.control_token)
