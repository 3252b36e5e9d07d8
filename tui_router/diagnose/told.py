"""What reading a whole answer comes to: the message it makes, or how it failed."""

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

import msgspec

from tui_router.dialects.blockbook import BlockBook
from tui_router.dialects.figures import CHARS_A_TOKEN, Figures
from tui_router.messages.events import MessageOut, Usage
from tui_router.messages.fold import Fold
from tui_router.messages.request import StopReason
from tui_router.wire.json import NotJson, read_any
from tui_router.wire.sse import SseReader, read_frame


class Broken(msgspec.Struct, frozen=True):
    """`name` is the taxonomy's; `body` holds the upstream's own words where it said what was wrong, which count
    for more than the name."""

    name: str
    message: str
    body: bytes = b""
    category: str = ""  # what a filter said that it found


Told = MessageOut | Broken


def cut() -> Broken:
    return Broken("stream_truncated", "the upstream's answer broke off before its end")


def reported(body: bytes) -> Broken:
    return Broken("upstream_server_error", "the upstream failed while it answered", body)


def filtered(reason: str) -> Broken:
    said = f"the upstream's filter kept the answer back ({reason[:60]})"
    return Broken("content_filtered", said, category=reason[:60])


class Teller:
    """Builds a message out of what an answer says, in a language that has no dialect here yet."""

    def __init__(self, estimate: int) -> None:
        ids = count(1)
        self._book = BlockBook(
            model="", new_id=lambda prefix: f"{prefix}{next(ids)}", prompt=Usage(input_tokens=estimate)
        )
        self._estimate = estimate
        self._chars = 0
        self.said = 0  # how often anything was said

    @property
    def silent(self) -> bool:
        """Nothing was said."""
        return self._book.empty

    def text(self, text: Any) -> None:
        if isinstance(text, str) and text:
            self._chars += len(text)
            self.said += 1
            self._book.text(text)

    def thinking(self, text: Any) -> None:
        if isinstance(text, str) and text:
            self._chars += len(text)
            self.said += 1
            self._book.thinking(text)

    def call(self, name: Any, arguments: str) -> None:
        book = self._book
        call = book.call()
        book.named(call, "", name if isinstance(name, str) else "")
        book.whole_arguments(call, arguments)
        book.settle()
        self._chars += len(arguments)
        self.said += 1

    def end(self, reason: StopReason, figures: Figures) -> MessageOut:
        """A call that was made outranks an ordinary end. What the upstream did not count is estimated."""
        book = self._book
        book.settle()
        if reason == "end_turn" and book.calls:
            reason = "tool_use"
        usage = figures.usage(self._estimate, 0)
        usage.output_tokens = usage.output_tokens or -(-self._chars // CHARS_A_TOKEN)
        book.end(reason, None, usage)
        fold = Fold()
        for event in book.take():
            fold.accumulate(event)
        return fold.message()


def values(body: bytes) -> Iterator[tuple[str, Any, bytes]]:
    """The events of a stream: name, decoded data, data. An event that is cut, or no JSON, is left out."""
    reader = SseReader()
    frames = [*reader.feed(body), *reader.close()]
    for frame in [*frames, read_frame(reader.rest)]:
        if not frame.data:
            continue
        try:
            yield frame.event, read_any(frame.data), frame.data
        except NotJson:
            continue


def written(value: Any) -> str:
    """As JSON again. What could be read may be nested too deeply to be written."""
    try:
        return json.dumps(value, ensure_ascii=False)
    except (ValueError, RecursionError):
        return "nested too deeply to be shown"


def word(value: Any) -> str:
    return value if isinstance(value, str) else ""


def part(value: Any, name: str) -> dict[str, Any]:
    """The member `name` when it is an object, else an empty one."""
    inner = value.get(name) if isinstance(value, dict) else None
    return inner if isinstance(inner, dict) else {}


def parts(value: Any, name: str) -> list[dict[str, Any]]:
    """The objects in the list `name`."""
    inner = value.get(name) if isinstance(value, dict) else None
    return [item for item in inner if isinstance(item, dict)] if isinstance(inner, list) else []
