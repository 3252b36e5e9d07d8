"""The archive has the shape the format asks for, whatever was recorded."""

import json
from datetime import datetime

import msgspec
from export_exchanges import EXCHANGES, LEG_A, LEG_B, LEG_D, bare, exchange
from hypothesis import given, settings

from tui_router.export.har import har

FAKE = "sk-ant-" + "api03-" + "a1" * 20


class Pair(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    value: str


class Posted(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    mime_type: str
    params: list[Pair]
    text: str
    comment: str = ""


class Asked(msgspec.Struct, forbid_unknown_fields=True, rename="camel", kw_only=True):
    method: str
    url: str
    http_version: str
    cookies: list[Pair]
    headers: list[Pair]
    query_string: list[Pair]
    headers_size: int
    body_size: int
    post_data: Posted | None = None


class Content(msgspec.Struct, forbid_unknown_fields=True, rename="camel", kw_only=True):
    size: int
    mime_type: str
    text: str = ""
    encoding: str = ""


class Answered(msgspec.Struct, forbid_unknown_fields=True, rename="camel", kw_only=True):
    status: int
    status_text: str
    http_version: str
    cookies: list[Pair]
    headers: list[Pair]
    content: Content
    redirect: str = msgspec.field(name="redirectURL")
    headers_size: int
    body_size: int
    comment: str = ""


class Timings(msgspec.Struct, forbid_unknown_fields=True):
    blocked: float
    dns: float
    connect: float
    ssl: float
    send: float
    wait: float
    receive: float


class Entry(msgspec.Struct, forbid_unknown_fields=True, rename="camel", kw_only=True):
    started: str = msgspec.field(name="startedDateTime")
    time: float
    request: Asked
    response: Answered
    cache: dict[str, str]
    timings: Timings
    comment: str = ""
    ours: dict[str, object] = msgspec.field(name="_tui_router")


class Creator(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    version: str


class Log(msgspec.Struct, forbid_unknown_fields=True):
    version: str
    creator: Creator
    entries: list[Entry]


class Har(msgspec.Struct, forbid_unknown_fields=True):
    log: Log


def read(*given) -> list[Entry]:
    log = msgspec.json.decode(har(given, version="0.1.0"), type=Har).log
    assert (log.version, log.creator.name) == ("1.2", "tui_router")
    return log.entries


def test_both_hops_and_every_attempt():
    client, first, second = read(exchange())
    assert client.request.url == "http://127.0.0.1:8787/v1/messages?beta=true"
    assert client.request.query_string == [Pair("beta", "true")]
    assert client.request.post_data is not None
    assert client.request.post_data.text.encode() == LEG_A
    assert client.response.content.text.encode() == LEG_D
    assert (first.response.status, second.response.status, client.response.status) == (400, 200, 200)
    assert second.request.post_data is not None
    assert second.request.post_data.text.encode() == LEG_B
    assert "max_tokens 32,000 → 16,384" in second.comment
    assert "clamped max_tokens" in client.comment
    assert second.ours == {"exchange": 38, "hop": "upstream", "attempt": 2, "provider": "openai"}


def test_times():
    client, first, second = read(exchange())
    assert (client.timings.send, client.timings.wait, client.timings.receive) == (1.0, 399.0, 1100.0)
    assert (second.timings.wait, second.timings.receive, second.time) == (180.0, 1200.0, 1380.0)
    begun = [datetime.fromisoformat(entry.started).timestamp() for entry in (client, first, second)]
    assert [round(at - begun[0], 3) for at in begun] == [0, 0.002, 0.12]


def test_many_in_the_order_of_time():
    entries = read(exchange(40, started_at=2e9), exchange(39, started_at=1e9))
    assert [entry.ours["exchange"] for entry in entries] == [39, 39, 39, 40, 40, 40]


def test_what_never_came():
    (only,) = read(bare())
    assert (only.response.status, only.response.comment, only.request.body_size) == (0, "no answer came", -1)


def test_bytes_and_secrets():
    given = exchange(comment=FAKE)
    given.legs[5].data = b"\xff\x00"
    given.legs[0].data = FAKE.encode()
    text = har([given])
    assert FAKE.encode() not in text
    assert json.loads(text)["log"]["entries"][0]["response"]["content"]["encoding"] == "base64"


@given(EXCHANGES)
@settings(max_examples=60)
def test_whatever_was_recorded_is_an_archive(given):
    entries = read(given)
    assert len(entries) == 1 + len(given.detail.attempts)
    assert all(entry.time >= 0 for entry in entries)
