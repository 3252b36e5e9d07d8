"""A recorded request body taken apart level by level, whatever is wrong with it. Nothing here raises.

Members and items stay raw JSON, so that two bodies are compared by slices and only what differs is parsed.
"""

import json
from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import Raw

DEEPEST = 40
"""Levels that are followed into a value; what lies deeper counts as one thing."""

_MEND_LIMIT = 2 * 1024 * 1024
_FIGURE_LIMIT = 15  # digits of an integer every JSON reader agrees on
_BROKEN = (msgspec.MsgspecError, ValueError, RecursionError)  # ValueError: bytes that are not UTF-8
_object = msgspec.json.Decoder(dict[str, Raw])
_array = msgspec.json.Decoder(list[Raw])
_any = msgspec.json.Decoder()
MARK = b'"cache_control"'


def read_members(body: bytes) -> tuple[dict[str, Raw], str]:
    """The members of a JSON object, or none of them and why, in words."""
    if not body.strip():
        return {}, "it was not captured"
    try:
        return _object.decode(body), ""
    except _BROKEN:
        pass
    if len(body) > _MEND_LIMIT:
        return {}, "it is not JSON"
    try:
        value = _slowly(body)
        mended = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
        return (_object.decode(mended), "") if isinstance(value, dict) else ({}, "it is not a JSON object")
    except RecursionError:
        return {}, "it is nested too deeply"
    except _BROKEN:
        return {}, "it is not JSON"


def _slowly(data: bytes) -> Any:
    """What strict readers refuse: NaN, lone surrogates, bytes that are not UTF-8, integers of any length."""
    return json.loads(data.decode("utf-8", "replace"), parse_constant=str, parse_int=_figure)


def _figure(digits: str) -> int | str:
    return int(digits) if len(digits) <= _FIGURE_LIMIT else digits


def read_items(raw: Raw | None) -> list[Raw]:
    """The items of a list; one item where it is anything else that says something."""
    if raw is None:
        return []
    try:
        return _array.decode(raw)
    except _BROKEN:
        return [] if bytes(memoryview(raw)[:4]) == b"null" else [raw]


def read_value(raw: Raw | bytes) -> Any:
    """The value, or the text of what cannot be read."""
    try:
        return _any.decode(raw)
    except _BROKEN:
        pass
    try:
        return _slowly(bytes(raw))
    except _BROKEN:
        return bytes(raw).decode("utf-8", "replace")


def encode(value: Any) -> bytes:
    """A value as JSON in its own order of keys; half pairs become question marks."""
    try:
        return msgspec.json.encode(value)
    except (msgspec.MsgspecError, ValueError, OverflowError, TypeError, RecursionError):
        pass
    try:
        return json.dumps(value, ensure_ascii=False, default=str).encode("utf-8", "replace")
    except (ValueError, RecursionError):
        return b'"too deep"'


def without_marks(value: Any, depth: int = 0) -> Any:
    """The same without `cache_control`, which says where to cache and is no part of what is cached. A message whose
    content is a string becomes one with a text block, which is the same prompt: clients change between both."""
    if not isinstance(value, dict):
        return value
    kept = {key: item for key, item in value.items() if key != "cache_control"}
    content = kept.get("content")
    if isinstance(content, str) and "role" in kept:
        kept["content"] = [{"type": "text", "text": content}]
    elif isinstance(content, list) and depth < 3:
        kept["content"] = [without_marks(item, depth + 1) for item in content]
    return kept


def same_prompt(one: Raw, other: Raw) -> bool:
    """Whether two parts are the same for whoever reads the prompt."""
    return one == other or canonical(one) == canonical(other)


def canonical(raw: Raw) -> bytes:
    return encode(without_marks(read_value(raw)))


def common_length(one: bytes, other: bytes) -> int:
    """Bytes at the start that are alike."""
    low, high = 0, min(len(one), len(other))
    if one[:high] == other[:high]:
        return high
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def contents(value: Any) -> str:
    """What is in a message, in words: "2 tool_result, text"."""
    content = value.get("content") if isinstance(value, dict) else None
    if isinstance(content, str):
        return "text"
    if not isinstance(content, list):
        return "nothing known"
    return counted(_type(block) for block in content)


def _type(block: Any) -> str:
    if not isinstance(block, dict) or not isinstance(block.get("type"), str):
        return "something"
    name = block.get("name")
    return f"{block['type'][:40]} {name[:60]}" if isinstance(name, str) else block["type"][:40]


def counted(words: Iterable[str]) -> str:
    """Like words once with their number, in the order in which they came; at most six of them."""
    numbers: dict[str, int] = {}
    for word in words:
        numbers[word] = numbers.get(word, 0) + 1
    told = [word if number == 1 else f"{number} {word}" for word, number in numbers.items()]
    return ", ".join(told[:6]) + (", …" if len(told) > 6 else "") or "nothing"


def name_of(value: Any) -> str:
    """What a tool is called, in any of the languages."""
    if not isinstance(value, dict):
        return ""
    for holder in (value, value.get("function"), value.get("toolSpec")):
        name = holder.get("name") if isinstance(holder, dict) else None
        if isinstance(name, str):
            return name[:200]
    kind = value.get("type")
    return kind[:200] if isinstance(kind, str) else ""
