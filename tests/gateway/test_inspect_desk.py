"""Marks, comments and the end of an exchange, on a running gateway."""

import asyncio
from typing import Any

import pytest

from tui_router.control.client import ControlError
from tui_router.control.inspect import Annotation
from tui_router.journal.record import COMMENT_CAP
from tui_router.sandbox.server import SandboxServer

KEY = "sk-ant-api03-a1B2c3D4e5F6g7H8i9J0"


async def stored(road: Any, number: int) -> None:
    async with asyncio.timeout(30):
        while road.gateway.registry.find(number) is not None:
            await asyncio.sleep(0.01)


async def begun(road: Any, model: str = "endless") -> Any:
    """A reply that has begun and goes on, and the number of its exchange."""
    reply = await road.post(
        {
            "model": f"sandbox/{model}",
            "max_tokens": 1000,
            "messages": [{"role": "user", "content": "hello"}],
            "stream": True,
        }
    )
    chunks = reply.chunks()
    seen = await anext(chunks)
    (live,) = road.gateway.registry.live.values()
    return reply, chunks, seen, live


async def test_a_stored_exchange_is_marked_for_good(road) -> None:
    await road.ask("text")
    number = (await road.last()).row.id
    await stored(road, number)
    viewer = road.gateway.bus.watch()
    row = await road.control.annotate(number, Annotation(marked=True, comment="look"))
    assert (row.id, row.marked, row.comment, row.state) == (number, True, "look", "ok")
    batch = await viewer.take()
    assert batch.rows[number].comment == "look"
    (read,) = await road.control.exchanges()
    assert (read.marked, read.comment) == (True, "look")
    await road.control.annotate(number, Annotation(comment=""))
    detail = await road.control.exchange(number)
    assert (detail.row.marked, detail.row.comment) == (True, "")
    assert detail.attempts


async def test_an_exchange_annotated_while_live_keeps_it_when_it_ends(road) -> None:
    reply, chunks, _, live = await begun(road)
    number = live.row.id
    row = await road.control.annotate(number, Annotation(marked=True, comment="slow"))
    assert (row.state, row.marked, row.comment) == ("live", True, "slow")
    await chunks.aclose()
    await reply.aclose()
    await road.ended(number)
    await stored(road, number)
    row = (await road.control.exchange(number)).row
    assert (row.state, row.marked, row.comment) == ("cancelled", True, "slow")


async def test_a_viewer_hears_of_it(road) -> None:
    live = road.gateway.registry.open()
    viewer = road.gateway.bus.watch()
    await road.control.annotate(live.row.id, Annotation(marked=True))
    async with asyncio.timeout(30):
        batch = await viewer.take()
    assert batch.rows[live.row.id].marked


async def test_the_scribe_hears_of_what_still_runs(road) -> None:
    """A gateway that is killed leaves the row as the scribe has it."""
    reply, chunks, _, live = await begun(road)
    await road.control.annotate(live.row.id, Annotation(marked=True))
    async with asyncio.timeout(30):
        while not any(row.marked for row in road.control._reader.rows()):
            await asyncio.sleep(0.01)
    assert live.row.state == "live"
    await chunks.aclose()
    await reply.aclose()


async def test_a_comment_is_a_line_without_secrets(road) -> None:
    await road.ask("text")
    number = (await road.last()).row.id
    row = await road.control.annotate(number, Annotation(comment=f" a\nb\x1b[2J {KEY}\ud800 "))
    assert row.comment.startswith("a b [2J sk-ant-***")
    assert "a1B2" not in row.comment
    with pytest.raises(ControlError) as caught:
        await road.control.annotate(number, Annotation(comment="x" * (COMMENT_CAP + 1)))
    assert caught.value.status == 400


async def test_what_the_journal_cannot_take_is_said(start, sandbox) -> None:
    config = f'[providers.sandbox]\ndialect = "chat"\nbase_url = "{sandbox.url}/v1"\n'
    async with start(config) as road:
        await road.ask("text")
        number = (await road.last()).row.id
        await stored(road, number)
    async with start(config + '[journal]\ncapture = "off"\n') as road:
        with pytest.raises(ControlError) as caught:
            await road.control.annotate(number, Annotation(marked=True))
        await road.ask("text")
        mine = (await road.last()).row.id
        assert (await road.control.annotate(mine, Annotation(marked=True))).marked
    assert (caught.value.status, str(caught.value)) == (503, "nothing is kept")


async def test_what_is_not_there_is_neither_annotated_nor_ended(road) -> None:
    for asked in (road.control.annotate(999, Annotation(marked=True)), road.control.cancel(999)):
        with pytest.raises(ControlError) as caught:
            await asked
        assert (caught.value.status, str(caught.value)) == (404, "there is no exchange #999")


async def test_a_live_exchange_is_ended_with_an_error_its_client_understands(road) -> None:
    reply, chunks, seen, live = await begun(road)
    number = live.row.id
    (upstream,) = [exchange.attempt for exchange in road.gateway.active.values()]
    await road.control.cancel(number)
    async for part in chunks:
        seen += part
    await reply.aclose()
    last = seen.rstrip().rsplit(b"\n\n", 1)[-1]
    assert last.startswith(b"event: error\n")
    assert b'"type":"invalid_request_error"' in last
    assert b"ended from the inspector" in last
    row = (await road.ended(number)).row
    assert (row.state, row.trouble, row.diagnosis) == ("failed", "ended from the inspector", "ended_by_hand")
    assert upstream._reply is None  # hung up on
    with pytest.raises(ControlError) as caught:
        await road.control.cancel(number)
    assert (caught.value.status, str(caught.value)) == (409, f"#{number} has ended already")
    told = [line.text for line in await road.control.log()]
    assert f"#{number} is ended from the inspector" in told


async def test_before_content_the_end_is_a_status_that_asks_for_no_retry(start) -> None:
    body = {"model": "sandbox/silent", "max_tokens": 9, "messages": [{"role": "user", "content": "x"}]}
    config = '[providers.sandbox]\ndialect = "chat"\nbase_url = "{}/v1"\n'
    async with SandboxServer() as sandbox, start(config.format(sandbox.url)) as road:
        asking = asyncio.ensure_future(road.post(body))
        async with asyncio.timeout(30):
            while not any(asked.get("model") == "silent" for asked in sandbox.requests):
                await asyncio.sleep(0.01)
        (number,) = road.gateway.active
        await road.control.cancel(number)
        reply = await asking
        said = await reply.read(100_000)
        await reply.aclose()
        assert (await road.ended(number)).row.state == "failed"
    assert (reply.status, reply.header("x-should-retry")) == (400, "false")
    assert b"ended from the inspector" in said


async def test_a_stored_exchange_cannot_be_ended(road) -> None:
    await road.ask("text")
    number = (await road.last()).row.id
    await stored(road, number)
    with pytest.raises(ControlError) as caught:
        await road.control.cancel(number)
    assert caught.value.status == 409
