"""Conditions on sizes, on the order of requests, on members of the body, and on headers."""

from collections.abc import Sequence
from typing import Any

from tui_router.sandbox.asked import Asked, Find
from tui_router.sandbox.paths import find

Names = Sequence[str]


def _yes(holds: bool, **known: str | int) -> list[Find]:
    return [dict(known)] if holds else []


def over_output(asked: Asked, limit: int) -> list[Find]:
    return _yes(asked.output > limit, limit=limit)


def under_output(asked: Asked, minimum: int) -> list[Find]:
    return _yes(0 < asked.output < minimum, minimum=minimum)


def over_window(asked: Asked, limit: int) -> list[Find]:
    return _yes(asked.prompt > limit, limit=limit)


def over_sum(asked: Asked, limit: int) -> list[Find]:
    return _yes(asked.prompt + asked.output > limit, limit=limit)


def over_bytes(asked: Asked, limit: int) -> list[Find]:
    return _yes(asked.size > limit, limit=limit)


def first(asked: Asked, count: int) -> list[Find]:
    return _yes(asked.ordinal < count)


def every(asked: Asked, count: int) -> list[Find]:
    return _yes(asked.ordinal % count == 0)


def within_s(asked: Asked, seconds: float) -> list[Find]:
    return _yes(asked.age < seconds)


def has(asked: Asked, path: str) -> list[Find]:
    return [{"param": path, "at": at, "value": _shown(value)} for at, value in find(asked.fields, path)]


def lacks(asked: Asked, path: str) -> list[Find]:
    return _yes(not find(asked.fields, path), param=path)


def one_of(asked: Asked, wanted: dict[str, list[Any]]) -> list[Find]:
    return [
        {"param": path, "at": at, "value": _shown(value)}
        for path, values in wanted.items()
        for at, value in find(asked.fields, path)
        if value in values
    ]


def other_than(asked: Asked, allowed: dict[str, list[Any]]) -> list[Find]:
    return [
        {"param": path, "at": at, "value": _shown(value)}
        for path, values in allowed.items()
        for at, value in find(asked.fields, path)
        if value not in values
    ]


def outside(asked: Asked, bounds: dict[str, tuple[int, int]]) -> list[Find]:
    return [
        {"param": path, "value": _shown(value), "minimum": low, "maximum": high}
        for path, (low, high) in bounds.items()
        for _, value in find(asked.fields, path)
        if isinstance(value, int | float) and not low <= value <= high
    ]


def not_below(asked: Asked, pairs: dict[str, str]) -> list[Find]:
    return [
        {"param": path, "value": _shown(value), "limit": _shown(limit)}
        for path, other in pairs.items()
        for _, value in find(asked.fields, path)
        for _, limit in find(asked.fields, other)
        if isinstance(value, int | float) and isinstance(limit, int | float) and value >= limit
    ]


def more_than(asked: Asked, limits: dict[str, int]) -> list[Find]:
    return [
        {"param": path, "count": count, "limit": limit}
        for path, limit in limits.items()
        if (count := len(find(asked.fields, path))) > limit
    ]


def header(asked: Asked, wanted: dict[str, Names]) -> list[Find]:
    return [
        {"param": name, "value": word}
        for name, words in wanted.items()
        for word in _listed(asked, name)
        if word in words
    ]


def header_other_than(asked: Asked, known: dict[str, Names]) -> list[Find]:
    return [
        {"param": name, "value": word}
        for name, words in known.items()
        for word in _listed(asked, name)
        if word not in words
    ]


def not_streaming(asked: Asked, _: bool) -> list[Find]:
    return _yes(not asked.fields.get("stream"), param="stream")


def _listed(asked: Asked, name: str) -> list[str]:
    return [word for part in asked.headers.get(name, "").split(",") if (word := part.strip())]


def _shown(value: Any) -> str | int:
    """A value as an error quotes it; of a list or an object only what it is."""
    if isinstance(value, dict | list):
        return "object" if isinstance(value, dict) else "array"
    return value if isinstance(value, int) and not isinstance(value, bool) else str(value)
