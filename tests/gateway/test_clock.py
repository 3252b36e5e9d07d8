"""Time limits and pings, with the limits made short."""

import asyncio

import pytest

from tui_router.gateway import clock, exchange

CONFIG = """
[providers.sandbox]
dialect = "chat"
base_url = "{url}/v1"
timeouts = {{ connect = 5, first_byte = {first}, idle = {idle} }}
[tiers]
default = "sandbox/text"
"""


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "BEAT", 0.02)


@pytest.fixture
async def paced(monkeypatch: pytest.MonkeyPatch):
    from tui_router.sandbox.server import SandboxServer

    async with SandboxServer(pace=1) as server:
        yield server


@pytest.mark.usefixtures("quick")
async def test_an_upstream_that_says_nothing_is_given_up(start, paced) -> None:
    async with start(CONFIG.format(url=paced.url, first=0.2, idle=5)) as road:
        for stream in (True, False):
            status, body = await road.ask("slow-first", stream=stream)
            assert (status, body["error"]["type"]) == (504, "timeout_error") or status == 504
    assert paced.cancelled == 4  # each was asked for once more


@pytest.mark.usefixtures("quick")
async def test_an_upstream_that_falls_silent_ends_in_an_error_event(start, paced) -> None:
    async with start(CONFIG.format(url=paced.url, first=30, idle=0.3)) as road:
        status, found = await road.ask("stall")
        assert status == 200
        assert found[-1][0] == "error"
        assert (await road.last()).row.state == "failed"


@pytest.mark.usefixtures("quick")
async def test_an_upstream_without_a_last_word_has_ended_all_the_same(start, monkeypatch) -> None:
    monkeypatch.setattr(exchange, "FORMALITY_S", 0.2)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        events = (
            b'data: {"choices":[{"index":0,"delta":{"content":"All is said."},"finish_reason":null}]}\n\n'
            b'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n'
        )
        writer.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 99999\r\n\r\n" + events
        )
        await reader.read()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with start(CONFIG.format(url=url, first=30, idle=30)) as road:
        status, found = await road.ask("any")
        assert (status, found[-1][0]) == (200, "message_stop")
        assert (await road.last()).row.state == "ok"
    server.close()


@pytest.mark.usefixtures("quick")
async def test_a_client_that_waits_gets_its_200_and_pings(start, paced, monkeypatch) -> None:
    monkeypatch.setattr(exchange, "COMMIT_AFTER", 0.1)
    monkeypatch.setattr(exchange, "PING_EVERY", 0.1)
    async with start(CONFIG.format(url=paced.url, first=0.6, idle=5)) as road:
        reply = await road.post(
            {
                "model": "sandbox/slow-first",
                "max_tokens": 5,
                "stream": True,
                "messages": [{"role": "user", "content": "x"}],
            }
        )
        status, found = await road.result(reply)
    names = [name for name, _ in found]
    assert status == 200
    assert names[:2] == ["ping", "ping"]
    assert names[-1] == "error"


@pytest.mark.usefixtures("quick")
async def test_a_changed_file_acts_and_a_broken_one_does_not(start, sandbox, tmp_path) -> None:
    base = (
        f'[providers.sandbox]\ndialect = "chat"\nbase_url = "{sandbox.url}/v1"\n[tiers]\ndefault = "sandbox/'
    )
    async with start(base + 'text"\n') as road:
        path = tmp_path / "config.toml"

        async def until(condition) -> None:
            async with asyncio.timeout(30):
                while not condition():
                    await asyncio.sleep(0.01)

        path.write_text(base + 'long"\n')
        await until(lambda: road.gateway.wiring.tiers().tiers["default"] == "sandbox/long")
        path.write_text(base + "long\n[[[")
        await until(lambda: road.gateway.wiring.problem)
        assert "config.toml" in road.gateway.wiring.problem
        assert road.gateway.wiring.tiers().tiers["default"] == "sandbox/long"
        other = tmp_path / "other"
        other.write_text(base + 'unicode"\n')
        other.replace(path)  # how editors save
        await until(lambda: road.gateway.wiring.tiers().tiers["default"] == "sandbox/unicode")
        assert road.gateway.wiring.problem == ""
