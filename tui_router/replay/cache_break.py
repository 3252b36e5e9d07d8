"""What ends the part of a prompt that can be read from a cache: where it is, what it is, what it usually is."""

import re
from itertools import zip_longest
from typing import Any, NamedTuple

import msgspec
from msgspec import Raw

from tui_router.replay.reading import (
    common_length,
    encode,
    name_of,
    read_value,
    without_marks,
)

BETWEEN = ("tool_choice", "thinking")
ORDER = ("tools", "system", *BETWEEN, "messages")
"""Sections of a prompt as they follow each other in a cache, in our names."""

EXCERPT = 60
"""Characters shown of what differs, from a little before it on."""
_LEAD = 20
_FOLLOWED = 12  # levels into a part; each is encoded again

_TIME = re.compile(r"\d{1,4}[-:./]\d{1,2}[-:./]\d{1,4}|\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w{0,6},? ")
_HEADER = re.compile(r"\s{0,4}[A-Za-z][A-Za-z0-9-]{1,60}-[A-Za-z0-9-]{1,60}\s{0,2}:")
_ID = re.compile(r"[0-9a-f]{8,64}(?:-[0-9a-f]{4,12}){0,4}", re.IGNORECASE)
_HEADER_AT_MOST = 600  # characters of a block that is a header line and not a prompt


class Part(NamedTuple):
    """`section` is one of `ORDER`, `path` its place in the body."""

    section: str
    path: str
    raw: Raw


class CacheBreak(msgspec.Struct, frozen=True, kw_only=True):
    """`words` tell what differs without quoting it, `path` where, `offset` at which byte of the prompt in cache order.
    `before` and `now` are excerpts from the wire."""

    path: str
    offset: int
    words: str
    before: str = ""
    now: str = ""
    culprit: str = ""  # what this usually is, in words; "" when nothing typical
    lost: int = 0  # bytes of the prompt before that could have been read from the cache and were not


def broken_at(one: Part, other: Part, offset: int, old: list[Part], new: list[Part]) -> CacheBreak:
    if one.section != other.section:
        return _uneven(one, other, offset)
    if one.section in BETWEEN:
        words = f"{one.section} changed, which gives up what was cached of the messages"
        before, now = _shown(read_value(one.raw)), _shown(read_value(other.raw))
        return CacheBreak(path=one.path, offset=offset, words=words, before=before, now=now)
    first, second = name_of(read_value(one.raw)), name_of(read_value(other.raw))
    if one.section == "tools" and first != second:
        return _other_tool(one, other, offset, old, new)
    if one.section == "messages" and (many := _number(old, one)) > (left := _number(new, other)):
        words = f"the history was made short: {many:,} messages before, {left:,} now, alike up to {one.path}"
        before, now = _shown(read_value(one.raw)), _shown(read_value(other.raw))
        return CacheBreak(path=one.path, offset=offset, words=words, before=before, now=now)
    path, a, b = _first_difference(
        without_marks(read_value(one.raw)), without_marks(read_value(other.raw)), other.path, 0
    )
    label = f"{path} ({second})" if one.section == "tools" and second else path
    at = common_length(bytes(one.raw), bytes(other.raw))
    if isinstance(a, str) and isinstance(b, str):
        char = _first_character(a, b)
        return CacheBreak(
            path=path,
            offset=offset + at,
            words=f"{label} differs at character {char:,}",
            before=_around(a, char),
            now=_around(b, char),
            culprit=_culprit(a, b, char),
        )
    words = f"{label} changed"
    if a is _NOTHING:
        words = f"{label} was added"
    elif b is _NOTHING:
        words = f"{label} is gone"
    elif a is _KEYS:
        words = f"{label} has its keys in another order"
    if isinstance(a, _Sign) and isinstance(b, _Sign):
        return CacheBreak(path=path, offset=offset + at, words=words)
    return CacheBreak(path=path, offset=offset + at, words=words, before=_shown(a), now=_shown(b))


