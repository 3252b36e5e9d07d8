"""Can the address be reached: its name, the connection, the certificate, each in words. And what a proxy does to it."""

import asyncio
import shlex
import socket
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import msgspec

from tui_router.cli.checks.report import Report
from tui_router.net.errors import NetError
from tui_router.providers.address import is_loopback
from tui_router.providers.provider import Provider

if TYPE_CHECKING:
    from tui_router.net.http import Http

_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
_TLS_S = 15.0


class Reach(msgspec.Struct, frozen=True):
    """How far we came. `step` is where it ended, "" when all went well."""

    step: Literal["", "dns", "tcp", "tls", "http"]
    said: str


async def reach(http: "Http", provider: Provider) -> Reach:
    """Name, connection, certificate: one after the other, so that the first that fails is the one to mend. Sends no
    key."""
    parts = urlsplit(provider.base_url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    limit = min(provider.timeouts.connect, 10.0)
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(limit):
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except TimeoutError:
        return Reach("dns", f"looking up {host} takes longer than {limit:g} s")
    except (OSError, UnicodeError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return Reach("dns", f"the name {host} cannot be looked up ({why})")
    address = str(found[0][4][0])
    try:
        async with asyncio.timeout(limit):
            _, writer = await asyncio.open_connection(host, port)
        writer.close()
    except TimeoutError:
        return Reach("tcp", f"{host} ({address}) port {port} does not answer within {limit:g} s")
    except OSError as error:
        return Reach("tcp", f"{host} ({address}) port {port}: {_why(error)}")
    if parts.scheme != "https":
        return Reach("", f"{host} port {port} takes connections")
    return await _handshake(http, f"https://{parts.netloc}/", host)


async def _handshake(http: "Http", url: str, host: str) -> Reach:
    try:
        async with asyncio.timeout(_TLS_S):
            reply = await http.send("GET", url, {"user-agent": "tui-router"}, connect=_TLS_S)
        await reply.aclose()
    except TimeoutError:
        return Reach("http", f"{host} takes connections but does not answer within {_TLS_S:g} s")
    except NetError as error:
        if error.kind == "tls":
            return Reach("tls", f"the certificate of {host} is not accepted ({error.detail})")
        if error.kind in ("connect", "connect_timeout"):
            return Reach("tls", f"no secure connection to {host} ({error.detail})")
        return Reach("http", f"{host} breaks off ({error.detail or error.kind})")
    return Reach("", f"{host} is reached, its certificate is good")


def _why(error: OSError) -> str:
    if isinstance(error, ConnectionRefusedError) or "refused" in str(error).lower():
        return "nothing listens there (connection refused)"
    return error.strerror or str(error)


def how_to_reach(provider: Provider, step: str, env: Mapping[str, str]) -> tuple[str, list[str]]:
    """What to do where an address is not reached: words, and what to type."""
    proxy = proxy_of(env)
    around = f" {proxy} is set, but the gateway goes through no proxy." if proxy else ""
    if is_loopback(provider.base_url):
        return _start_words(provider)
    if step == "dns":
        words = f"Check the spelling of base_url and that this machine resolves names.{around}"
    elif step == "tls":
        words = (
            "Use the name that stands in the certificate. Where you or a proxy that looks inside signed it, name "
            f"the authority's PEM file in SSL_CERT_FILE and start the gateway again.{around}"
        )
    else:
        words = f"Check host and port of base_url, and what a firewall lets through.{around}"
    return words, [f"curl -sv {shlex.quote(provider.base_url)}"]


def _start_words(provider: Provider) -> tuple[str, list[str]]:
    starts = {
        "ollama": "ollama serve",
        "lmstudio": "lms server start",
        "vllm": "vllm serve MODEL --enable-auto-tool-choice --tool-call-parser PARSER",
        "llamacpp": "llama-server -m MODEL.gguf --jinja -c 65536",
    }
    command = starts.get(provider.preset)
    if command:
        return f"Start the server of {provider.name}.", [command]
    port = urlsplit(provider.base_url).port or 80
    return f"Start the server of {provider.name}, or correct the port in base_url.", [
        f"ss -ltnp 'sport = :{port}'"
    ]


def proxy_of(env: Mapping[str, str]) -> str:
    """The first proxy variable that is set."""
    for name in _PROXIES:
        for spelled in (name, name.lower()):
            if env.get(spelled, "").strip():
                return spelled
    return ""


def check_proxies(report: Report, env: Mapping[str, str], host: str) -> None:
    """Claude Code sends even loopback addresses through a proxy, unless NO_PROXY names them."""
    proxy = proxy_of(env)
    if not proxy:
        report.ok("network", "proxy", "no proxy variable is set")
        return
    given = ",".join(env.get(name, "") for name in ("NO_PROXY", "no_proxy"))
    exceptions = {entry.strip().lower() for entry in given.split(",")}
    if exceptions & {host.lower(), "*"}:
        report.ok("network", "proxy", f"{proxy} is set, and NO_PROXY leaves {host} out")
        return
    kept = ",".join(
        dict.fromkeys([*(e.strip() for e in given.split(",") if e.strip()), "127.0.0.1", "localhost"])
    )
    report.warn(
        "network",
        "proxy",
        f"{proxy} is set and NO_PROXY does not name {host}: a client would ask the proxy for the gateway",
        "Set it where `claude` is started; `tui-router connect claude` does so by itself.",
        [f"export NO_PROXY={kept}"],
    )
