"""Searches over what the journal has and what is in memory only, on a running gateway."""

import asyncio
import os
from contextlib import aclosing
from typing import Any

import pytest

from tui_router.control.client import ControlError
from tui_router.control.inspect import Found, Search
from tui_router.gateway import searching
from tui_router.gateway.searching import AT_ONCE, Searching
from tui_router.net.http import Http

NEVER = "(x+x+)+y"


async def said(road: Any, words: str, model: str = "text") -> int:
    await road.ask(model, messages=[{"role": "user", "content": words}])
    return (await road.last()).row.id


async def stored(road: Any, *numbers: int) -> None:
    async with asyncio.timeout(30):
        while any(road.gateway.registry.find(number) is not None for number in numbers):
            await asyncio.sleep(0.01)


async def steps(road: Any, pattern: str, **narrowed: Any) -> list[Found]:
    async with asyncio.timeout(20):
        return [found async for found in road.control.search(Search(pattern=pattern, **narrowed))]


def ids(found: list[Found]) -> list[int]:
    return [id for step in found for id in step.ids]


async def test_stored_and_live_bodies_are_found_the_newest_first(road) -> None:
    first, other, second = await said(road, "a Needle"), await said(road, "hay"), await said(road, "needles")
    await stored(road, first, other, second)
    reply = await road.post(
        {
            "model": "sandbox/endless",
            "max_tokens": 9,
            "messages": [{"role": "user", "content": "live needle"}],
            "stream": True,
        }
    )
    await anext(chunks := reply.chunks())
    (live,) = road.gateway.registry.live
    found = await steps(road, "needle")
    assert ids(found) == [live, second, first]
    assert (found[-1].searched, found[-1].total, found[-1].done, found[-1].problem) == (4, 4, True, "")
    assert ids(await steps(road, "needle", before=live, after=first)) == [second]
    assert ids(await steps(road, "needle", ids=[first, live])) == [live, first]
    assert ids(await steps(road, "needle", legs="d")) == []
    await chunks.aclose()
    await reply.aclose()


async def test_the_gateways_own_secrets_are_not_found(road) -> None:
    key = "an-odd-key-of-no-known-shape"
    road.gateway.known_texts.append(key)
    road.gateway.known_keys.append(key.encode())
    live = road.gateway.registry.open()
    live.a.add(f"it is {key}, found".encode(), 0.0)
    assert ids(await steps(road, "found")) == [live.row.id]
    assert ids(await steps(road, key)) == []


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (Search(pattern="(ab"), "at character 1"),
        (Search(pattern=""), "nothing to look for"),
        (Search(pattern="x", legs="ax"), "there are legs a, b, c and d"),
        (Search(pattern="x", legs=""), "there are legs a, b, c and d"),
    ],
)
async def test_what_cannot_be_looked_for_is_refused(road, ask: Search, words: str) -> None:
    with pytest.raises(ControlError) as caught:
        await anext(road.control.search(ask))
    assert caught.value.status == 400
    assert words in str(caught.value)


def never(road: Any, **options: Any) -> Any:
    """A search that is at work until somebody ends it."""
    live = road.gateway.registry.open()
    live.a.add(b"x" * 60, 0.0)
    return Searching(road.gateway, road.control._reader.db, **options), live


def alive(child: Any) -> bool:
    return child.returncode is None


async def test_leaving_ends_the_child_and_frees_its_place(road) -> None:
    desk, _ = never(road)
    running = [desk.search(Search(pattern=NEVER)) for _ in range(AT_ONCE)]
    for search in running:
        await anext(search)
    children = list(desk._children)
    assert [alive(child) for child in children] == [True] * AT_ONCE
    with pytest.raises(ControlError) as caught:
        await anext(desk.search(Search(pattern="x")))
    assert caught.value.status == 429
    for search in running:
        await search.aclose()
    assert [alive(child) for child in children] == [False] * AT_ONCE
    async with aclosing(desk.search(Search(pattern="x{60}"))) as again:
        assert (await anext(again)).total == 1


async def test_a_search_whose_time_is_up_says_so(road) -> None:
    desk, _ = never(road, seconds=0.5)
    async with asyncio.timeout(20):
        found = [step async for step in desk.search(Search(pattern=NEVER))]
    assert (found[-1].done, found[-1].problem) == (True, "stopped after 0.5 s")
    assert not desk._children


async def test_a_child_that_says_nothing_is_told_again(road, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "SILENCE_S", 0.02)
    desk, _ = never(road)
    async with aclosing(desk.search(Search(pattern=NEVER))) as search:
        async with asyncio.timeout(20):
            seen = [await anext(search) for _ in range(1)]
            while seen[-1].total == 0 or len(seen) < 3:
                seen.append(await anext(search))
        assert seen[-1] == Found(total=1)


async def test_a_child_that_dies_is_a_problem(road) -> None:
    desk, _ = never(road)
    search = desk.search(Search(pattern=NEVER))
    await anext(search)
    desk.close()
    rest = [step async for step in search]
    assert rest[-1].done
    assert rest[-1].problem == "the search ended with exit -9"


async def test_a_stopping_gateway_ends_it(road, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "SILENCE_S", 0.02)
    desk, _ = never(road)
    search = desk.search(Search(pattern=NEVER))
    await anext(search)
    road.gateway.draining = True
    assert [step.problem for step in [step async for step in search]][-1] == "the gateway is stopping"


async def test_a_child_that_cannot_be_started_is_said(road, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "COMMAND", ("/nowhere/python",))
    with pytest.raises(ControlError) as caught:
        await anext(road.control.search(Search(pattern="x")))
    assert (caught.value.status, str(caught.value)) == (
        503,
        "the search cannot be started: No such file or directory",
    )


async def test_a_viewer_that_hangs_up_ends_its_search(road, tokens) -> None:
    live = road.gateway.registry.open()
    live.a.add(b"x" * 60, 0.0)
    desk = road.control._searching
    http = Http()
    reply = await http.send(
        "GET",
        f"{road.url}/control/v1/search?pattern=%28x%2Bx%2B%29%2By",
        {"authorization": f"Bearer {tokens[1]}"},
    )
    chunks = reply.chunks()
    assert (await anext(chunks)).startswith(b"event: found\n")
    (child,) = desk._children
    os.kill(child.pid, 0)
    await chunks.aclose()
    await reply.aclose()
    await http.aclose()
    async with asyncio.timeout(30):
        await child.wait()
        while desk._running:
            await asyncio.sleep(0.01)
