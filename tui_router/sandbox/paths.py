"""Values at a dotted path of a request: `stop`, `thinking.budget_tokens`, `tools[*].name`, `..cache_control.ttl`.

`[*]` goes into every element of a list, two dots in front into every depth. What is null is not there. The
request is a stranger's and may be any JSON, of any depth.
"""

from collections.abc import Iterator
from typing import Any


def find(value: Any, path: str) -> list[tuple[str, Any]]:
    """Each value found, with the place where it stands ("messages.0.content"), in the order of the request."""
    deep = path.startswith("..")
    first, *rest = path.removeprefix("..").split(".")
    found = list(_anywhere(value, first)) if deep else _step([("", value)], first)
    for name in rest:
        found = _step(found, name)
    return found


def _step(places: list[tuple[str, Any]], name: str) -> list[tuple[str, Any]]:
    key, every = name.removesuffix("[*]"), name.endswith("[*]")
    found: list[tuple[str, Any]] = []
    for where, value in places:
        inner = value.get(key) if isinstance(value, dict) else None
        at = f"{where}.{key}" if where else key
        if not every:
            found += [(at, inner)] if inner is not None else []
        elif isinstance(inner, list):
            found += [(f"{at}.{i}", item) for i, item in enumerate(inner) if item is not None]
    return found


def _anywhere(value: Any, key: str) -> Iterator[tuple[str, Any]]:
    """Without recursion: JSON may be nested deeper than Python likes to call."""
    waiting: list[tuple[str, str, Any]] = [("", "", value)]
    while waiting:
        where, name, value = waiting.pop()
        if name == key and value is not None:
            yield where, value
        inner: list[tuple[str, str, Any]] = []
        if isinstance(value, dict):
            inner = [(f"{where}.{k}" if where else k, k, item) for k, item in value.items()]
        elif isinstance(value, list):
            inner = [(f"{where}.{i}", "", item) for i, item in enumerate(value)]
        waiting += reversed(inner)
