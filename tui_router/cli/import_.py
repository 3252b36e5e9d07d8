"""`tui-router import`: exchanges of a bundle, into the journal of the gateway that runs."""

import asyncio
from collections.abc import Iterator
from typing import IO

import click

from tui_router.cli.lines import printable
from tui_router.cli.start import prepared_places, running
from tui_router.cli.trouble import Trouble
from tui_router.control.client import ControlError
from tui_router.settings.process import GatewayInfo

PART_BYTES = 64 * 1024 * 1024
PART_LINES = 5_000
"""What the gateway takes at once."""


@click.command("import", short_help="Take in exchanges that were exported.")
@click.argument("files", nargs=-1, required=True, type=click.Path(allow_dash=True), metavar="FILE…")
def import_bundle(files: tuple[str, ...]) -> None:
    """Take in exchanges that `tui-router export` wrote, here or elsewhere; - is standard input.

    They get numbers of their own, are marked as imported, and can be looked at, compared and sent again.
    """
    info = running(prepared_places())
    if info is None:
        raise Trouble("No gateway runs. `tui-router` starts one; it takes bundles in then.")
    asyncio.run(_over_gateway(info, files))


async def _over_gateway(info: GatewayInfo, files: tuple[str, ...]) -> None:
    from tui_router.control.http_client import HttpControl

    control = HttpControl(info.url, info.control_token)
    try:
        for file_name in files:
            name = "<stdin>" if file_name == "-" else file_name
            ids: list[int] = []
            try:
                with click.open_file(file_name, "rb") as file:
                    for first, part in parts(file):
                        try:
                            ids += await control.import_bundle(part)
                        except ControlError as error:
                            raise Trouble(_refused(name, error, first, len(ids))) from error
            except OSError as error:
                raise Trouble(printable(f"{name}: {error.strerror or error}.")) from error
            click.echo(printable(f"{name}: {came_in(ids)}"))
    finally:
        await control.aclose()


def parts(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Whole lines, as many as go at once, and the number of the first. A line beyond all bounds comes in pieces, the
    first of which the gateway refuses.
    """
    number = first = 1
    held: list[bytes] = []
    size = 0
    while line := file.readline(PART_BYTES + 1):
        if held and (size + len(line) > PART_BYTES or len(held) == PART_LINES):
            yield first, b"".join(held)
            held, size, first = [], 0, number
        held.append(line)
        size += len(line)
        number += 1
    if held:
        yield first, b"".join(held)


def came_in(ids: list[int]) -> str:
    if not ids:
        return "nothing in it."
    if len(ids) == 1:
        return f"1 exchange came in: #{ids[0]}."
    return f"{len(ids):,} exchanges came in: #{ids[0]} to #{ids[-1]}."


def _refused(name: str, error: ControlError, first: int, before: int) -> str:
    place = f", counted from line {first}" if first > 1 else ""
    kept = f" {before:,} exchanges before that came in." if before else " Nothing of it came in."
    return printable(f"{name}{place}: {str(error).rstrip('.')}.{kept}")
