"""`tui-router export`: recorded exchanges of the gateway that runs, in a form for other tools."""

import asyncio
import sys
from pathlib import Path
from typing import cast

import click

from tui_router import __version__
from tui_router.cli.lines import printable
from tui_router.cli.start import prepared_places, running
from tui_router.cli.trouble import Trouble
from tui_router.control.client import ControlClient, ControlError
from tui_router.export.bundle import Bundled
from tui_router.export.call import ExportFault
from tui_router.export.forms import FORMS, About, FormName, render
from tui_router.settings.process import GatewayInfo

PAGE = 500


@click.command()
@click.argument("numbers", nargs=-1, type=click.IntRange(1), metavar="[NUMBER]…")
@click.option("--format", "form", type=click.Choice(list(FORMS)), default="jsonl", show_default=True)
@click.option("--filter", "words", metavar="FILTER", default="", help="Without numbers: those it fits.")
@click.option(
    "--last", type=click.IntRange(1, 5000), default=1, show_default=True, help="Without numbers: so many."
)
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Instead of stdout.")
def export(numbers: tuple[int, ...], form: str, words: str, last: int, output: Path | None) -> None:
    """Write recorded exchanges, without secrets.

    NUMBER is an exchange as the screen names it (#38); without one, the newest are taken. `jsonl` is a bundle that
    `tui-router import` takes in again. A file that is there is never written over: -2 goes to its name.
    """
    info = running(prepared_places())
    if info is None:
        raise Trouble("No gateway runs. `tui-router` starts one; what it recorded can be exported then.")
    if FORMS[cast("FormName", form)].one and len(numbers or range(last)) != 1:
        raise click.UsageError(f"--format {form} takes one exchange at a time.")
    try:
        asyncio.run(_over_gateway(info, numbers, cast("FormName", form), words, last, output))
    except (ControlError, ExportFault) as error:
        raise Trouble(printable(str(error))) from error
    except OSError as error:
        raise Trouble(f"{output}: {error.strerror}") from error


async def _over_gateway(
    info: GatewayInfo, numbers: tuple[int, ...], form: FormName, words: str, last: int, output: Path | None
) -> None:
    from tui_router.control.http_client import HttpControl

    control = HttpControl(info.url, info.control_token)
    try:
        wanted = list(numbers) or await _newest(control, words, last)
        if not wanted:
            raise Trouble("Nothing was recorded that fits." if words else "Nothing was recorded yet.")
        if form == "jsonl":
            await _line_by_line(control, wanted, output)
        else:
            _put([await _whole(control, wanted, form, info)], output)
    finally:
        await control.aclose()


async def _newest(control: ControlClient, words: str, last: int) -> list[int]:
    """Numbers, the oldest first."""
    found: list[int] = []
    before: int | None = None
    while len(found) < last:
        rows = await control.exchanges(filter=words, before=before, limit=min(PAGE, last - len(found)))
        if not rows:
            break
        found += [row.id for row in rows]
        before = rows[-1].id
    return found[::-1]


async def _line_by_line(control: ControlClient, wanted: list[int], output: Path | None) -> None:
    """A bundle may be larger than what fits in memory."""
    from tui_router.control.whole import read_whole

    if output is None:
        for id in wanted:
            sys.stdout.buffer.write(render("jsonl", [await read_whole(control, id)]))
        sys.stdout.buffer.flush()
        return
    from tui_router.core.new_file import open_new

    file, path = open_new(output)
    try:
        with file:
            for id in wanted:
                file.write(render("jsonl", [await read_whole(control, id)]))
    except (ControlError, OSError):
        path.unlink(missing_ok=True)
        raise
    _said(path, len(wanted))


async def _whole(control: ControlClient, wanted: list[int], form: FormName, info: GatewayInfo) -> bytes:
    from tui_router.control.whole import read_whole

    status = await control.status()
    about = About(
        gateway=info.url,
        version=__version__,
        keys={provider.name: provider.key for provider in status.providers},
    )
    read: list[Bundled] = [await read_whole(control, id) for id in wanted]
    return render(form, read, about)


def _put(parts: list[bytes], output: Path | None) -> None:
    if output is None:
        for part in parts:
            sys.stdout.buffer.write(part)
        sys.stdout.buffer.flush()
        return
    from tui_router.core.new_file import open_new

    file, path = open_new(output)
    with file:
        file.writelines(parts)
    _said(path, 0)


def _said(path: Path, count: int) -> None:
    many = f"{count} exchange{'' if count == 1 else 's'}: " if count else ""
    click.echo(printable(f"{many}written to {path}, secrets removed."), err=True)
