"""What a Messages stream must look like, and what is wrong with one.

    message_start (content_block_start content_block_delta* content_block_stop)* message_delta message_stop

A stream of our own keeps to every rule, the odd ones too.
"""

from tui_router.messages.events import (
    BlockDelta,
    BlockOut,
    BlockStart,
    BlockStop,
    Delta,
    Emitted,
    ErrorEvent,
    Event,
    InputJsonDelta,
    MessageDelta,
    MessageStart,
    OtherOut,
    Ping,
    RedactedOut,
    SignatureDelta,
    TextDelta,
    TextOut,
    ThinkingDelta,
    ThinkingOut,
    ToolUseOut,
    Verbatim,
)
from tui_router.messages.reading import (
    EVENT_TYPES,
    OTHER_STOP_WORDS,
    Reading,
    frame_data,
    frame_name,
    read_event,
    read_object,
    read_stop,
    read_text,
    whole_usage,
)
from tui_router.messages.violations import Violation, violation

_KIND_OF_BLOCK: dict[type, str] = {
    TextOut: "text",
    ThinkingOut: "thinking",
    RedactedOut: "redacted_thinking",
    ToolUseOut: "tool_use",
}
_DELTA_FITS: dict[type, str] = {TextDelta: "text", ThinkingDelta: "thinking", SignatureDelta: "thinking"}
_KNOWN_KINDS = frozenset({"text", "thinking", "redacted_thinking"})
_OUR_TOOL_IDS = ("toolu_", "srvtoolu_", "mcptoolu_")
_UNTYPED_DELTAS = frozenset({"citations_delta", "compaction_delta"})
"""Anthropic's own that we pass without a struct for them."""

_NONE: list[Violation] = []


def kind_of(block: object) -> str:
    return block.kind if isinstance(block, OtherOut) else _KIND_OF_BLOCK.get(type(block), "")


def words_of(block: BlockOut) -> list[Delta]:
    """What stands in the start of a block and belongs in deltas: Claude Code forgets it there."""
    if isinstance(block, TextOut):
        return [TextDelta(block.text)] if block.text else []
    if isinstance(block, ThinkingOut):
        deltas: list[Delta] = [ThinkingDelta(block.thinking)] if block.thinking else []
        return [*deltas, SignatureDelta(block.signature)] if block.signature else deltas
    if isinstance(block, OtherOut) and block.kind == "text":
        text = read_text((read_object(block.raw) or {}).get("text"))
        return [TextDelta(text)] if text else []
    return []


def takes_input(kind: str) -> bool:
    return kind.endswith("tool_use")


def fits(kind: str, delta: object) -> bool:
    """Whether a delta of this type may stand in a block of this kind. Kinds we do not know take anything."""
    if type(delta) is InputJsonDelta:
        return takes_input(kind) or kind not in _KNOWN_KINDS
    wanted = _DELTA_FITS.get(type(delta))
    return wanted is None or wanted == kind or not (kind in _KNOWN_KINDS or takes_input(kind))


