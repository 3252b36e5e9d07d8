"""`tui-router stop`: end the gateway of this state folder."""

import asyncio
import signal

import click

from tui_router.cli.start import prepared_places
from tui_router.cli.trouble import Trouble
from tui_router.settings.places import Places
from tui_router.settings.process import (
    GatewayInfo,
    LockUnsafeError,
    read_lock,
    signal_gateway,
    wait_free,
)

_PATIENT = 1.5  # seconds before it is said what is waited for
_DRAIN = 30.0  # seconds; the gateway itself gives live exchanges less
_AT_ONCE = 5.0


@click.command()
def stop() -> None:
    """End the gateway of this state folder. Live exchanges get a moment to finish."""
    places = prepared_places()
    try:
        info = read_lock(places.lock)
    except LockUnsafeError as error:
        raise Trouble(str(error)) from error
    if info is None:
        click.echo("No gateway of this state folder runs.")
        return
    end_gateway(places, info)
    click.echo(f"The gateway ({info.holder()}) has ended.")


def end_gateway(places: Places, info: GatewayInfo) -> None:
    """Ask it over the control plane, else by SIGTERM; both let live exchanges end. Raises `Trouble`."""
    if not (info.url and asyncio.run(_ask(info))):
        signal_gateway(places.lock, signal.SIGTERM)
    if wait_free(places.lock, _PATIENT):
        return
    click.echo("Live exchanges are ending.", err=True)
    if wait_free(places.lock, _DRAIN):
        return
    signal_gateway(places.lock, signal.SIGTERM)
    if wait_free(places.lock, _AT_ONCE):
        return
    raise Trouble(
        f"The gateway ({info.holder()}) does not end. `kill -9 {info.pid}` would; captures are safe."
    )


async def _ask(info: GatewayInfo) -> bool:
    from tui_router.control.client import ControlError
    from tui_router.control.http_client import HttpControl

    control = HttpControl(info.url, info.control_token)
    try:
        async with asyncio.timeout(3):
            await control.stop()
    except (ControlError, TimeoutError):
        return False
    finally:
        await control.aclose()
    return True
