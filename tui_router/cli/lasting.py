"""`connect claude --settings` and `--undo-settings`: what a plain `claude` needs, put into its settings file, and out
of it again.
"""

import os
from pathlib import Path

import click

from tui_router.cli.client_env import Launch, lasting
from tui_router.cli.client_file import FileError, Written, default_file, undo, write
from tui_router.cli.trouble import Trouble
from tui_router.settings.places import Places


def put_in(named: str, launch: Launch, places: Places) -> None:
    """`named` is the file's name as the user wrote it, empty for the client's own. Raises `Trouble`."""
    path, book = _file(named), _book(places)
    try:
        # Our own variables in there are no wish of the user's, so only the environment is asked.
        change = lasting(os.environ, launch)
        blank = {name: "" for name in change.remove if os.environ.get(name)}
        done = write(path, blank | change.put, change.remove, book)
    except FileError as error:
        raise Trouble(str(error)) from error
    _tell(path, done, launch)


def take_out(named: str, places: Places) -> None:
    """Raises `Trouble`."""
    path = _file(named)
    try:
        done = undo(path, _book(places))
    except FileError as error:
        raise Trouble(str(error)) from error
    if done is None:
        click.echo(f"Nothing in {path} is ours.", err=True)
        return
    if done.restored:
        click.echo(f"{path}: taken out or put back as it was: {', '.join(done.restored)}.", err=True)
    if done.left:
        click.echo(f"{path}: changed since by somebody and left alone: {', '.join(done.left)}.", err=True)
    if done.file_removed:
        click.echo(f"{path} held nothing else and is gone.", err=True)


def _file(named: str) -> Path:
    return Path(named).expanduser() if named else default_file(os.environ)


def _book(places: Places) -> Path:
    return places.state / "client-settings.json"


def _tell(path: Path, done: Written, launch: Launch) -> None:
    says = "now sets" if done.changed else "already sets"
    click.echo(f"{path} {says} {', '.join(done.names)}: a plain `claude` comes to this gateway.", err=True)
    if done.open_to:
        click.echo(f"It holds the gateway's token and other users can read it: chmod 600 {path}", err=True)
    else:
        click.echo(
            "It holds the gateway's token and is for you alone; keep it out of repositories.", err=True
        )
    click.echo("The gateway has to run for that: `tui-router` or `tui-router serve` starts it.", err=True)
    if launch.foreign:
        click.echo(
            "Start the client as: claude --permission-mode default. Its auto mode cannot check what such a "
            "model does.",
            err=True,
        )
    click.echo("`tui-router connect claude --undo-settings` takes it out again.", err=True)
