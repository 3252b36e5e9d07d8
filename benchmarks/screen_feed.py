"""`python -m benchmarks.screen_feed REPORT`: the inspector on a gateway made of memory, for `benchmarks.screen`.

In the same process and without a socket: measured is the screen, and what decoding JSON costs is left out. The list has
100,000 exchanges, made when they are asked for; three of them stream. Stalls of the loop are written to REPORT at the end.
"""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

from tui_router.control.client import ControlClient, ControlError
from tui_router.control.events import ControlEvent, ExchangeChanged
from tui_router.control.inspect import Breakpoints, LogLine
from tui_router.control.wiring import Wires
from tui_router.core.fact import Fact
from tui_router.core.note import Note
from tui_router.journal.record import (
    AttemptRow,
    ExchangeDetail,
    ExchangeRow,
    KnownModel,
    LegName,
    LegSlice,
    Mark,
    Status,
    Tiers,
    Times,
    Tokens,
    Trouble,
)
from tui_router.journal.sessions import Session

LISTED = 100_000
STREAMS = (LISTED, LISTED - 1, LISTED - 2)
DELTAS = 60  # a second, of each stream
LARGE = LISTED - 4
"""The exchange whose request is 400 KB."""
BEAT_S = 0.005
PIECE = 1024 * 1024
SEARCHED = "kimi-k2.5"
_MODELS = ("gpt-5.4", "gpt-4o", "deepseek-chat", SEARCHED, "qwen3-8b")
_NOTES = [
    Note(act="renamed", path="max_tokens", to="max_completion_tokens", reason="so it is called there"),
    Note(act="dropped", path="thinking", reason="no counterpart"),
]


def row_of(id: int, began: float) -> ExchangeRow:
    live = id in STREAMS
    return ExchangeRow(
        id=id,
        started_at=began - (LISTED - id) * 3.0,
        state="live" if live else "failed" if id % 23 == 0 else "ok",
        kind="main" if id % 3 else "subagent",
        tier=("opus", "sonnet", "haiku")[id % 3],
        client_model="claude-opus-5-5",
        provider="openai",
        model=_MODELS[id % len(_MODELS)],
        dialect="chat",
        reason="tier",
        stream=True,
        status=200,
        session=f"session-{id // 40}",
        client="claude-cli/2.1",
        tokens=Tokens(input=18_000 + id % 900, output=0 if live else 400 + id % 300, estimated=live),
        times=Times(read=0.004, sent=0.02, headers=0.4, first=0.6, ended=None if live else 5.0),
        attempts=1,
        notes=len(_NOTES),
        window=128_000,
    )


def request(size: int) -> bytes:
    """A long session of about `size` bytes."""
    tools = [
        {"name": f"Tool{n}", "description": "what it does " * 20, "input_schema": {"type": "object"}}
        for n in range(24)
    ]
    messages: list[dict[str, object]] = []
    turn = "def parse(line):\n    return line.split()\n" * 40
    held = 0
    while held < size - 12_000:
        number = len(messages)
        messages.append({"role": "user", "content": [{"type": "text", "text": f"turn {number}: {turn}"}]})
        call = {
            "type": "tool_use",
            "id": f"t{number}",
            "name": "Tool1",
            "input": {"path": "a.py", "n": number},
        }
        messages.append({"role": "assistant", "content": [{"type": "text", "text": turn}, call]})
        held += sum(len(str(message)) for message in messages[-2:])
    body = {
        "model": "claude-opus-5-5",
        "system": "You are.",
        "tools": tools,
        "messages": messages,
        "stream": True,
    }
    return json.dumps(body).encode()


def chunk(text: str) -> bytes:
    return b"data: " + json.dumps({"choices": [{"index": 0, "delta": {"content": text}}]}).encode() + b"\n\n"


def delta(text: str) -> bytes:
    body = {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}}
    return b"event: content_block_delta\ndata: " + json.dumps(body).encode() + b"\n\n"


START = b"".join(
    f"event: {body['type']}\ndata: {json.dumps(body)}\n\n".encode()
    for body in (
        {"type": "message_start", "message": {"id": "m", "role": "assistant", "content": [], "usage": {}}},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
    )
)


