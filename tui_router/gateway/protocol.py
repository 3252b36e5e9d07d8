"""HTTP/1.1 below the app: what uvicorn leaves open. Heads that never end, heads without bound, and refusals that
are not in the client's language.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_CAP = 64 * 1024
"""Bytes of request line and headers."""
HEAD_WAIT = 30.0
"""Seconds a request's head may take."""


class Corked:
    """A transport that holds back a response's head until its first body goes with it: one packet and one waking of
    the client instead of two. The server writes a head only when the app has begun to answer, so the body follows
    within the same turn of the loop; if it does not, the head goes alone.
    """

    __slots__ = ("_head", "_loop", "_transport")

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._head = b""

    def write(self, data: bytes) -> None:
        if self._head:
            data, self._head = self._head + data, b""
        elif data.startswith(b"HTTP/1.1 "):
            self._head = data
            self._loop.call_soon(self._release)
            return
        self._transport.write(data)

    def _release(self) -> None:
        if self._head:
            head, self._head = self._head, b""
            self._transport.write(head)

    def close(self) -> None:
        self._release()
        self._transport.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class GuardedProtocol(HttpToolsProtocol):
    """Refuses a head over `HEAD_CAP` with 431 and cuts a connection whose head takes over `HEAD_WAIT`."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self.transport = Corked(transport, self.loop)  # type: ignore[assignment]  # it is one in all that is used
        self._head = 0
        self._waiting = self.loop.call_later(HEAD_WAIT, self._too_slow)

    def connection_lost(self, exc: Exception | None) -> None:
        self._waiting.cancel()
        super().connection_lost(exc)

    def _too_slow(self) -> None:
        self.transport.close()

    def on_message_begin(self) -> None:
        self._head = 0
        self._waiting.cancel()
        self._waiting = self.loop.call_later(HEAD_WAIT, self._too_slow)
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        self._grow(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._grow(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._waiting.cancel()
        super().on_headers_complete()

    def _grow(self, size: int) -> None:
        self._head += size
        if self._head > HEAD_CAP:
            raise _HeadTooLarge

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        super().data_received(data)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's signature
        """The parser refused; say it as Anthropic would."""
        large = self._head > HEAD_CAP
        status = b"431 Request Header Fields Too Large" if large else b"400 Bad Request"
        text = b"the request head is too large" if large else b"this is not an HTTP/1.1 request"
        body = b'{"type":"error","error":{"type":"invalid_request_error","message":"%b"}}' % text
        self.transport.write(
            b"HTTP/1.1 %b\r\ncontent-type: application/json\r\ncontent-length: %d\r\nconnection: close\r\n\r\n%b"
            % (status, len(body), body)
        )
        self.transport.close()


class _HeadTooLarge(Exception):
    """Raised inside the parser, which hands it on as its own error."""
