import asyncio

from benchmarks.client import Answer, Door, Load, connect, load

HEAD = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"


async def serve(*parts: bytes) -> tuple[asyncio.Server, Door]:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"{}")
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(0.01)
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    return server, Door(f"http://127.0.0.1:{port}", "/x", {"x-a": "b"}, b"<mark>")


async def test_marks_are_counted_where_they_are_cut_too() -> None:
    server, door = await serve(HEAD + b"5\r\n<mark\r\n", b"8\r\n><mark><\r\n", b"5\r\nmark>\r\n0\r\n\r\n")
    async with server:
        answer = await (await connect(door)).ask(door.request({}))
    assert (answer.status, answer.deltas) == (200, 3)
    assert len(answer.arrivals) == 2
    assert answer.first
    assert answer.first <= answer.total


async def test_an_answer_that_breaks_off_has_failed_and_the_load_goes_on() -> None:
    server, door = await serve(HEAD + b"5\r\nab")
    async with server:
        result = await load(door, {}, 1, count=2)
    assert [a.status for a in result.answers] == [0, 0]
    assert result.failed() == 2


def test_what_counts_as_failed() -> None:
    result = Load(1.0, [Answer(200, deltas=5), Answer(200, deltas=4), Answer(500, deltas=5)])
    assert result.failed() == 1
    assert result.failed(5) == 2


def test_a_request_as_it_goes_out() -> None:
    sent = Door("http://127.0.0.1:1", "/v1", {"x-a": "b"}, b"").request({"a": 1})
    assert sent.startswith(b"POST /v1 HTTP/1.1\r\nhost: 127.0.0.1:1\r\n")
    assert sent.endswith(b'x-a: b\r\ncontent-length: 7\r\n\r\n{"a":1}')
