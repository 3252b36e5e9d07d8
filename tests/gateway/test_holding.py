"""Requests held at breakpoints of a running gateway, and let go."""

import asyncio
import json
import logging

import pytest

from tui_router.control.client import ControlError
from tui_router.control.inspect import Breakpoints, Release
from tui_router.control.wiring import Change
from tui_router.gateway import exchange as exchange_room
from tui_router.gateway import holding
from tui_router.gateway.holding import FILTER_CAP, MOST_BREAKPOINTS, Holds
from tui_router.journal.record import ExchangeRow


async def until_held(road, count: int = 1) -> list[int]:
    async with asyncio.timeout(30):
        while len(held := (await road.control.breakpoints()).held) != count:
            await asyncio.sleep(0.01)
    return held


async def stop_at(road, *filters: str) -> None:
    await road.control.put_breakpoints(Breakpoints(filters=list(filters)))


@pytest.fixture
async def held(road):
    """`await held(model, **fields)`: the number of a request that waits, and the task that will have its answer."""
    tasks: list[asyncio.Task] = []

    async def begin(model: str = "text", **fields):
        await stop_at(road, "sandbox")
        tasks.append(asyncio.ensure_future(road.ask(model, **fields)))
        return (await until_held(road))[0], tasks[-1]

    yield begin
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_nothing_is_sent_before_it_is_let_go(road, sandbox, held) -> None:
    number, answer = await held()
    row = (await road.control.exchange(number)).row
    assert (row.state, row.provider, row.model, row.attempts) == ("held", "sandbox", "text", 0)
    assert (await road.control.status()).held == 1
    assert not sandbox.requests
    assert not answer.done()
    await road.control.release(number, Release())
    assert (await answer)[0] == 200
    row = (await road.ended(number)).row
    assert (row.state, row.edited) == ("ok", False)
    assert "hand" not in row.reason
    assert (await road.control.status()).held == 0


async def test_only_what_a_filter_fits_is_held(road) -> None:
    await stop_at(road, "bad-key", "no such word")
    assert (await road.ask("text"))[0] == 200
    waiting = asyncio.ensure_future(road.ask("bad-key"))
    (number,) = await until_held(road)
    await stop_at(road)
    assert (await road.control.breakpoints()).held == [number]  # none lets go of what is held
    assert (await road.ask("bad-key"))[0] == 401
    await road.control.release(number, Release())
    assert (await waiting)[0] == 401


async def test_it_goes_on_changed_and_says_so(road, sandbox, held) -> None:
    number, answer = await held(temperature=0.7, top_k=5)
    await road.control.release(number, Release(patch={"temperature": 0.25, "top_k": None}))
    assert (await answer)[0] == 200
    sent = json.loads(await road.leg(number, "b"))
    assert sent["temperature"] == sandbox.requests[0]["temperature"] == 0.25
    asked = json.loads(await road.leg(number, "a"))
    assert (asked["temperature"], asked["top_k"]) == (0.7, 5)
    detail = await road.ended(number)
    assert detail.row.edited
    assert detail.row.reason.endswith("; changed by hand")
    assert "changed by hand" in detail.explained
    by_hand = [(n.act, n.path, n.before, n.after) for n in detail.notes if n.reason == "changed by hand"]
    assert by_hand == [("approximated", "temperature", "0.7", "0.25"), ("dropped", "top_k", "5", "")]


async def test_another_body_takes_its_place(road, sandbox, held) -> None:
    number, answer = await held()
    body = {"model": "sandbox/long", "max_tokens": 77, "messages": [{"role": "user", "content": "by hand"}]}
    await road.control.release(number, Release(body=json.dumps(body).encode()))
    status, found = await answer
    assert status == 200
    assert isinstance(found, list)  # the client asked for a stream, whatever the new body says
    assert (sandbox.requests[0]["model"], sandbox.requests[0]["messages"][-1]["content"]) == (
        "long",
        "by hand",
    )
    assert (await road.ended(number)).row.model == "long"


async def test_it_can_be_sent_elsewhere(road, sandbox, held) -> None:
    number, answer = await held("bad-key")
    await road.control.release(number, Release(to="sandbox/text"))
    assert (await answer)[0] == 200
    row = (await road.ended(number)).row
    assert (row.model, row.reason, row.edited) == ("text", "changed by hand", False)


