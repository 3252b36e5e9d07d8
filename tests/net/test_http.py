"""The upstream client against raw sockets that do what real servers do, and worse."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from tui_router.net.errors import NetError
from tui_router.net.http import Http, Reply

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def upstream(serve: Serve) -> AsyncIterator[str]:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await serve(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client of a cut connection
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


@pytest.fixture
async def http() -> AsyncIterator[Http]:
    client = Http()
    yield client
    await client.aclose()


async def head_of(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            await reader.readexactly(int(line.partition(b":")[2]))
    return head


def answering(response: bytes) -> Serve:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await head_of(reader)
        writer.write(response)
        await writer.drain()

    return serve


async def body_of(reply: Reply) -> bytes:
    try:
        return b"".join([part async for part in reply.chunks()])
    finally:
        await reply.aclose()


async def test_status_headers_and_body_arrive(http: Http) -> None:
    async with upstream(answering(b"HTTP/1.1 418 T\r\nX-One: 1\r\ncontent-length: 3\r\n\r\nabc")) as url:
        reply = await http.send("POST", url, {"a": "b"}, b"{}")
        assert (reply.status, reply.header("x-one"), await body_of(reply)) == (418, "1", b"abc")
        assert reply.received == 3


async def test_only_the_given_headers_are_sent(http: Http) -> None:
    seen: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await head_of(reader))
        writer.write(b"HTTP/1.1 200 OK\r\nset-cookie: a=b\r\ncontent-length: 0\r\n\r\n")
        await writer.drain()
        seen.append(await head_of(reader))
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")

    async with upstream(serve) as url:
        for _ in range(2):
            await body_of(
                await http.send("POST", url + "/p", {"x-mine": "1", "accept-encoding": "identity"}, b"hi")
            )
    names = {line.split(b":")[0].lower() for line in seen[0].split(b"\r\n")[1:] if line}
    assert names == {b"host", b"x-mine", b"accept-encoding", b"content-length"}
    assert b"cookie" not in seen[1].lower()


async def test_proxy_variables_and_netrc_are_not_read(
    http: Http, monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    seen: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await head_of(reader))
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")

    async with upstream(serve) as url:
        assert (await http.send("GET", url, {})).status == 200
    assert b"authorization" not in seen[0].lower()


async def test_a_redirect_is_an_answer_not_an_order(http: Http) -> None:
    async with upstream(
        answering(b"HTTP/1.1 302 F\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n")
    ) as url:
        assert (await http.send("GET", url, {})).status == 302


async def test_a_refused_connection_is_named(http: Http) -> None:
    async with upstream(answering(b"")) as url:
        pass
    with pytest.raises(NetError) as caught:
        await http.send("GET", url, {})
    assert caught.value.kind == "connect"


async def test_a_name_that_does_not_resolve_is_named(http: Http) -> None:
    with pytest.raises(NetError) as caught:
        await http.send("GET", "http://no-such-host.invalid/", {})
    assert caught.value.kind == "dns"


@pytest.mark.parametrize("url", ["ftp://x/", "file:///etc/passwd", "nonsense", "http://"])
async def test_other_urls_are_refused(http: Http, url: str) -> None:
    with pytest.raises(NetError) as caught:
        await http.send("GET", url, {})
    assert caught.value.kind == "url"


async def test_a_plain_port_asked_for_tls_is_named(http: Http) -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 no\r\n\r\n")

    async with upstream(plain) as url:
        with pytest.raises(NetError) as caught:
            await http.send("GET", url.replace("http:", "https:"), {})
    assert caught.value.kind == "tls"


@pytest.mark.parametrize(
    "response",
    [
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc",
    ],
    ids=["chunked", "length"],
)
async def test_a_cut_body_is_a_cut(http: Http, response: bytes) -> None:
    async with upstream(answering(response)) as url:
        reply = await http.send("GET", url, {})
        got = b""
        with pytest.raises(NetError) as caught:
            async for part in reply.chunks():
                got += part
        await reply.aclose()
    assert (caught.value.kind, got, caught.value.received) == ("cut", b"abc", 3)


async def test_a_connection_closed_before_the_head_is_a_cut_when_it_was_fresh(http: Http) -> None:
    async with upstream(answering(b"")) as url:
        with pytest.raises(NetError) as caught:
            await http.send("GET", url, {})
    assert caught.value.kind == "cut"


async def test_a_kept_connection_closed_under_a_request_is_stale(http: Http) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await head_of(reader)
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
        await writer.drain()
        await head_of(reader)  # the second request comes, and nothing is answered

    async with upstream(serve) as url:
        first = await http.send("POST", url, {}, b"1")
        await body_of(first)
        with pytest.raises(NetError) as caught:
            await http.send("POST", url, {}, b"2")
    assert (first.reused, caught.value.kind) == (False, "stale")


async def test_reuse_is_told(http: Http) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            await head_of(reader)
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
            await writer.drain()

    async with upstream(serve) as url:
        told = []
        for _ in range(2):
            reply = await http.send("POST", url, {}, b"")
            told.append(reply.reused)
            await body_of(reply)
    assert told == [False, True]


async def test_closing_early_cuts_the_connection(http: Http) -> None:
    gone = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await head_of(reader)
        writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n")
        await writer.drain()
        await reader.read()
        gone.set()

    async with upstream(serve) as url:
        reply = await http.send("GET", url, {})
        async for _ in reply.chunks():
            break
        await reply.aclose()
        async with asyncio.timeout(30):
            await gone.wait()


async def test_a_packed_body_is_unpacked_piece_by_piece(http: Http) -> None:
    packed = gzip.compress(b"0" * 3_000_000)
    head = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: %d\r\n\r\n" % len(packed)
    async with upstream(answering(head + packed)) as url:
        reply = await http.send("GET", url, {})
        sizes = [len(part) async for part in reply.chunks()]
        await reply.aclose()
    assert sum(sizes) == 3_000_000
    assert max(sizes) <= 256 * 1024


async def test_a_bomb_is_cut_off(http: Http) -> None:
    packed = gzip.compress(b"0" * (257 * 1024 * 1024), 1)
    head = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: %d\r\n\r\n" % len(packed)
    async with upstream(answering(head + packed)) as url:
        reply = await http.send("GET", url, {})
        with pytest.raises(NetError) as caught:
            async for _ in reply.chunks():
                pass
        await reply.aclose()
    assert caught.value.kind == "too_large"


async def test_an_encoding_nobody_asked_for_is_refused(http: Http) -> None:
    async with upstream(
        answering(b"HTTP/1.1 200 OK\r\ncontent-encoding: br\r\ncontent-length: 1\r\n\r\nx")
    ) as url:
        reply = await http.send("GET", url, {})
        with pytest.raises(NetError) as caught:
            await body_of(reply)
    assert caught.value.kind == "encoding"


async def test_read_stops_at_its_limit(http: Http) -> None:
    async with upstream(
        answering(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n" + b"x" * 100000)
    ) as url:
        reply = await http.send("GET", url, {})
        assert len(await reply.read(1000)) == 1000
        await reply.aclose()


async def test_a_small_get_keeps_to_its_time(http: Http) -> None:
    async def silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with upstream(silent) as url:
        with pytest.raises(NetError) as caught:
            await http.get_json(url, {}, timeout=0.05)
    assert caught.value.kind == "timeout"


async def test_a_small_get_gives_status_and_body(http: Http) -> None:
    async with upstream(answering(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")) as url:
        assert await http.get_json(url, {}, timeout=5) == (200, b"{}")


async def test_a_small_post_sends_its_body_as_json(http: Http) -> None:
    seen: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.readuntil(b"\r\n\r\n") + await reader.readexactly(8))
        writer.write(b"HTTP/1.1 404 no\r\ncontent-length: 2\r\n\r\n{}")
        await writer.drain()

    async with upstream(serve) as url:
        answer = await http.post_json(url, {"x-team": "a"}, b'{"a": 1}', timeout=5, max_bytes=1)
    assert answer == (404, b"{")
    head, _, sent = seen[0].partition(b"\r\n\r\n")
    assert (head[:5], sent) == (b"POST ", b'{"a": 1}')
    assert b"content-type: application/json" in head.lower()
    assert b"x-team: a" in head.lower()
