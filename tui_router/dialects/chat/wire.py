"""Bytes of a chunk to its struct. What the typed decoder refuses is read by hand, member by member."""

import json
from typing import Any

import msgspec
from msgspec import Raw

from tui_router.dialects.chat.schema import CallPart, Choice, Chunk, Delta, Function, decoder
from tui_router.messages.codec import mend_surrogates
from tui_router.wire.json import NotJson, read, read_any

REFUSED = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What the typed decoder raises."""

_text = msgspec.json.Decoder(str)


def read_chunk(data: bytes) -> Chunk:
    """Raises `NotJson` when it is not a JSON object."""
    try:
        return decoder.decode(data)
    except REFUSED:
        pass  # read by hand
    data = mend_surrogates(data)
    try:
        return read(data, decoder)
    except NotJson:
        pass  # not of this shape
    try:
        return _chunk(read_any(data))
    except RecursionError:
        raise NotJson("nested too deeply") from None


def read_arguments(raw: Raw) -> tuple[str, bool]:
    """The text of a call's arguments, and whether it came as an object and so is whole."""
    data = bytes(raw)
    if not data or data == b"null":
        return "", False
    if data[0] != 34:
        return data.decode("utf-8", "replace"), True
    try:
        return read(data, _text), False
    except NotJson:
        return data.decode("utf-8", "replace"), False


def _chunk(value: Any) -> Chunk:
    if not isinstance(value, dict):
        raise NotJson("expected an object", shape=True)
    choices = value.get("choices")
    return Chunk(
        choices=[_choice(c) for c in choices if isinstance(c, dict)] if isinstance(choices, list) else None,
        usage=value.get("usage"),
        error=value.get("error"),
        x_groq=value.get("x_groq"),
    )


def _choice(value: dict[str, Any]) -> Choice:
    stop = value.get("stop_reason")
    return Choice(
        index=_count(value.get("index")) or 0,
        delta=_delta(value.get("delta")),
        message=_delta(value.get("message")),
        finish_reason=_word(value.get("finish_reason")),
        stop_reason=stop if isinstance(stop, str) else None,
        usage=value.get("usage"),
    )


def _delta(value: Any) -> Delta | None:
    if not isinstance(value, dict):
        return None
    content, thought = _content(value.get("content"))
    calls = value.get("tool_calls")
    if isinstance(calls, dict):
        calls = [calls]
    return Delta(
        content=content,
        reasoning_content=thought or _word(value.get("reasoning_content")),
        reasoning=_word(value.get("reasoning")),
        reasoning_details=value.get("reasoning_details"),
        refusal=_word(value.get("refusal")),
        tool_calls=[_call(c) for c in calls if isinstance(c, dict)] if isinstance(calls, list) else None,
        function_call=_function(value.get("function_call")),
        annotations=value.get("annotations"),
    )


def _content(value: Any) -> tuple[str | None, str]:
    """Text and thinking of a content, a string or a list of parts (Mistral's has thinking parts)."""
    if not isinstance(value, list):
        return _word(value), ""
    text: list[str] = []
    thought: list[str] = []
    for part in value:
        if isinstance(part, str):
            text.append(part)
        elif isinstance(part, dict):
            into = thought if part.get("type") in ("thinking", "reasoning") else text
            for key in ("text", "thinking", "refusal"):
                inner = part.get(key)
                into.append(_content(inner)[0] or "" if isinstance(inner, list | str) else "")
    return "".join(text), "".join(thought)


def _call(value: dict[str, Any]) -> CallPart:
    return CallPart(
        index=_count(value.get("index")),
        id=_word(value.get("id")),
        function=_function(value.get("function")),
        extra_content=value.get("extra_content"),
    )


def _function(value: Any) -> Function | None:
    if not isinstance(value, dict):
        return None
    arguments = value.get("arguments")
    raw = Raw(json.dumps(arguments, ensure_ascii=False).encode("utf-8", "replace"))
    return Function(name=_word(value.get("name")), arguments=raw)


def _word(value: Any) -> str | None:
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def _count(value: Any) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:9])
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