async def test_it_is_refused_in_a_persons_words(road, sandbox, held) -> None:
    number, answer = await held(stream=False)
    await road.control.release(number, Release(refuse="not this one,\n\x1b please"))
    status, body = await answer
    assert (status, body["error"]["type"]) == (400, "invalid_request_error")
    assert body["error"]["message"].startswith("not this one, please")
    row = (await road.ended(number)).row
    assert (row.state, row.trouble) == ("failed", "refused by hand")
    assert not sandbox.requests


async def test_a_refusal_asks_for_no_second_try(road) -> None:
    await stop_at(road, "sandbox")
    body = {"model": "sandbox/text", "max_tokens": 9, "messages": [{"role": "user", "content": "x"}]}
    posted = asyncio.ensure_future(road.post(body))
    (number,) = await until_held(road)
    await road.control.release(number, Release(refuse="no"))
    reply = await posted
    assert reply.header("x-should-retry") == "false"
    await reply.aclose()


async def test_a_client_that_leaves_is_not_held_any_more(road, sandbox, held) -> None:
    number, answer = await held()
    answer.cancel()
    row = (await road.ended(number)).row
    assert (row.state, row.trouble) == ("cancelled", "client left")
    assert (await road.control.breakpoints()).held == []
    with pytest.raises(ControlError) as gone:
        await road.control.release(number, Release())
    assert gone.value.status == 409
    assert not sandbox.requests


async def test_what_is_let_go_twice_is_not_there_the_second_time(road, held) -> None:
    number, answer = await held()
    await road.control.release(number, Release())
    with pytest.raises(ControlError) as again:
        await road.control.release(number, Release())
    assert again.value.status == 409
    assert (await answer)[0] == 200


async def test_two_are_held_and_go_each_its_own_way(road, sandbox) -> None:
    await stop_at(road, "sandbox")
    one = asyncio.ensure_future(road.ask("text", max_tokens=11))
    (first,) = await until_held(road)
    two = asyncio.ensure_future(road.ask("text", max_tokens=22))
    assert (await until_held(road, 2))[0] == first
    second = (await until_held(road, 2))[1]
    await road.control.release(second, Release(refuse="no"))
    assert (await two)[0] == 400
    assert await until_held(road) == [first]
    await road.control.release(first, Release())
    assert (await one)[0] == 200
    assert len(sandbox.requests) == 1


@pytest.mark.parametrize(
    ("release", "model"), [(Release(), "text-fast"), (Release(patch={"top_k": 1}), "long")]
)
async def test_a_rewire_is_for_what_a_person_changes_and_not_for_what_goes_on_as_it_was(
    road, release, model
) -> None:
    """The first keeps the wiring it began with, as every request does; the other is routed as the wiring is now."""
    await stop_at(road, "haiku")
    body = {"model": "claude-haiku-5", "max_tokens": 9, "messages": [{"role": "user", "content": "x"}]}
    answer = asyncio.ensure_future(road.post(body))
    (number,) = await until_held(road)
    revision = (await road.control.tiers()).revision
    change = Change(revision=revision, patch={"tiers": {"haiku": "sandbox/long"}})
    await road.control.rewire(change)
    await road.control.release(number, release)
    assert (await road.result(await answer))[0] == 200
    row = (await road.ended(number)).row
    assert (row.model, row.revision) == (model, revision + (model == "long"))


async def test_settings_that_are_read_again_leave_it_held(start, sandbox, tmp_path) -> None:
    config = (
        f'[providers.sandbox]\ndialect = "chat"\nbase_url = "{sandbox.url}/v1"\nkey = "env:SANDBOX_API_KEY"\n'
        '[tiers]\ndefault = "sandbox/text"\n'
    )
    async with start(config) as road:
        await stop_at(road, "sandbox")
        answer = asyncio.ensure_future(road.ask("text"))
        (number,) = await until_held(road)
        before = (await road.control.status()).revision
        (tmp_path / "config.toml").write_text(config.replace("providers.sandbox", "providers.other").replace(
            "sandbox/text", "other/text"
        ))  # fmt: skip
        async with asyncio.timeout(30):
            while (await road.control.status()).revision == before:
                await asyncio.sleep(0.05)
        assert (await road.control.breakpoints()).filters == ["sandbox"]
        with pytest.raises(ControlError, match="no provider sandbox"):
            await road.control.release(number, Release(to="sandbox/long"))
        await road.control.release(number, Release())
        assert (await answer)[0] == 200
        assert (await road.ended(number)).row.provider == "sandbox"


