"""Bundles taken in by a running gateway."""

import asyncio
import json
import time

import msgspec
import pytest

from tui_router.control.client import ControlError
from tui_router.control.events import ExchangeChanged
from tui_router.control.inspect import Resend
from tui_router.core.diagnosis import Diagnosis
from tui_router.core.note import Note
from tui_router.export.bundle import Bundled, write_line
from tui_router.gateway import importing
from tui_router.gateway.importing import DEEPEST
from tui_router.journal.record import AttemptRow, ExchangeDetail, ExchangeRow, LegCapture, Mark

ASKED = {"model": "sandbox/text", "max_tokens": 9, "messages": [{"role": "user", "content": "from afar"}]}
BODY = json.dumps(ASKED).encode()
KEY = "sk-" + "test" * 8


def bundled(id: int = 7, body: bytes = BODY, **row) -> Bundled:
    detail = ExchangeDetail(
        row=ExchangeRow(**{"id": id, "started_at": 1000.0, "state": "ok", "client_model": "m", **row}),
        attempts=[AttemptRow(number=1, provider="far"), AttemptRow(number=2, provider="far")],
        notes=[Note("dropped", "top_k", "not known there")],
        explained="explained there",
    )
    legs = [
        LegCapture(leg="a", start="POST /v1/messages", data=body, size=len(body), headers=[("x-b", "c")]),
        LegCapture(leg="c", attempt=1, status=500, data=b"no", size=2),
        LegCapture(leg="c", attempt=2, status=200, data=b"yes", size=3, marks=[Mark(0, 0.5)]),
        LegCapture(leg="d", status=200, data=b"said", size=4),
    ]
    return Bundled(detail=detail, legs=legs)


def lines(*exchanges: Bundled) -> bytes:
    return b"".join(write_line(exchange) for exchange in exchanges)


async def stored(road, *ids: int) -> None:
    async with asyncio.timeout(30):
        for id in ids:
            while not (await road.control.exchange(id)).row.stored:
                await asyncio.sleep(0.02)


async def test_exchanges_get_new_numbers_and_keep_what_they_were(road) -> None:
    await road.ask("text")
    own = (await road.last()).row.id
    ids = await road.control.import_bundle(lines(bundled(90, comment="look", marked=True), bundled(50)))
    assert ids == [own + 1, own + 2]
    for look in ("in memory", "stored"):
        detail = await road.control.exchange(ids[0])
        row = detail.row
        assert (row.imported, row.marked, row.comment) == (True, True, "look"), look
        assert (row.started_at, row.state, row.attempts) == (1000.0, "ok", 2)
        assert (row.notes, row.losses, row.sizes.a, row.sizes.c, row.sizes.d) == (1, 1, len(BODY), 3, 4)
        assert detail.explained == "explained there"
        assert detail.attempts[1].provider == "far"
        assert [await road.leg(ids[0], leg) for leg in "acd"] == [BODY, b"yes", b"said"]
        assert await road.leg(ids[0], "c", 1) == b"no"
        piece = await road.control.leg(ids[0], "c")
        assert (piece.status, piece.marks, piece.complete) == (200, [Mark(0, 0.5)], True)
        await stored(road, *ids)
    # What comes next goes on counting, and what came in counts for nothing here.
    await road.ask("text")
    assert (await road.last()).row.id == ids[-1] + 1
    assert (await road.control.status()).counts == {"ok": 2}


async def test_it_survives_the_end_of_the_gateway(start, sandbox) -> None:
    config = f'[providers.sandbox]\ndialect = "chat"\nbase_url = "{sandbox.url}/v1"\n[tiers]\ndefault = "sandbox/text"\n'
    async with start(config) as road:
        (number,) = await road.control.import_bundle(lines(bundled(comment="kept")))
        await stored(road, number)
    async with start(config) as road:
        row = (await road.control.exchange(number)).row
        assert (row.comment, row.imported) == ("kept", True)
        assert await road.leg(number, "a") == BODY
        assert await road.control.import_bundle(lines(bundled())) == [number + 1]


async def test_replays_stay_linked_only_within_the_bundle(road) -> None:
    first, second, third, fourth = await road.control.import_bundle(
        lines(
            bundled(5, replay_of=3),
            bundled(3),
            bundled(4, replay_of=99),
            bundled(6, replay_of=6),
        )
    )
    found = {row.id: row.replay_of for row in await road.control.exchanges()}
    assert found == {first: second, second: None, third: None, fourth: None}


@pytest.mark.parametrize("state", ["waiting", "held", "live"])
async def test_what_had_not_ended_was_interrupted(road, state: str) -> None:
    (number,) = await road.control.import_bundle(lines(bundled(state=state)))
    row = (await road.control.exchange(number)).row
    assert (row.state, row.trouble) == ("interrupted", "it had not ended when it was exported")
    assert (await road.control.status()).live == 0


async def test_it_can_be_sent_again_and_changed(road, sandbox) -> None:
    (number,) = await road.control.import_bundle(lines(bundled()))
    for look in ("in memory", "stored"):
        again = await road.ended(await road.control.replay(number, Resend(patch={"max_tokens": 5})))
        assert (again.row.state, again.row.replay_of, again.row.edited) == ("ok", number, True), look
        assert not again.row.imported
        assert sandbox.requests[-1]["messages"][-1]["content"] == "from afar"
        await stored(road, number)


