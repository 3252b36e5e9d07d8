"""The one file that knows an HTTP client: httpx's interface on aiohttp's transport.

Chosen by measurement: httpx's own transport costs several times the CPU for a streamed chunk and slows down for
good once many streams have been open; on aiohttp neither happens. The transport is called directly, which
spares a quarter of a millisecond a request of cookie, redirect and auth work that a gateway must not do anyway.

Nothing here reads proxy variables, .netrc or cookies, follows a redirect, or decompresses without a bound. Of the
environment only the variables that name more certificates are read.
"""

import asyncio
import contextvars
import os
import ssl
import sys
import zlib
from collections.abc import AsyncIterator, Mapping

# httpx imports its command line with a terminal library under it: 45 ms and 6 MB that nobody here uses. It does
# without when that module cannot be had.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # None is how Python marks such a module

import aiohttp  # noqa: E402
import httpx  # noqa: E402
import httpx_aiohttp  # noqa: E402

from tui_router.net.certificates import trust_also  # noqa: E402
from tui_router.net.errors import NetError  # noqa: E402

MOST_URLS = 256
_INFLATE_STEP = 256 * 1024  # bytes handed on at once from a compressed body
_INFLATE_MAX = 256 * 1024 * 1024  # bytes in all from one compressed body


class _Trail:
    """What the connector did for one request."""

    __slots__ = ("reused",)

    def __init__(self) -> None:
        self.reused = False


_trail: contextvars.ContextVar[_Trail | None] = contextvars.ContextVar("trail", default=None)


async def _on_reuse(_session: object, _context: object, _params: object) -> None:
    trail = _trail.get()
    if trail is not None:
        trail.reused = True


