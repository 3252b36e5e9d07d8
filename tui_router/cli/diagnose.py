"""`tui-router diagnose`: what recorded upstream failures mean, a JSON line for each."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import click

from tui_router.cli.lines import short
from tui_router.diagnose.case import MOST_LINE, read_case
from tui_router.diagnose.finding import Finding, encode_finding, named
from tui_router.diagnose.offline import GENERAL, judge

_SKIP = 1024 * 1024


@click.command()
@click.argument(
    "file",
    required=False,
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
)
def diagnose(file: Path | None) -> None:
    """Say what recorded upstream failures mean.

    FILE, or standard input, holds one failure a line, a JSON object: upstream_status, upstream_headers,
    upstream_body (text, or an object) or upstream_chunks_b64 (a list), transport_error, request. All may be
    missing; an id is handed back.

    For each line comes one line of JSON: diagnosis, the error type and status a client would get, whether it
    mends itself, the figures found, the client's message, the wait, and the translated answer if there was one.
    """
    if file is None or str(file) == "-":
        if sys.stdin.isatty():
            click.echo(
                "Waiting for failures on standard input, one JSON object a line. See --help.", err=True
            )
        _answer(sys.stdin.buffer)
    else:
        with file.open("rb") as source:
            _answer(source)


def _answer(source: BinaryIO) -> None:
    """Each line is out before the next is read, so that it can stand in a pipe that stays open."""
    out = sys.stdout.buffer
    try:
        for number, line in enumerate(_lines(source), 1):
            out.write(encode_finding(_find(line, number)))
            out.flush()
    except BrokenPipeError:
        # The reader has gone, which click would take for a failure. Python flushes once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _lines(source: BinaryIO) -> Iterator[bytes]:
    """Lines without their ends. Of one that is too long comes as much as shows that it is."""
    while line := source.readline(MOST_LINE + 2):
        if not line.endswith(b"\n"):
            rest = line
            while rest and not rest.endswith(b"\n"):
                rest = source.readline(_SKIP)
        yield line.rstrip(b"\r\n")


def _find(line: bytes, number: int) -> Finding:
    case = read_case(line)
    try:
        return judge(case)
    except Exception as error:  # noqa: BLE001 - every line has its answer, a fault of ours included
        print(f"line {number}: {type(error).__name__}: {short(str(error))}", file=sys.stderr)
        return named(case.id, GENERAL, "nothing can be said about this failure: it could not be judged")
