"""The ASGI door of the gateway: what is asked of which path. Raw ASGI on the data plane, because only a watcher of
our own on `receive` hears of a client that leaves before the first byte.
"""

import asyncio
import logging
import re
from typing import TYPE_CHECKING, Any

from tui_router.control.client import ControlError
from tui_router.core.diagnosis import Diagnosis
from tui_router.core.faults import Fault
from tui_router.diagnose import answer
from tui_router.gateway.count_tokens import count_tokens
from tui_router.gateway.exchange import Exchange
from tui_router.gateway.guard import BODY_CAP
from tui_router.gateway.live import open_headers
from tui_router.gateway.models import model_answer, models_answer
from tui_router.gateway.refusals import PACKED, STOPPING, TOO_LARGE, nothing_here, refused
from tui_router.gateway.responder import Receive, Responder, Send

if TYPE_CHECKING:
    from tui_router.gateway.control import ControlService
    from tui_router.gateway.state import Gateway

log = logging.getLogger("tui_router.gateway")

Scope = dict[str, Any]

DISCARD_CAP = 256 * 1024 * 1024
"""Bytes of a refused body that are read to let the client hear why."""
DISCARD_S = 15.0
DISCARD_PAUSE_S = 1.0
_MODELS = re.compile(r"(?:/[^/]+)*/v1/models(?:/.*)?")


class App:
    """`control` serves /control/v1 and is built at its first request: the data plane does not wait for it."""

    def __init__(self, gateway: "Gateway", service: "ControlService") -> None:
        self.gateway = gateway
        self.service = service
        self._control: Any = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise RuntimeError(f"{scope['type']} is not served")
        request_id = self.gateway.new_id("req_")
        refusal = self.gateway.policy.head(scope["headers"])
        if refusal is not None:
            await self._turn_away(send, refusal, request_id)
            return
        path, method = scope["path"], scope["method"]
        if path in ("/", "/healthz") and method in ("GET", "HEAD"):
            await _json(send, 200, b'{"status":"ok"}', request_id)
            return
        headers = _headers(scope)
        if path.startswith("/control/v1/"):
            await self._serve_control(scope, receive, send, headers, request_id)
            return
        if method in ("POST", "DELETE") and _MODELS.fullmatch(path):
            await self._register(scope, receive, send, headers, request_id)
            return
        refusal = self.gateway.policy.client(headers)
        if refusal is not None:
            await self._turn_away(send, refusal, request_id)
            return
        await self._serve_data(scope, receive, send, headers, request_id)

    async def _serve_control(
        self, scope: Scope, receive: Receive, send: Send, headers: dict[str, str], request_id: str
    ) -> None:
        peer = (scope.get("client") or ("", 0))[0]
        refusal = self.gateway.policy.control(headers, peer)
        if refusal is not None:
            await self._turn_away(send, refusal, request_id)
            return
        if self._control is None:
            from tui_router.gateway.control_routes import control_app

            self._control = control_app(self.service)
        await self._control(scope, receive, send)

    async def _register(
        self, scope: Scope, receive: Receive, send: Send, headers: dict[str, str], request_id: str
    ) -> None:
        """Names registered for models, with the control token: they change where requests go."""
        refusal = self.gateway.policy.control(headers, (scope.get("client") or ("", 0))[0])
        if refusal is not None:
            await self._turn_away(send, refusal, request_id)
            return
        name = scope["path"].partition("/v1/models")[2].removeprefix("/")
        if bool(name) is (scope["method"] == "POST"):
            await _refuse(send, nothing_here(scope["method"], scope["path"]), request_id)
            return
        body = await _take_body(receive, send, headers, request_id)
        if body is None:
            return
        try:
            if name:
                await self.service.unregister(name)
                answered = b"{}"
            else:
                answered = await self.service.register(body)
        except ControlError as error:
            await _refuse(send, refused(str(error), error.status or 400), request_id)
        else:
            await _json(send, 200, answered, request_id)

    async def _turn_away(self, send: Send, refusal: Diagnosis, request_id: str) -> None:
        self.gateway.logbook.say_rarely(
            refusal.name, "warning", "guard", f"a request was turned away: {refusal.message}"
        )
        await _refuse(send, refusal, request_id)

    async def _serve_data(
        self, scope: Scope, receive: Receive, send: Send, headers: dict[str, str], request_id: str
    ) -> None:
        path, method = scope["path"], scope["method"]
        if method == "POST" and path.endswith("/v1/messages"):
            await self._exchange(scope, receive, send, headers, request_id, count=False)
        elif method == "POST" and path.endswith("/v1/messages/count_tokens"):
            await self._exchange(scope, receive, send, headers, request_id, count=True)
        elif method == "GET" and path.endswith("/v1/models"):
            await _json(send, 200, models_answer(self.gateway.wiring.table), request_id)
        elif method == "GET" and "/v1/models/" in path:
            try:
                found = model_answer(self.gateway.wiring.table, path.partition("/v1/models/")[2])
            except Fault as fault:
                await _refuse(send, fault.diagnosis, request_id)
            else:
                await _json(send, 200, found, request_id)
        elif method == "POST" and path.endswith("/api/event_logging/batch"):
            await _json(send, 200, b"{}", request_id)  # the client's telemetry goes nowhere
        else:
            await _refuse(send, nothing_here(method, path), request_id)

    async def _exchange(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        headers: dict[str, str],
        request_id: str,
        *,
        count: bool,
    ) -> None:
        gateway = self.gateway
        if gateway.draining:
            await _refuse(send, STOPPING, request_id)
            return
        body = await _take_body(receive, send, headers, request_id)
        if body is None:
            return
        live = gateway.registry.open()
        live.row.path = scope["path"]
        query = scope.get("query_string", b"").decode("latin-1")
        live.a.start = f"POST {scope['path']}{'?' + query if query else ''}"
        live.a.headers = open_headers(headers.items())
        responder = Responder(live, send, request_id)
        if count:
            await count_tokens(gateway, responder, headers, body)
            return
        exchange = Exchange(gateway, responder, headers)
        watcher = asyncio.ensure_future(receive())
        watcher.add_done_callback(lambda _: exchange.leave())
        try:
            await exchange.run(body)
        finally:
            watcher.cancel()


