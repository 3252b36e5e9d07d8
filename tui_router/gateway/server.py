"""The gateway process: what happens in which order, and how it ends.

It listens first. The upstream client, the scribe and the look for local servers come after, because they cost
more than everything before them.
"""

import asyncio
import contextlib
import gc
import os
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from msgspec.structs import replace

import tui_router
from tui_router.core.faults import ConfigFault, Fault
from tui_router.gateway.assemble import assemble
from tui_router.gateway.clock import pulse
from tui_router.gateway.control import ControlService
from tui_router.gateway.guard import is_loopback
from tui_router.gateway.listen import listen, own_names, url_of
from tui_router.gateway.logbook import ScribeWatch
from tui_router.gateway.protocol import GuardedProtocol
from tui_router.gateway.refusals import STOPPING
from tui_router.gateway.reload import Reload
from tui_router.gateway.routes import App
from tui_router.gateway.state import Gateway
from tui_router.journal.record import ExchangeRow
from tui_router.journal.redact import redact_row
from tui_router.scribe.link import ScribeLink
from tui_router.settings.load import load
from tui_router.settings.places import find_places
from tui_router.settings.process import GatewayInfo, GatewayLock
from tui_router.settings.secrets import client_token, control_token

DRAIN_S = 10.0
"""Seconds that live exchanges get to end when the gateway is asked to stop."""
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class ServeOptions:
    """`on_ready` is told the URL once connections are taken; `on_line` hears every ended exchange."""

    config: Path | None = None
    host: str | None = None
    port: int | None = None
    on_ready: Callable[[str], None] | None = None
    on_line: Callable[[ExchangeRow], None] | None = None


async def run(options: ServeOptions) -> int:
    """Serve until stopped; returns the exit code.

    Raises `ConfigFault`, `SettingsError`, `LockHeldError`, `LockUnsafeError`.
    """
    os.umask(0o077)
    environment = os.environ
    places = find_places(environment)
    places.prepare()
    loaded = load(options.config, env=environment)
    server = loaded.settings.server
    host = options.host or server.host
    if not is_loopback(host) and not environment.get("TUI_ROUTER_TOKEN"):
        raise ConfigFault.say(
            f"listening on {host} lets others in: set TUI_ROUTER_TOKEN to the token they must bring"
        )
    control = control_token(places, environment)
    info = GatewayInfo(
        pid=os.getpid(),
        version=tui_router.__version__,
        control_token=control.reveal(),
        client_token=client_token(places, environment).reveal(),
        config=str(loaded.path or ""),
    )
    with (
        GatewayLock.acquire(places.lock, info) as lock,
        listen(host, server.port if options.port is None else options.port) as sock,
    ):
        gateway, reload, recorder = assemble(loaded, places, environment, control, own_names(host))
        gateway.url = url_of(host, sock.getsockname()[1])
        if (tell := options.on_line) is not None:
            gateway.registry.watchers.append(lambda row: tell(redact_row(row, gateway.known_texts)))

        def ready() -> None:
            lock.publish(replace(info, url=gateway.url, started_at=time.time()))
            if options.on_ready is not None:
                options.on_ready(gateway.url)

        service = ControlService(gateway, places.database)
        return await _serve(gateway, reload, recorder, service, sock, ready)


async def _serve(
    gateway: Gateway,
    reload: Reload,
    recorder: ScribeLink,
    service: ControlService,
    sock: socket.socket,
    ready: Callable[[], None],
) -> int:
    background: list[asyncio.Task[None]] = []

    scribe = ScribeWatch(gateway.logbook, recorder)

    def listening() -> None:
        ready()
        said = f"the settings are {gateway.config}" if gateway.config else "there is no settings file"
        gateway.logbook.say(
            "info", "gateway", f"listening on {gateway.url}, version {tui_router.__version__}"
        )
        gateway.logbook.say("info", "settings", said)
        background.append(asyncio.ensure_future(_after_listening(gateway, recorder, reload)))
        background.append(asyncio.ensure_future(pulse(gateway, lambda: _beat(gateway, reload, scribe))))
        background.append(asyncio.ensure_future(_drain(gateway, server)))

    server = _Server(App(gateway, service), listening)
    loop = asyncio.get_running_loop()
    for number in SIGNALS:
        loop.add_signal_handler(number, _asked_to_stop, gateway, server)
    try:
        with gateway.logbook.listening():
            await server.serve(sockets=[sock])
    finally:
        for number in SIGNALS:
            loop.remove_signal_handler(number)
        for task in background:
            task.cancel()
        await asyncio.gather(*background, return_exceptions=True)
        await service.aclose()
        await recorder.close()
        if gateway.has_http:
            await (await gateway.http()).aclose()
    return 0


def _beat(gateway: Gateway, reload: Reload, scribe: ScribeWatch) -> None:
    scribe.look()
    reload.look(gateway)
    gateway.overlays.keep(gateway.wiring.table)


async def _after_listening(gateway: Gateway, recorder: ScribeLink, reload: Reload) -> None:
    """What may come late: the upstream client, the scribe, what the providers have."""
    client = await asyncio.to_thread(_import_http)
    gateway.ready(client())
    await recorder.start()
    gc.freeze()
    try:
        await reload.discover(gateway)
    except Fault as fault:
        gateway.wiring.problem = fault.diagnosis.message
        gateway.logbook.say("error", "settings", fault.diagnosis.message)


def _import_http() -> Any:
    from tui_router.net.http import Http

    return Http


def _asked_to_stop(gateway: Gateway, server: "_Server") -> None:
    """Once drains, twice ends at once."""
    if gateway.stop_asked.is_set():
        for exchange in list(gateway.active.values()):
            exchange.leave()
        server.should_exit = server.force_exit = True
    gateway.stop_asked.set()


async def _drain(gateway: Gateway, server: "_Server") -> None:
    await gateway.stop_asked.wait()
    gateway.draining = True
    gateway.holds.stop()
    end = time.monotonic() + DRAIN_S
    while gateway.active and time.monotonic() < end:  # noqa: ASYNC110 - once in a life, not worth an event
        await asyncio.sleep(0.05)
    for exchange in list(gateway.active.values()):
        exchange.expire(STOPPING)
    gateway.bus.close()
    server.should_exit = True


class _Server(uvicorn.Server):
    """uvicorn's server, with signals left to us and word when it listens."""

    def __init__(self, app: App, on_started: Callable[[], None]) -> None:
        config = uvicorn.Config(
            app,
            http=GuardedProtocol,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            proxy_headers=False,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=2,
            backlog=512,
        )
        super().__init__(config)
        self._on_started = on_started

    def capture_signals(self) -> Any:
        return contextlib.nullcontext()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_started()
