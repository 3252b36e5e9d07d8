"""The control plane over HTTP."""

import asyncio
import json

import pytest

from tui_router.control.client import ControlError
from tui_router.control.http_client import HttpControl
from tui_router.control.inspect import Breakpoints, Release, Resend
from tui_router.export.bundle import Bundled, write_line
from tui_router.journal.record import ExchangeDetail, ExchangeRow, LegCapture

CONTROL = {"authorization": "Bearer control-token-of-the-tests"}


async def call(road, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None):
    reply = await road.http.send(
        method, f"{road.url}/control/v1/{path}", CONTROL if headers is None else headers, body
    )
    try:
        return reply.status, json.loads(await reply.read(1 << 20))
    finally:
        await reply.aclose()


@pytest.mark.parametrize(
    "headers", [{}, {"authorization": "Bearer client-token-of-the-tests"}, {"authorization": "Bearer x"}]
)
@pytest.mark.parametrize(
    "path", ["status", "exchanges", "tiers", "events", "nothing", "exchanges/1/legs/a", "facts", "troubles"]
)
async def test_only_the_control_token_opens_it(road, headers: dict[str, str], path: str) -> None:
    status, answer = await call(road, "GET", path, headers=headers)
    assert (status, answer["error"]["type"]) == (401, "authentication_error")


async def test_status_and_tiers(road) -> None:
    status, found = await call(road, "GET", "status")
    assert (status, found["url"]) == (200, road.url)
    status, tiers = await call(road, "GET", "tiers")
    assert tiers["tiers"]["opus"] == "sandbox/thinking"
    changed = json.dumps({**tiers, "tiers": {"opus": "sandbox/text"}}).encode()
    status, after = await call(road, "PUT", "tiers", changed)
    assert (status, after["tiers"]["opus"]) == (200, "sandbox/text")
    assert (await call(road, "PUT", "tiers", changed))[0] == 409
    chain = ["sandbox/text", "sandbox/thinking"]
    changed = json.dumps({"revision": after["revision"], "tiers": {"opus": chain}}).encode()
    status, after = await call(road, "PUT", "tiers", changed)
    assert (status, after["tiers"]["opus"]) == (200, chain)
    assert (await call(road, "GET", "tiers"))[1] == after


async def test_an_exchange_its_legs_and_its_replay(road) -> None:
    await road.ask("text")
    _, rows = await call(road, "GET", "exchanges?limit=1")
    number = rows[0]["id"]
    assert (await call(road, "GET", f"exchanges/{number}"))[1]["row"]["id"] == number
    status, leg = await call(road, "GET", f"exchanges/{number}/legs/d?offset=7")
    assert (status, leg["offset"], leg["complete"]) == (200, 7, True)
    status, replayed = await call(road, "POST", f"exchanges/{number}/replay", b'{"to":"sandbox/long"}')
    assert status == 200
    assert (await road.ended(replayed["id"])).row.replay_of == number


async def test_facts_come_go_and_are_listed(road) -> None:
    body = {"provider": "sandbox", "base_url": "", "model": "text", "name": "drop", "value": "top_p"}
    status, put = await call(road, "PUT", "facts", json.dumps({**body, "pinned": True}).encode())
    assert (status, put["origin"], put["pinned"]) == (200, "person", True)
    assert put["base_url"].startswith("http://127.0.0.1:")
    assert await call(road, "GET", "facts") == (200, [put])
    assert (await call(road, "GET", "status"))[1]["facts"] == 1
    assert await call(road, "DELETE", "facts", json.dumps(body).encode()) == (200, {})
    assert await call(road, "GET", "facts") == (200, [])
    status, gone = await call(road, "DELETE", "facts", json.dumps(body).encode())
    assert (status, gone["error"]["message"]) == (404, "no drop is known of sandbox/text")


