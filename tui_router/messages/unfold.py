"""A whole message as the events that would have built it: for a client that streams from an upstream that cannot."""

from collections.abc import Iterator

import msgspec
from msgspec import UNSET, Raw
from msgspec.structs import asdict, replace

from tui_router.messages.codec import frame, whole_usage
from tui_router.messages.events import (
    BlockDelta,
    BlockOut,
    BlockStart,
    BlockStop,
    Delta,
    Emitted,
    InputJsonDelta,
    MessageDelta,
    MessageOut,
    MessageStart,
    MessageStop,
    OtherOut,
    SignatureDelta,
    StopDelta,
    TextDelta,
    TextOut,
    ThinkingDelta,
    ThinkingOut,
    ToolUseOut,
    Verbatim,
)
from tui_router.messages.grammar import takes_input, words_of
from tui_router.messages.reading import read_list, read_object

_encode = msgspec.json.Encoder().encode


_LATE = ("stop_reason", "stop_details", "safeguard_results")
"""Members beside the words that stand in message_delta alone, under `delta`; a container stands there too."""


def unfold(message: MessageOut) -> Iterator[Emitted]:
    more = {} if message.more is UNSET else message.more
    empty = replace(
        message,
        content=[],
        stop_reason=None,
        stop_sequence=None,
        usage=replace(message.usage, output_tokens=0),
        more={key: raw for key, raw in more.items() if key not in _LATE} or UNSET,
    )
    yield MessageStart(empty)
    for index, block in enumerate(message.content):
        start, deltas = _parts(block)
        yield BlockStart(index, start)
        for delta in deltas:
            yield BlockDelta(index, delta)
        for citation in _cited(block):
            delta_of = {"type": "citations_delta", "citation": citation}
            told = {"type": "content_block_delta", "index": index, "delta": delta_of}
            yield Verbatim(frame("content_block_delta", _encode(told)))
        yield BlockStop(index)
    end = MessageDelta(StopDelta(message.stop_reason, message.stop_sequence), message.usage)
    yield _with(end, message, more) if more else end
    yield MessageStop()


def _with(end: MessageDelta, message: MessageOut, more: dict[str, Raw]) -> Verbatim:
    delta = {**asdict(end.delta), **{key: more[key] for key in (*_LATE, "container") if key in more}}
    told: dict[str, object] = {"type": "message_delta", "delta": delta, "usage": whole_usage(message)}
    if "context_management" in more:
        told["context_management"] = more["context_management"]
    return Verbatim(frame("message_delta", _encode(told)), end)


def _cited(block: BlockOut) -> list[Raw]:
    if not isinstance(block, OtherOut) or block.kind != "text":
        return []
    return read_list((read_object(block.raw) or {}).get("citations"))


def _emptied(block: OtherOut, **blank: Raw) -> OtherOut:
    fields = read_object(block.raw) or {}
    return OtherOut(block.kind, Raw(_encode({**fields, **blank})))


def _input(given: Raw) -> InputJsonDelta:
    return InputJsonDelta(bytes(given).decode("utf-8", "replace"))


def _parts(block: BlockOut) -> tuple[BlockOut, list[Delta]]:
    match block:
        case OtherOut("text"):
            return _emptied(block, text=Raw(b'""'), citations=Raw(b"[]")), words_of(block)
        case OtherOut(kind) if takes_input(kind):
            given = (read_object(block.raw) or {}).get("input")
            called: list[Delta] = [_input(given)] if given is not None else []
            return _emptied(block, input=Raw(b"{}")), called
        case TextOut(text):
            return TextOut(), [TextDelta(text)] if text else []
        case ThinkingOut(thinking, signature):
            deltas: list[Delta] = [ThinkingDelta(thinking)] if thinking else []
            return ThinkingOut(), [*deltas, SignatureDelta(signature)]
        case ToolUseOut(id, name, input):
            return ToolUseOut(id, name, Raw(b"{}")), [_input(input)]
        case _:
            return block, []
