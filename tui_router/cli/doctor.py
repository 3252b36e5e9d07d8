"""`tui-router doctor`: everything that stands between a person and a working session, in order, each with its fix."""

import asyncio
import os
from pathlib import Path

import click

from tui_router.cli.checks.report import Finding, Printer, Report
from tui_router.cli.checks.visit import Asked, Visit


@click.command()
@click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="Settings to look at.")
@click.option(
    "--provider", "only", multiple=True, metavar="NAME", help="Only this provider; may be repeated."
)
@click.option("--offline", is_flag=True, help="Ask no provider, and look for no local server.")
@click.option("--fast", is_flag=True, help="One request for each target, and none through the gateway.")
@click.option("--json", "as_json", is_flag=True, help="All findings as one JSON object.")
@click.pass_context
def doctor(
    ctx: click.Context, config: Path | None, only: tuple[str, ...], offline: bool, fast: bool, as_json: bool
) -> None:
    """Check everything that stands between you and a working session.

    Each finding stands on a line of its own (ok, warn, fail, skipped), with what mends it below. Requests to models
    are tiny, and how many there will be is said before. Exit code 1 when something failed.
    """
    printer = Printer(click.echo, lambda text, colour: click.style(text, fg=colour))
    report = Report(_silent if as_json else printer.tell)
    asked = Asked(config=config, only=only, offline=offline, fast=fast)
    asyncio.run(Visit(report, asked, os.environ, Path.cwd()).run())
    if as_json:
        click.echo(report.as_json())
    else:
        click.echo(report.summary())
    ctx.exit(1 if report.failed else 0)


def _silent(_finding: Finding) -> None:
    pass
