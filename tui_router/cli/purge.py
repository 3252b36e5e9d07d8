"""`tui-router purge`: remove captures, truly."""

import asyncio
import re
import time
from datetime import datetime
from pathlib import Path

import click

from tui_router.cli.start import prepared_places, running
from tui_router.cli.trouble import Trouble
from tui_router.control.client import ControlError
from tui_router.settings.places import Places
from tui_router.settings.process import GatewayInfo

_AGE = re.compile(r"(\d{1,6})([mhdw])")
_UNIT = {"m": 60, "h": 3600, "d": 86_400, "w": 604_800}


def _moment(_ctx: click.Context, _param: click.Parameter, value: str | None) -> float | None:
    """Epoch seconds of a date or time in ISO form (local unless it says otherwise), or of an age such as 7d."""
    if value is None:
        return None
    if age := _AGE.fullmatch(value):
        return time.time() - int(age[1]) * _UNIT[age[2]]
    try:
        return datetime.fromisoformat(value).timestamp()
    except (ValueError, OverflowError, OSError):
        raise click.BadParameter(
            f"{value!r} is neither a date such as 2026-11-20 nor an age such as 12h or 7d"
        ) from None


@click.command(short_help="Remove recorded exchanges for good.")
@click.option("--before", callback=_moment, metavar="T", help="Only what began before: 2026-11-20, 7d, 12h.")
def purge(before: float | None) -> None:
    """Remove recorded exchanges for good: all, or those before a moment."""
    places = prepared_places()
    info = running(places)
    if info is None:
        removed = _directly(places, before)
        asyncio.run(_forget(places.keepsakes, before))
    else:
        removed = asyncio.run(_over_gateway(info, before))
    click.echo(f"{removed} exchange{'' if removed == 1 else 's'} removed.")


async def _over_gateway(info: GatewayInfo, before: float | None) -> int:
    """The gateway's scribe is the only writer while it runs."""
    from tui_router.control.http_client import HttpControl

    control = HttpControl(info.url, info.control_token)
    try:
        return await control.purge(before)
    except ControlError as error:
        raise Trouble(f"Nothing was removed: {error}") from error
    finally:
        await control.aclose()


async def _forget(path: Path, before: float | None) -> None:
    """What upstreams want back are parts of answers too."""
    from tui_router.gateway.keepsakes import Keepsakes

    keepsakes = Keepsakes(path)
    keepsakes.forget(before)
    await keepsakes.close()


def _directly(places: Places, before: float | None) -> int:
    """No gateway runs, so the journal is ours to write."""
    import sqlite3

    from tui_router.journal.lock import JournalTaken
    from tui_router.journal.migrate import NewerJournal
    from tui_router.journal.store import JournalBroken, set_aside

    if not places.database.exists():
        return 0
    try:
        try:
            return _purge(places.database, before)
        except JournalBroken:
            if before is not None:
                raise
            # All of it is to go, and a damaged file set aside goes with it.
            set_aside(places.database)
            return _purge(places.database, before)
    except JournalBroken as error:
        raise Trouble(
            f"{places.database}: {error}. `tui-router purge` without --before removes it."
        ) from error
    except (JournalTaken, NewerJournal, OSError, sqlite3.Error) as error:
        raise Trouble(f"{places.database}: {error}") from error


def _purge(database: Path, before: float | None) -> int:
    from tui_router.journal.store import Store

    store = Store(database)
    try:
        return store.purge(before)
    finally:
        store.close()
