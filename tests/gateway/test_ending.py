from typing import Any

import pytest

from tui_router.core.diagnosis import Diagnosis
from tui_router.gateway.ending import fail, finish
from tui_router.gateway.responder import SSE, Responder

KEY = "an-odd-key-of-no-known-shape"
TROUBLE = Diagnosis(
    name="auth_invalid_key",
    type="authentication_error",
    status=401,
    message=f"refused: {KEY} \ud800",
    title="key refused",
)


@pytest.fixture
def sent() -> list[Any]:
    return []


@pytest.fixture
def responder(road, sent: list[Any]) -> Responder:
    async def send(message: Any) -> None:
        sent.append(message)

    road.gateway.known_texts.append(KEY)
    return Responder(road.gateway.registry.open(), send, "req_1")


async def test_a_failure_is_told_as_a_status_without_the_key(
    road, responder: Responder, sent: list[Any]
) -> None:
    await fail(road.gateway, responder, TROUBLE)
    assert sent[0]["status"] == 401
    assert b"refused: ****" in sent[1]["body"]
    assert KEY.encode() not in sent[1]["body"]
    row = responder.live.row
    assert (row.state, row.diagnosis, row.trouble, row.status) == (
        "failed",
        "auth_invalid_key",
        "key refused",
        401,
    )


async def test_after_the_status_it_is_an_event(road, responder: Responder, sent: list[Any]) -> None:
    await responder.start(200, SSE)
    await fail(road.gateway, responder, TROUBLE)
    assert sent[1]["body"].startswith(b"event: error\n")
    assert not sent[-1]["more_body"]
    assert responder.live.row.status == 200


async def test_a_client_that_left_meanwhile_is_noted(road) -> None:
    async def gone(_message: Any) -> None:
        raise OSError

    responder = Responder(road.gateway.registry.open(), gone, "req_1")
    await fail(road.gateway, responder, TROUBLE)
    assert responder.live.row.trouble == "key refused (client left)"


async def test_the_end_measures_the_legs_and_lets_go(road, responder: Responder) -> None:
    live = responder.live
    live.a.add(b"12345", 0.0)
    await fail(road.gateway, responder, TROUBLE)
    finish(road.gateway, live)
    assert (live.row.sizes.a, live.row.sizes.d) == (5, live.d.size)
    assert live.row.id not in road.gateway.registry.live


PRICED = """
[providers.sandbox]
dialect = "chat"
base_url = "{url}/v1"
[providers.sandbox.models.text]
price = {{ input = 2, output = 10 }}
[providers.sandbox.models.insufficient_quota]
price = {{ input = 2, output = 10 }}
[tiers]
default = "sandbox/text"
"""


async def test_what_an_answer_cost_stands_on_its_row(start, sandbox) -> None:
    async with start(PRICED.format(url=sandbox.url)) as road:
        await road.ask("text")
        row = (await road.last()).row
        assert row.cost == pytest.approx((row.tokens.input * 2 + row.tokens.output * 10) / 1e6)
        assert row.cost > 0
        await road.ask("long")
        assert (await road.last()).row.cost is None  # no price is known
        await road.ask("insufficient_quota")
        assert (await road.last()).row.cost is None  # a refusal costs nothing


async def test_a_failure_is_a_line_of_the_log_without_the_key(road, responder: Responder) -> None:
    await fail(road.gateway, responder, TROUBLE)
    finish(road.gateway, responder.live)
    (line,) = [line for line in await road.control.log() if line.exchange]
    assert (line.level, line.exchange, line.text) == (
        "error",
        responder.live.row.id,
        f"#{responder.live.row.id} no target: key refused",
    )
