"""`tui-router attach URL`: the inspector on a gateway elsewhere."""

import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui_router.cli.filter_option import filter_option, only_plain
from tui_router.cli.open import CONNECT_HINT, configured_looks, wants_screen
from tui_router.cli.start import prepared_places
from tui_router.cli.trouble import Trouble
from tui_router.control.client import ControlError

if TYPE_CHECKING:
    from tui_router.journal.filter import Filter


@click.command()
@click.argument("url")
@click.option("--theme", metavar="NAME", help="Theme of the inspector.")
@click.option("--ascii", is_flag=True, help="Draw with ASCII characters only.")
@click.option("--plain", is_flag=True, help="One line an exchange instead of a screen.")
@filter_option
@click.pass_context
def attach(
    ctx: click.Context, url: str, theme: str | None, ascii: bool, plain: bool, only: "Filter | None"
) -> None:
    """Open the inspector on the gateway at URL.

    TUI_ROUTER_CONTROL_TOKEN holds that gateway's control token.
    """
    from tui_router.control.http_client import HttpControl

    only_plain(only, screen=wants_screen(plain))
    token = os.environ.get("TUI_ROUTER_CONTROL_TOKEN", "")
    if not token:
        raise Trouble(
            "Set TUI_ROUTER_CONTROL_TOKEN to the control token of that gateway. It is the one of its environment, "
            "or stands in the file control-token of its state folder."
        )
    try:
        asyncio.run(_knock(url, token))
        client = HttpControl(url, token)
    except ControlError as error:
        raise Trouble(str(error)) from error
    if not wants_screen(plain):
        from tui_router.cli.plain import show_plain

        ctx.exit(show_plain(client, only=only))

    from tui_router.cli.screen import show_screen
    from tui_router.tui.own_files import OwnFiles

    ui, keys = configured_looks("")
    places = prepared_places()
    leaving, code = show_screen(
        client,
        places,
        theme=theme,
        ascii=ascii,
        ui=ui,
        keys=keys,
        connect_hint=CONNECT_HINT,
        own=OwnFiles(Path(os.environ.get("TUI_ROUTER_CONFIG") or places.config_file).expanduser().absolute()),
    )
    if leaving == "stop":
        asyncio.run(_stop(url, token))
    ctx.exit(code)


async def _knock(url: str, token: str) -> None:
    """Fail before the screen opens when nobody answers, or the token is wrong."""
    from tui_router.control.http_client import HttpControl

    control = HttpControl(url, token)
    try:
        await control.status()
    finally:
        await control.aclose()


async def _stop(url: str, token: str) -> None:
    from tui_router.control.http_client import HttpControl

    control = HttpControl(url, token)
    try:
        await control.stop()
    except ControlError as error:
        sys.stderr.write(f"{error}\n")
    finally:
        await control.aclose()
