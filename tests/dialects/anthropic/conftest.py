import itertools
import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from tui_router.core.target import Limits, Target
from tui_router.dialects.anthropic.request import prepare
from tui_router.dialects.anthropic.stream import Machine
from tui_router.dialects.base import Call, Prepared
from tui_router.messages.codec import decode_request, encode_events
from tui_router.messages.events import Emitted, Verbatim
from tui_router.messages.reading import frame_data, frame_name
from tui_router.providers.provider import Provider
from tui_router.providers.quirks import Quirks

RECORDINGS = Path(__file__).parents[2] / "recordings" / "anthropic"
PROVIDER = Provider(name="near", dialect="anthropic", base_url="http://127.0.0.1:1")


class Recording(msgspec.Struct):
    """A request, the network reads of its answer, and what the client got, a line for each event."""

    name: str
    request: bytes
    chunks: list[bytes]
    events: list[str]

    def __repr__(self) -> str:
        return f"<{self.name}>"  # a failing property prints them all


def recording(name: str) -> Recording:
    def text(part: str) -> str:
        return (RECORDINGS / f"{name}.{part}").read_text(encoding="utf-8")

    chunks = [json.loads(line).encode("utf-8", "surrogateescape") for line in text("chunks.txt").splitlines()]
    return Recording(name, text("request.json").encode(), chunks, text("events.txt").splitlines())


def names() -> list[str]:
    return sorted(path.name.removesuffix(".events.txt") for path in RECORDINGS.glob("*.events.txt"))


@pytest.fixture(params=names())
def recorded(request) -> Recording:
    return recording(request.param)


@pytest.fixture
def load() -> Callable[[str], Recording]:
    return recording


@pytest.fixture(scope="session")
def recordings() -> list[Recording]:
    return [recording(name) for name in names()]


def make_call(body: bytes | dict, *, model: str = "other", provider: Provider = PROVIDER, **more) -> Call:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    count = itertools.count(1)
    return Call(
        request=decode_request(raw),
        body=raw,
        target=Target(provider.name, model),
        provider=provider,
        limits=more.pop("limits", Limits()),
        estimate=more.pop("estimate", 7),
        new_id=lambda prefix: f"{prefix}new{next(count)}",
        **more,
    )


@pytest.fixture(scope="session")
def call() -> Callable[..., Call]:
    return make_call


class Sent(msgspec.Struct):
    """A request as a target with some quirks gets it, read again, and what the notes say."""

    prepared: Prepared
    body: dict
    came: bytes

    @property
    def messages(self) -> list:
        return self.body["messages"]

    @property
    def acts(self) -> list[tuple[str, str]]:
        return [(note.act, note.path) for note in self.prepared.notes]

    @property
    def untouched(self) -> bool:
        return self.prepared.body == self.came and self.prepared.notes == []


def send(body: dict, *, limits: Limits | None = None, headers: dict | None = None, **quirks) -> Sent:
    provider = msgspec.structs.replace(PROVIDER, quirks=Quirks(**quirks))
    made = make_call(
        {"model": "a", "messages": [], **body},
        model="",
        provider=provider,
        limits=limits or Limits(),
        headers=headers or {},
    )
    prepared = prepare(made)
    return Sent(prepared, json.loads(prepared.body), made.body)


@pytest.fixture(scope="session")
def sent() -> Callable[..., Sent]:
    return send


def render(items: list[Emitted], machine: Machine, came: bytes) -> list[str]:
    """What the client gets, a line for each event, "+" before what is not the upstream's own; then the notes,
    what was odd, the usage, and how it ended."""
    lines = []
    for item in items:
        raw = encode_events([item])
        data = frame_data(raw)
        own = " " if isinstance(item, Verbatim) and item.raw in came else "+"
        lines.append(f"{own} {frame_name(raw)} {data.decode()}" if data is not None else f"{own} {raw!r}")
    lines += [f"note {note.act} {note.path or '-'}: {note.reason}" for note in machine.notes]
    lines += [f"odd {odd.rule} {odd.index}" for odd in machine.offences if odd.grade == "odd"]
    usage = machine.usage
    lines.append(f"usage {' '.join(map(str, msgspec.structs.astuple(usage))) if usage else 'none'}")
    if machine.fault:
        lines.append(f"fault {machine.fault.diagnosis.name}: {machine.fault.diagnosis.message}")
    else:
        lines.append(f"done {machine.done}")
    return lines


@pytest.fixture(scope="session")
def shown() -> Callable[..., list[str]]:
    return render