class Feed:
    """As much of a `ControlClient` as the measured screens ask for."""

    def __init__(self) -> None:
        self._began = time.time()
        self._streams = {id: row_of(id, self._began) for id in STREAMS}
        self._legs: dict[tuple[int, LegName], bytearray] = {}
        self._small, self._large = request(12_000), b""
        self._queues: list[asyncio.Queue[ControlEvent]] = []

    def _leg(self, id: int, leg: LegName) -> bytes | bytearray:
        if leg in ("a", "b"):
            if id != LARGE:
                return self._small
            self._large = self._large or request(400_000)
            return self._large
        if (id, leg) not in self._legs:
            text = "".join((chunk if leg == "c" else delta)(f"word {n} ").decode() for n in range(200))
            self._legs[id, leg] = bytearray((START if leg == "d" else b"") + text.encode())
        return self._legs[id, leg]

    async def stream(self) -> None:
        """Until cancelled: every stream grows on both sides, and the list hears of it."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        for number in range(10**9):
            due += 1 / DELTAS
            await asyncio.sleep(max(0.0, due - loop.time()))
            for id, row in self._streams.items():
                for leg, made in (("c", chunk), ("d", delta)):
                    held = self._leg(id, leg)  # type: ignore[arg-type]
                    assert isinstance(held, bytearray)  # answers are
                    held += made(f"and {number} ")
                    setattr(row.sizes, leg, len(held))
                row.tokens.output += 1
                for queue in self._queues:
                    queue.put_nowait(ExchangeChanged(row=row))

    def _row(self, id: int) -> ExchangeRow:
        return self._streams.get(id) or row_of(id, self._began)

    async def status(self) -> Status:
        return Status(
            version="0",
            pid=1,
            url="http://127.0.0.1:1",
            started_at=self._began,
            revision=1,
            live=3,
            counts={"live": 3},
        )

    async def exchanges(
        self, *, filter: str = "", before: int | None = None, limit: int = 500
    ) -> list[ExchangeRow]:
        del filter
        last = LISTED if before is None else before - 1
        return [self._row(id) for id in range(last, max(0, last - limit), -1)]

    async def exchange(self, id: int) -> ExchangeDetail:
        return ExchangeDetail(row=self._row(id), notes=_NOTES, attempts=[AttemptRow(number=1, outcome="ok")])

    async def leg(self, id: int, leg: LegName, *, attempt: int = 0, offset: int = 0) -> LegSlice:
        held = self._leg(id, leg)
        data = bytes(held[offset : offset + PIECE])
        return LegSlice(
            leg=leg,
            attempt=attempt,
            status=200,
            headers=[("content-type", "application/json" if leg in "ab" else "text/event-stream")],
            offset=offset,
            next=offset + len(data),
            size=len(held),
            complete=id not in STREAMS and offset + len(data) == len(held),
            data=data,
            marks=[Mark(offset=offset, at=0.6)],
        )

    async def tiers(self) -> Tiers:
        return Tiers(revision=1, tiers={"opus": "openai/gpt-5.4", "sonnet": "openai/gpt-4o"})

    async def wiring(self) -> Wires:
        return Wires(revision=1)

    async def troubles(self) -> list[Trouble]:
        return []

    async def facts(self) -> list[Fact]:
        return []

    async def models(self, *, refresh: bool = False) -> list[KnownModel]:
        del refresh
        return [KnownModel(target=f"openai/{name}", context_window=128_000) for name in _MODELS]

    async def sessions(self) -> list[Session]:
        return []

    async def log(self, *, after: int = 0) -> list[LogLine]:
        del after
        return []

    async def breakpoints(self) -> Breakpoints:
        return Breakpoints()

    async def events(self) -> AsyncIterator[ControlEvent]:
        queue: asyncio.Queue[ControlEvent] = asyncio.Queue()
        self._queues.append(queue)
        while True:
            yield await queue.get()

    async def aclose(self) -> None: ...

    def __getattr__(self, name: str) -> object:
        async def refused(*_given: object, **_named: object) -> None:
            raise ControlError(f"the benchmark's gateway does not know {name}", 400)

        return refused


async def beat(stalls: list[tuple[float, float, float]]) -> None:
    """Note when the loop was held: when, on the clock that all processes of the machine share, how many seconds, and how
    many of them this thread was computing. The rest it waited for a core."""
    while True:
        began, computed = time.monotonic(), time.thread_time()
        await asyncio.sleep(BEAT_S)
        late = time.monotonic() - began - BEAT_S
        if late > 0.02:  # less is the scheduler's
            stalls.append((began, late, time.thread_time() - computed))


def main() -> None:
    from typing import cast

    from tui_router.tui import follow
    from tui_router.tui.app import RouterApp

    follow.BACKFILL = LISTED  # all of it, as a day of scrolling would
    feed = Feed()
    app = RouterApp(cast("ControlClient", feed), on_quit="leave")
    stalls: list[tuple[float, float, float]] = []

    async def run() -> None:
        tasks = [asyncio.create_task(feed.stream()), asyncio.create_task(beat(stalls))]
        try:
            await app.run_async()
        finally:
            for task in tasks:
                task.cancel()

    asyncio.run(run())
    Path(sys.argv[1]).write_text(json.dumps({"stalls": stalls}), encoding="utf-8")


if __name__ == "__main__":
    main()
