"""JSON that is opened only where someone looks, and written with every byte as it came that nobody changed.

Numbers keep their spelling, objects the order of their members and names that stand twice. `path` says where a
value stands in leg a; what is made here has the path of what gave cause for it.
"""

from collections.abc import Iterable
from itertools import pairwise
from operator import is_
from typing import Any

import msgspec
from msgspec import Raw

from tui_router.dialects.anthropic.splice import Span, apply, cuts, elements, members
from tui_router.messages.reading import read_count, read_list, read_object, read_text

encode = msgspec.json.Encoder().encode


class Node:
    """Any JSON value. Only an object has members; one that cannot be read seems to have none."""

    __slots__ = ("_came", "_fresh", "_kind", "_now", "_text", "path")

    def __init__(self, text: bytes, path: str = "", *, fresh: bool = False) -> None:
        self.path = path
        self._text = text
        self._fresh = fresh  # not what the client sent at this place
        self._kind: str | None = None
        self._came: dict[str, Raw] | None = (
            None  # of several members with one name the last, as for every decoder
        )
        self._now: dict[str, bytes | Node | Array | None] = {}  # put, opened, or None: dropped

    @classmethod
    def make(cls, value: Any, path: str) -> "Node":
        return cls(encode(value), path, fresh=True)

    @property
    def kind(self) -> str:
        if self._kind is None:
            self._kind = self.text("type")
        return self._kind

    @property
    def is_object(self) -> bool:
        return self._text.lstrip().startswith(b"{")

    def names(self) -> list[str]:
        return [key for key in {**self._read(), **self._now} if key in self]

    def __contains__(self, key: str) -> bool:
        return self._now[key] is not None if key in self._now else key in self._read()

    def raw(self, key: str) -> bytes | None:
        """A member as JSON."""
        if key in self._now:
            now = self._now[key]
            return now if now is None or isinstance(now, bytes) else now.render()
        came = self._read().get(key)
        return bytes(came) if came is not None else None

    def text(self, key: str) -> str:
        """A string, "" for anything else."""
        raw = self._now[key] if key in self._now else self._read().get(key)
        return read_text(Raw(raw)) if isinstance(raw, bytes | Raw) else ""

    def count(self, key: str) -> int | None:
        raw = self.raw(key)
        return read_count(Raw(raw)) if raw is not None and raw[:1].isdigit() else None

    def object(self, key: str) -> "Node | None":
        now = self._now.get(key)
        if isinstance(now, Node):
            return now
        raw = self.raw(key)
        if raw is None or not raw.startswith(b"{"):
            return None
        found = self._now[key] = Node(raw, self._at(key), fresh=now is not None)
        return found

    def array(self, key: str) -> "Array | None":
        now = self._now.get(key)
        if isinstance(now, Array):
            return now
        raw = self.raw(key)
        if raw is None or not raw.startswith(b"["):
            return None
        found = self._now[key] = Array(raw, self._at(key), fresh=now is not None)
        return found

    def put(self, key: str, value: Any) -> None:
        """`value` is plain Python; `Raw` goes as it is."""
        new = encode(value)
        if new != self.raw(key):
            self._now[key] = new
            self._kind = None

    def put_array(self, key: str, items: "Iterable[Node]") -> "Array":
        made = self._now[key] = Array(b"[]", self._at(key), fresh=True)
        made.items.extend(items)
        return made

    def drop(self, key: str) -> None:
        if key in self:
            self._now[key] = None
            self._kind = None

    def render(self) -> bytes:
        """The very bytes it was made of when nothing changed."""
        new = self._changes() if self._now else {}
        if not new:
            return self._text
        came = self._read()
        known = members(self._text, known=came) if self.is_object else []
        gone = {i for i, member in enumerate(known) if new.get(member.key, b"") is None}
        spans = cuts([member.whole for member in known], gone) if gone else []
        edits = [(cut, b"") for cut in spans]
        edits += [(member.value, raw) for member in known if (raw := new.get(member.key)) is not None]
        text = apply(self._text, edits)
        added = {key: raw for key, raw in new.items() if key not in came and raw is not None}
        return _extend(text, added) if added else text

    def changed(self, rendered: bytes) -> bool:
        return self._fresh or rendered is not self._text

    def _changes(self) -> dict[str, bytes | None]:
        """New values by name, None for what was dropped."""
        new: dict[str, bytes | None] = {}
        for key, now in self._now.items():
            if now is None:
                if key in self._read():
                    new[key] = None
            elif isinstance(now, bytes):
                new[key] = now
            elif now.changed(raw := now.render()):
                new[key] = raw
        return new

    def _read(self) -> dict[str, Raw]:
        if self._came is None:
            self._came = (read_object(self._text) if self.is_object else None) or {}
        return self._came

    def _at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key


class Array:
    """`items` may be changed in place; a list that cannot be read seems empty."""

    __slots__ = ("_came", "_fresh", "_raw", "_text", "items", "path")

    def __init__(self, text: bytes, path: str = "", *, fresh: bool = False) -> None:
        self.path = path
        self._text = text
        self._fresh = fresh
        self._raw = read_list(text)
        self._came = tuple(Node(bytes(raw), f"{path}[{i}]") for i, raw in enumerate(self._raw))
        self.items: list[Node] = list(self._came)

    def render(self) -> bytes:
        new = [item.render() for item in self.items]
        if len(new) == len(self._came) and all(map(is_, self.items, self._came)):
            places = list(range(len(new)))
        else:
            known = {id(item): i for i, item in enumerate(self._came)}
            places = [known.get(id(item), -1) for item in self.items]
            if -1 in places or any(a >= b for a, b in pairwise(places)):
                return b"[" + b",".join(new) + b"]"
        changes = [(i, raw) for i, raw in zip(places, new, strict=True) if self._came[i].changed(raw)]
        gone = set(range(len(self._came))).difference(places)
        if not changes and not gone:
            return self._text
        spans = elements(self._text, Span(0, len(self._text)), self._raw)
        return apply(
            self._text, [*((cut, b"") for cut in cuts(spans, gone)), *((spans[i], raw) for i, raw in changes)]
        )

    def changed(self, rendered: bytes) -> bool:
        return self._fresh or rendered is not self._text


def _extend(text: bytes, added: dict[str, bytes]) -> bytes:
    """The object with members at its end."""
    end = text.rindex(b"}")
    head = text[:end].rstrip()
    fresh = b",".join(encode(key) + b":" + raw for key, raw in added.items())
    return head + (b"" if head.endswith(b"{") else b",") + fresh + text[end:]
