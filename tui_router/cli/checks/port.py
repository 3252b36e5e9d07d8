"""The gateway's port: free, ours, or held by whom."""

import errno
import os
import socket
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from tui_router.cli.checks.report import Report
from tui_router.providers.address import is_loopback
from tui_router.settings.process import GatewayInfo
from tui_router.settings.schema import Server

_ABOUT = "gateway"


def check_port(report: Report, server: Server, info: GatewayInfo | None, env: Mapping[str, str]) -> None:
    """Whether the gateway can listen where the settings say."""
    host, port = server.host, server.port
    if not is_loopback(f"http://{f'[{host}]' if ':' in host else host}") and not env.get("TUI_ROUTER_TOKEN"):
        report.fail(
            _ABOUT,
            "host",
            f"listening on {host} lets others in, and TUI_ROUTER_TOKEN is not set: the gateway refuses to start",
            "Choose the token that clients must bring, or listen on 127.0.0.1 only.",
            ['export TUI_ROUTER_TOKEN="$(openssl rand -hex 32)"'],
        )
    if info is not None and info.url:
        if port in (0, urlsplit(info.url).port):
            report.ok(_ABOUT, "port", f"port {urlsplit(info.url).port} is held by our gateway")
        else:
            report.warn(
                _ABOUT,
                "port",
                f"the settings say port {port}, the gateway that runs is at {info.url}",
                "It moves there with its next start.",
                ["tui-router stop && tui-router"],
            )
        return
    if port == 0:
        report.ok(_ABOUT, "port", "the settings leave the port open: a free one is picked at each start")
        return
    why = _cannot_listen(host, port)
    if why is None:
        report.ok(_ABOUT, "port", f"port {port} is free")
    elif why == errno.EADDRINUSE:
        who = holder_of(port)
        paste = ["[server]", f"port = {port + 1 if port < 65535 else 0}"]
        report.fail(
            _ABOUT,
            "port",
            f"port {port} is held by {who or 'another program'}",
            "End that one, or give the gateway another port in the settings:",
            paste,
        )
    else:
        report.fail(
            _ABOUT,
            "port",
            f"{host} port {port} cannot be listened on ({os.strerror(why)})",
            "Give the gateway this machine's own address in the settings:",
            ["[server]", 'host = "127.0.0.1"', "port = 8787"],
        )


def _cannot_listen(host: str, port: int) -> int | None:
    """The error's number, None when it can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((host, port))
            trial.listen(1)
    except socket.gaierror:
        return errno.EADDRNOTAVAIL
    except OSError as error:
        return error.errno or errno.EADDRNOTAVAIL
    return None


def holder_of(port: int, proc: Path = Path("/proc")) -> str:
    """ "pid 4711 (python3)", empty where the system does not tell: not Linux, or another user's process."""
    inodes = {found for name in ("tcp", "tcp6") for found in _listening(proc / "net" / name, port)}
    if not inodes:
        return ""
    wanted = {f"socket:[{inode}]" for inode in inodes}
    for folder in proc.glob("[0-9]*"):
        try:
            if any(str(fd.readlink()) in wanted for fd in (folder / "fd").iterdir()):
                name = (folder / "comm").read_text("utf-8", "replace").strip()
                return f"pid {folder.name} ({name[:40]})"
        except OSError:
            continue  # it ended meanwhile, or is another user's
    return ""


def _listening(table: Path, port: int) -> list[str]:
    """Inodes of the sockets that listen on the port, from a kernel table: `sl local_address rem_address st …`."""
    try:
        rows = table.read_text("ascii", "replace").splitlines()[1:]
    except OSError:
        return []
    found = []
    for row in rows:
        words = row.split()
        if len(words) > 9 and words[3] == "0A" and words[1].rpartition(":")[2] == f"{port:04X}":
            found.append(words[9])
    return found