class Reply:
    """An answer whose head has come. Iterate `chunks()` once, then `aclose()`; closing early cuts the connection."""

    __slots__ = ("_response", "_stream", "headers", "received", "reused", "status")

    def __init__(self, response: httpx.Response, reused: bool) -> None:
        self._response = response
        self._stream = response.stream
        self.status = response.status_code
        self.headers: list[tuple[str, str]] = [
            (name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in response.headers.raw
        ]
        self.reused = reused
        self.received = 0

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body, one piece for each network read. Raises `NetError`."""
        inflate = _inflater(self.header("content-encoding"))
        total = 0
        try:
            async for data in self._stream:  # type: ignore[union-attr]  # an async transport gives an async stream
                self.received += len(data)
                if inflate is None:
                    yield data
                    continue
                packed = data
                while packed:
                    piece = inflate.decompress(packed, _INFLATE_STEP)
                    packed = inflate.unconsumed_tail
                    total += len(piece)
                    if total > _INFLATE_MAX:
                        raise NetError(
                            "too_large", "the compressed answer grows past 256 MB", received=self.received
                        )
                    if piece:
                        yield piece
        except zlib.error as error:
            raise NetError("encoding", str(error), received=self.received) from None
        except (httpx.HTTPError, aiohttp.ClientError, OSError) as error:
            raise _explain(error, reused=False, received=self.received) from error

    async def read(self, limit: int) -> bytes:
        """At most `limit` bytes of the body; the rest is left and the connection closed."""
        parts: list[bytes] = []
        size = 0
        async for data in self.chunks():
            parts.append(data[: limit - size])
            size += len(data)
            if size >= limit:
                break
        return b"".join(parts)

    async def aclose(self) -> None:
        try:
            await self._response.stream.aclose()  # type: ignore[union-attr]  # as above
        except (httpx.HTTPError, aiohttp.ClientError, OSError):
            pass  # the connection is gone, which is what closing wants


def _inflater(encoding: str) -> "zlib._Decompress | None":
    match encoding.strip().lower():
        case "" | "identity":
            return None
        case "gzip" | "x-gzip":
            return zlib.decompressobj(16 + zlib.MAX_WBITS)
        case "deflate":
            return zlib.decompressobj()
        case other:
            raise NetError("encoding", f"the upstream answers in {other[:40]}, which was not asked for")


def _tls_context() -> ssl.SSLContext:
    context = httpx.create_ssl_context(trust_env=False)
    trust_also(context, os.environ)
    return context


class Http:
    """A pool of connections to any number of upstreams. TLS is set up when the first https URL is used."""

    def __init__(self, *, keep_alive: float = 30.0) -> None:
        self._keep_alive = keep_alive
        self._plain: httpx_aiohttp.AiohttpTransport | None = None
        self._tls: httpx_aiohttp.AiohttpTransport | None = None
        self._tls_lock = asyncio.Lock()
        self._urls: dict[str, httpx.URL] = {}  # parsing one costs more than the rest of a request's making

    def _transport(self, context: ssl.SSLContext | bool) -> httpx_aiohttp.AiohttpTransport:
        trace = aiohttp.TraceConfig()
        trace.on_connection_reuseconn.append(_on_reuse)

        def session() -> aiohttp.ClientSession:
            return aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(ssl=context, limit=0, keepalive_timeout=self._keep_alive),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
                skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
                trace_configs=[trace],
            )

        return httpx_aiohttp.AiohttpTransport(verify=False, trust_env=False, client=session)

    async def _pick(self, url: str) -> httpx_aiohttp.AiohttpTransport:
        if url.startswith("http://"):
            if self._plain is None:
                self._plain = self._transport(False)
            return self._plain
        if not url.startswith("https://"):
            raise NetError("url", "only http and https are spoken")
        async with self._tls_lock:
            if self._tls is None:
                # Reading the certificates takes some 50 ms: not on the loop.
                self._tls = self._transport(await asyncio.to_thread(_tls_context))
        return self._tls

    def _url(self, text: str) -> httpx.URL:
        url = self._urls.get(text)
        if url is None:
            if len(self._urls) >= MOST_URLS:
                self._urls.clear()
            url = self._urls[text] = httpx.URL(text)
        return url

    async def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes = b"",
        *,
        connect: float = 10.0,
        read: float | None = None,
    ) -> Reply:
        """Send, and wait for the answer's head. `connect` and `read` (the longest silence) in seconds.

        Raises `NetError`.
        """
        transport = await self._pick(url)
        trail = _Trail()
        _trail.set(trail)
        try:
            request = httpx.Request(
                method,
                self._url(url),
                headers=[
                    (name.encode("latin-1"), value.encode("latin-1", "replace"))
                    for name, value in headers.items()
                ],
                content=body,
                extensions={"timeout": {"connect": connect, "read": read}},
            )
            response = await transport.handle_async_request(request)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, ValueError) as error:
            raise NetError("url", str(error)) from None
        except (httpx.HTTPError, aiohttp.ClientError, OSError) as error:
            raise _explain(error, reused=trail.reused, received=0) from error
        return Reply(response, trail.reused)

    async def get_json(
        self, url: str, headers: Mapping[str, str], *, timeout: float, max_bytes: int = 8 * 1024 * 1024
    ) -> tuple[int, bytes]:
        """Status and body of a small GET, all of it within `timeout` seconds. Raises `NetError`."""
        return await self._small("GET", url, headers, b"", timeout, max_bytes)

    async def post_json(
        self,
        url: str,
        headers: Mapping[str, str],
        body: bytes,
        *,
        timeout: float,
        max_bytes: int = 8 * 1024 * 1024,
    ) -> tuple[int, bytes]:
        """As `get_json`, for a small POST of JSON."""
        headers = {"content-type": "application/json", **headers}
        return await self._small("POST", url, headers, body, timeout, max_bytes)

    async def _small(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, timeout: float, max_bytes: int
    ) -> tuple[int, bytes]:
        try:
            async with asyncio.timeout(timeout):
                reply = await self.send(
                    method, url, {"accept": "application/json", **headers}, body, connect=timeout
                )
                try:
                    return reply.status, await reply.read(max_bytes)
                finally:
                    await reply.aclose()
        except TimeoutError:
            raise NetError("timeout", f"no answer within {timeout:g} s") from None

    async def aclose(self) -> None:
        for transport in (self._plain, self._tls):
            if transport is not None:
                await transport.aclose()
        self._plain = self._tls = None


def _explain(error: BaseException, *, reused: bool, received: int) -> NetError:
    """Name a failure. The transport's own mapping loses what happened, so the cause is looked at first."""
    cause = error.__cause__ if isinstance(error.__cause__, aiohttp.ClientError) else error
    detail = str(cause) or type(cause).__name__
    match cause:
        case aiohttp.ServerDisconnectedError() | aiohttp.ClientOSError() if (
            reused and received == 0 and not isinstance(cause, aiohttp.ClientConnectorError)
        ):
            return NetError("stale", "the kept-alive connection had been closed")
        case aiohttp.ClientConnectorDNSError():
            return NetError("dns", detail)
        case aiohttp.ClientSSLError() | ssl.SSLError():
            return NetError("tls", detail)
        case aiohttp.ConnectionTimeoutError():
            return NetError("connect_timeout", detail)
        case aiohttp.ServerTimeoutError() | httpx.TimeoutException() | TimeoutError():
            return NetError("timeout", detail, received=received)
        case aiohttp.ClientConnectorError() | httpx.ConnectError():
            return NetError("connect", detail)
        case aiohttp.InvalidURL():
            return NetError("url", detail)
        case _:
            return NetError("cut", detail, received=received)
