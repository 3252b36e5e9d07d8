"""The control plane as the inspector uses it, on a running gateway."""

import asyncio
import json

import pytest

from tui_router.control.client import ControlError
from tui_router.control.events import ExchangeChanged, StatusChanged, TiersChanged
from tui_router.control.inspect import Resend
from tui_router.journal.record import Tiers


async def collect(road, until) -> list:
    """Events until one of them satisfies `until`."""
    seen = []
    async with asyncio.timeout(30):
        async for event in road.control.events():
            seen.append(event)
            if until(event):
                return seen
    raise AssertionError("the events ended")


async def test_a_viewer_first_hears_how_things_are(road) -> None:
    seen = await collect(road, lambda event: isinstance(event, StatusChanged))
    assert isinstance(seen[0], TiersChanged)
    assert seen[0].tiers.tiers["haiku"] == "sandbox/text-fast"
    status = seen[1].status
    assert (status.url, status.live) == (road.url, 0)
    assert [(p.name, p.dialect, p.key, p.key_set) for p in status.providers] == [
        ("sandbox", "chat", "env:SANDBOX_API_KEY", True)
    ]


async def test_a_viewer_sees_an_exchange_live_and_ended(road) -> None:
    watching = asyncio.ensure_future(
        collect(
            road,
            lambda e: (
                isinstance(e, ExchangeChanged) and e.row.state == "ok" and e.row.times.ended is not None
            ),
        )
    )
    await asyncio.sleep(0.05)
    await road.ask("long")
    rows = [event.row for event in await watching if isinstance(event, ExchangeChanged)]
    assert {row.id for row in rows} == {rows[0].id}
    assert rows[-1].sizes.d > 0


async def test_a_rewire_changes_the_next_request_not_the_one_under_way(road, sandbox) -> None:
    body = {
        "model": "claude-opus-5-5",
        "max_tokens": 9,
        "stream": True,
        "messages": [{"role": "user", "content": "x"}],
    }
    wiring = await road.control.tiers()
    await road.control.put_tiers(Tiers(revision=wiring.revision, tiers={"opus": "sandbox/endless"}))
    first = await road.post(body)
    wiring = await road.control.tiers()
    changed = await road.control.put_tiers(Tiers(revision=wiring.revision, tiers={"opus": "sandbox/text"}))
    assert changed.tiers["opus"] == "sandbox/text"
    assert changed.tiers["haiku"] == "sandbox/text-fast"
    status, _ = await road.result(await road.post(body))
    assert status == 200
    assert [request["model"] for request in sandbox.requests] == ["endless", "text"]
    rows = {row.model: row for row in await road.control.exchanges()}
    assert rows["endless"].state == "live"
    assert rows["text"].revision == rows["endless"].revision + 1
    await first.aclose()


async def test_a_change_on_an_old_revision_is_refused(road) -> None:
    wiring = await road.control.tiers()
    await road.control.put_tiers(wiring)
    with pytest.raises(ControlError) as caught:
        await road.control.put_tiers(wiring)
    assert caught.value.status == 409


@pytest.mark.parametrize(
    "tiers",
    [
        {"opus": "nobody/x"},
        {"gold": "sandbox/text"},
        {"opus": ""},
        {"opus": []},
        {"opus": ["sandbox/text", "sandbox/text"]},
    ],
)
async def test_a_wiring_that_cannot_work_is_refused_in_words(road, tiers: dict[str, str | list[str]]) -> None:
    before = await road.control.tiers()
    with pytest.raises(ControlError) as caught:
        await road.control.put_tiers(Tiers(revision=before.revision, tiers=tiers))
    assert caught.value.status == 400
    assert str(caught.value)
    assert await road.control.tiers() == before


async def test_thousand_rewires_under_load_mix_nothing(road, sandbox) -> None:
    async def rewire() -> None:
        for turn in range(1000):
            wiring = await road.control.tiers()
            target = ("sandbox/text-fast", "sandbox/text")[turn % 2]
            await road.control.put_tiers(Tiers(revision=wiring.revision, tiers={"opus": target}))
            if turn % 20 == 0:
                await asyncio.sleep(0)

    body = {"model": "claude-opus-5-5", "max_tokens": 9, "messages": [{"role": "user", "content": "x"}]}

    async def load() -> None:
        for _ in range(25):
            assert (await road.result(await road.post(body)))[0] == 200

    await asyncio.gather(rewire(), *[load() for _ in range(4)])
    rows = await road.control.exchanges(limit=500)
    assert len(rows) == 100
    for row in rows:
        expected = (
            "text-fast"
            if row.revision % 2 == min(r.revision % 2 for r in rows if r.model == "text-fast")
            else "text"
        )
        assert row.model == expected