async def test_troubles_and_a_remedy_that_cannot_be(road) -> None:
    await road.ask("bad-key")
    number = (await road.last()).row.id
    status, groups = await call(road, "GET", "troubles")
    failed = [group for group in groups if group["group"] == "failed"]
    assert status == 200
    assert [(group["name"], group["exchanges"]) for group in failed] == [("auth_invalid_key", [number])]
    status, answer = await call(road, "POST", f"exchanges/{number}/remedy")
    assert status == 409
    assert "Check the key" in answer["error"]["message"]


@pytest.mark.parametrize(
    ("method", "path", "body", "expected"),
    [
        ("PUT", "facts", b"", 400),
        ("PUT", "facts", b'{"provider": "sandbox"}', 400),
        ("PUT", "facts", b'{"provider":"x","base_url":"","model":"m","name":"drop","value":"a"}', 400),
        ("PUT", "facts", b'{"provider":"sandbox","base_url":"","model":"m","name":"drop","value":null}', 400),
        ("PUT", "facts", b'{"provider":"sandbox","base_url":"","model":"m","name":"images","value":1}', 400),
        ("PUT", "facts", b'{"provider":"sandbox","base_url":"","model":"m","name":"x","value":1e999}', 400),
        ("PUT", "facts", b'{"provider":"sandbox","base_url":"","model":"\\ud800","name":"x","value":1}', 400),
        ("PUT", "facts", b"[" * 100_000, 400),
        ("DELETE", "facts", b"", 400),
        ("DELETE", "facts", b'{"provider":"x","base_url":"","model":"m","name":"drop","value":"a"}', 404),
        ("DELETE", "facts", b'{"provider":"sandbox","base_url":"","model":"m","name":"?","value":1}', 404),
        ("POST", "exchanges/99999/remedy", b"", 404),
        ("POST", "exchanges/x/remedy", b"", 400),
        ("GET", "exchanges/99999", b"", 404),
        ("GET", "exchanges/1/legs/x", b"", 404),
        ("GET", "exchanges?limit=many", b"", 400),
        ("GET", "exchanges?before=-1", b"", 400),
        ("PUT", "tiers", b"{", 400),
        ("PUT", "tiers", b'{"revision":"x","tiers":3}', 400),
        ("PUT", "tiers", b"[" * 100_000, 400),
        ("PUT", "tiers", b'{"revision":1,"tiers":{"opus":["sandbox/text",3]}}', 400),
        ("PUT", "tiers", b'{"revision":1,"tiers":{"opus":[["sandbox/text"]]}}', 400),
        ("PUT", "launches/x", b'{"tiers":{"opus":["sandbox/text","sandbox/long"]}}', 400),
        ("PUT", "launches/x", b'{"tiers":{"opus":"none/x"}}', 400),
        ("POST", "exchanges/1/replay", b"{}", 400),
    ],
)
async def test_what_cannot_be_done_is_said_in_the_shape_of_an_error(
    road, method, path, body, expected
) -> None:
    status, answer = await call(road, method, path, body)
    assert status == expected or (status == 404 and "replay" in path)
    assert answer["type"] == "error"
    assert answer["error"]["message"]


async def test_events_come_as_they_happen(road) -> None:
    reply = await road.http.send("GET", f"{road.url}/control/v1/events", CONTROL)
    seen = b""
    asked = None
    async with asyncio.timeout(30):
        async for part in reply.chunks():
            seen += part
            if asked is None and b"event: status" in seen:
                asked = asyncio.ensure_future(road.ask("text"))
            if b'"state":"ok"' in seen:
                break
    await reply.aclose()
    assert asked is not None
    await asked
    names = [line.removeprefix(b"event: ") for line in seen.split(b"\n") if line.startswith(b"event: ")]
    assert names[:2] == [b"tiers", b"status"]
    assert b"exchange" in names


