"""A gateway's half of a conversation with the scribe, without a gateway."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from tui_router.journal.record import AttemptRow, ExchangeDetail, ExchangeRow, LegCapture
from tui_router.scribe.frames import Counted
from tui_router.scribe.link import ScribeLink


class Watched:
    """A link, and what it told its gateway."""

    def __init__(self, make: Callable[..., ScribeLink]) -> None:
        self.stored: set[int] = set()
        self.counted: dict[int, Counted] = {}
        self._changed = asyncio.Event()
        self.link = make(on_stored=self._stored, on_counted=self._counted)

    def _stored(self, ids: list[int]) -> None:
        self.stored.update(ids)
        self._changed.set()

    def _counted(self, counted: Counted) -> None:
        self.counted[counted.id] = counted
        self._changed.set()

    async def until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(60):
            while not true():
                self._changed.clear()
                try:
                    async with asyncio.timeout(0.02):  # states change without a word to the gateway
                        await self._changed.wait()
                except TimeoutError:
                    pass

    async def up(self) -> None:
        await self.until(lambda: self.link.pid is not None)


def leg(name: Any, data: bytes = b"", attempt: int = 0, **more: Any) -> LegCapture:
    return LegCapture(leg=name, attempt=attempt, data=data, size=len(data), **more)


class Exchange:
    """One exchange with all its legs."""

    def __init__(self, id: int, body: bytes | None = None, **row: Any) -> None:
        body = (
            body
            or json.dumps({"model": "m", "messages": [{"role": "user", "content": f"hello {id}"}]}).encode()
        )
        self.row = ExchangeRow(id=id, started_at=1000.0 + id, client_model="claude-sonnet-5", **row)
        self.a = leg("a", body, start="POST /v1/messages", headers=[("user-agent", "claude-cli/2")])
        self.b = leg("b", body.replace(b"hello", b"HELLO"), 1, start="http://upstream/v1/chat/completions")
        self.c = leg("c", b"data: {}\n\n" * 40, 1, status=200)
        self.d = leg("d", b"event: ping\ndata: {}\n\n" * 40, status=200)

    @property
    def legs(self) -> list[LegCapture]:
        return [self.a, self.b, self.c, self.d]

    def detail(self, state: Any = "ok") -> ExchangeDetail:
        self.row.state = state
        return ExchangeDetail(row=self.row, attempts=[AttemptRow(number=1, status=200)])

    def pass_through(self, link: ScribeLink) -> None:
        link.opened(self.row, self.a)
        link.sent(self.row.id, self.b)
        link.closed(self.detail(), self.legs)


@pytest.fixture
def exchange() -> type[Exchange]:
    return Exchange


@pytest.fixture
def make_leg() -> Callable[..., LegCapture]:
    return leg


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "data" / "journal.db"


@pytest.fixture
async def watch(db: Path) -> AsyncIterator[Callable[..., Watched]]:
    """Make a link on the test's journal; it is closed at the end."""
    made: list[Watched] = []

    def make(command: list[str] | None = None, **options: Any) -> Watched:
        options.setdefault("first_pause", 0.01)
        watched = Watched(lambda **told: ScribeLink(command, db, **options, **told))
        made.append(watched)
        return watched

    yield make
    for watched in made:
        await watched.link.close()


@pytest.fixture
def python() -> Callable[[str], list[str]]:
    """A command that runs a few lines and then the scribe."""
    return lambda lines: [
        sys.executable,
        "-P",
        "-c",
        f"{lines}\nimport sys\nfrom tui_router.scribe.main import main\nsys.exit(main())",
    ]
