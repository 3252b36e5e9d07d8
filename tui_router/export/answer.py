"""What a client got, read from leg d of a recording: its blocks as plain values, the error, why it stopped.

A recording may come from anywhere, so nothing in it is taken for granted, and nothing is raised.
"""

from typing import Any

import msgspec

from tui_router.wire.json import NotJson, as_object, read_any
from tui_router.wire.sse import SseReader

MAX_BLOCKS = 10_000
_GROWING = ("text", "thinking", "partial_json")
_Pieces = dict[tuple[int, str], list[str]]
"""What came of a block by its index and the member that grows; joined once, for adding up costs the square."""


class Answer(msgspec.Struct):
    """`blocks` as a message holds them, a tool's input as the value it is, or as text where it is no JSON. `error` is
    the body of an error, `whole` says that a message came to its end."""

    blocks: list[dict[str, Any]] = []
    stop: str = ""
    error: dict[str, Any] | None = None
    usage: dict[str, Any] = {}
    whole: bool = False

    @property
    def text(self) -> str:
        """What a person would read of it."""
        return "\n\n".join(_text(block.get("text")) for block in self.blocks if block.get("type") == "text")


def read_answer(data: bytes, *, stream: bool | None = None) -> Answer:
    """`stream` None finds out by the first byte."""
    if stream is None:
        stream = not data.lstrip().startswith(b"{")
    if not stream:
        return _message(as_object(data))
    answer = Answer()
    pieces: _Pieces = {}
    reader = SseReader()
    for frame in [*reader.feed(data), *reader.feed(b"\n\n")]:
        if frame.data is not None:
            _event(as_object(frame.data), answer, pieces)
    for (index, name), parts in pieces.items():
        block, text = answer.blocks[index], "".join(parts)
        if name == "partial_json":
            block["input"] = _input(text)
        else:
            block[name] = _text(block.get(name)) + text
    return answer


def _message(body: dict[str, Any]) -> Answer:
    if body.get("type") == "error" or "content" not in body:
        return Answer(error=_dict(body.get("error")) or body)
    content = body["content"] if isinstance(body["content"], list) else []
    return Answer(
        blocks=[block for block in content[:MAX_BLOCKS] if isinstance(block, dict)],
        stop=_text(body.get("stop_reason")),
        usage=_dict(body.get("usage")),
        whole=True,
    )


def _event(event: dict[str, Any], answer: Answer, pieces: _Pieces) -> None:
    delta, index = _dict(event.get("delta")), event.get("index")
    match event.get("type"):
        case "message_start":
            answer.usage = dict(_dict(_dict(event.get("message")).get("usage")))
        case "content_block_start" if index == len(answer.blocks) < MAX_BLOCKS:
            answer.blocks.append(dict(_dict(event.get("content_block"))))
        case "content_block_delta" if isinstance(index, int) and 0 <= index < len(answer.blocks):
            for name in _GROWING:
                if name in delta:
                    pieces.setdefault((index, name), []).append(_text(delta[name]))
        case "message_delta":
            answer.stop = _text(delta.get("stop_reason")) or answer.stop
            answer.usage |= _dict(event.get("usage"))
        case "message_stop":
            answer.whole = True
        case "error":
            answer.error = _dict(event.get("error"))


def _input(text: str) -> Any:
    if not text.strip():
        return {}
    try:
        return read_any(text.encode("utf-8", "replace"))
    except NotJson:
        return text


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