async def test_its_failures_teach_nothing_here(road) -> None:
    failed = bundled(state="failed", provider="sandbox", model="text", diagnosis="max_tokens_too_large")
    failed.detail.diagnosis = Diagnosis(
        name="max_tokens_too_large",
        type="invalid_request_error",
        status=400,
        message="max_tokens: at most 1",
        figures={"limit": 1},
    )
    (number,) = await road.control.import_bundle(lines(failed))
    with pytest.raises(ControlError, match="another gateway") as refused:
        await road.control.remedy(number)
    assert refused.value.status == 409
    assert await road.control.facts() == []


async def test_secrets_of_elsewhere_are_masked(road) -> None:
    exchange = bundled(body=json.dumps({**ASKED, "k": KEY}).encode(), trouble=f"no {KEY}")
    # Another writer than ours, who masks nothing.
    line = {
        "tui_router": 1,
        "row": msgspec.to_builtins(exchange.row),
        "detail": {},
        "legs": [
            {
                "leg": "a",
                "start": "POST /v1/messages",
                "headers": [["authorization", f"Bearer {KEY}"]],
                "text": exchange.legs[0].data.decode(),
            }
        ],
    }
    (number,) = await road.control.import_bundle(json.dumps(line).encode())
    for look in ("in memory", "stored"):
        shown = repr(await road.control.exchange(number)) + repr(await road.control.leg(number, "a"))
        assert KEY not in shown, look
        await stored(road, number)


async def test_figures_nobody_can_have_are_put_right(road) -> None:
    before = time.time()
    hostile = bundled(started_at=before + 86_400, depth=2**40, attempts=2**50, notes=2**50, losses=2**50)
    (number,) = await road.control.import_bundle(lines(hostile))
    row = (await road.control.exchange(number)).row
    assert before <= row.started_at <= time.time()
    assert (row.depth, row.attempts, row.notes, row.losses) == (DEEPEST, 2, 1, 1)


@pytest.mark.parametrize(
    ("broken", "words"),
    [(b"{}\n", "line 2"), (b"not json", "line 2"), (b"\xff\xfe\n", "line 2")],
)
async def test_one_bad_line_and_nothing_is_taken(road, broken: bytes, words: str) -> None:
    with pytest.raises(ControlError, match=words) as refused:
        await road.control.import_bundle(lines(bundled()) + broken + lines(bundled(8)))
    assert refused.value.status == 400
    assert await road.control.exchanges() == []
    assert await road.control.import_bundle(b"") == []


async def test_a_viewer_sees_them_come(road) -> None:
    seen: list[ExchangeRow] = []

    async def watch() -> None:
        async for event in road.control.events():
            if isinstance(event, ExchangeChanged):
                seen.append(event.row)
                if event.row.stored:
                    return

    watching = asyncio.ensure_future(watch())
    async with asyncio.timeout(30):
        while not road.gateway.bus.viewers:
            await asyncio.sleep(0)
        (number,) = await road.control.import_bundle(lines(bundled(session="s-far")))
        await watching
    assert {row.id for row in seen} == {number}
    assert seen[-1].sizes.a == len(BODY)
    assert "s-far" in [session.id for session in await road.control.sessions()]


async def test_a_large_bundle_waits_for_the_scribe_and_loses_nothing(road, monkeypatch) -> None:
    monkeypatch.setattr(importing, "ROOM", 200_000)
    body = json.dumps({**ASKED, "pad": "x" * 150_000}).encode()
    ids = await road.control.import_bundle(lines(*[bundled(n, body) for n in range(1, 41)]))
    assert len(ids) == 40
    await stored(road, *ids)
    assert road.gateway.recorder.lost == 0
    assert {len(await road.leg(id, "a")) for id in ids} == {len(body)}


async def test_a_scribe_that_takes_nothing_ends_it(road, monkeypatch) -> None:
    monkeypatch.setattr(importing, "PATIENCE_S", 0.0)
    monkeypatch.setattr(type(road.gateway.recorder), "waiting", property(lambda _: 10**9))
    with pytest.raises(ControlError, match="0 of 1 came in") as refused:
        await road.control.import_bundle(lines(bundled()))
    assert refused.value.status == 503


async def test_one_at_a_time(road) -> None:
    both = lines(*[bundled(n) for n in range(1, 30)])
    first = asyncio.ensure_future(road.control.import_bundle(both))
    await asyncio.sleep(0)
    with pytest.raises(ControlError) as refused:
        await road.control.import_bundle(both)
    assert refused.value.status == 429
    assert len(await first) == 29


@pytest.mark.parametrize("capture", ["off", "meta"])
async def test_a_journal_that_keeps_no_bodies_takes_none_in(start, sandbox, capture: str) -> None:
    config = f'[providers.sandbox]\ndialect = "chat"\nbase_url = "{sandbox.url}/v1"\n[journal]\ncapture = "{capture}"\n'
    async with start(config) as road:
        with pytest.raises(ControlError, match="keeps no bodies") as refused:
            await road.control.import_bundle(lines(bundled()))
    assert refused.value.status == 409
