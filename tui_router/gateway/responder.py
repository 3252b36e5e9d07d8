"""Leg d: what goes to the client. Keeps the tape, and knows whether the status is already out."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from tui_router.gateway.live import Live

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]

PING = b'event: ping\ndata: {"type":"ping"}\n\n'
SSE = (("content-type", "text/event-stream; charset=utf-8"), ("cache-control", "no-cache"))


class Responder:
    def __init__(self, live: Live, send: Send, request_id: str) -> None:
        self.live = live
        self.request_id = request_id
        self.status: int | None = None
        self.ended = False
        self.writing = False  # a write waits for the client to read
        self.last = 0.0  # seconds since the request arrived, when something last went out
        self._send = send

    @property
    def started(self) -> bool:
        return self.status is not None

    async def start(self, status: int, headers: tuple[tuple[str, str], ...]) -> None:
        live = self.live
        self.status = status
        self.last = live.now()
        live.row.status = live.d.status = status
        live.d.headers = [*headers, ("request-id", self.request_id)]
        await self._send(
            {
                "type": "http.response.start",
                "status": status,
                "headers": [
                    (name.encode("latin-1"), value.encode("latin-1", "replace"))
                    for name, value in live.d.headers
                ],
            }
        )

    async def write(self, data: bytes) -> None:
        self.last = self.live.now()
        self.live.d.add(data, self.last)
        self.writing = True
        await self._send({"type": "http.response.body", "body": data, "more_body": True})
        self.writing = False

    async def end(self, data: bytes = b"") -> None:
        self.ended = True
        if data:
            self.live.d.add(data, self.live.now())
        await self._send({"type": "http.response.body", "body": data, "more_body": False})

    async def whole(self, status: int, headers: dict[str, str], body: bytes) -> None:
        """A JSON answer in one piece."""
        fields = (("content-type", "application/json"), ("content-length", str(len(body))), *headers.items())
        await self.start(status, fields)
        await self.end(body)

    async def keep_alive(self) -> None:
        """Tell a waiting client that we are there. Before content this commits the status 200."""
        if self.ended:
            return
        if not self.started:
            await self.start(200, SSE)
        await self.write(PING)


async def swallow(_message: Message) -> None:
    """The send of an exchange that has no client: a replay keeps its answer on the tape only."""
