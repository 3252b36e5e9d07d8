"""Rows of a model list, read from hostile bytes: the list may be huge, broken or lying, and nothing here raises."""

from collections.abc import Callable, Mapping
from typing import Any, TypeGuard

import msgspec

from tui_router.providers.provider import Model
from tui_router.wire.json import NotJson, read_any

MODELS_MAX = 2000
"""Models kept of one list; OpenRouter's, the longest known, has some five hundred."""
ID_MAX = 200
TOKENS_MAX = 1_000_000_000

Row = Mapping[str, Any]
Models = dict[str, Model]


def decode(body: bytes) -> Any:
    """Whatever the JSON holds; None for what is none."""
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass  # one odd name must not cost the others: Python's decoder takes more
    try:
        return read_any(body)
    except NotJson:
        return None


def rows(body: bytes, key: str, *, bare: bool = False) -> list[Row]:
    """The objects of the list under `key`; with `bare` also of a list without an object around it."""
    found = _list(body, key, bare)
    return [row for row in found if isinstance(row, dict)] if found is not None else []


def has_list(body: bytes, key: str, *, bare: bool = False) -> bool:
    """Whether the answer is such a list, empty or not."""
    return _list(body, key, bare) is not None


def _list(body: bytes, key: str, bare: bool) -> list[Any] | None:
    top = decode(body)
    found = top.get(key) if isinstance(top, dict) else top if bare else None
    return found if isinstance(found, list) else None


def collect(found: list[Row], key: str, read: Callable[[Row], Model]) -> Models:
    """By id, the first of each, without ids that could not be asked for or shown."""
    models: Models = {}
    for row in found:
        name = row.get(key)
        if is_id(name):
            models.setdefault(name, read(row))
        if len(models) >= MODELS_MAX:
            break
    return models


def is_id(name: Any) -> TypeGuard[str]:
    return (
        isinstance(name, str)
        and 0 < len(name) <= ID_MAX
        and name.isprintable()
        and name == name.strip()
        and "\ufffd" not in name
    )


def tokens(value: Any) -> int | None:
    """A count of tokens, or None for what cannot be one."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= TOKENS_MAX:
        return None
    return value


def first(*values: Any) -> int | None:
    """The first that is a count of tokens."""
    return next((count for value in values if (count := tokens(value)) is not None), None)


def flag(*values: Any) -> bool | None:
    """The first that is true or false."""
    return next((value for value in values if isinstance(value, bool)), None)


def inner(row: Row, *path: str) -> Any:
    value: Any = row
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def has(values: Any, word: str) -> bool | None:
    """Whether a list of words holds this one; None when there is no list."""
    return word in values if isinstance(values, list) else None


def text(*values: Any) -> str:
    """The first that can be shown as a name."""
    return next(
        (
            value
            for value in values
            if isinstance(value, str) and 0 < len(value) <= ID_MAX and value.isprintable()
        ),
        "",
    )
