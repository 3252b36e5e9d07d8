"""`tui-router explain`: why requests went where they went, one line each."""

import asyncio
from datetime import datetime

import click

from tui_router.cli.lines import printable
from tui_router.cli.start import prepared_places, running
from tui_router.cli.trouble import Trouble
from tui_router.control.client import ControlError
from tui_router.journal.record import ExchangeDetail
from tui_router.settings.process import GatewayInfo


@click.command(short_help="Say why requests went where they went.")
@click.argument("numbers", nargs=-1, type=click.IntRange(1), metavar="[NUMBER]…")
@click.option(
    "--last", type=click.IntRange(1, 500), default=10, show_default=True, help="Without numbers: so many."
)
def explain(numbers: tuple[int, ...], last: int) -> None:
    """Say of exchanges what matched, what was asked before it, and which facts applied.

    NUMBER is an exchange as the screen names it (#38); without one, the newest are told.
    """
    info = running(prepared_places())
    if info is None:
        raise Trouble("No gateway runs. `tui-router` starts one; what it routes can be explained then.")
    try:
        details = asyncio.run(_details(info, numbers, last))
    except ControlError as error:
        raise Trouble(printable(str(error))) from error
    if not details:
        click.echo("Nothing was routed yet.")
    for detail in details:
        click.echo(line(detail))


async def _details(info: GatewayInfo, numbers: tuple[int, ...], last: int) -> list[ExchangeDetail]:
    from tui_router.control.http_client import HttpControl

    control = HttpControl(info.url, info.control_token)
    try:
        wanted = numbers or tuple(row.id for row in reversed(await control.exchanges(limit=last)))
        return [await control.exchange(number) for number in wanted]
    finally:
        await control.aclose()


def line(detail: ExchangeDetail) -> str:
    """As in: 12:04:33 #38 claude-haiku-5-5 (title) → groq/small: route 2: kind is title."""
    row = detail.row
    at = datetime.fromtimestamp(row.started_at).strftime("%H:%M:%S")  # noqa: DTZ006 - local time, for a person
    said = detail.explained or f"{row.client_model or row.path} ({row.kind}): {row.reason or 'never routed'}"
    return printable(f"{at} #{row.id} {said}")
