"""`tui-router serve`: the gateway in the foreground."""

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui_router.cli.trouble import Trouble

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui_router.gateway.server import ServeOptions


@click.command()
@click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="Settings to use.")
@click.option(
    "--host", metavar="H", help="Address to listen on. Beyond this machine it needs TUI_ROUTER_TOKEN."
)
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 picks a free one.")
@click.option("--quiet", is_flag=True, help="No line for each exchange.")
@click.pass_context
def serve(ctx: click.Context, config: Path | None, host: str | None, port: int | None, quiet: bool) -> None:
    """Run the gateway here, without a screen."""
    from tui_router.gateway.server import ServeOptions

    options = ServeOptions(config=config, host=host, port=port, on_ready=_announce)
    if quiet:
        ctx.exit(_run(options))

    from dataclasses import replace

    from tui_router.cli.lines import log_line
    from tui_router.cli.log import LineLog

    log = LineLog()
    try:
        ctx.exit(_run(replace(options, on_line=lambda row: log.say(log_line(row)))))
    finally:
        log.close()


def _run(options: "ServeOptions") -> int:
    from tui_router.core.faults import ConfigFault
    from tui_router.gateway.server import run
    from tui_router.settings.problems import SettingsError
    from tui_router.settings.process import LockHeldError, LockUnsafeError

    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            return runner.run(run(options))
    except (ConfigFault, SettingsError, LockUnsafeError) as error:
        raise Trouble(str(error)) from error
    except LockHeldError as error:
        raise Trouble(f"{error} `tui-router stop` ends it.") from error


def _loop_factory() -> "Callable[[], asyncio.AbstractEventLoop] | None":
    """uvloop's loop where it is installed: paced streams cost less. Nothing needs it."""
    try:
        import uvloop
    except ImportError:
        return None
    factory: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return factory


def _announce(url: str) -> None:
    """The first line of stdout, which scripts wait for. A reader that has gone is no reason to stop."""
    try:
        sys.stdout.write(f"tui-router listening on {url}\n")
        sys.stdout.flush()
    except OSError:
        sys.stdout = sys.stderr
