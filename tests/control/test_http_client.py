import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable

import msgspec
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from tui_router.control.client import ControlClient, ControlError
from tui_router.control.events import ControlEvent, ExchangeChanged, Reset, StatusChanged, TiersChanged
from tui_router.control.http_client import HttpControl
from tui_router.control.inspect import (
    Annotation,
    Breakpoints,
    Found,
    LogLine,
    Release,
    Resend,
    Search,
)
from tui_router.core.fact import Fact
from tui_router.journal.record import (
    ExchangeDetail,
    ExchangeRow,
    KnownModel,
    LegSlice,
    Mark,
    Offer,
    Status,
    Tiers,
    Trouble,
)

ROW = ExchangeRow(id=7, started_at=1.5, state="ok", provider="p", model="m", status=200)
STATUS = Status(version="1", pid=4, url="http://127.0.0.1:1", started_at=1.0, revision=3)
LEG = LegSlice(
    leg="c", attempt=2, offset=10, next=13, size=13, complete=True, data=b"\x00\xffx", marks=[Mark(0, 0.1)]
)
TIERS = Tiers(revision=3, tiers={"sonnet": "p/m", "opus": ["p/m", "p/n"]})
FACT = Fact(provider="p", base_url="", model="m", name="drop", value="temperature", exchange=7)
TROUBLE = Trouble(
    group="failed",
    name="max_tokens_too_large",
    title="max_tokens too large",
    exchanges=[7],
    offer=Offer(words="leave out temperature", facts=[FACT]),
)

Answer = Callable[[Request], Awaitable[Response]]


