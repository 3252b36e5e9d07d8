"""JSON written anew in its plainest form, for servers whose own readers are narrower than the client's."""

import json
import math
from typing import Any

from tui_router.wire.json import NotJson, read_any

_EMPTY = (b"", b"null", b'""')


def dump(value: Any) -> bytes:
    """Compact, UTF-8, integers of any size; NaN and the infinities, which are no JSON, become null.

    Raises `NotJson` for what is nested too deeply or is no JSON value at all.
    """
    try:
        try:
            text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        except ValueError:
            text = json.dumps(_finite(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except (RecursionError, TypeError, ValueError) as error:
        raise NotJson(f"cannot be written: {type(error).__name__}") from None
    return text.encode("utf-8", "replace")


def plain_arguments(data: bytes) -> bytes:
    """The arguments of a call as one object: of keys that come twice the last counts, what is no object is
    wrapped in one."""
    if data in _EMPTY:
        return b"{}"
    try:
        value = read_any(data)
    except NotJson:
        return dump({"_raw": data.decode("utf-8", "replace")})
    try:
        return dump(value if isinstance(value, dict) else {"input": value})
    except NotJson:
        return dump({"_raw": data.decode("utf-8", "replace")})


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_finite(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