@pytest.mark.parametrize(
    ("release", "words"),
    [
        (Release(patch={"a": 1}, body=b"{}"), "not both"),
        (Release(patch={"a": 1}, refuse="no"), "not both"),
        (Release(to="nobody/x"), "no provider nobody"),
        (Release(body=b"[]"), "JSON object"),
        (Release(body=b'{"model":"sandbox/text"}'), "messages"),
        (Release(patch={"max_tokens": "many"}), "max_tokens"),
        (Release(patch={"messages": None}), "messages"),
    ],
)
async def test_a_change_that_cannot_be_sent_leaves_it_held(road, held, release: Release, words: str) -> None:
    number, answer = await held()
    with pytest.raises(ControlError, match=words) as refused:
        await road.control.release(number, release)
    assert refused.value.status == 400
    assert await until_held(road) == [number]
    await road.control.release(number, Release())
    assert (await answer)[0] == 200


async def test_after_a_while_it_goes_on_by_itself(road, held, monkeypatch, caplog) -> None:
    monkeypatch.setattr(holding, "HOLD_S", 0.1)
    caplog.set_level(logging.INFO, "tui_router")
    number, answer = await held()
    assert (await answer)[0] == 200
    assert f"#{number} was held" in caplog.text
    assert not (await road.ended(number)).row.edited


async def test_a_waiting_stream_is_pinged_and_told_of_a_refusal_inside_it(road, monkeypatch) -> None:
    monkeypatch.setattr(exchange_room, "COMMIT_AFTER", 0.0)
    await stop_at(road, "sandbox")
    body = {"model": "sandbox/text", "max_tokens": 9, "messages": [{"role": "user", "content": "x"}]}
    reply = await road.post({**body, "stream": True})  # the head comes while it is held
    assert reply.status == 200
    (number,) = await until_held(road)
    await road.control.release(number, Release(refuse="not now"))
    data = await reply.read(1 << 20)
    await reply.aclose()
    assert b"event: ping" in data
    assert b"event: error" in data
    assert b"not now" in data


async def test_replays_are_not_held(road) -> None:
    await road.ask("text")
    number = (await road.last()).row.id
    await stop_at(road, "sandbox")
    assert (await road.ended(await road.control.replay(number))).row.state == "ok"


async def test_a_gateway_that_stops_lets_go_with_an_answer(start, sandbox) -> None:
    config = f'[providers.sandbox]\ndialect = "chat"\nbase_url = "{sandbox.url}/v1"\n[tiers]\ndefault = "sandbox/text"\n'
    async with start(config) as road:
        await stop_at(road, "sandbox")
        answer = asyncio.ensure_future(road.ask("text", stream=False))
        await until_held(road)
        road.gateway.stop_asked.set()
        status, body = await answer
    assert status == 529
    assert "stopping" in body["error"]["message"]
    assert not sandbox.requests
    assert not road.gateway.holds.fits(ExchangeRow(id=1, started_at=1.0, provider="sandbox"))


async def test_too_many_or_too_long(road) -> None:
    await stop_at(road, "one", " one ", "two")
    assert (await road.control.breakpoints()).filters == ["one", "two"]
    for filters in ([str(n) for n in range(MOST_BREAKPOINTS + 1)], ["x" * (FILTER_CAP + 1)], ['"open']):
        with pytest.raises(ControlError) as refused:
            await stop_at(road, *filters)
        assert refused.value.status == 400
    assert (await road.control.breakpoints()).filters == ["one", "two"]


async def test_what_a_breakpoint_cannot_be_is_said_and_those_before_stay(road) -> None:
    await stop_at(road, "one")
    for text, words in (
        ("~t opus & ~b secret", "cannot look in bodies"),
        ("!(~bq x | two)", "cannot look in bodies"),
        ("~t opus ~nothing", "character 9: "),
    ):
        with pytest.raises(ControlError, match=words) as refused:
            await stop_at(road, "two", text)
        assert refused.value.status == 400
    assert (await road.control.breakpoints()).filters == ["one"]


def test_without_breakpoints_nothing_is_looked_at() -> None:
    class Untouchable:
        def __getattribute__(self, name: str) -> object:
            raise AssertionError(name)

    assert Holds().fits(Untouchable()) is False
