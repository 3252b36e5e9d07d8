"""A gateway made of memory that says the same hostile thing wherever it can say anything."""

import importlib.util
import typing
from pathlib import Path

import hostile
import msgspec

from tui_router.control.events import ExchangeChanged, StatusChanged, TiersChanged
from tui_router.control.inspect import Found, LogLine
from tui_router.core.note import Note
from tui_router.journal.record import AttemptRow, LegSlice
from tui_router.messages.watch import Offence

spec = importlib.util.spec_from_file_location("fake_gateway", Path(__file__).parent / "fake_gateway.py")
fakes = importlib.util.module_from_spec(spec)
spec.loader.exec_module(fakes)


def poisoned(value, text):
    """`value` with this text in every field that can hold any, empty ones and lists too; words of a fixed set stay."""
    if not isinstance(value, msgspec.Struct):
        return value
    hints = typing.get_type_hints(type(value), include_extras=True)
    fields = {
        name: _filled(getattr(value, name), hint, text)
        for name, hint in hints.items()
        if name in type(value).__struct_fields__
    }
    return type(value)(**fields) if not type(value).__struct_config__.array_like else value


def _filled(value, hint, text):
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if hint is str:
        return text
    if isinstance(value, msgspec.Struct):
        return poisoned(value, text)
    if origin is list:
        (of,) = inner
        if of is str:
            return [text] * max(2, len(value))
        if typing.get_origin(of) is tuple:
            return (
                [(text, text), (text, text), *value] if str in typing.get_args(of) and value == [] else value
            )
        return [poisoned(each, text) for each in value]
    if origin is dict:
        return _table(value, text, more="str" in repr(inner[1]) or "Any" in repr(inner[1]))
    if hasattr(hint, "__value__") or origin is typing.Union:
        return text if isinstance(value, str) else value
    return value


def _table(value, text, *, more):
    """The keys that are there stay, as names by which things are found; others come with them."""
    out = {key: _any(each, text) for key, each in value.items()}
    if more:
        out[text] = text if not any(isinstance(each, dict) for each in value.values()) else {text: text}
    return out


def _any(value, text):
    match value:
        case str():
            return text
        case list():
            return [_any(each, text) for each in value]
        case dict():
            return {**{key: _any(each, text) for key, each in value.items()}, text: text}
        case _:
            return value


class Hostile(fakes.FakeControl):
    """`payload` is the name of what it says now; `turn` makes it say the next thing as another gateway would."""

    def __init__(self, payload):
        super().__init__()
        self.trouble_groups, self.facts_known = fakes.troubles(), list(fakes.FACTS)
        self.rules, self.session_tree = list(fakes.RULES), fakes.sessions()
        self.aliases = {"fast": "openai/gpt-4o", "chain": ["openai/gpt-4o", "vllm/qwen3-8b"]}
        self.provider_tables = {
            "openai": {"preset": "openai", "key": "env:OPENAI_API_KEY"},
            "mine": {"base_url": "x", "models": {"m": {"a": 1}}},
        }
        self.session_tiers = {session.id: {"opus": "openai/gpt-4o"} for session in self.session_tree}
        self.history = [fakes.Revision(revision=n, at=fakes.NOW, by="start", what=["a"]) for n in range(4)]
        self.log_lines = [LogLine(number=n, at=fakes.NOW, level=level, source="x", text="y", exchange=38)
                          for n, level in enumerate(("info", "warning", "error") * 8, start=1)]  # fmt: skip
        self.payload = ""
        self.say_now(payload)

    def say_now(self, payload):
        self.payload = payload
        self.text = hostile.said(payload) if payload in hostile.TEXTS else "quiet"
        legs = hostile.legs(payload)
        for row in self._rows.values():
            for leg in "abcd":
                if (row.id, leg) in self.legs:
                    self.legs[row.id, leg] = bytearray(legs[leg])
                    setattr(row.sizes, leg, len(legs[leg]))

    def turn(self, payload):
        self.say_now(payload)
        self.started_at += 1
        self.reset()

    def __getattribute__(self, name):
        got = super().__getattribute__(name)
        if name in ASKED:
            return _Poisoned(self, got)
        return got

    async def leg(self, id, leg, *, attempt=0, offset=0):
        piece = await super().leg(id, leg, attempt=attempt, offset=offset)
        said = self.text if len(self.text) < 3_000 else self.text[:3_000]
        return LegSlice(**{**{field: getattr(piece, field) for field in piece.__struct_fields__},
                           "start": said, "headers": [*piece.headers, (said, said), ("x-id", said)]})  # fmt: skip

    async def exchange(self, id):
        detail = await super().exchange(id)
        detail = msgspec.structs.replace(detail)
        detail.attempts = detail.attempts or [AttemptRow(number=n, diagnosis=fakes.TOO_LARGE) for n in (1, 2)]
        detail.notes = detail.notes or [Note(act=act, path="model", reason="r", side=side)
                                        for act in ("dropped", "renamed", "clamped", "repaired") for side in ("request", "answer")]  # fmt: skip
        detail.diagnosis = detail.diagnosis or fakes.TOO_LARGE
        detail.applied = detail.learned = list(fakes.FACTS)
        detail.offences = [
            Offence(leg=leg, grade="harmful", rule="r", text="t", event=1) for leg in ("c", "d")
        ]
        return detail

    async def events(self):
        async for event in super().events():
            match event:
                case ExchangeChanged(row):
                    yield ExchangeChanged(row=poisoned(row, self.text))
                case StatusChanged(status):
                    yield StatusChanged(status=poisoned(status, self.text))
                case TiersChanged(tiers):
                    yield TiersChanged(tiers=poisoned(tiers, self.text))
                case _:
                    yield event

    async def search(self, ask):
        del ask
        yield Found(ids=[38], searched=1, total=9)
        yield Found(searched=9, total=9, done=True, problem=self.text)


ASKED = frozenset(
    {
        "status",
        "exchanges",
        "exchange",
        "troubles",
        "facts",
        "models",
        "wiring",
        "revisions",
        "dry_run",
        "test",
        "sessions",
        "tiers",
        "log",
    }
)
"""What is answered with values; acts are refused in the same words."""
REFUSED = frozenset(
    {
        "rewire",
        "restore",
        "put_fact",
        "forget_fact",
        "remedy",
        "replay",
        "cancel",
        "annotate",
        "release",
        "put_breakpoints",
    }
)


class _Poisoned:
    def __init__(self, control, ask):
        self._control, self._ask = control, ask

    async def __call__(self, *given, **named):
        answer = await self._ask(*given, **named)
        text = self._control.text
        if isinstance(answer, list):
            return [poisoned(each, text) for each in answer]
        return poisoned(answer, text)


def _refuse(name):
    async def refused(self, *_given, **_named):
        raise fakes.ControlError(f"{self.text}\nand {self.text}", 400)

    refused.__name__ = name
    return refused


for _name in REFUSED:
    setattr(Hostile, _name, _refuse(_name))
