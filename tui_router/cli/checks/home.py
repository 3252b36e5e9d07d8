"""The gateway's own ground: its folders and their rights, its lock, its clients' token. Nothing is made or changed."""

import os
import shlex
import stat
from collections.abc import Mapping
from pathlib import Path

import msgspec

from tui_router.cli.checks.report import Report
from tui_router.cli.start import other_version
from tui_router.core.faults import ConfigFault
from tui_router.settings.places import Places
from tui_router.settings.process import GatewayInfo, LockUnsafeError, read_lock
from tui_router.settings.secrets import client_token

_ABOUT = "gateway"
_LOCK_MAX = 64 * 1024


def check_folders(report: Report, places: Places) -> None:
    for name, folder, ours in (
        ("state folder", places.state, True),
        ("data folder", places.data, True),
        ("settings folder", places.config, False),
    ):
        _folder(report, name, folder, ours=ours)


def _folder(report: Report, name: str, folder: Path, *, ours: bool) -> None:
    try:
        found = folder.stat()
    except FileNotFoundError:
        _missing(report, name, folder)
        return
    except OSError as error:
        report.fail(
            _ABOUT,
            name,
            f"{folder} cannot be looked at ({error.strerror})",
            *_elsewhere("Let yourself in, or"),
        )
        return
    mode = stat.S_IMODE(found.st_mode)
    quoted = shlex.quote(str(folder))
    if not stat.S_ISDIR(found.st_mode):
        report.fail(_ABOUT, name, f"{folder} is no folder", "Move it away.", [f"mv {quoted} {quoted}.old"])
    elif ours and found.st_uid != os.geteuid():
        report.fail(_ABOUT, name, f"{folder} belongs to another user", *_elsewhere("Take it back, or"))
    elif not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        report.fail(
            _ABOUT,
            name,
            f"{folder} cannot be written (mode {mode:o})",
            "Take the rights back.",
            [f"chmod u+rwx {quoted}"],
        )
    elif ours and mode & 0o077:
        report.warn(
            _ABOUT,
            name,
            f"{folder} is open to others (mode {mode:o})",
            "The next start closes it; or now:",
            [f"chmod 700 {quoted}"],
        )
    else:
        report.ok(_ABOUT, name, f"the {name} {folder} is there and ours")


def _missing(report: Report, name: str, folder: Path) -> None:
    parent = next((path for path in folder.parents if path.exists()), Path("/"))
    if parent.is_dir() and os.access(parent, os.W_OK | os.X_OK):
        report.ok(_ABOUT, name, f"the {name} {folder} is made at the first start")
    else:
        report.fail(
            _ABOUT,
            name,
            f"{folder} cannot be made: {parent} is not ours to write",
            *_elsewhere("Open it, or"),
        )


def _elsewhere(first: str) -> tuple[str, list[str]]:
    return f"{first} use a folder of yours.", ['export TUI_ROUTER_HOME="$HOME/tui-router"']


def check_lock(report: Report, places: Places) -> GatewayInfo | None:
    """Who runs, and traces of one that died."""
    try:
        info = read_lock(places.lock)
    except LockUnsafeError as error:
        report.fail(_ABOUT, "lock", str(error), "Remove it.", [f"rm -r {shlex.quote(str(places.lock))}"])
        return None
    except OSError as error:
        report.fail(
            _ABOUT,
            "lock",
            f"{places.lock} cannot be read ({error.strerror})",
            "Take the rights back.",
            [f"chmod 600 {shlex.quote(str(places.lock))}"],
        )
        return None
    if info is not None:
        if stale := other_version(info):
            again = "A restart brings both to one version."
            report.warn(_ABOUT, "version", stale, again, ["tui-router stop && tui-router"])
        else:
            report.ok(_ABOUT, "running", f"the gateway runs: {info.holder()}, version {info.version}")
        return info
    died = _left_behind(places.lock)
    if died:
        report.warn(
            _ABOUT,
            "lock",
            f"no gateway runs; the last one (pid {died}) died without a word. Its lock is free",
            "Nothing to clear away; its last lines may say why:",
            [f"tail -n 20 {shlex.quote(str(places.log))}"],
        )
    else:
        report.ok(_ABOUT, "running", "no gateway runs; `tui-router` starts one")
    return None


def _left_behind(lock: Path) -> int:
    """The pid that a lock nobody holds still names: one that ends by itself empties it."""
    try:
        with lock.open("rb") as file:
            return msgspec.json.decode(file.read(_LOCK_MAX), type=GatewayInfo).pid
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return 0


def check_token(report: Report, places: Places, env: Mapping[str, str]) -> None:
    """The token that clients bring, before any gateway asks for it. Mints none."""
    if not env.get("TUI_ROUTER_TOKEN", "").strip() and not _there(places.client_token):
        report.ok(_ABOUT, "client token", "the client token is made at the first start")
        return
    try:
        report.secrets.append(client_token(places, env).reveal())
    except ConfigFault as fault:
        named = bool(env.get("TUI_ROUTER_TOKEN", "").strip())
        paste = ["unset TUI_ROUTER_TOKEN"] if named else [f"rm {shlex.quote(str(places.client_token))}"]
        report.fail(_ABOUT, "client token", str(fault), "A new one is made at the next start.", paste)
        return
    report.ok(_ABOUT, "client token", "the client token is sound and ours alone")


def _there(path: Path) -> bool:
    return path.is_symlink() or path.exists()
