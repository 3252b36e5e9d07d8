"""How a call that was written as text is read: bit by bit, and only while it can still become one."""

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from msgspec import Raw

from tui_router.wire.json import NotJson, read_any


class Written(NamedTuple):
    """`arguments` is JSON text of an object; `id` is empty where the notation has none."""

    name: str
    arguments: str
    id: str = ""


class Unfinished(Exception):
    """The text may still become calls."""


class NoCall(Exception):
    """It is text."""


class Tools:
    """The tools that were offered, as the target knows them: name to schema of the input."""

    def __init__(self, schemas: Mapping[str, Raw]) -> None:
        self._schemas = schemas

    def __contains__(self, name: str) -> bool:
        return name in self._schemas

    def begins(self, head: str) -> bool:
        """Whether some name begins so."""
        return any(name.startswith(head) for name in self._schemas)

    def written(self, name: str, given: Any, id: str = "") -> Written:
        """A call as it is made. Raises `NoCall` for one that cannot be meant: of a tool nobody offered, or without what
        the tool needs, as examples leave it out."""
        if name not in self._schemas or not isinstance(given, dict):
            raise NoCall
        needed = self._schema(name).get("required")
        if isinstance(needed, list) and any(isinstance(key, str) and key not in given for key in needed):
            raise NoCall
        return Written(name, _text(given), id)

    def value(self, name: str, key: str, text: str) -> Any:
        """A value that was written without its type: text where the schema says so, else JSON if it is any."""
        try:
            kind = self._schema(name)["properties"][key]["type"]
        except (KeyError, TypeError, IndexError):
            kind = ""
        if kind == "string":
            return text
        try:
            return read_any(text.strip().encode("utf-8", "replace"))
        except NotJson:
            return text

    def _schema(self, name: str) -> dict[str, Any]:
        try:
            schema = read_any(bytes(self._schemas[name]) or b"{}")
        except (NotJson, KeyError):
            return {}
        return schema if isinstance(schema, dict) else {}


_MOST_SPACE = 64  # characters of white space between marks
_SPACE = re.compile(r"\s*")
_decode = json.JSONDecoder(strict=False).raw_decode


def skip(text: str, at: int) -> int:
    """Behind the white space. Raises `NoCall` where that has no end."""
    found = _SPACE.match(text, at)
    end = found.end() if found else at
    if end - at > _MOST_SPACE:
        raise NoCall
    return end


def mark(text: str, at: int, word: str) -> bool:
    """Whether `word` stands there. Raises `Unfinished` where it may yet."""
    if text.startswith(word, at):
        return True
    if len(text) - at < len(word) and word.startswith(text[at:]):
        raise Unfinished
    return False


def until(text: str, at: int, word: str) -> tuple[str, int]:
    """What stands before `word`, and where that ends."""
    end = text.find(word, at)
    if end < 0:
        raise Unfinished
    return text[at:end], end + len(word)


def read_value(text: str, at: int) -> tuple[Any, int]:
    try:
        value, end = _decode(text, at)
    except (ValueError, RecursionError):
        raise Unfinished from None  # what is broken and what is not whole look alike
    return value, end


def _text(value: dict[str, Any]) -> str:
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (ValueError, RecursionError):
        raise NoCall from None
    return text.encode("utf-8", "replace").decode()
