"""How a command ends when it cannot go on: one sentence on stderr and an exit code."""

import click

from tui_router.cli.lines import printable


class Trouble(click.ClickException):
    """Exit 2, as for a wrong option: a person has to put something right first."""

    exit_code = 2

    def __init__(self, message: str, *, lines: list[str] | None = None) -> None:
        self.said = message
        self.lines = lines or []
        told = "".join(f"\n  {printable(line)}" for line in lines or ())
        super().__init__(message + told)
