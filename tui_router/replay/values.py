"""Values of JSON bodies: read, told apart strictly, and named in few words."""

import json
from typing import Any

_BRIEF = 160
_ONE_LINE = 60
_DIGITS = 300
_MOST_PAIRED = 60
_RENAMES = (frozenset({"max_tokens", "max_completion_tokens", "max_output_tokens", "maxOutputTokens"}),)
LABELS = ("type", "role", "name")


def read_body(data: bytes) -> Any:
    """The value of a JSON body; its text when it is none."""
    text = data.decode("utf-8", "replace")
    try:
        return json.loads(text, parse_int=_figure, parse_constant=str)
    except (ValueError, RecursionError):
        return text


def _figure(digits: str) -> int | str:
    return int(digits) if len(digits) <= _DIGITS else digits


def as_json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def same(left: Any, right: Any) -> bool:
    """Equal as JSON: true is not 1, and 1 is not 1.0."""
    if type(left) is not type(right) or left != right:
        return False
    return not isinstance(left, dict | list) or as_json(left) == as_json(right)


def brief(value: Any) -> str:
    """A value in one short line."""
    if isinstance(value, list):
        kind = "functions" if value and all(_is_function(item) for item in value[:100]) else "items"
        return f"{len(value)} {kind if len(value) != 1 else kind[:-1]}" if value else "[]"
    if isinstance(value, dict):
        inside = [f"{key[:40]}: {_scalar(item)}" for key, item in list(value.items())[:4]]
        short = len(value) <= 4 and all(not isinstance(item, dict | list) for item in value.values())
        whole = "{" + ", ".join(inside) + "}"
        if short and len(whole) <= _ONE_LINE:
            return whole
        return "{" + ", ".join(key[:40] for key in list(value)[:6]) + (", …}" if len(value) > 6 else "}")
    return _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return json.dumps(value[:_BRIEF], ensure_ascii=False)[:_BRIEF] + ("…" if len(value) > _BRIEF else "")
    return brief(value) if isinstance(value, dict | list) else json.dumps(value)[:_BRIEF]


def _is_function(item: Any) -> bool:
    return isinstance(item, dict) and ("function" in item or "input_schema" in item)


def label(index: int, value: Any) -> str:
    """What an item of a list is called: its number and what it says of itself."""
    if not isinstance(value, dict):
        return str(index)
    words = [str(value[name])[:80] for name in LABELS if isinstance(value.get(name), str)]
    function = value.get("function")
    if isinstance(function, dict) and isinstance(function.get("name"), str):
        words.append(function["name"][:80])
    return " ".join([str(index), *words])


def alike(value: Any) -> str:
    """Items with the same one may be the same thing, changed."""
    return label(0, value) if isinstance(value, dict) else type(value).__name__


def is_tools(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and _is_function(value[0])


def content(value: Any) -> Any:
    """What of an item is not in its label: the one thing left when there is one, as with a text block."""
    if not isinstance(value, dict):
        return value
    rest = {key: item for key, item in value.items() if key not in LABELS or not isinstance(item, str)}
    return next(iter(rest.values())) if len(rest) == 1 else rest


def renamed(left: dict[str, Any], right: dict[str, Any]) -> dict[str, str]:
    """Members that only one has and that are the same thing under two names: known ones, or of the same long value."""
    ours = [key for key in left if key not in right]
    theirs = [key for key in right if key not in left]
    if len(ours) > _MOST_PAIRED or len(theirs) > _MOST_PAIRED:
        return {}
    pairs: dict[str, str] = {}
    for key in ours:
        for other in theirs:
            known = any(key in names and other in names for names in _RENAMES)
            telling = (
                isinstance(left[key], dict | list | str)
                and len(left[key]) > 2
                and same(left[key], right[other])
            )
            if (known or telling) and other not in pairs.values():
                pairs[key] = other
                break
    return pairs
