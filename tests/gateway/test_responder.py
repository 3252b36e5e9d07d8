from typing import Any

import pytest

from tui_router.gateway.live import Live
from tui_router.gateway.responder import PING, SSE, Responder, swallow
from tui_router.journal.bus import Bus
from tui_router.journal.record import ExchangeRow


@pytest.fixture
def sent() -> list[Any]:
    return []


@pytest.fixture
def responder(sent: list[Any]) -> Responder:
    async def send(message: Any) -> None:
        sent.append(message)

    return Responder(Live(ExchangeRow(id=1, started_at=0.0), Bus()), send, "req_1")


async def test_a_stream_goes_out_and_onto_the_tape(responder: Responder, sent: list[Any]) -> None:
    await responder.start(200, SSE)
    await responder.write(b"one")
    await responder.end()
    assert [message["type"] for message in sent] == [
        "http.response.start",
        "http.response.body",
        "http.response.body",
    ]
    assert (b"request-id", b"req_1") in sent[0]["headers"]
    assert [message["more_body"] for message in sent[1:]] == [True, False]
    assert (responder.live.d.data(), responder.live.row.status, responder.ended) == (b"one", 200, True)


async def test_a_whole_answer_has_its_length(responder: Responder, sent: list[Any]) -> None:
    await responder.whole(429, {"retry-after": "3"}, b"{}")
    headers = dict(sent[0]["headers"])
    assert (sent[0]["status"], headers[b"content-length"], headers[b"retry-after"]) == (429, b"2", b"3")
    assert responder.live.d.data() == b"{}"


async def test_a_ping_before_content_commits_the_status(responder: Responder, sent: list[Any]) -> None:
    await responder.keep_alive()
    await responder.keep_alive()
    assert [message["type"] for message in sent] == [
        "http.response.start",
        "http.response.body",
        "http.response.body",
    ]
    assert responder.live.d.data() == PING * 2


async def test_a_replay_sends_nowhere_and_is_recorded() -> None:
    responder = Responder(Live(ExchangeRow(id=1, started_at=0.0), Bus()), swallow, "req_1")
    await responder.whole(200, {}, b"{}")
    assert responder.live.d.data() == b"{}"
