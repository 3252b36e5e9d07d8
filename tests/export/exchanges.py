"""Recorded exchanges for the tests of this room: a repaired one with every leg, and what strangers would make of one."""

import json
from typing import Any

from hypothesis import strategies as st

from tui_router.core.diagnosis import Diagnosis
from tui_router.core.fact import Fact
from tui_router.core.note import Note
from tui_router.export.bundle import Bundled
from tui_router.journal.record import (
    AttemptRow,
    ExchangeDetail,
    ExchangeRow,
    LegCapture,
    LegSizes,
    Mark,
    Times,
    Tokens,
    Weighed,
)

STARTED = 1_795_255_200.25  # 2026-11-21 10:00 UTC
ASKED: dict[str, Any] = {
    "model": "claude-sonnet-4-5",
    "max_tokens": 32000,
    "stream": True,
    "system": "Be brief.",
    "messages": [{"role": "user", "content": "What's up, $HOME `pwd` \\ 'quoted' \"twice\"? ünïcödé €"}],
}
SENT: dict[str, Any] = {
    "model": "gpt-4o",
    "max_tokens": 16384,
    "stream": True,
    "messages": [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": ASKED["messages"][0]["content"]},
    ],
}
EVENTS: list[dict[str, Any]] = [
    {
        "type": "message_start",
        "message": {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": "claude-sonnet-4-5",
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": {"input_tokens": 12, "output_tokens": 1},
        },
    },
    {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Not "}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "much."}},
    {"type": "content_block_stop", "index": 0},
    {
        "type": "message_delta",
        "delta": {"stop_reason": "end_turn", "stop_sequence": None},
        "usage": {"output_tokens": 3},
    },
    {"type": "message_stop"},
]
CHUNKS: list[dict[str, Any]] = [
    {
        "id": "c1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "gpt-4o",
        "choices": [
            {"index": 0, "delta": {"role": "assistant", "content": "Not much."}, "finish_reason": None}
        ],
    },
    {
        "id": "c1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "gpt-4o",
        "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}],
    },
]
LEG_A = json.dumps(ASKED, ensure_ascii=False).encode()
LEG_B = json.dumps(SENT, ensure_ascii=False).encode()
LEG_C = b"".join(b"data: " + json.dumps(each).encode() + b"\n\n" for each in CHUNKS) + b"data: [DONE]\n\n"
LEG_D = b"".join(b"event: %s\ndata: %s\n\n" % (e["type"].encode(), json.dumps(e).encode()) for e in EVENTS)
REFUSED = b'{"error":{"message":"max_tokens is too large: 32000","type":"invalid_request_error"}}'
STREAM = [("content-type", "text/event-stream")]
JSON = [("content-type", "application/json")]


def exchange(id: int = 38, *, asked: bytes = LEG_A, **row: Any) -> Bundled:
    """A streamed answer that took two attempts over Chat Completions."""
    given: dict[str, Any] = {
        "id": id,
        "started_at": STARTED,
        "state": "repaired",
        "kind": "main",
        "tier": "sonnet",
        "client_model": "claude-sonnet-4-5",
        "provider": "openai",
        "model": "gpt-4o",
        "dialect": "chat",
        "stream": True,
        "status": 200,
        "session": "a1f3-77",
        "client": "claude-cli/2.1.0",
        "path": "/v1/messages?beta=true",
        "tokens": Tokens(input=12, output=3, estimated=False),
        "times": Times(read=0.001, sent=0.002, headers=0.3, first=0.4, ended=1.5),
        "sizes": LegSizes(a=len(asked), b=len(LEG_B), c=len(LEG_C), d=len(LEG_D)),
        "attempts": 2,
        "notes": 1,
        "losses": 1,
        "trouble": "max_tokens 32,000 → 16,384",
        "diagnosis": "max_tokens_too_large",
        "stop": "end_turn",
        "comment": "look at this one",
        "marked": True,
        "stored": True,
    }
    diagnosis = Diagnosis(
        name="max_tokens_too_large",
        type="invalid_request_error",
        status=400,
        message="max_tokens is too large",
        quote="max_tokens is too large: 32000",
        figures={"limit": 16384},
    )
    url = "https://api.openai.example/v1/chat/completions"
    attempts = [
        AttemptRow(number=1, provider="openai", model="gpt-4o", url=url, status=400, outcome="max_tokens too large",
                   times=Times(sent=0.002, headers=0.1, ended=0.11), diagnosis=diagnosis),
        AttemptRow(number=2, provider="openai", model="gpt-4o", url=url, status=200, outcome="ok",
                   cause="max_tokens too large", repair="max_tokens 32,000 → 16,384",
                   times=Times(sent=0.12, headers=0.3, first=0.4, ended=1.5)),
    ]  # fmt: skip
    hidden = [("authorization", "Bearer ****"), *JSON]
    legs = [
        LegCapture(leg="a", start="POST /v1/messages?beta=true", data=asked, size=len(asked),
                   headers=[("host", "127.0.0.1:8787"), ("authorization", "Bearer ****"), *JSON,
                            ("anthropic-version", "2023-06-01"), ("content-length", str(len(asked)))]),
        LegCapture(leg="b", attempt=1, start=f"POST {url}", headers=hidden, data=LEG_A, size=len(LEG_A)),
        LegCapture(leg="c", attempt=1, status=400, headers=JSON, data=REFUSED, size=len(REFUSED)),
        LegCapture(leg="b", attempt=2, start=f"POST {url}", headers=hidden, data=LEG_B, size=len(LEG_B)),
        LegCapture(leg="c", attempt=2, status=200, headers=STREAM, data=LEG_C, size=len(LEG_C),
                   marks=[Mark(0, 0.3), Mark(20, 0.4)]),
        LegCapture(leg="d", status=200, headers=STREAM, data=LEG_D, size=len(LEG_D), marks=[Mark(0, 0.4)]),
    ]  # fmt: skip
    detail = ExchangeDetail(
        row=ExchangeRow(**{**given, **row}),
        weighed=Weighed(system=[3], messages=[[9]]),
        attempts=attempts,
        notes=[
            Note("clamped", "max_tokens", "the target takes at most 16384", before="32000", after="16384")
        ],
        diagnosis=diagnosis,
        learned=[
            Fact(provider="openai", base_url="https://api.openai.example/v1", model="gpt-4o",
                 name="max_output_tokens", value=16384, evidence="at most 16384", exchange=id)
        ],
        explained="sonnet → openai/gpt-4o: the tier",
    )  # fmt: skip
    return Bundled(detail=detail, legs=legs)


def bare(id: int = 1) -> Bundled:
    """Hardly begun: a row and nothing else."""
    return Bundled(detail=ExchangeDetail(row=ExchangeRow(id=id, started_at=0.0)))


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
SMALL = st.integers(0, 2**40)
SECONDS = st.none() | st.floats(0, 1e6)
BODIES = st.binary(max_size=200) | TEXT.map(str.encode) | st.just(LEG_A) | st.just(LEG_D)


def _leg(place: tuple[Any, int]) -> st.SearchStrategy[LegCapture]:
    return st.builds(
        LegCapture,
        leg=st.just(place[0]),
        attempt=st.just(place[1]),
        status=st.none() | st.integers(100, 599),
        start=TEXT,
        headers=st.lists(st.tuples(TEXT, TEXT), max_size=3),
        data=BODIES,
        size=SMALL,
        marks=st.lists(st.builds(Mark, st.just(0), st.floats(0, 1e6)), max_size=3),
    )


LEGS = st.sets(st.tuples(st.sampled_from("abcd"), st.integers(0, 6)), max_size=6).flatmap(
    lambda places: st.tuples(*(_leg(place) for place in sorted(places))).map(list)
)
ROWS = st.builds(
    ExchangeRow,
    id=st.integers(1, 2**40),
    started_at=st.floats(0, 3e10),
    state=st.sampled_from(["waiting", "live", "ok", "failed", "repaired"]),
    client_model=TEXT,
    provider=TEXT,
    model=TEXT,
    status=st.none() | st.integers(100, 599),
    session=TEXT,
    path=TEXT,
    comment=TEXT,
    trouble=TEXT,
    tools=st.lists(TEXT, max_size=3),
    marked=st.booleans(),
    cost=st.none() | st.floats(0, 1e6),
    times=st.builds(Times, read=SECONDS, sent=SECONDS, headers=SECONDS, first=SECONDS, ended=SECONDS),
)
ATTEMPTS = st.builds(
    AttemptRow,
    number=st.integers(1, 6),
    url=TEXT,
    status=st.none() | st.integers(100, 599),
    outcome=TEXT,
    times=st.builds(Times, sent=SECONDS, headers=SECONDS, ended=SECONDS),
)
NOTES = st.builds(Note, st.sampled_from(["dropped", "renamed", "added"]), TEXT, TEXT, before=TEXT)
EXCHANGES = st.builds(
    Bundled,
    detail=st.builds(
        ExchangeDetail,
        row=ROWS,
        attempts=st.lists(ATTEMPTS, max_size=3),
        notes=st.lists(NOTES, max_size=3),
        explained=TEXT,
    ),
    legs=LEGS,
)