class Gateway:
    """Answers what the test tells it to and remembers what it was asked."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str, dict[str, str], bytes]] = []
        self.answers: dict[str, bytes] = {}
        self.status = 200
        self.stream: list[bytes] = []
        self.cut = False

    async def handle(self, request: Request) -> Response:
        path = request.url.path.removeprefix("/control/v1/")
        if request.headers.get("authorization") != "Bearer right":
            return Response(b'{"error": {"message": "the control token is wrong"}}', 401)
        self.seen.append((request.method, path, dict(request.query_params), await request.body()))
        if path in ("events", "search") and self.status == 200:
            return StreamingResponse(self._events(), media_type="text/event-stream")
        return Response(self.answers.get(path, b"{}"), self.status, media_type="application/json")

    async def _events(self) -> AsyncIterator[bytes]:
        for piece in self.stream:
            yield piece
        if self.cut:
            raise ConnectionResetError


@pytest.fixture
async def gateway() -> AsyncIterator[tuple[Gateway, str]]:
    answering = Gateway()
    app = Starlette(
        routes=[Route("/control/v1/{path:path}", answering.handle, methods=["GET", "PUT", "POST", "DELETE"])]
    )
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off", ws="none"))
    task = asyncio.create_task(server.serve([listening]))
    while not server.started:
        await asyncio.sleep(0)
    yield answering, f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    await task
    listening.close()


@pytest.fixture
async def client(gateway: tuple[Gateway, str]) -> AsyncIterator[HttpControl]:
    control = HttpControl(gateway[1] + "/", "right")
    yield control
    await control.aclose()


def test_it_is_a_control_client(gateway: tuple[Gateway, str]) -> None:
    client: ControlClient = HttpControl(gateway[1], "right")
    assert "right" not in repr(client)


async def test_what_it_reads(gateway: tuple[Gateway, str], client: HttpControl) -> None:
    answering, _ = gateway
    encode = msgspec.json.encode
    answering.answers = {
        "status": encode(STATUS),
        "exchanges": encode([ROW]),
        "exchanges/7": encode(ExchangeDetail(row=ROW)),
        "exchanges/7/legs/c": encode(LEG),
        "tiers": encode(TIERS),
        "models": encode([KnownModel(target="p/m", context_window=9)]),
        "facts": encode([FACT]),
        "troubles": encode([TROUBLE]),
    }
    assert await client.status() == STATUS
    assert await client.exchanges(filter="a&b=c é", before=9, limit=3) == [ROW]
    assert await client.exchange(7) == ExchangeDetail(row=ROW)
    assert await client.leg(7, "c", attempt=2, offset=10) == LEG
    assert await client.tiers() == TIERS
    assert await client.models() == [KnownModel(target="p/m", context_window=9)]
    assert await client.facts() == [FACT]
    assert await client.troubles() == [TROUBLE]
    assert [seen[:3] for seen in answering.seen] == [
        ("GET", "status", {}),
        ("GET", "exchanges", {"limit": "3", "filter": "a&b=c é", "before": "9"}),
        ("GET", "exchanges/7", {}),
        ("GET", "exchanges/7/legs/c", {"attempt": "2", "offset": "10"}),
        ("GET", "tiers", {}),
        ("GET", "models", {}),
        ("GET", "facts", {}),
        ("GET", "troubles", {}),
    ]


async def test_what_it_changes(gateway: tuple[Gateway, str], client: HttpControl) -> None:
    answering, _ = gateway
    answering.answers = {
        "tiers": msgspec.json.encode(TIERS),
        "exchanges/7/replay": b'{"id": 8}',
        "exchanges/7/remedy": b'{"id": 9}',
        "facts": msgspec.json.encode(FACT),
        "purge": b'{"removed": 2}',
    }
    assert await client.put_tiers(TIERS) == TIERS
    assert await client.replay(7) == 8
    assert await client.replay(7, Resend(to="p/other")) == 8
    await client.put_launch("a b", {"opus": "p/m"}, "p/small")
    assert await client.purge(12.5) == 2
    await client.stop()
    assert await client.remedy(7) == 9
    assert await client.put_fact(FACT) == FACT
    await client.forget_fact(FACT)
    fact = msgspec.to_builtins(FACT)
    assert [(method, path, msgspec.json.decode(body)) for method, path, _, body in answering.seen] == [
        ("PUT", "tiers", {"revision": 3, "tiers": {"sonnet": "p/m", "opus": ["p/m", "p/n"]}}),
        ("POST", "exchanges/7/replay", {}),
        ("POST", "exchanges/7/replay", {"to": "p/other"}),
        ("PUT", "launches/a b", {"tiers": {"opus": "p/m"}, "subagent": "p/small"}),
        ("POST", "purge", {"before": 12.5}),
        ("POST", "stop", {}),
        ("POST", "exchanges/7/remedy", {}),
        ("PUT", "facts", fact),
        ("DELETE", "facts", fact),
    ]


async def test_what_an_inspector_asks_beyond_looking(
    gateway: tuple[Gateway, str], client: HttpControl
) -> None:
    answering, _ = gateway
    line = LogLine(number=9, at=1.5, level="warning", source="scribe", text="behind", exchange=7)
    stops = Breakpoints(filters=["opus"], held=[7])
    answering.answers = {
        "exchanges/7/annotation": msgspec.json.encode(ROW),
        "breakpoints": msgspec.json.encode(stops),
        "import": b'{"ids": [8, 9]}',
        "log": msgspec.json.encode([line]),
    }
    assert await client.annotate(7, Annotation(marked=True, comment="")) == ROW
    await client.cancel(7)
    assert await client.breakpoints() == stops
    assert await client.put_breakpoints(stops) == stops
    await client.release(7, Release(body=b"{}", refuse="no"))
    assert await client.import_bundle(b'{"a":1}\n{"b":2}\n') == [8, 9]
    assert await client.log(after=8) == [line]
    assert [(method, path, query, body) for method, path, query, body in answering.seen] == [
        ("PUT", "exchanges/7/annotation", {}, b'{"marked":true,"comment":""}'),
        ("POST", "exchanges/7/cancel", {}, b"{}"),
        ("GET", "breakpoints", {}, b""),
        ("PUT", "breakpoints", {}, b'{"filters":["opus"],"held":[7]}'),
        ("POST", "exchanges/7/release", {}, b'{"body":"e30=","refuse":"no"}'),
        ("POST", "import", {}, b'{"a":1}\n{"b":2}\n'),
        ("GET", "log", {"after": "8"}, b""),
    ]


async def test_a_search_comes_step_by_step(gateway: tuple[Gateway, str], client: HttpControl) -> None:
    answering, _ = gateway
    told = [Found(total=3), Found(ids=[7, 5], searched=2, total=3), Found(searched=3, total=3, done=True)]
    answering.stream = [b"event: found\ndata: %b\n\n" % msgspec.json.encode(step) for step in told]
    ask = Search(pattern="a&b=c|é", legs="ab", ids=[7, 5], before=9, after=2)
    assert [step async for step in client.search(ask)] == told
    assert [step async for step in client.search(Search(pattern="x"))] == told
    assert [seen[:3] for seen in answering.seen] == [
        (
            "GET",
            "search",
            {"pattern": "a&b=c|é", "legs": "ab", "ids": "7,5", "before": "9", "after": "2"},
        ),
        ("GET", "search", {"pattern": "x", "ids": ""}),
    ]


async def test_a_search_that_is_refused_says_why(gateway: tuple[Gateway, str], client: HttpControl) -> None:
    answering, _ = gateway
    answering.status = 400
    answering.answers["search"] = b'{"error": {"message": "the expression cannot be read"}}'
    with pytest.raises(ControlError, match="cannot be read") as refused:
        await anext(client.search(Search(pattern="(")))
    assert refused.value.status == 400


async def test_a_refusal_says_what_the_gateway_says(
    gateway: tuple[Gateway, str], client: HttpControl
) -> None:
    answering, url = gateway
    answering.status = 409
    answering.answers["tiers"] = b'{"error": {"message": "the wiring is at revision 4 by now"}}'
    with pytest.raises(ControlError, match="revision 4") as refused:
        await client.put_tiers(TIERS)
    assert refused.value.status == 409

    stranger = HttpControl(url, "wrong")
    with pytest.raises(ControlError, match="token is wrong") as refused:
        await stranger.status()
    assert refused.value.status == 401
    with pytest.raises(ControlError, match="token is wrong"):
        await anext(stranger.events())
    await stranger.aclose()


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"error": 1}', b"", b"\xff"])
async def test_a_refusal_nobody_can_read_gives_its_status(
    gateway: tuple[Gateway, str], client: HttpControl, body: bytes
) -> None:
    gateway[0].status = 502
    gateway[0].answers["status"] = body
    with pytest.raises(ControlError, match="answers 502") as refused:
        await client.status()
    assert refused.value.status == 502


@pytest.mark.parametrize("body", [b"<html>", b"{}", b'{"version": 1}', b""])
async def test_something_else_on_the_port_is_named(
    gateway: tuple[Gateway, str], client: HttpControl, body: bytes
) -> None:
    gateway[0].answers["status"] = body
    with pytest.raises(ControlError, match="does not speak"):
        await client.status()


async def test_nobody_there() -> None:
    free = socket.socket()
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
    free.close()
    client = HttpControl(f"http://127.0.0.1:{port}", "right")
    with pytest.raises(ControlError, match="No gateway answers") as failed:
        await client.status()
    assert failed.value.status == 0
    with pytest.raises(ControlError, match="No gateway answers"):
        await anext(client.events())
    await client.aclose()


@pytest.mark.parametrize("url", ["", "8787", "127.0.0.1:8787", "ftp://x", "http://"])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(ControlError, match="no address"):
        HttpControl(url, "right")


EVENTS: list[ControlEvent] = [TiersChanged(TIERS), StatusChanged(STATUS), ExchangeChanged(ROW), Reset()]


async def test_events_cut_anywhere(gateway: tuple[Gateway, str], client: HttpControl) -> None:
    wire = b": hello\n\n" + b"".join(
        b"id: %d\nevent: x\ndata: %b\n\n" % (number, msgspec.json.encode(event))
        for number, event in enumerate(EVENTS)
    )
    gateway[0].stream = [wire[at : at + 7] for at in range(0, len(wire), 7)]
    assert [event async for event in client.events()] == EVENTS


async def test_an_event_stream_that_breaks_raises(gateway: tuple[Gateway, str], client: HttpControl) -> None:
    gateway[0].stream = [b"data: %b\n\n" % msgspec.json.encode(Reset())]
    gateway[0].cut = True
    events = client.events()
    assert await anext(events) == Reset()
    with pytest.raises(ControlError, match="is gone"):
        await anext(events)


@pytest.mark.parametrize(
    ("piece", "words"),
    [(b'data: {"event": "new"}\n\n', "does not know"), (b"data: " + b"x" * 1_100_000, "too large")],
)
async def test_events_nobody_can_read(
    gateway: tuple[Gateway, str], client: HttpControl, piece: bytes, words: str
) -> None:
    gateway[0].stream = [piece]
    with pytest.raises(ControlError, match=words):
        await anext(client.events())
