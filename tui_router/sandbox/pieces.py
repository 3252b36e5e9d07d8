"""A scenario's steps as Chat Completions deltas, and the same deltas folded into one message."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from string import Template
from typing import Any, NamedTuple

from tui_router.sandbox.scenario import Call, Scenario, Step
from tui_router.sandbox.tooling import choose

_FRAGMENT = 12
"""Characters of a tool's arguments in one chunk."""


class Piece(NamedTuple):
    """`wait` seconds of silence, then one of: a delta, a whole `data:` value, an SSE comment, bare bytes."""

    wait: float
    delta: dict[str, Any] | None = None
    event: dict[str, Any] | None = None
    comment: str = ""
    raw: bytes = b""


def pieces(
    scenario: Scenario,
    steps: Iterable[Step],
    *,
    tools: Sequence[Mapping[str, Any]],
    results: str,
    new_id: Callable[[], str],
    plain: bool = False,
) -> Iterator[Piece]:
    """With `plain` calls come one after the other, each beginning with its name: what Messages can tell."""
    gap = scenario.gap_ms / 1000
    called = 0
    for step in steps:
        wait = step.wait_ms / 1000
        if step.comment:
            yield Piece(wait, comment=step.comment)
            wait = 0
        for field, said in (
            (scenario.reasoning_field, step.thinking),
            ("content", step.text * step.times),
        ):
            for part in split_words(Template(said).safe_substitute(results=results), scenario.words):
                yield Piece(wait + gap, {field: part})
                wait = 0
        chosen = [(call, found) for call in step.calls if (found := choose(call, tools))]
        streams = [
            _call(call, *found, index=called + at, new_id=new_id, plain=plain)
            for at, (call, found) in enumerate(chosen)
        ]
        called += len(streams)
        for fragment in _take_turns(streams) if step.interleaved and not plain else _one_by_one(streams):
            yield Piece(wait + gap, {"tool_calls": [fragment]})
            wait = 0
        if step.calls and not streams:
            for part in split_words("There is no tool to call.", scenario.words):
                yield Piece(gap, {"content": part})
        if step.event is not None:
            yield Piece(wait, event=step.event)
        if step.raw:
            yield Piece(wait, raw=step.raw.encode("latin-1"))


def split_words(text: str, count: int) -> list[str]:
    """`count` words in a part, each with the white space after it; 0 leaves the text whole."""
    if not count:
        return [text] if text else []
    words = re.findall(r"\S+\s*|\s+", text)
    return ["".join(words[at : at + count]) for at in range(0, len(words), count)]


def _call(
    call: Call, name: str, arguments: dict[str, Any], *, index: int, new_id: Callable[[], str], plain: bool
) -> list[dict[str, Any]]:
    written = call.raw or json.dumps(arguments, ensure_ascii=False)
    head = {"index": index, "id": call.id or new_id(), "type": "function"}
    if call.form == "in_start" and plain:
        return [{**head, "function": {"name": name, "arguments": ""}, "input": arguments}]
    if call.form in ("whole", "in_start"):
        return [{**head, "function": {"name": name, "arguments": written}}]
    rest = [
        {"index": index, "function": {"arguments": written[at : at + _FRAGMENT]}}
        for at in range(0, len(written), _FRAGMENT)
    ]
    named = {**head, "function": {"name": name, "arguments": ""}}
    return [rest[0], named, *rest[1:]] if call.form == "late_id" and not plain else [named, *rest]


def _one_by_one(streams: list[list[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    for stream in streams:
        yield from stream


def _take_turns(streams: list[list[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    for at in range(max(map(len, streams), default=0)):
        for stream in streams:
            yield from stream[at : at + 1]


class Folded(NamedTuple):
    message: dict[str, Any]
    wait: float
    event: dict[str, Any] | None  # an error that ended the answer


def fold(parts: Iterable[Piece]) -> Folded:
    """The message a client that does not stream gets, and the seconds it waits for it."""
    said: dict[str, str] = {}
    calls: dict[int, dict[str, Any]] = {}
    wait = 0.0
    for piece in parts:
        wait += piece.wait
        if piece.event is not None:
            return Folded({}, wait, piece.event)
        for field, value in (piece.delta or {}).items():
            if field != "tool_calls":
                said[field] = said.get(field, "") + value
                continue
            for fragment in value:
                _add(calls.setdefault(fragment["index"], {"function": {"arguments": ""}}), fragment)
    message: dict[str, Any] = {"role": "assistant", "content": None, "refusal": None, **said}
    if calls:
        message["tool_calls"] = list(calls.values())
    elif message["content"] is None:
        message["content"] = ""
    return Folded(message, wait, None)


def size(delta: Mapping[str, Any]) -> int:
    """Characters the model wrote in it."""
    written = 0
    for field, value in delta.items():
        written += (
            sum(len(f["function"]["arguments"]) for f in value) if field == "tool_calls" else len(value)
        )
    return written


def _add(call: dict[str, Any], fragment: dict[str, Any]) -> None:
    for member in ("id", "type"):
        if member in fragment:
            call[member] = fragment[member]
    function = fragment["function"]
    if "name" in function:
        call["function"]["name"] = function["name"]
    call["function"]["arguments"] += function["arguments"]