async def test_a_failed_exchange_is_sent_again_once_and_linked(road, sandbox) -> None:
    await road.ask("bad-key")
    failed = (await road.last()).row
    assert failed.state == "failed"
    number = await road.control.replay(failed.id)
    again = (await road.ended(number)).row
    assert (again.state, again.replay_of, again.model) == ("failed", failed.id, "bad-key")
    assert len(sandbox.requests) == 2
    assert sandbox.requests[0] == sandbox.requests[1]
    assert json.loads(await road.leg(number, "a")) == json.loads(await road.leg(failed.id, "a"))
    assert b"authentication_error" in await road.leg(number, "d")


async def test_a_replay_can_go_elsewhere(road, sandbox) -> None:
    await road.ask("bad-key")
    number = await road.control.replay((await road.last()).row.id, Resend(to="sandbox/text"))
    row = (await road.ended(number)).row
    assert (row.state, row.model) == ("ok", "text")


async def test_a_replay_follows_the_wiring_of_now(road) -> None:
    body = {"model": "claude-haiku-5", "max_tokens": 9, "messages": [{"role": "user", "content": "x"}]}
    await road.result(await road.post(body))
    origin = (await road.last()).row
    wiring = await road.control.tiers()
    await road.control.put_tiers(Tiers(revision=wiring.revision, tiers={"haiku": "sandbox/long"}))
    row = (await road.ended(await road.control.replay(origin.id))).row
    assert (origin.model, row.model) == ("text-fast", "long")


@pytest.mark.parametrize(("number", "to"), [(999, ""), (999, "nobody/x")])
async def test_a_replay_of_nothing_is_refused(road, number: int, to: str) -> None:
    with pytest.raises(ControlError):
        await road.control.replay(number, Resend(to=to))


async def test_what_is_not_there_is_a_404(road) -> None:
    for asked in (road.control.exchange(999), road.control.leg(999, "a")):
        with pytest.raises(ControlError) as caught:
            await asked
        assert caught.value.status == 404


async def test_a_stored_exchange_reads_like_the_live_one(road) -> None:
    await road.ask("tools", tools=[{"name": "Bash", "input_schema": {"type": "object", "properties": {}}}])
    detail = await road.last()
    number = detail.row.id
    live = {leg: await road.leg(number, leg) for leg in "abcd"}
    async with asyncio.timeout(30):
        while not (await road.control.exchange(number)).row.stored:
            await asyncio.sleep(0.02)
    stored = await road.control.exchange(number)
    assert stored.notes == detail.notes
    assert stored.attempts == detail.attempts
    assert {leg: await road.leg(number, leg) for leg in "abcd"} == live


async def test_the_list_pages_and_filters(road) -> None:
    for model in ("text", "bad-key", "text"):
        await road.ask(model)
    ids = [row.id for row in await road.control.exchanges()]
    assert ids == sorted(ids, reverse=True)
    assert [row.id for row in await road.control.exchanges(before=ids[0])] == ids[1:]
    assert [row.model for row in await road.control.exchanges(filter="BAD-key")] == ["bad-key"]
    assert len(await road.control.exchanges(limit=1)) == 1


async def test_a_launch_has_its_own_wiring(road, sandbox) -> None:
    await road.control.put_launch("one", {"opus": "sandbox/long"}, "sandbox/unicode")
    body = {"model": "claude-opus-5-5", "max_tokens": 9, "messages": [{"role": "user", "content": "x"}]}
    await road.result(await road.post(body, x_tui_router_launch="one"))
    await road.result(
        await road.post(body, x_tui_router_launch="one", x_claude_code_agent_id="a0123456789abcdef")
    )
    assert [request["model"] for request in sandbox.requests] == ["long", "unicode"]
    with pytest.raises(ControlError):
        await road.control.put_launch("two", {"opus": "nobody/x"}, None)


async def test_targets_to_choose_from_name_their_limits(road) -> None:
    models = {model.target: model for model in await road.control.models()}
    assert models["sandbox/text"].context_window == 200000
    assert models["sandbox/output-limit"].max_output_tokens == 8192


async def test_purge_removes_what_is_stored(road) -> None:
    await road.ask("text")
    number = (await road.last()).row.id
    async with asyncio.timeout(30):
        while not (await road.control.exchange(number)).row.stored:
            await asyncio.sleep(0.02)
    assert await road.control.purge(None) == 1
    assert await road.control.exchanges() == []
