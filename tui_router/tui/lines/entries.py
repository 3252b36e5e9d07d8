"""What happened on an answering leg: entries, each a chunk, an event or a run of like deltas.

A reader is fed with server-sent events as they come and only ever appends entries or adds to the last ones,
so the work for a delta does not grow with what came before.
"""

from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import msgspec

from tui_router.tui.cells import clip
from tui_router.tui.lines.trouble import figure
from tui_router.tui.safe_text import safe_text
from tui_router.wire.sse import Frame

Sort = Literal["event", "text", "thinking", "json", "quote", "error"]
Slot = tuple[str, int]
"""What an entry is in the course of an answer: ("text", 1) is the second run of text on either leg."""

MOST_ENTRIES = 4_000
"""A hostile stream may never repeat itself; past this only a count goes on."""
_WORDS = 80


@dataclass(slots=True, eq=False)
class Entry:
    """`pieces` are the texts of its deltas and when each came; `count` the chunks folded into it.

    Times are seconds since the request arrived. `block` entries carry a fold sign. `version` changes when the
    text was replaced instead of grown.
    """

    slot: Slot
    name: str
    detail: str = ""
    at: float | None = None
    until: float | None = None
    count: int = 1
    sort: Sort = "event"
    block: bool = False
    chars: int = 0
    version: int = 0
    pieces: list[tuple[float | None, str]] = field(default_factory=list)

    def grow(self, text: str, at: float | None) -> None:
        self.pieces.append((at, text))
        self.chars += len(text)
        self.until = at if at is not None else self.until

    @property
    def text(self) -> str:
        return "".join(piece for _, piece in self.pieces)


class Reader(Protocol):
    """One upstream language's events, read for a person."""

    entries: list[Entry]

    def frame(self, frame: Frame, at: float | None) -> None: ...


class EntryList:
    """The base of the readers: appends entries, folds runs, and says in words what it cannot read."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._runs: dict[str, int] = {}

    def add(self, slot: Slot, name: str, at: float | None, **more: Any) -> Entry:
        entry = Entry(slot, name, at=at, until=at, **more)
        if len(self.entries) < MOST_ENTRIES:
            self.entries.append(entry)
        elif self.entries[-1].slot == ("more", 0):
            self.entries[-1].count += 1
        else:
            self.entries.append(Entry(("more", 0), "more events", at=at))
        return entry

    def run(self, sort: str, name: str, at: float | None, text: str, shown: Sort) -> Entry:
        """Add a delta to the run at the end, or begin the next run of its sort."""
        last = self.entries[-1] if self.entries else None
        if last is not None and last.slot[0] == sort and last.name == name:
            last.count += 1
        else:
            last = self.add((sort, self.next(sort)), name, at, sort=shown)
        last.grow(text, at)
        return last

    def next(self, sort: str) -> int:
        number = self._runs.get(sort, 0)
        self._runs[sort] = number + 1
        return number

    def again(self, sort: str, name: str, at: float | None) -> None:
        """An event without text that may come many times in a row."""
        last = self.entries[-1] if self.entries else None
        if last is not None and last.name == name and last.slot[0] == sort:
            last.count += 1
            last.until = at
        else:
            self.add((sort, self.next(sort)), name, at)

    def comment(self, frame: Frame, at: float | None) -> None:
        if frame.raw.startswith(b":"):
            self.again("comment", safe_text(frame.raw[:_WORDS].strip(), line=True), at)

    def fault(self, error: Any, at: float | None) -> None:
        """An error inside the stream, in the upstream's words."""
        words = error
        if isinstance(error, dict):
            words = error.get("message") or error.get("type") or msgspec.json.encode(error).decode()
        entry = self.add(("error", self.next("error")), "error", at, sort="error")
        entry.grow(str(words)[:4_000], at)

    def unread(self, frame: Frame, at: float | None) -> None:
        """Data that is not JSON."""
        data = safe_text((frame.data or b"")[:_WORDS], line=True)
        self.add(
            ("data", self.next("data")), safe_text(frame.event[:40], line=True) or "data", at, detail=data
        )

    def event_of(self, frame: Frame, at: float | None) -> dict[str, Any] | None:
        """A frame's event. None when there is nothing to read in it; the frame then has its row already."""
        if frame.data is None:
            self.comment(frame, at)
            return None
        if frame.data.strip() == b"[DONE]":
            self.add(("done", 0), "[DONE]", at)
            return None
        event = decode(frame.data)
        if event is None:
            self.unread(frame, at)
        elif event.get("error"):
            self.fault(event["error"], at)
            return None
        return event


def decode(data: bytes) -> dict[str, Any] | None:
    """One event's JSON object, or None."""
    try:
        value = msgspec.json.decode(data)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def words(value: Any, most: int = _WORDS) -> str:
    """A scalar of the wire on one line, safe and short; nothing for what is no scalar."""
    if isinstance(value, str):
        return clip(safe_text(value[: 2 * most], line=True), most)
    return "" if value is None or isinstance(value, dict | list) else str(value)[:most]


def mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def usage_words(usage: dict[str, Any]) -> str:
    """The figures of a usage object of any language: in 18,204  out 412. Gemini counts thoughts beside what it wrote."""
    thought = usage.get("thoughtsTokenCount")
    if isinstance(thought, int):
        written = usage.get("candidatesTokenCount")
        usage = {**usage, "candidatesTokenCount": thought + (written if isinstance(written, int) else 0)}
    told = []
    for word, names in (
        ("in", ("prompt_tokens", "input_tokens", "promptTokenCount")),
        ("out", ("completion_tokens", "output_tokens", "candidatesTokenCount")),
    ):
        value = next((usage[name] for name in names if isinstance(usage.get(name), int)), None)
        if value is not None:
            cached = (
                sum(v for k, v in usage.items() if k.startswith("cache_") and isinstance(v, int))
                if word == "in"
                else 0
            )
            told.append(f"{word} {figure(value + cached)}")
    return "  ".join(told)
