"""What a client received, read from leg d, as something that can be compared: a stream is folded, an error is its
type and sentence.
"""

import json
from typing import Any, NamedTuple

from tui_router.messages.events import ErrorEvent, MessageOut, OtherOut, TextOut, ThinkingOut, ToolUseOut
from tui_router.messages.fold import Fold
from tui_router.messages.reading import read_event, read_message, read_object, read_text
from tui_router.replay.values import read_body
from tui_router.wire.sse import SseReader

_PLAIN = 20_000
"""Characters of a body that is no answer."""
_IDS = frozenset({"id", "signature", "tool_use_id"})


class Answer(NamedTuple):
    """What a client received, without what differs between any two: ids, signatures, usage. `error` is its type and
    sentence; `text` stands for a body that could not be read.
    """

    blocks: tuple[dict[str, Any], ...] = ()
    stop: str = ""
    error: tuple[str, str] | None = None
    text: str = ""

    @property
    def tools(self) -> list[str]:
        return [str(block.get("name", "")) for block in self.blocks if block.get("type") == "tool_use"]


def read_answer(data: bytes) -> Answer:
    """Whatever was received; nothing raises."""
    start = data[:64].lstrip()[:1]
    if not start:
        return Answer()
    return _whole(data) if start == b"{" else _streamed(data)


def _streamed(data: bytes) -> Answer:
    reader, fold = SseReader(), Fold()
    error: tuple[str, str] | None = None
    events = 0
    for frame in [*reader.feed(data), *reader.close()]:
        event = read_event(frame.data).event if frame.data is not None else None
        if isinstance(event, ErrorEvent):
            error = (event.error.type, event.error.message)
        elif event is not None:
            fold.accumulate(event)
        events += event is not None
    if not events:
        return Answer(text=data[:_PLAIN].decode("utf-8", "replace"))
    return _answer(fold.message())._replace(error=error)


def _whole(data: bytes) -> Answer:
    fields = read_object(data)
    if fields is None:
        return Answer(text=data[:_PLAIN].decode("utf-8", "replace"))
    error = read_object(fields.get("error"))
    if error is not None:
        return Answer(error=(read_text(error.get("type")), read_text(error.get("message"))))
    if "content" not in fields:
        return Answer(text=json.dumps(read_body(data), indent=2, ensure_ascii=False)[:_PLAIN])
    return _answer(read_message(fields))


def _answer(message: MessageOut) -> Answer:
    return Answer(tuple(_block(block) for block in message.content), message.stop_reason or "")


def _block(block: object) -> dict[str, Any]:
    match block:
        case TextOut():
            return {"type": "text", "text": block.text}
        case ThinkingOut():
            return {"type": "thinking", "thinking": block.thinking}
        case ToolUseOut():
            return {"type": "tool_use", "name": block.name, "input": read_body(bytes(block.input))}
        case OtherOut():
            value = read_body(bytes(block.raw))
            kept = {k: v for k, v in value.items() if k not in _IDS} if isinstance(value, dict) else {}
            return {"type": block.kind, **kept}
        case _:
            return {"type": "redacted_thinking"}