def _uneven(one: Part, other: Part, offset: int) -> CacheBreak:
    """One side has more parts of a section than the other."""
    gone = ORDER.index(one.section) < ORDER.index(other.section)
    part = one if gone else other
    name = name_of(read_value(part.raw)) if part.section == "tools" else ""
    label = f"{part.path} ({name})" if name else part.path
    words = f"{label} is gone" if gone else f"{label} was added"
    shown = _shown(read_value(part.raw))
    return CacheBreak(
        path=part.path, offset=offset, words=words, before=shown if gone else "", now="" if gone else shown
    )


def _other_tool(one: Part, other: Part, offset: int, old: list[Part], new: list[Part]) -> CacheBreak:
    then = {name_of(read_value(part.raw)) for part in old if part.section == one.section}
    now = {name_of(read_value(part.raw)) for part in new if part.section == one.section}
    first, second = name_of(read_value(one.raw)), name_of(read_value(other.raw))
    if first not in now:
        words = f"{one.path} ({first}) is gone"
    elif second not in then:
        words = f"{other.path} ({second}) was added"
    else:
        words = f"the tools come in another order from {other.path} on"
    return CacheBreak(path=other.path, offset=offset, words=words, before=first, now=second)


def _number(parts: list[Part], like: Part) -> int:
    return sum(1 for part in parts if part.section == like.section)


class _Sign:
    """Stands for a value where there is none to show."""


_NOTHING, _KEYS = _Sign(), _Sign()


def _first_difference(one: Any, other: Any, path: str, depth: int) -> tuple[str, Any, Any]:
    if depth < _FOLLOWED and isinstance(one, dict) and isinstance(other, dict):
        for (key, a), key_now in zip(one.items(), other, strict=False):
            if key != key_now:
                break
            if encode(a) != encode(other[key]):
                return _first_difference(a, other[key], f"{path}.{key[:80]}", depth + 1)
        if set(one) == set(other):
            return path, _KEYS, _KEYS
        gone = next((key for key in one if key not in other), None)
        if gone is not None:
            return f"{path}.{gone[:80]}", one[gone], _NOTHING
        come = next(key for key in other if key not in one)
        return f"{path}.{come[:80]}", _NOTHING, other[come]
    if depth < _FOLLOWED and isinstance(one, list) and isinstance(other, list):
        for index, (a, b) in enumerate(zip_longest(one, other, fillvalue=_NOTHING)):
            if isinstance(a, _Sign) or isinstance(b, _Sign):
                return f"{path}[{index}]", a, b
            if encode(a) != encode(b):
                return _first_difference(a, b, f"{path}[{index}]", depth + 1)
    return path, one, other


def _first_character(one: str, other: str) -> int:
    return (
        common_length(one.encode("utf-32-le", "surrogatepass"), other.encode("utf-32-le", "surrogatepass"))
        // 4
    )


def _shown(value: Any) -> str:
    if value is None or isinstance(value, _Sign):
        return ""
    return _around(value if isinstance(value, str) else encode(value).decode("utf-8", "replace"), 0)


def _around(text: str, char: int) -> str:
    """What stands there and a little before it, the cuts shown."""
    start = max(0, char - _LEAD)
    end = start + EXCERPT
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")


def _culprit(one: str, other: str, char: int) -> str:
    """What a difference usually is that comes anew with each request."""
    near = slice(max(0, char - 24), char + 24)
    if len(other) <= _HEADER_AT_MOST and _HEADER.match(one) and _HEADER.match(other):
        return "a header line that the client writes anew into its prompt (attribution, billing)"
    for shape, words in ((_TIME, "a date or a time"), (_ID, "an id made anew")):
        if _covers(shape, one[near], char - near.start) and _covers(shape, other[near], char - near.start):
            return words
    return ""


def _covers(shape: re.Pattern[str], text: str, at: int) -> bool:
    return any(found.start() <= at <= found.end() for found in shape.finditer(text))
