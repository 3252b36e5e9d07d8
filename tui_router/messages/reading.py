"""An upstream's Messages JSON into typed values, forgiving whatever it got wrong.

The codec reads what a client sends and refuses what cannot be read. Here nothing is refused: a member that is
missing or of the wrong type becomes its empty value, and the raw members stay beside it for the checker.
"""

import math
import re
from collections.abc import Collection
from typing import Any, get_args

import msgspec
from msgspec import Raw, UnsetType

from tui_router.messages.codec import mend_surrogates
from tui_router.messages.events import (
    BlockDelta,
    BlockOut,
    BlockStart,
    BlockStop,
    Delta,
    ErrorBody,
    ErrorEvent,
    Event,
    MessageDelta,
    MessageOut,
    MessageStart,
    MessageStop,
    OtherOut,
    Ping,
    RedactedOut,
    StopDelta,
    TextOut,
    ThinkingOut,
    ToolUseOut,
    Usage,
)
from tui_router.messages.request import StopReason

EVENT_TYPES = frozenset(
    {
        "message_start",
        "content_block_start",
        "content_block_delta",
        "content_block_stop",
        "message_delta",
        "message_stop",
        "ping",
        "error",
    }
)

_STOP_REASONS: frozenset[str] = frozenset(get_args(StopReason))
OTHER_STOP_WORDS: dict[str, StopReason] = {
    "length": "max_tokens",
    "stop": "end_turn",
    "tool_calls": "tool_use",
    "function_call": "tool_use",
}
"""Words of Chat Completions that some servers put into a Messages answer."""

_USAGE_NAMES = {
    "input_tokens": ("input_tokens", "prompt_tokens"),
    "output_tokens": ("output_tokens", "completion_tokens"),
    "cache_read_input_tokens": ("cache_read_input_tokens",),
    "cache_creation_input_tokens": ("cache_creation_input_tokens",),
}

_OF_MESSAGE = frozenset(
    {"id", "type", "role", "model", "content", "stop_reason", "stop_sequence", "usage", "delta"}
)
_OF_USAGE = frozenset(word for words in _USAGE_NAMES.values() for word in words)

_hot = msgspec.json.Decoder(BlockDelta | BlockStop | Ping | MessageStop)
_object = msgspec.json.Decoder(dict[str, Raw])
_list = msgspec.json.Decoder(list[Raw])
_delta = msgspec.json.Decoder(Delta)
_any = msgspec.json.Decoder()
_encode = msgspec.json.Encoder().encode
_WRONG = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


class Reading(msgspec.Struct, gc=False):
    """One event's data. `type` is "" when it is no JSON object with a type; `fields` are its members, empty on
    the short way that deltas take; `event` is None when the type, or its delta, is unknown to us. `rule` names the
    violation of data that was no text as it came, and was read with U+FFFD in place of what is none."""

    type: str = ""
    index: int | None = None
    event: Event | None = None
    fields: dict[str, Raw] = {}
    rule: str = ""


def read_event(data: bytes) -> Reading:
    try:
        hot = _hot.decode(data)
    except _WRONG:
        return _read_slowly(data)
    if type(hot) is BlockDelta:
        return Reading("content_block_delta", hot.index, hot)
    if type(hot) is BlockStop:
        return Reading("content_block_stop", hot.index, hot)
    return Reading("ping" if type(hot) is Ping else "message_stop", None, hot)


def _read_slowly(data: bytes) -> Reading:
    data, rule = _as_text(data)
    fields = read_object(data)
    if fields is None:
        return Reading()
    kind = read_text(fields.get("type"))
    index = read_count(fields.get("index"))
    reading = Reading(kind, index, None, fields, rule)
    if kind == "message_start":
        reading.event = MessageStart(read_message(read_object(fields.get("message")) or {}))
    elif kind == "content_block_start":
        block = read_block(fields.get("content_block"))
        reading.event = BlockStart(index, block) if index is not None and block is not None else None
    elif kind == "content_block_delta" and index is not None:
        try:
            reading.event = BlockDelta(index, _delta.decode(fields.get("delta", b"null")))
        except _WRONG:
            reading.event = None  # a kind of delta we have no struct for: passed on, not understood
    elif kind == "content_block_stop" and index is not None:
        reading.event = BlockStop(index)
    elif kind == "message_delta":
        delta = read_object(fields.get("delta")) or {}
        stop = StopDelta(read_stop(delta.get("stop_reason")), read_text(delta.get("stop_sequence")) or None)
        reading.event = MessageDelta(stop, read_usage(fields.get("usage")))
    elif kind == "message_stop":
        reading.event = MessageStop()
    elif kind == "ping":
        reading.event = Ping()
    elif kind == "error":
        error = read_object(fields.get("error")) or {}
        reading.event = ErrorEvent(
            ErrorBody(read_text(error.get("type")) or "api_error", read_text(error.get("message")))
        )
    return reading