async def test_stop_ends_the_events_and_the_gateway(road) -> None:
    reply = await road.http.send("GET", f"{road.url}/control/v1/events", CONTROL)
    assert (await call(road, "POST", "stop"))[0] == 200
    async with asyncio.timeout(30):
        async for _ in reply.chunks():
            pass
    await reply.aclose()
    assert road.gateway.draining


async def test_a_silent_line_says_that_it_is_there(road, monkeypatch: pytest.MonkeyPatch) -> None:
    from tui_router.gateway import control_routes

    monkeypatch.setattr(control_routes, "HEARTBEAT_S", 0.05)
    reply = await road.http.send("GET", f"{road.url}/control/v1/events", CONTROL)
    seen = b""
    async with asyncio.timeout(30):
        async for part in reply.chunks():
            seen += part
            if b": still here\n\n" in seen:
                break
    await reply.aclose()
    assert seen.startswith(b"id: 1\n")


async def test_a_viewer_that_comes_back_is_told_to_start_over(road) -> None:
    headers = {**CONTROL, "last-event-id": "17"}
    reply = await road.http.send("GET", f"{road.url}/control/v1/events", headers)
    async with asyncio.timeout(30):
        async for part in reply.chunks():
            assert part.startswith(b"event: reset\n")
            break
    await reply.aclose()


@pytest.mark.filterwarnings("ignore:Sending a large body:ResourceWarning")
async def test_changed_replays_over_http(road, sandbox) -> None:
    await road.ask("text")
    number = (await road.last()).row.id
    control = HttpControl(road.url, CONTROL["authorization"].removeprefix("Bearer "))
    patched = await control.replay(number, Resend(patch={"temperature": 0.5}))
    assert (await road.ended(patched)).row.edited
    body = b'{"model":"x","max_tokens":9,"messages":[{"role":"user","content":"' + b"y" * 2_000_000 + b'"}]}'
    whole = await control.replay(number, Resend(to="sandbox/long", body=body))
    assert (await road.ended(whole)).row.state == "ok"
    assert sandbox.requests[-1]["messages"][-1]["content"] == "y" * 2_000_000
    with pytest.raises(ControlError, match="not both") as refused:
        await control.replay(number, Resend(patch={"a": 1}, body=b"{}"))
    assert refused.value.status == 400
    await control.aclose()


async def test_holding_over_http(road) -> None:
    control = HttpControl(road.url, CONTROL["authorization"].removeprefix("Bearer "))
    assert await control.put_breakpoints(Breakpoints(filters=["bad-key"], held=[4])) == Breakpoints(
        filters=["bad-key"]
    )
    answer = asyncio.ensure_future(road.ask("bad-key"))
    async with asyncio.timeout(30):
        while not (held := (await control.breakpoints()).held):
            await asyncio.sleep(0.01)
    assert (await control.status()).held == 1
    await control.release(held[0], Release(refuse="no"))
    assert (await answer)[0] == 400
    with pytest.raises(ControlError, match="not held") as gone:
        await control.release(held[0], Release())
    assert gone.value.status == 409
    await control.aclose()


@pytest.mark.filterwarnings("ignore:Sending a large body:ResourceWarning")
async def test_a_bundle_over_http(road, monkeypatch: pytest.MonkeyPatch) -> None:
    leg = LegCapture(leg="a", start="POST /v1/messages", data=b"x" * 1_500_000, size=1_500_000)
    row = ExchangeRow(id=5, started_at=9.0, state="ok")
    line = write_line(Bundled(detail=ExchangeDetail(row=row), legs=[leg]))
    control = HttpControl(road.url, CONTROL["authorization"].removeprefix("Bearer "))
    (number,) = await control.import_bundle(line)
    assert (await control.exchange(number)).row.imported
    monkeypatch.setattr("tui_router.gateway.control_routes.BUNDLE_CAP", 1000)
    with pytest.raises(ControlError, match="too large") as refused:
        await control.import_bundle(line)
    assert refused.value.status == 413
    await control.aclose()
