"""The scribe killed, stopped, or without room to write: it costs captures, which are counted, and never an answer."""

import asyncio
import json
import os
import signal
from typing import Any

import pytest

MEGABYTE = 1024 * 1024


async def ask_many(served: Any, count: int, model: str = "text", size: int = 100) -> None:
    body = {
        "model": f"sandbox/{model}",
        "max_tokens": 100,
        "stream": True,
        "messages": [{"role": "user", "content": "x" * size}],
    }
    gate = asyncio.Semaphore(8)

    async def one() -> None:
        async with gate:
            reply = await served.post(body)
            try:
                data = await reply.read(MEGABYTE)
            finally:
                await reply.aclose()
            assert reply.status == 200
            assert data.count(b"event: message_stop") == 1

    await asyncio.gather(*(one() for _ in range(count)))


@pytest.fixture
async def served(serve, sandbox, kit):
    async with serve(kit.SANDBOX.format(url=sandbox.url), SANDBOX_API_KEY="sk-sandbox") as running:
        yield running


async def healthy(served: Any) -> bool:
    return (await served.control.status()).scribe == "ok" and served.scribe() is not None


async def test_killed_in_traffic_again_and_again(served, kit) -> None:
    for _ in range(3):
        traffic = asyncio.ensure_future(ask_many(served, 40))
        scribe = await kit.until(lambda: _scribe(served))
        os.kill(scribe.pid, signal.SIGKILL)
        await traffic
        await kit.until(lambda: healthy(served))
    rows = await served.control.exchanges(limit=500)
    assert len(rows) == 120
    assert {row.state for row in rows} == {"ok"}
    await ask_many(served, 5)
    await served.stored(5)
    last = (await served.control.exchanges(limit=1))[0]
    assert b"message_stop" in await served.leg(last.id, "d")
    await served.stored(125)  # also the rows whose legs are gone
    gone = 0
    for row in await served.control.exchanges(limit=500):
        gone += (await served.control.leg(row.id, "d")).size == 0
    assert gone <= (await served.control.status()).lost_captures


async def _scribe(served: Any) -> Any:
    return served.scribe()


async def test_counting_goes_on_without_it(served, kit) -> None:
    os.kill(served.scribe().pid, signal.SIGSTOP)
    pid = served.scribe().pid
    try:
        body = {"model": "sandbox/text", "messages": [{"role": "user", "content": "hello " * 400}]}
        answers = await asyncio.gather(*(count_tokens(served, body, kit) for _ in range(24)))
        assert {status for status, _ in answers} == {200}
        assert all(300 < count < 3_000 for _, count in answers)
    finally:
        os.kill(pid, signal.SIGCONT)


async def count_tokens(served: Any, body: Any, kit: Any) -> tuple[int, int]:
    status, data = await kit.read(await served.post(body, "/v1/messages/count_tokens"))
    return status, json.loads(data)["input_tokens"]


async def test_stopped_in_traffic(served, kit) -> None:
    """More passes than the pipe and its queue hold: the answers go on, what was left out is counted."""
    await ask_many(served, 2)
    await served.stored(2)
    before = served.rss()
    pid = served.scribe().pid
    os.kill(pid, signal.SIGSTOP)
    try:
        await ask_many(served, 60, size=900_000)
        status = await served.control.status()
        assert status.scribe == "slow"
        assert status.lost_captures > 0
        assert status.counts["ok"] == 62
        grown = served.rss() - before
    finally:
        os.kill(pid, signal.SIGCONT)
    await kit.until(lambda: healthy(served))
    await served.stored(62)
    lost = (await served.control.status()).lost_captures
    rows = await served.control.exchanges(limit=100)
    without = [row.id for row in rows if not (await served.control.leg(row.id, "a")).data]
    assert len(without) <= lost < 62
    await ask_many(served, 3)
    await served.stored(3)
    assert (await served.control.status()).lost_captures == lost
    assert grown < 90 * MEGABYTE, grown / MEGABYTE


async def test_rows_stay_in_the_list_while_the_scribe_is_behind(served, kit) -> None:
    """Legs may go for want of room; that an exchange happened may not."""
    pid = served.scribe().pid
    os.kill(pid, signal.SIGSTOP)
    try:
        await ask_many(served, 20, size=900_000)
        rows = await served.control.exchanges(limit=100)
        assert (await served.control.status()).counts["ok"] == 20
        assert len(rows) == 20
    finally:
        os.kill(pid, signal.SIGCONT)


async def test_a_scribe_that_cannot_live(serve, sandbox, kit) -> None:
    """Its journal's folder is a file: no capture is kept, every answer comes, and the state says so."""
    config = kit.SANDBOX.format(url=sandbox.url)
    async with serve(config, SANDBOX_API_KEY="sk-sandbox") as served:
        data = served.home / "data"
        os.kill(served.scribe().pid, signal.SIGKILL)
        data.rename(served.home / "elsewhere")
        data.write_text("in the way")
        await ask_many(served, 30)

        async def told() -> bool:
            return (await served.control.status()).scribe in ("slow", "down", "off")

        await kit.until(told)
        data.unlink()
        (served.home / "elsewhere").rename(data)
        await kit.until(lambda: healthy(served))
        await ask_many(served, 2)
        await served.stored(2)


async def test_no_room_to_write(start, sandbox, kit, monkeypatch) -> None:
    """A limit on the size of files stands in for a full disk; then there is room again."""
    import resource
    import sys

    from tui_router.scribe import link

    # The hard limit stays, so that room can be made again from outside.
    small = "import resource, runpy; _, hard = resource.getrlimit(resource.RLIMIT_FSIZE);"
    small += "resource.setrlimit(resource.RLIMIT_FSIZE, (65536, hard));"
    small += "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
    small += "runpy.run_module('tui_router.scribe.main', run_name='__main__')"
    monkeypatch.setattr(link, "COMMAND", (sys.executable, "-c", small))
    async with start(kit.SANDBOX.format(url=sandbox.url)) as road:
        recorder = road.gateway.recorder
        for number in range(60):
            status, _ = await road.ask("text", messages=[{"role": "user", "content": random_text(number)}])
            assert status == 200

        async def failing() -> bool:
            return recorder.state == "slow" and "written" in recorder.problem

        await kit.until(failing)
        assert (await road.control.status()).scribe == "slow"
        for _ in range(5):
            status, message = await road.ask("text", stream=False)
            assert (status, message["type"]) == (200, "message")
        _, hard = resource.prlimit(recorder.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(recorder.pid, resource.RLIMIT_FSIZE, (hard, hard))

        async def recovered() -> bool:
            rows = await road.control.exchanges(limit=100)
            return recorder.state == "ok" and all(row.stored for row in rows) and len(rows) == 65

        await kit.until(recovered)
        assert not recorder.problem
        rows = await road.control.exchanges(limit=100)
        without = [row.id for row in rows if not (await road.control.leg(row.id, "a")).data]
        assert len(without) <= recorder.lost


def random_text(seed: int) -> str:
    """What no compression makes small."""
    import random

    return random.Random(seed).randbytes(8_000).hex()
