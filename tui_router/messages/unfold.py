"""A whole message as the events that would have built it: for a client that streams from an upstream that cannot."""

from collections.abc import Iterator

from msgspec import Raw
from msgspec.structs import replace

from tui_router.messages.events import (
    BlockDelta,
    BlockOut,
    BlockStart,
    BlockStop,
    Delta,
    Event,
    InputJsonDelta,
    MessageDelta,
    MessageOut,
    MessageStart,
    MessageStop,
    SignatureDelta,
    StopDelta,
    TextDelta,
    TextOut,
    ThinkingDelta,
    ThinkingOut,
    ToolUseOut,
)


def unfold(message: MessageOut) -> Iterator[Event]:
    empty = replace(
        message,
        content=[],
        stop_reason=None,
        stop_sequence=None,
        usage=replace(message.usage, output_tokens=0),
    )
    yield MessageStart(empty)
    for index, block in enumerate(message.content):
        start, deltas = _parts(block)
        yield BlockStart(index, start)
        for delta in deltas:
            yield BlockDelta(index, delta)
        yield BlockStop(index)
    yield MessageDelta(StopDelta(message.stop_reason, message.stop_sequence), message.usage)
    yield MessageStop()


def _parts(block: BlockOut) -> tuple[BlockOut, list[Delta]]:
    match block:
        case TextOut(text):
            return TextOut(), [TextDelta(text)] if text else []
        case ThinkingOut(thinking, signature):
            deltas: list[Delta] = [ThinkingDelta(thinking)] if thinking else []
            return ThinkingOut(), [*deltas, SignatureDelta(signature)]
        case ToolUseOut(id, name, input):
            return ToolUseOut(id, name, Raw(b"{}")), [InputJsonDelta(bytes(input).decode())]
        case _:
            return block, []
