"""A JSON body as nodes that know their size in bytes and are read one level at a time.

Reading a level skips over what lies deeper, so a body of 400 kB opens in a fraction of a millisecond and
nothing is ever parsed that is not on the screen. Whatever cannot be read is shown as it came; nothing raises.
"""

import json
from functools import cached_property
from typing import Any, Literal

import msgspec
from msgspec import Raw

from tui_router.tui.safe_text import safe_text

Shape = Literal["object", "array", "string", "number", "literal"]

TEXT_LINES = 3
"""Lines of a long string that are shown before the rest is folded."""

_MEND_LIMIT = 2 * 1024 * 1024
_FIGURE_LIMIT = 15  # digits of an integer that is still given commas
_PREVIEW = 160
_OBJECT = msgspec.json.Decoder(dict[str, Raw])
_ARRAY = msgspec.json.Decoder(list[Raw])
_STRING = msgspec.json.Decoder(str)
_BROKEN = (msgspec.DecodeError, ValueError, RecursionError)  # ValueError: bytes that are not UTF-8


class Node:
    """One value and the name it has in its parent: a member's key or an item's number."""

    def __init__(self, key: str, raw: Raw | bytes) -> None:
        self.key = key
        self.raw = raw if isinstance(raw, Raw) else Raw(raw)
        self.size = memoryview(self.raw).nbytes

    @cached_property
    def shape(self) -> Shape:
        match bytes(memoryview(self.raw)[:1]):
            case b"{":
                return "object"
            case b"[":
                return "array"
            case b'"':
                return "string"
            case b"t" | b"f" | b"n":
                return "literal"
            case _:
                return "number"

    @cached_property
    def _level(self) -> tuple[list[str], list[Raw]]:
        """Keys of an object (of an array none) and values, before there is a node for each."""
        try:
            if self.shape == "object":
                members = _OBJECT.decode(self.raw)
                return list(members), list(members.values())
            if self.shape == "array":
                return [], _ARRAY.decode(self.raw)
        except _BROKEN:
            return [], []  # too deep or not UTF-8: shown as one closed value
        return [], []

    @property
    def count(self) -> int:
        """How many members it has; cheap, however many they are."""
        return len(self._level[1])

    def kid(self, index: int) -> "Node":
        """One member; asked for all of them, `kids` keeps them."""
        keys, raws = self._level
        return Node(keys[index] if keys else str(index), raws[index])

    def place(self, key: str) -> int | None:
        """The number of the member with this key; of an array its place."""
        keys, raws = self._level
        if keys:
            return keys.index(key) if key in keys else None
        return int(key) if key.isdecimal() and len(key) < 10 and int(key) < len(raws) else None

    @cached_property
    def kids(self) -> list["Node"]:
        return [self.kid(index) for index in range(self.count)]

    @cached_property
    def members(self) -> dict[str, "Node"]:
        return {node.key: node for node in self.kids} if self.shape == "object" else {}

    @cached_property
    def text(self) -> str:
        """The value as it came from the wire: a string's content, or the JSON of anything else. Not safe yet."""
        if self.shape == "string":
            try:
                return _STRING.decode(self.raw)
            except _BROKEN:
                return bytes(self.raw).decode("utf-8", "replace").strip('"')
        return bytes(self.raw).decode("utf-8", "replace")

    def string(self, key: str) -> str:
        """The string member `key`, or nothing."""
        node = self.members.get(key)
        return node.text if node is not None and node.shape == "string" else ""

    @cached_property
    def brief(self) -> str:
        """The value in one line, cut long before it could matter; safe."""
        if self.shape == "number":
            digits = self.text[:_PREVIEW]
            small = digits.lstrip("-").isdigit() and len(digits) <= _FIGURE_LIMIT
            return f"{int(digits):,}" if small else safe_text(digits, line=True)
        if self.shape == "array" and not self.count:
            return "[]" if self.size <= 2 else "[…]"
        if self.shape == "array":
            if self.size < _PREVIEW and all(kid.shape not in {"object", "array"} for kid in self.kids):
                return ", ".join(kid.brief for kid in self.kids)
            return str(self.count)
        if self.shape == "object":
            return self._object_brief()
        return safe_text(self.text[:_PREVIEW], line=True)

    def _object_brief(self) -> str:
        if not self.count:
            return "{}" if self.size <= 2 else "{…}"
        if self.size >= _PREVIEW:
            names = ", ".join(safe_text(key[:40], line=True) for key in self._level[0][:6])
            return "{" + names + (", …}" if self.count > 6 else "}")
        parts = []
        for kid in self.kids:
            value = f"[{len(kid.kids)}]" if kid.shape == "array" and kid.kids else kid.brief
            name = safe_text(kid.key, line=True)
            parts.append(name if value == "true" else f"{name}: {value}")
        return "{" + ", ".join(parts) + "}"


def _mended(body: bytes) -> bytes | None:
    """The same document without what strict readers refuse: lone surrogates, NaN, integers of any length."""
    if len(body) > _MEND_LIMIT:
        return None
    try:
        value: Any = json.loads(body.decode("utf-8", "replace"), parse_constant=str, parse_int=_figure)
        return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    except (ValueError, RecursionError):
        return None


def _figure(digits: str) -> int | str:
    return int(digits) if len(digits) <= _FIGURE_LIMIT else digits


def read_tree(body: bytes) -> Node | None:
    """The root of a JSON object or array; None when the body is neither (text, HTML, cut off, empty)."""
    start = body[:64].lstrip()[:1]
    if start not in {b"{", b"["}:
        return None
    for candidate in (body, _mended):
        data = candidate if isinstance(candidate, bytes) else candidate(body)
        if data is None:
            return None
        try:
            (_OBJECT if start == b"{" else _ARRAY).decode(data)
        except _BROKEN:
            continue
        return Node("", data.lstrip())
    return None