class Checker:
    """Fed with every event of one stream, in order; each call says what is wrong with that event.

    `open` maps the index of each open block to its kind, for whoever mends what is found.
    """

    __slots__ = (
        "_closed",
        "_given",
        "_inputs",
        "_last",
        "_next",
        "_tool_ids",
        "ended",
        "open",
        "started",
        "stopped",
    )

    def __init__(self) -> None:
        self.open: dict[int, str] = {}
        self.started = False
        self.ended = False  # message_delta was seen
        self.stopped = False  # message_stop or an error was seen
        self._next = 0  # the index the next block must have
        self._last = -1  # the block that started last
        self._closed: set[int] = set()
        self._tool_ids: set[str] = set()
        self._given: set[int] = set()  # open tools whose start had an input
        self._inputs: set[int] = set()  # open tools that had an input delta

    def feed(self, item: Emitted) -> list[Violation]:
        if not isinstance(item, Verbatim):
            return self._check(item, None)
        data = frame_data(item.raw)
        if data is None:
            return _NONE
        return self.read(frame_name(item.raw), data, read_event(data))

    def read(self, name: str, data: bytes, reading: Reading) -> list[Violation]:
        """As `feed`, for a frame of the wire that was read already; `name` is its event line."""
        event = reading.event
        if reading.rule:
            return [violation(reading.rule), *self._read(name, data, reading)]
        if event is not None and reading.type == name:
            return self._check(event, reading)
        return self._read(name, data, reading)

    def _read(self, name: str, data: bytes, reading: Reading) -> list[Violation]:
        event = reading.event
        if data.strip() == b"[DONE]":
            return [violation("done_marker")]
        if reading.type not in EVENT_TYPES:
            return [violation("unreadable" if name in EVENT_TYPES else "unknown_event")]
        found = [] if reading.type == name else [violation("event_line")]
        if event is not None:
            return found + self._check(event, reading)
        if reading.type == "content_block_delta" and reading.index is not None:
            return found + self._unknown_delta(reading.index, reading)
        return [*found, violation("unreadable")]

    def unsent(self, index: int) -> bool:
        """Whether the tool that started there has its input in its start and nowhere else."""
        return index in self._given and index not in self._inputs

    def reopen(self, index: int, kind: str) -> None:
        """Whoever mends a delta without its block has begun one for it."""
        self.open[index] = kind
        self._closed.discard(index)
        self._given.discard(index)
        self._next = max(self._next, index + 1)

    def close(self) -> list[Violation]:
        """The stream ended."""
        if self.stopped:
            return _NONE
        found = [violation("no_stop", index) for index in self.open]
        if not self.ended:
            found.append(violation("no_message_delta"))
        return [*found, violation("no_message_stop")]

    def _check(self, event: Event, wire: Reading | None) -> list[Violation]:
        if isinstance(event, Ping):
            return _NONE
        if self.stopped:
            return [violation("after_stop")]
        if isinstance(event, ErrorEvent):
            self.stopped = True
            return _NONE
        if isinstance(event, MessageStart):
            return self._start(event, wire)
        found = _NONE
        if not self.started:
            self.started = True
            found = [violation("no_start")]
        if isinstance(event, BlockDelta):
            more = self._delta(event, wire is not None)
        elif isinstance(event, BlockStop):
            more = self._stop(event.index)
        elif isinstance(event, BlockStart):
            more = self._block(event, wire)
        elif isinstance(event, MessageDelta):
            more = self._message_delta(wire)
        else:
            more = self._message_stop()
        return found + more if found else more

    def _start(self, event: MessageStart, wire: Reading | None) -> list[Violation]:
        if self.started:
            return [violation("second_start")]
        self.started = True
        if wire is None:
            return _NONE
        found = []
        message = read_object(wire.fields.get("message")) or {}
        if not whole_usage(message.get("usage"), ("input_tokens", "output_tokens")):
            found.append(violation("usage"))
        if bytes(message.get("content", b""))[:1] != b"[":
            found.append(violation("no_content_list"))
        if not event.message.id.startswith("msg_"):
            found.append(violation("foreign_id"))
        return found

    def _block(self, event: BlockStart, wire: Reading | None) -> list[Violation]:
        found = []
        index, block = event.index, event.content_block
        if index in self.open:
            found += self._stop(index)
        if index in self._closed:
            found.append(violation("index_again", index))
        elif index != self._next:
            found.append(violation("index_gap", index))
        if self.ended:
            found.append(violation("after_delta", index))
        if self.open:
            found.append(violation("interleaved", index))
        self._next = max(self._next, index) + 1
        self._last = index
        kind = kind_of(block)
        self.open[index] = kind
        self._closed.discard(index)
        self._given.discard(index)
        self._inputs.discard(index)
        if takes_input(kind):
            self._tool(event, wire, found)
        elif words_of(block):
            found.append(violation("text_in_start", index))
        return found

    def _tool(self, event: BlockStart, wire: Reading | None, found: list[Violation]) -> None:
        index, block = event.index, event.content_block
        raw = wire.fields.get("content_block") if wire is not None else None
        fields = read_object(block.raw if isinstance(block, OtherOut) else raw) or {}
        tool_id = block.id if isinstance(block, ToolUseOut) else read_text(fields.get("id"))
        if not tool_id and isinstance(block, ToolUseOut):
            found.append(violation("tool_id_empty", index))
        elif tool_id in self._tool_ids and isinstance(block, ToolUseOut):
            found.append(violation("tool_id_again", index))
        elif wire is not None and not tool_id.startswith(_OUR_TOOL_IDS):
            found.append(violation("foreign_id", index))
        self._tool_ids.add(tool_id)
        given = block.input if isinstance(block, ToolUseOut) else fields.get("input")
        if given is not None and read_object(given):
            self._given.add(index)
        if wire is not None and "input" not in fields:
            found.append(violation("no_input", index))

    def _delta(self, event: BlockDelta, wire: bool) -> list[Violation]:
        index, delta = event.index, event.delta
        kind = self.open.get(index)
        if kind is None:
            return [violation("not_open", index)]
        if not fits(kind, delta):
            return [violation("wrong_delta", index)]
        if isinstance(delta, InputJsonDelta):
            if delta.partial_json:
                self._inputs.add(index)
            elif not wire:
                return [violation("empty_delta", index)]
        elif isinstance(delta, SignatureDelta):
            if self._last > index:
                return [violation("late_signature", index)]
        elif not wire and not (delta.text if isinstance(delta, TextDelta) else delta.thinking):
            return [violation("empty_delta", index)]
        if self.ended:
            return [violation("after_delta", index)]
        return _NONE

    def _unknown_delta(self, index: int, wire: Reading) -> list[Violation]:
        if index not in self.open:
            return [violation("not_open", index)]
        kind = read_text((read_object(wire.fields.get("delta")) or {}).get("type"))
        return _NONE if kind in _UNTYPED_DELTAS else [violation("unknown_delta", index)]

    def _stop(self, index: int) -> list[Violation]:
        kind = self.open.pop(index, None)
        if kind is None:
            return [violation("not_open", index)]
        self._closed.add(index)
        if takes_input(kind) and index not in self._inputs:
            return [violation("input_in_start" if self.unsent(index) else "no_input_delta", index)]
        return _NONE

    def _message_delta(self, wire: Reading | None) -> list[Violation]:
        found = [violation("no_stop", index) for index in self.open]
        for index in list(self.open):
            found += self._stop(index)
        if self.ended:
            found.append(violation("second_delta"))
        self.ended = True
        if wire is not None:
            if not whole_usage(wire.fields.get("usage"), ("output_tokens",)):
                found.append(violation("usage"))
            delta = read_object(wire.fields.get("delta")) or {}
            word = read_text(delta.get("stop_reason"))
            if word in OTHER_STOP_WORDS:
                found.append(violation("stop_word"))
            elif word and read_stop(delta.get("stop_reason")) is None:
                found.append(violation("unknown_stop"))
        return found

    def _message_stop(self) -> list[Violation]:
        found = [violation("no_stop", index) for index in self.open]
        for index in list(self.open):
            found += self._stop(index)
        if not self.ended:
            found.append(violation("no_message_delta"))
        self.stopped = True
        return found


def check(items: list[Emitted]) -> list[Violation]:
    """Everything wrong with a whole stream."""
    checker = Checker()
    found: list[Violation] = []
    for item in items:
        found += checker.feed(item)
    return found + checker.close()
