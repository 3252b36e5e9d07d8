"""A stream translator played as a conversation: what the upstream says, then what the client hears.

    play(
        {"choices": [{"delta": {"content": "Hi"}}]},
        {"choices": [{"delta": {}, "finish_reason": "stop"}]},
        "[DONE]",
    ) >> '''
        start claude-sonnet-5-5, 100 in
        0 text
          "Hi"
        0 stop
        end end_turn, 100 in, 1 out
    '''

Everything that is played is also checked against the grammar of a Messages stream.
"""

import itertools
import json
import textwrap
from collections.abc import Iterable
from typing import Any

from tui_router.core.note import Note
from tui_router.core.target import Dialect, Limits, Target
from tui_router.dialects.base import Call
from tui_router.dialects.find import dialect_of
from tui_router.messages.codec import decode_request
from tui_router.messages.events import (
    BlockDelta,
    BlockStart,
    BlockStop,
    Event,
    InputJsonDelta,
    MessageDelta,
    MessageStart,
    MessageStop,
    OtherOut,
    SignatureDelta,
    TextDelta,
    ThinkingDelta,
    ToolUseOut,
    Usage,
)
from tui_router.messages.grammar import Checker
from tui_router.providers.provider import Model, Provider
from tui_router.providers.quirks import Quirks

OURS = frozenset({"foreign_id"})
"""Oddities that are meant: an upstream's tool ids stay where they can."""

UNFINISHED = frozenset({"no_stop", "no_message_delta", "no_message_stop"})
"""What a stream that ends in a fault may lack."""


def counter() -> Any:
    count = itertools.count(1)
    return lambda prefix: f"{prefix}{next(count)}"


def make_call(
    request: dict[str, Any] | None = None,
    *,
    quirks: dict[str, Any] | None = None,
    limits: dict[str, Any] | None = None,
    model: str = "some-model",
    known: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
    session: str = "",
    base_url: str = "http://127.0.0.1:1/v1",
    body: bytes | None = None,
    dialect: Dialect = "chat",
    kept: dict[str, str] | None = None,
) -> Call:
    """A request on its way to the provider "lab". `known` is what is known of the model, `kept` what earlier answers
    left for the upstream."""
    if body is None:
        asked = {
            "model": "claude-sonnet-5-5",
            "messages": [{"role": "user", "content": "hi"}],
            "stream": True,
            **(request or {}),
        }
        body = json.dumps(asked).encode()
    return Call(
        request=decode_request(body),
        body=body,
        target=Target("lab", model),
        provider=Provider(
            name="lab",
            dialect=dialect,
            base_url=base_url,
            quirks=Quirks(**(quirks or {})),
            models={model: Model(**known)} if known else {},
        ),
        limits=Limits(**(limits or {})),
        headers=headers or {},
        session=session,
        estimate=100,
        kept=kept or {},
        new_id=counter(),
    )


def frame(said: Any) -> bytes:
    """One thing an upstream says, as bytes: an object or a plain word is a data event, bytes go as they are."""
    if isinstance(said, bytes):
        return said
    data = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return b"data: " + data.encode() + b"\n\n"


def tell(event: Event) -> str:
    if isinstance(event, MessageStart):
        return f"start {event.message.model}, {_usage(event.message.usage)}"
    if isinstance(event, BlockStart):
        block = event.content_block
        if isinstance(block, ToolUseOut):
            return f"{event.index} tool {block.name} {block.id}"
        if isinstance(block, OtherOut):
            return f"{event.index} {block.kind} {bytes(block.raw).decode()}"
        return f"{event.index} {type(block).__name__.removesuffix('Out').lower()}"
    if isinstance(event, BlockStop):
        return f"{event.index} stop"
    if isinstance(event, MessageDelta):
        matched = f" {event.delta.stop_sequence!r}" if event.delta.stop_sequence is not None else ""
        return (
            f"end {event.delta.stop_reason}{matched}, {_usage(event.usage)}, {event.usage.output_tokens} out"
        )
    if isinstance(event, BlockDelta):
        delta = event.delta
        if isinstance(delta, TextDelta):
            return f"  {json.dumps(delta.text, ensure_ascii=False)}"
        if isinstance(delta, ThinkingDelta):
            return f"  {json.dumps(delta.thinking, ensure_ascii=False)}"
        if isinstance(delta, InputJsonDelta):
            return (
                f"  {delta.partial_json}"
                if delta.partial_json.strip() == delta.partial_json
                else f"  {delta.partial_json!r}"
            )
        if isinstance(delta, SignatureDelta):
            return f"  signature {delta.signature!r}"
    return type(event).__name__.lower()


def _usage(usage: Usage) -> str:
    cached = f" + {usage.cache_read_input_tokens} cached" if usage.cache_read_input_tokens else ""
    written = f" + {usage.cache_creation_input_tokens} written" if usage.cache_creation_input_tokens else ""
    return f"{usage.input_tokens}{cached}{written} in"


def tell_note(note: Note) -> str:
    to = f" -> {note.to}" if note.to else ""
    change = f" ({note.before} => {note.after})" if note.before or note.after else ""
    return f"note {note.act} {note.path}{to}: {note.reason}{change}"


class Heard:
    """What the client got; `keeps` is what stays with us for a later turn. `>>` says what it should have been."""

    def __init__(self, events: list[Any], machine: Any, keeps: dict[str, str]) -> None:
        self.events = events
        self.keeps = keeps
        self.machine = machine
        self.fault = machine.fault
        self.notes: list[Note] = machine.notes

    @property
    def lines(self) -> list[str]:
        told = [tell(event) for event in self.events if not isinstance(event, MessageStop)]
        if self.fault is not None:
            diagnosis = self.fault.diagnosis
            told.append(f"fault {diagnosis.name} {diagnosis.status}: {diagnosis.message}")
        return told

    @property
    def record(self) -> list[str]:
        return [*self.lines, *(tell_note(note) for note in self.notes)]

    def __rshift__(self, expected: str) -> "Heard":
        assert self.lines == textwrap.dedent(expected).strip("\n").splitlines()
        return self


class Playbook:
    """A call waiting for its answer. Each play begins anew."""

    def __init__(self, request: dict[str, Any] | None = None, **call: Any) -> None:
        self.request = request
        self.call = call

    def with_(self, request: dict[str, Any] | None = None, **call: Any) -> "Playbook":
        return Playbook({**(self.request or {}), **(request or {})}, **{**self.call, **call})

    def __call__(self, *said: Any) -> Heard:
        return self.feed(frame(one) for one in said)

    def feed(self, reads: Iterable[bytes]) -> Heard:
        """The same with the cuts where the caller wants them. The grammar is checked on the way."""
        call = make_call(self.request, **self.call)
        language = dialect_of(call.provider.dialect)
        prepared = language.prepare(call)
        machine = language.machine(call, prepared)
        events: list[Any] = []
        for data in reads:
            events += machine.feed(data)
        events += machine.close()
        complain(events, whole=machine.fault is None)
        assert machine.done == (machine.fault is None)
        return Heard(events, machine, prepared.keeps)


def complain(events: list[Any], *, whole: bool) -> None:
    checker = Checker()
    wrong = [found.rule for event in events for found in checker.feed(event)]
    if events:
        wrong += [found.rule for found in checker.close()]
    assert [rule for rule in wrong if rule not in OURS and (whole or rule not in UNFINISHED)] == []
    assert bool(events) or not whole
