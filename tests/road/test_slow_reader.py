"""A client that hardly reads. It may cost its own answer time, and nobody else anything."""

import asyncio
import json
import socket
from typing import Any

import pytest

MEGABYTE = 1024 * 1024
LARGE = 200 * MEGABYTE


def chat(text: str, finish: str | None = None) -> bytes:
    chunk = {"id": "c", "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": finish}]}
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"


class Torrent:
    """A stream of 200 MB, as fast as it is taken; `sent` counts what the gateway took."""

    def __init__(self, kit: Any) -> None:
        self.kit = kit
        self.sent = 0
        self.left = asyncio.Event()

    async def answer(self, asked: Any, writer: asyncio.StreamWriter) -> None:
        writer.write(self.kit.SSE_HEAD + b"connection: close\r\n\r\n")
        if asked.fields["model"] == "small":
            writer.write(chat("quick") + chat("", "stop") + b"data: [DONE]\n\n")
            return
        piece = chat("x" * 2_000) * 16
        try:
            while self.sent < LARGE:
                writer.write(piece)
                await writer.drain()
                self.sent += len(piece)
            writer.write(chat("", "stop") + b"data: [DONE]\n\n")
        finally:
            self.left.set()


@pytest.fixture
def torrent(kit, raw) -> Torrent:
    made = Torrent(kit)
    raw.answer = made.answer
    return made


def slow_client(url: str, kit: Any, model: str = "lab/large") -> socket.socket:
    """A socket with a request on it, whose small window is never emptied by anybody but the test."""
    host, port = url.removeprefix("http://").split(":")
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    sock.connect((host, int(port)))
    body = {"model": model, "max_tokens": 9, "stream": True, "messages": [{"role": "user", "content": "x"}]}
    data = json.dumps(body).encode()
    head = f"POST /v1/messages HTTP/1.1\r\nhost: 127.0.0.1\r\nx-api-key: {kit.TOKEN}\r\ncontent-length: {len(data)}\r\n"
    sock.sendall(head.encode() + b"\r\n" + data)
    sock.setblocking(False)
    return sock


async def stalled(torrent: Torrent, kit: Any) -> None:
    """Until the upstream cannot get rid of anything for some turns of the loop: everybody waits for the reader."""
    same, last = 0, -1
    async with asyncio.timeout(kit.HANG):
        while same < 10:
            await asyncio.sleep(0.02)
            same = same + 1 if torrent.sent == last and last > 0 else 0
            last = torrent.sent


async def test_a_kilobyte_at_a_time_fills_no_memory(serve, raw, torrent, kit) -> None:
    """The upstream is held back, the gateway stays small, and another client does not notice."""
    async with serve(kit.raw_config(raw.url)) as served:
        await served.ask("lab/small")
        await served.stored(1)
        before = served.rss()
        loop = asyncio.get_running_loop()
        socks = [slow_client(served.url, kit) for _ in range(3)]
        try:
            await stalled(torrent, kit)
            for _ in range(20):
                for sock in socks:
                    assert await loop.sock_recv(sock, 1024)
                status, data = await served.ask("lab/small", stream=False)
                assert (status, json.loads(data)["content"][0]["text"]) == (200, "quick")
            grown = served.rss() - before
            assert torrent.sent < len(socks) * 24 * MEGABYTE  # what the kernel holds between three sockets
            async with asyncio.timeout(30):  # an exchange is closed just after its client has the answer
                while (await served.control.status()).live != 3:
                    await asyncio.sleep(0.02)
        finally:
            for sock in socks:
                sock.close()
        async with asyncio.timeout(kit.HANG):
            await torrent.left.wait()

        async def all_left() -> bool:
            return (await served.control.status()).live == 0

        await kit.until(all_left)
    assert grown <= 32 * MEGABYTE, grown / MEGABYTE


async def test_a_slow_reader_is_not_the_upstreams_silence(start, raw, torrent, kit, monkeypatch) -> None:
    """The time limits are for an upstream that says nothing, not for one that may not speak."""
    for name in ("LAB_SECRET", "NATIVE_SECRET"):
        monkeypatch.setenv(name, "some-key")
    async with start(kit.raw_config(raw.url)) as road:
        sock = slow_client(road.url, kit)
        try:
            await stalled(torrent, kit)
            (exchange,) = road.gateway.active.values()
            exchange.live.t0 -= 400  # minutes pass
            exchange.watch()
            await asyncio.sleep(0)
            assert exchange.live.row.state == "live"
            assert exchange._expired is None
        finally:
            sock.close()
        assert (await road.last()).row.state == "cancelled"


async def test_who_reads_again_gets_the_rest(start, raw, kit, monkeypatch) -> None:
    for name in ("LAB_SECRET", "NATIVE_SECRET"):
        monkeypatch.setenv(name, "some-key")
    torrent = Torrent(kit)
    raw.answer = torrent.answer
    monkeypatch.setattr(f"{__name__}.LARGE", 6 * MEGABYTE)
    async with start(kit.raw_config(raw.url)) as road:
        loop = asyncio.get_running_loop()
        sock = slow_client(road.url, kit)
        try:
            await stalled(torrent, kit)
            tail = b""
            async with asyncio.timeout(kit.HANG):
                while b"message_stop" not in tail:
                    data = await loop.sock_recv(sock, MEGABYTE)
                    assert data
                    tail = (tail + data)[-200:]
        finally:
            sock.close()
        assert (await road.last()).row.state == "ok"


async def test_a_viewer_that_does_not_read_costs_the_road_nothing(serve, raw, torrent, kit) -> None:
    """Inspectors that stand still while their event stream fills."""
    async with serve(kit.raw_config(raw.url)) as served:
        host, port = served.url.removeprefix("http://").split(":")
        viewers = []
        for _ in range(5):
            sock = socket.socket()
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            sock.connect((host, int(port)))
            head = f"GET /control/v1/events HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer {kit.CONTROL}\r\n\r\n"
            sock.sendall(head.encode())
            viewers.append(sock)
        before = served.rss()
        try:
            for _ in range(10):
                answers = await asyncio.gather(*(served.ask("lab/small", stream=True) for _ in range(20)))
                assert {status for status, _ in answers} == {200}
            assert served.rss() - before <= 32 * MEGABYTE
        finally:
            for sock in viewers:
                sock.close()