async def _take_body(receive: Receive, send: Send, headers: dict[str, str], request_id: str) -> bytes | None:
    """The whole body; None when the client left or has been told that it is not taken."""
    body = await _read_body(receive, headers)
    if isinstance(body, Diagnosis):
        await _refuse(send, body, request_id, close=True)
        return None
    return body


async def _read_body(receive: Receive, headers: dict[str, str]) -> bytes | Diagnosis | None:
    """The whole body; None when the client left, a refusal when it is too large or packed."""
    if headers.get("content-encoding", "identity").lower() != "identity":
        return PACKED
    length = headers.get("content-length", "")
    if length.isdigit() and len(length) < 20 and int(length) > BODY_CAP:
        if "expect" not in headers:  # one that asks first has sent nothing
            await _discard(receive)
        return TOO_LARGE
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        part = message.get("body", b"")
        size += len(part)
        if size > BODY_CAP:
            parts.clear()
            await _discard(receive)
            return TOO_LARGE
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts) if len(parts) > 1 else parts[0]


async def _discard(receive: Receive) -> None:
    """Read on for a while without keeping anything: a client that still sends when its connection is closed gets a
    reset in place of our answer.
    """
    size = 0
    try:
        async with asyncio.timeout(DISCARD_S):
            while size < DISCARD_CAP:
                async with asyncio.timeout(DISCARD_PAUSE_S):
                    message = await receive()
                size += len(message.get("body", b""))
                if not message.get("more_body", False):
                    return
    except TimeoutError:
        return


def _headers(scope: Scope) -> dict[str, str]:
    """Lower-case names; of a repeated header the last one counts."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


async def _json(
    send: Send, status: int, body: bytes, request_id: str, extra: tuple[tuple[str, str], ...] = ()
) -> None:
    fields = (
        ("content-type", "application/json"),
        ("content-length", str(len(body))),
        ("request-id", request_id),
        *extra,
    )
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [
                (name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in fields
            ],
        }
    )
    await send({"type": "http.response.body", "body": body})


async def _refuse(send: Send, diagnosis: Diagnosis, request_id: str, *, close: bool = False) -> None:
    status, headers, body = answer.answer(diagnosis, request_id, None)
    extra = (*headers.items(), ("connection", "close")) if close else tuple(headers.items())
    await _json(send, status, body, request_id, extra)
