"""Annotations, searches, the end of an exchange and the log over HTTP, with the client that inspectors use."""

import asyncio
import json
from typing import Any

import pytest

from tui_router.control.client import ControlError
from tui_router.control.http_client import HttpControl
from tui_router.control.inspect import Annotation, Search


@pytest.fixture
async def control(road: Any, tokens: tuple[str, str]) -> Any:
    client = HttpControl(road.url, tokens[1])
    yield client
    await client.aclose()


async def test_an_annotation_goes_there_and_back(road, control: HttpControl) -> None:
    await road.ask("text")
    number = (await road.last()).row.id
    row = await control.annotate(number, Annotation(marked=True, comment="look"))
    assert (row.id, row.marked, row.comment) == (number, True, "look")
    with pytest.raises(ControlError) as caught:
        await control.annotate(999, Annotation(marked=True))
    assert caught.value.status == 404


async def test_a_search_goes_there_and_back(road, control: HttpControl) -> None:
    await road.ask("text", messages=[{"role": "user", "content": "a needle & more"}])
    number = (await road.last()).row.id
    async with asyncio.timeout(20):
        steps = [
            step async for step in control.search(Search(pattern="needle & ", legs="ab", ids=[number, 999]))
        ]
    assert [id for step in steps for id in step.ids] == [number]
    assert (steps[-1].total, steps[-1].done) == (1, True)
    with pytest.raises(ControlError) as caught:
        await anext(control.search(Search(pattern="a(b")))
    assert caught.value.status == 400
    assert str(caught.value).endswith("at character 2")


async def test_a_live_exchange_is_ended(road, control: HttpControl) -> None:
    asking = asyncio.ensure_future(road.ask("endless"))
    async with asyncio.timeout(30):
        while not road.gateway.active:
            await asyncio.sleep(0.01)
    (number,) = road.gateway.active
    await control.cancel(number)
    async with asyncio.timeout(30):
        await asking
    with pytest.raises(ControlError) as caught:
        await control.cancel(number)
    assert caught.value.status == 409


async def test_the_log_is_read_on(road, control: HttpControl) -> None:
    first = await control.log()
    assert first[0].text.startswith(f"listening on {road.url}")
    await road.ask("bad-key")
    await road.last()
    later = await control.log(after=first[-1].number)
    assert [line.exchange for line in later if line.level == "error"] == [(await road.last()).row.id]


@pytest.mark.parametrize(
    ("method", "path", "body", "expected"),
    [
        ("PUT", "exchanges/x/annotation", b"{}", 400),
        ("PUT", "exchanges/1/annotation", b'{"marked": "yes"}', 400),
        ("PUT", "exchanges/1/annotation", b"[" * 100_000, 400),
        ("PUT", "exchanges/99999/annotation", b"{}", 404),
        ("POST", "exchanges/99999/cancel", b"", 404),
        ("GET", "log?after=-1", b"", 400),
        ("GET", "search", b"", 400),
        ("GET", "search?pattern=x&ids=1,,2", b"", 400),
        ("GET", "search?pattern=x&before=soon", b"", 400),
        ("GET", "search?pattern=x&legs=z", b"", 400),
    ],
)
async def test_what_cannot_be_done_is_said_in_the_shape_of_an_error(
    road, tokens, method: str, path: str, body: bytes, expected: int
) -> None:
    reply = await road.http.send(
        method, f"{road.url}/control/v1/{path}", {"authorization": f"Bearer {tokens[1]}"}, body
    )
    answer = json.loads(await reply.read(1 << 20))
    await reply.aclose()
    assert reply.status == expected
    assert answer["error"]["message"]
