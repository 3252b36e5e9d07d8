"""`tui-router thinking`: what a target makes of each way to ask for thinking."""

import json
import os
from pathlib import Path

import click
import msgspec

from tui_router.cli.lines import printable
from tui_router.cli.no_provider import no_provider
from tui_router.cli.start import prepared_places
from tui_router.cli.trouble import Trouble
from tui_router.core.faults import Fault
from tui_router.core.target import Target
from tui_router.diagnose.facts import lay
from tui_router.dialects.effort_table import EffortRow, effort_table
from tui_router.gateway.fact_book import FactBook
from tui_router.routing.table import build, route_to
from tui_router.settings.load import load
from tui_router.settings.places import find_places
from tui_router.settings.problems import SettingsError


@click.command(short_help="Say what a target gets for each setting of thinking.")
@click.argument("target", metavar="PROVIDER/MODEL")
@click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="Settings of the gateway.")
@click.option("--json", "as_json", is_flag=True, help="The table as JSON, for scripts.")
def thinking(target: str, config: Path | None, as_json: bool) -> None:
    """Say what is sent for each setting of thinking and effort, and why. Nothing is sent."""
    try:
        rows = _rows(Target.parse(target), config)
    except SettingsError as error:
        raise Trouble(printable(str(error))) from error
    except Fault as fault:
        raise Trouble(printable(fault.diagnosis.message)) from fault
    if as_json:
        click.echo(json.dumps(msgspec.to_builtins(rows)))
        return
    for line in table(rows):
        click.echo(line)


def _rows(target: Target, config: Path | None) -> list[EffortRow]:
    loaded = load(config, env=os.environ)
    settings = loaded.settings
    if target.provider not in settings.providers:
        where = loaded.path or find_places(os.environ).config_file
        raise no_provider(target.provider, settings.providers, where, variables=settings.search)
    wired = build(
        providers=settings.providers,
        tiers=settings.tiers,
        routes=settings.routes,
        aliases=settings.aliases,
        listed={},
        revision=1,
    )
    route = route_to(wired, target, "", f"{target} is asked about")
    if not route.target.model:
        raise Trouble(f"{printable(str(target))} names no model.")
    facts = FactBook(prepared_places().facts).known(route.provider, route.target.model)
    known = lay(facts, route.provider, route.limits)
    return effort_table(known.provider, route.target.model, known.limits)


def table(rows: list[EffortRow]) -> list[str]:
    """Asked, sent and why, one line a setting under a head."""
    cells = [
        ("ASKED", "SENT", "WHY"),
        *((row.asked, printable(row.sent), printable(row.why)) for row in rows),
    ]
    wide = [max(len(row[column]) for row in cells) for column in (0, 1)]
    return [f"{asked:<{wide[0]}}  {sent:<{wide[1]}}  {why}".rstrip() for asked, sent, why in cells]