def _as_text(data: bytes) -> tuple[bytes, str]:
    """The data as UTF-8 without half surrogate pairs, and the rule it broke before."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace").encode(), "not_utf8"
    mended = mend_surrogates(data)
    return (mended, "half_pair") if mended != data else (data, "")


def read_message(fields: dict[str, Raw]) -> MessageOut:
    blocks = (read_block(raw) for raw in read_list(fields.get("content")))
    return MessageOut(
        id=read_text(fields.get("id")),
        model=read_text(fields.get("model")),
        content=[block for block in blocks if block is not None],
        stop_reason=read_stop(fields.get("stop_reason")),
        stop_sequence=read_text(fields.get("stop_sequence")) or None,
        usage=read_usage(fields.get("usage")),
        more=beside(fields) or msgspec.UNSET,
    )


def beside(fields: dict[str, Raw]) -> dict[str, Raw]:
    """The members of a message that no struct of ours has, as `MessageOut.more` keeps them."""
    found = _beside(fields, _OF_MESSAGE)
    usage = _beside(read_object(fields.get("usage")) or {}, _OF_USAGE)
    if usage:
        found["usage"] = Raw(_encode(usage))
    word = fields.get("stop_reason", Raw(b"null"))
    if read_text(word) and read_stop(word) is None:
        found["stop_reason"] = word
    return found


def _beside(fields: dict[str, Raw], known: Collection[str]) -> dict[str, Raw]:
    return {key: raw for key, raw in fields.items() if key not in known and bytes(raw) != b"null"}


def join_beside(known: dict[str, Raw] | UnsetType, later: dict[str, Raw]) -> dict[str, Raw]:
    """`later` overrides; of usage member by member."""
    first = {} if known is msgspec.UNSET else known
    if "usage" in first and "usage" in later:
        usage = {**(read_object(first["usage"]) or {}), **(read_object(later["usage"]) or {})}
        later = {**later, "usage": Raw(_encode(usage))}
    return {**first, **later}


def read_block(raw: Raw | None) -> BlockOut | None:
    fields = read_object(raw)
    if fields is None or raw is None:
        return None
    kind = read_text(fields.get("type"))
    if kind == "text" and bytes(fields.get("citations", b"null")) == b"null":
        return TextOut(read_text(fields.get("text")))
    if kind == "thinking":
        return ThinkingOut(read_text(fields.get("thinking")), read_text(fields.get("signature")))
    if kind == "redacted_thinking":
        return RedactedOut(read_text(fields.get("data")))
    if kind == "tool_use":
        given = fields.get("input")
        return ToolUseOut(
            read_text(fields.get("id")),
            read_text(fields.get("name")),
            given.copy() if given is not None and read_object(given) is not None else Raw(b"{}"),
        )
    return OtherOut(kind, raw.copy())


def read_usage(raw: Raw | None) -> Usage:
    fields = read_object(raw) or {}
    found = {
        name: next((n for w in words if (n := read_count(fields.get(w))) is not None), 0)
        for name, words in _USAGE_NAMES.items()
    }
    return Usage(**found)


def whole_usage(raw: Raw | None, needed: tuple[str, ...]) -> bool:
    """Whether it is an object whose counts are integers: the `needed` ones there, no other one malformed."""
    fields = read_object(raw)
    if fields is None:
        return False
    return all(
        _is_integer(fields[name]) if name in fields else name not in needed
        for name in ("input_tokens", "output_tokens")
    )


def merge_usage(known: Usage, later: Usage) -> Usage:
    """The figures at the end of a stream override those at its start; a zero there says nothing."""
    return Usage(
        input_tokens=later.input_tokens or known.input_tokens,
        output_tokens=later.output_tokens or known.output_tokens,
        cache_read_input_tokens=later.cache_read_input_tokens or known.cache_read_input_tokens,
        cache_creation_input_tokens=later.cache_creation_input_tokens or known.cache_creation_input_tokens,
    )


def read_stop(raw: Raw | None) -> StopReason | None:
    word = read_text(raw)
    if word in _STOP_REASONS:
        return word  # type: ignore[return-value]  # one of the literal's words
    return OTHER_STOP_WORDS.get(word)


def read_object(raw: Raw | bytes | None) -> dict[str, Raw] | None:
    """Half a surrogate pair reads as U+FFFD."""
    if raw is None:
        return None
    try:
        return _object.decode(raw)
    except _WRONG:
        data = bytes(raw)
        mended = mend_surrogates(data)
        return read_object(mended) if mended != data else None


def read_list(raw: Raw | bytes | None) -> list[Raw]:
    try:
        return _list.decode(raw) if raw is not None else []
    except _WRONG:
        return []


def read_text(raw: Raw | None) -> str:
    value = _value(raw)
    return value if isinstance(value, str) else ""


def read_count(raw: Raw | None) -> int | None:
    """A count of at most 53 bits, also when it is spelled 2.0 or "2"."""
    value = _value(raw)
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:20])
    if isinstance(value, float) and math.isfinite(value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value < 2**53 else None


_INTEGER = re.compile(rb"\d{1,15}")


def _is_integer(raw: Raw) -> bool:
    return _INTEGER.fullmatch(bytes(raw)) is not None


def _value(raw: Raw | None) -> Any:
    try:
        return _any.decode(raw) if raw is not None else None
    except _WRONG:
        return None


_DATA = re.compile(rb"(?<![^\r\n])data(?:: ?([^\r\n]*))?(?![^\r\n])")
_NAME = re.compile(rb"(?<![^\r\n])event(?:: ?([^\r\n]*))?(?![^\r\n])")


def frame_data(raw: bytes) -> bytes | None:
    """The data of one SSE frame, None when it has none."""
    lines = _DATA.findall(raw)
    return b"\n".join(lines) if lines else None


def frame_name(raw: bytes) -> str:
    """The event an SSE frame names; of several lines the last counts."""
    found = _NAME.findall(raw)
    return found[-1].decode("utf-8", "replace") if found else ""
