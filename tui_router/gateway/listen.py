"""The listening socket and the names under which it may be asked for."""

import socket

from tui_router.core.faults import ConfigFault
from tui_router.gateway.guard import is_loopback

_ANY = ("0.0.0.0", "::")  # noqa: S104 - compared, never bound by default


def listen(host: str, port: int) -> socket.socket:
    """Raises `ConfigFault` when the port is taken or the address is not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio switches Nagle's delay off only where the protocol is named.
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
    except OSError as error:
        sock.close()
        raise ConfigFault.say(f"cannot listen on {host}:{port}: {error.strerror or error}") from error
    sock.setblocking(False)
    return sock


def own_names(host: str) -> list[str]:
    """Names of this machine that a Host header may hold when it listens beyond loopback."""
    if is_loopback(host):
        return []
    names = [host, socket.gethostname(), socket.getfqdn()]
    if host in _ANY:
        try:
            found = {str(entry[4][0]) for entry in socket.getaddrinfo(socket.gethostname(), None)}
        except OSError:
            found = set()  # a machine that cannot look itself up is asked for by the names above
        names += sorted(found)
    return [f"[{name}]" if ":" in name else name for name in names]


def url_of(host: str, port: int) -> str:
    """The address a client on this machine uses."""
    shown = "127.0.0.1" if host == _ANY[0] else "::1" if host == _ANY[1] else host
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"
