"""The gateway of this state folder: found by its lock file, or started in the background."""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from tui_router import __version__
from tui_router.cli.trouble import Trouble
from tui_router.core.faults import ConfigFault
from tui_router.settings.places import Places, find_places
from tui_router.settings.process import (
    GatewayInfo,
    LockUnsafeError,
    StartError,
    Starting,
    read_lock,
    start,
    wait_listening,
)


class Wish(msgspec.Struct, frozen=True):
    """What the flags ask of the gateway; None leaves it open."""

    config: Path | None = None
    port: int | None = None


def prepared_places() -> Places:
    places = find_places(os.environ)
    try:
        places.prepare()
    except ConfigFault as fault:
        raise Trouble(str(fault)) from fault
    return places


def running(places: Places) -> GatewayInfo | None:
    """The gateway that runs, waited for when it is just starting."""
    try:
        found = read_lock(places.lock)
        if found is None or found.url:
            return found
        return wait_listening(places.lock, 10)
    except LockUnsafeError as error:
        raise Trouble(str(error)) from error


def begin(places: Places, wish: Wish) -> Starting:
    """Start a gateway and do not wait. `-P` keeps the current folder out of the child's import path."""
    argv = [sys.executable, "-P", "-m", "tui_router", "serve", "--quiet"]
    if wish.config is not None:
        argv += ["--config", str(wish.config.absolute())]
    if wish.port is not None:
        argv += ["--port", str(wish.port)]
    try:
        return start(argv, env=os.environ, lock=places.lock, log=places.log)
    except OSError as error:
        raise Trouble(f"The gateway cannot be started ({error.strerror}: {error.filename}).") from error


def listening(starting: Starting) -> GatewayInfo:
    try:
        return starting.wait()
    except StartError as error:
        # What is still starting after so long would turn up later, unasked.
        starting.end()
        told = f" Its log: {error.log}"
        raise Trouble(f"{error}{told}", lines=error.lines) from error


def find_or_start(places: Places, wish: Wish) -> tuple[GatewayInfo, bool]:
    """The gateway, and whether it was started here."""
    found = running(places)
    if found is not None:
        agree(found, wish)
        return found, False
    starting = begin(places, wish)
    info = listening(starting)
    if info.pid != starting.pid:
        agree(info, wish)
    return info, info.pid == starting.pid


def agree(info: GatewayInfo, wish: Wish) -> None:
    """Flags that contradict the running gateway are an error that names it."""
    held = f"The gateway of this state folder is {info.holder()}"
    if wish.port and wish.port != urlsplit(info.url).port:
        raise Trouble(f"{held}, not on port {wish.port}. `tui-router stop` ends it.")
    if wish.config is not None and not _same_file(wish.config, info.config):
        config = f"with {info.config}" if info.config else "without a settings file"
        raise Trouble(f"{held} and runs {config}, not with {wish.config}. `tui-router stop` ends it.")


def client_token(places: Places, info: GatewayInfo) -> str:
    """What a client of this gateway must bring."""
    from tui_router.settings import secrets

    return info.client_token or secrets.client_token(places, os.environ).reveal()


def other_version(info: GatewayInfo) -> str:
    """A sentence when the gateway is of another version, else empty."""
    if info.version == __version__:
        return ""
    return f"The gateway ({info.holder()}) is version {info.version or 'unknown'}, this command is {__version__}."


def _same_file(path: Path, other: str) -> bool:
    return bool(other) and path.resolve() == Path(other).resolve()
