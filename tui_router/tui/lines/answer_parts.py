"""The answer the client got, as the parts a conversation reads: thinking, text, calls, errors; streamed or whole.

Grown from what has been read of leg d; taking news in costs what is new.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from tui_router.tui.lines.answer_leg import AnswerLeg
from tui_router.tui.lines.entries import Entry, decode, items, mapping, words
from tui_router.tui.seen import RawLeg

Sort = Literal["thinking", "text", "call", "other", "error", "body"]

WHOLE_CAP = 2 * 1024 * 1024
"""Bytes of an answer that is no stream that are read as a message; a longer one is shown as it came."""
_SORTS: dict[str, Sort] = {
    "thinking": "thinking",
    "text": "text",
    "tool": "call",
    "other": "other",
    "error": "error",
}


@dataclass(slots=True, eq=False)
class AnswerPart:
    """`text` holds what grows: the text, or the call's input as JSON; None while nothing has come. `head` is where it
    began. `name` is the tool's, or the type of a block that is nothing of these. `kind` is the type on the wire.
    """

    sort: Sort
    name: str
    kind: str
    head: Entry
    text: Entry | None = None

    @property
    def chars(self) -> int:
        return self.text.chars if self.text is not None else 0

    @property
    def seconds(self) -> float | None:
        """From its beginning to the last that came of it."""
        end = (self.text or self.head).until
        start = self.head.at
        return max(0.0, end - start) if start is not None and end is not None else None


class AnswerParts:
    """`stop` is the stop reason the client read, "" so far. `whole` says that the answer was no stream."""

    def __init__(self) -> None:
        self._leg: AnswerLeg | None = None
        self._begin()

    def _begin(self) -> None:
        self.list: list[AnswerPart] = []
        self.stop = ""
        self.whole = False
        self.error_type = ""
        self._taken = 0
        self._calls: dict[int, AnswerPart] = {}
        self._whole_at = -1

    @property
    def chars(self) -> int:
        return sum(part.chars for part in self.list)

    def take(self, leg: AnswerLeg, raw: RawLeg) -> None:
        """Leg d as far as it has been read. Another leg begins anew."""
        if leg is not self._leg:
            self._begin()
            self._leg = leg
        if leg.entries and any(entry.slot[0] == "body" for entry in leg.entries[:2]):
            self._take_whole(leg, raw)
            return
        for entry in leg.entries[self._taken :]:
            self._take_entry(entry)
        self._taken = len(leg.entries)

    def _take_entry(self, entry: Entry) -> None:
        kind, number = entry.slot
        if kind == "args":
            part = self._calls.get(number)
            if part is not None:
                part.text = entry
        elif kind == "stop":
            self.stop = entry.detail.removeprefix("stop ").partition("  ")[0]
        elif kind in _SORTS:
            wire = entry.name.partition(" ")[2] if entry.block else entry.name
            sort = _SORTS[kind]
            part = AnswerPart(sort, entry.detail or wire, wire, entry, None if kind == "tool" else entry)
            if kind == "tool":
                self._calls[number] = part
            self.list.append(part)

    # an answer that is no stream

    def _take_whole(self, leg: AnswerLeg, raw: RawLeg) -> None:
        """Read again only when more bytes are there: such an answer comes in one piece or a few."""
        if self._whole_at == raw.next:
            return
        self._whole_at = raw.next
        self.whole = True
        self.list, self.stop = [], ""
        at = leg.at(raw.next)
        message = decode(bytes(raw.data)) if len(raw.data) <= WHOLE_CAP else None
        if message is not None and isinstance(message.get("error"), dict | str):
            error = mapping(message["error"])
            self.error_type = words(error.get("type"), 60)
            said = error.get("message") if error else message["error"]
            self._add("error", "error", "error", str(said)[:4_000], at)
        elif message is not None and isinstance(message.get("content"), list):
            for block in items(message["content"]):
                self._add_block(mapping(block), at)
            self.stop = words(message.get("stop_reason"), 40)
        else:
            body = next((entry for entry in leg.entries if entry.slot[0] == "body"), None)
            if body is not None:
                self.list.append(AnswerPart("body", "body", "body", body, body))

    def _add_block(self, block: dict[str, Any], at: float | None) -> None:
        kind = words(block.get("type"), 40) or "block"
        name = words(block.get("name"), 60)
        if kind == "text":
            self._add("text", "text", kind, _string(block.get("text")), at)
        elif kind in {"thinking", "redacted_thinking"}:
            self._add("thinking", kind, kind, _string(block.get("thinking")), at)
        elif kind == "tool_use":
            self._add("call", name or kind, kind, _json(block.get("input")), at)
        else:
            rest = {key: value for key, value in block.items() if key not in {"type", "name"}}
            self._add("other", name or kind, kind, _json(rest.get("input", rest)), at)

    def _add(self, sort: Sort, name: str, kind: str, text: str, at: float | None) -> None:
        entry = Entry((kind, len(self.list)), name, at=at, until=at)
        if text:
            entry.grow(text, at)
        self.list.append(AnswerPart(sort, name, kind, entry, entry))


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _json(value: object) -> str:
    try:
        return msgspec.json.encode(value).decode()
    except (msgspec.EncodeError, ValueError, RecursionError, TypeError):
        return ""


def out_tokens(parts: Sequence[AnswerPart], out: int) -> list[int]:
    """Tokens of each part: its share of what came out by its length, else some four characters each."""
    total = sum(part.chars for part in parts)
    if not total:
        return [0] * len(parts)
    scale = out / total if out else 0.25
    return [max(1, round(part.chars * scale)) if part.chars else 0 for part in parts]
