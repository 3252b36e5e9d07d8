"""Attempts seen through the whole road: stale connections, and what legs b and c hold."""

import asyncio

import pytest


class Stale:
    """An upstream that closes its kept-alive connection when the next request comes, as some engines do."""

    def __init__(self) -> None:
        self.requests = 0
        self.closed = 0

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = True
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                size = next(
                    int(line.split(b":")[1])
                    for line in head.split(b"\r\n")
                    if line.lower().startswith(b"content-length")
                )
                await reader.readexactly(size)
                if not first:
                    self.closed += 1
                    return
                first = False
                self.requests += 1
                body = (
                    b'data: {"choices":[{"index":0,"delta":{"content":"hi"},"finish_reason":null}]}\n\n'
                    b'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'
                )
                writer.write(
                    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: %d\r\n\r\n%b"
                    % (len(body), body)
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the gateway closed it
        finally:
            writer.close()


async def test_a_stale_connection_costs_no_request(start) -> None:
    upstream = Stale()
    server = await asyncio.start_server(upstream, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    config = f'[providers.u]\ndialect = "chat"\nbase_url = "http://127.0.0.1:{port}/v1"\n[tiers]\ndefault = "u/m"\n'
    async with start(config) as road:
        for _ in range(10):
            status, _ = await road.ask("u/m")
            assert status == 200
        details = [await road.control.exchange(row.id) for row in await road.control.exchanges()]
    server.close()
    assert upstream.requests == 10
    assert upstream.closed > 0
    twice = [detail for detail in details if len(detail.attempts) == 2]
    assert twice
    assert [attempt.outcome for attempt in twice[0].attempts] == ["stale connection", "ok"]
    assert twice[0].attempts[1].cause == "stale connection"
    assert {detail.row.state for detail in details} == {"ok"}


@pytest.mark.parametrize("model", ["bad-key", "html-error", "server-error"])
async def test_the_upstreams_own_words_stay_on_leg_c(road, model: str) -> None:
    _, answer = await road.ask(model)
    detail = await road.last()
    own = (await road.leg(detail.row.id, "c")).decode()
    assert own
    assert detail.attempts[0].status is not None
    assert answer["error"]["message"] not in own


async def test_urls_and_times_of_an_attempt_are_told(road, sandbox) -> None:
    await road.ask("text")
    attempt = (await road.last()).attempts[0]
    assert attempt.url == f"{sandbox.url}/v1/chat/completions"
    times = attempt.times
    assert times.sent is not None
    assert times.headers is not None
    assert times.ended is not None
    assert 0 <= times.sent <= times.headers <= times.ended


async def test_a_client_that_goes_with_the_last_event_has_not_left(start) -> None:
    """Some upstreams end their body late; the client has its whole answer and need not wait for that."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        events = (
            b'data: {"choices":[{"index":0,"delta":{"content":"hi"},"finish_reason":"stop"}]}\n\n'
            b'data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":1}}\n\ndata: [DONE]\n\n'
        )
        head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
        writer.write(head + b"%x\r\n%b\r\n" % (len(events), events))
        await reader.read()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    config = f'[providers.u]\ndialect = "chat"\nbase_url = "http://127.0.0.1:{port}/v1"\n[tiers]\ndefault = "u/m"\n'
    async with start(config) as road:
        body = {
            "model": "u/m",
            "max_tokens": 5,
            "stream": True,
            "messages": [{"role": "user", "content": "x"}],
        }
        reply = await road.post(body)
        seen = b""
        async for part in reply.chunks():
            seen += part
            if b"message_stop" in seen:
                break
        await reply.aclose()
        assert (await road.last()).row.state == "ok"
    server.close()
