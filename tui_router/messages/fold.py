"""A stream into the message it builds: for a client that did not ask for a stream."""

import msgspec
from msgspec import Raw

from tui_router.core.note import Act, Note
from tui_router.messages.events import (
    BlockDelta,
    BlockOut,
    BlockStart,
    Emitted,
    MessageDelta,
    MessageOut,
    MessageStart,
    OtherOut,
    RedactedOut,
    SignatureDelta,
    TextDelta,
    TextOut,
    ThinkingDelta,
    ThinkingOut,
    ToolUseOut,
    Verbatim,
)
from tui_router.messages.grammar import kind_of
from tui_router.messages.reading import (
    beside,
    frame_data,
    join_beside,
    merge_usage,
    read_event,
    read_list,
    read_object,
    read_text,
)

_encode = msgspec.json.Encoder().encode


class _Part:
    """A block while it grows. Pieces are joined once, at its end."""

    __slots__ = ("block", "cited", "json", "lost", "members", "signature", "text")

    def __init__(self, block: BlockOut) -> None:
        self.block = block
        self.text: list[str] = []
        self.json: list[str] = []
        self.signature: list[str] = []
        self.cited: list[Raw] = []
        self.members: dict[str, Raw] = {}  # whole ones, in place of those of the start
        self.lost: set[str] = set()


class Fold:
    """`accumulate` every event in order, then take `message`. `notes` says what a whole message cannot hold."""

    def __init__(self) -> None:
        self.notes: list[Note] = []
        self._message = MessageOut(id="", model="")
        self._parts: dict[int, _Part] = {}

    def accumulate(self, item: Emitted) -> None:
        event = item.event if isinstance(item, Verbatim) else item
        if isinstance(event, BlockDelta):
            self._grow(event)
        elif isinstance(event, BlockStart):
            self._parts[event.index] = _Part(event.content_block)
        elif isinstance(event, MessageStart):
            self._message = msgspec.structs.replace(event.message)
            for index, block in enumerate(event.message.content):
                self._parts[index] = _Part(block)
        elif isinstance(event, MessageDelta):
            message = self._message
            message.stop_reason = event.delta.stop_reason or message.stop_reason
            message.stop_sequence = event.delta.stop_sequence or message.stop_sequence
            message.usage = merge_usage(message.usage, event.usage)
            if isinstance(item, Verbatim):
                self._beside(item.raw)
        elif event is None and isinstance(item, Verbatim):
            self._unknown(item.raw)

    def message(self) -> MessageOut:
        """May be taken more than once; what is accumulated in between is in the next one."""
        content = [self._close(index, self._parts[index]) for index in sorted(self._parts)]
        return msgspec.structs.replace(self._message, content=content)

    def _grow(self, event: BlockDelta) -> None:
        part = self._parts.get(event.index)
        if part is None:
            return
        delta = event.delta
        if isinstance(delta, TextDelta):
            part.text.append(delta.text)
        elif isinstance(delta, ThinkingDelta):
            part.text.append(delta.thinking)
        elif isinstance(delta, SignatureDelta):
            part.signature.append(delta.signature)
        else:
            part.json.append(delta.partial_json)

    def _beside(self, raw: bytes) -> None:
        fields = read_object(frame_data(raw)) or {}
        found = beside({**fields, **(read_object(fields.get("delta")) or {})})
        if found:
            self._message.more = join_beside(self._message.more, found)

    def _unknown(self, raw: bytes) -> None:
        data = frame_data(raw)
        reading = read_event(data) if data is not None else None
        part = self._parts.get(reading.index) if reading is not None and reading.index is not None else None
        if reading is None or part is None:
            return
        delta = read_object(reading.fields.get("delta")) or {}
        kind = read_text(delta.pop("type", None))
        if kind == "citations_delta" and "citation" in delta:
            part.cited.append(delta["citation"])
        elif kind == "compaction_delta":
            part.members.update(delta)
        elif kind not in part.lost:
            part.lost.add(kind)
            self._note(
                "dropped", f"content[{reading.index}]", f"a {kind or 'delta'} has no place in a folded block"
            )

    def _close(self, index: int, part: _Part) -> BlockOut:
        block = part.block
        if part.cited or part.members:
            kind = kind_of(block)
            raw = block.raw if isinstance(block, OtherOut) else Raw(_encode(block))
            return self._other(index, part, OtherOut(kind, raw))
        if isinstance(block, TextOut):
            return TextOut(block.text + "".join(part.text))
        if isinstance(block, ThinkingOut):
            return ThinkingOut(
                block.thinking + "".join(part.text), "".join(part.signature) or block.signature
            )
        if isinstance(block, ToolUseOut):
            return ToolUseOut(block.id, block.name, self._input(index, part, block.input))
        if isinstance(block, RedactedOut) or not (part.json or part.text):
            return block
        return self._other(index, part, block)

    def _input(self, index: int, part: _Part, given: Raw) -> Raw:
        text = "".join(part.json)
        if not text.strip():
            return given
        data = text.encode("utf-8", "surrogatepass")
        if read_object(data) is not None:
            return Raw(data)
        if not any(note.path == f"content[{index}].input" for note in self.notes):
            self._note(
                "approximated", f"content[{index}].input", "the tool's input is no JSON object; kept as text"
            )
        return Raw(_encode({"__unparsedToolInput": {"raw": text, "len": len(text)}}))

    def _other(self, index: int, part: _Part, block: OtherOut) -> OtherOut:
        fields = read_object(block.raw) or {}
        if part.json:
            fields["input"] = self._input(index, part, fields.get("input", Raw(b"{}")))
        if part.text:
            fields["text"] = Raw(_encode(read_text(fields.get("text")) + "".join(part.text)))
        if part.cited:
            fields["citations"] = Raw(_encode([*read_list(fields.get("citations")), *part.cited]))
        fields.update(part.members)
        return OtherOut(block.kind, Raw(_encode(fields)))

    def _note(self, act: Act, path: str, reason: str) -> None:
        self.notes.append(Note(act, path, reason, side="answer"))
