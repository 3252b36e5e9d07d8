"""A node of a request in its place: where it stands, what it is there, and what of it needs no line of its own."""

from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from typing import Literal

from tui_router.tui.lines.json_tree import Node
from tui_router.tui.lines.note_book import Path, path_of
from tui_router.tui.lines.request_words import MESSAGES, SYSTEM

ItemSort = Literal["field", "message", "block", "tool"]

GROUP = 100
"""Members of an array or object that stand under it; more are folded in hundreds."""

_INLINE = 40
"""Bytes of a flat object that its own line says whole."""
_HOLDERS = frozenset({"content", "parts", "output", "tool_calls"})


class Item:
    """`path` are the keys from the root, `depth` is how far its line is set in: -1 for the root."""

    def __init__(self, node: Node, parent: "Item | None" = None, index: int = 0) -> None:
        self.node = node
        self.parent = parent
        self.index = index
        self.path: Path = (*parent.path, node.key) if parent else ()
        self.depth: int = -1 if parent is None else parent.depth + (0 if self.joined else 1)
        self._kids: dict[int, Item] = {}

    def __len__(self) -> int:
        return self.node.count

    def kid(self, index: int) -> "Item":
        if index not in self._kids:
            self._kids[index] = Item(self.node.kid(index), self, index)
        return self._kids[index]

    def kids(self, step: int = 1) -> Iterator["Item"]:
        for index in range(len(self))[::step]:
            yield self.kid(index)

    def named(self, key: str) -> "Item | None":
        index = self.node.place(key)
        return self.kid(index) if index is not None else None

    @cached_property
    def sort(self) -> ItemSort:
        above = self.parent
        if above is None or above.node.shape != "array":
            return "field"
        if len(above.path) == 1:
            if above.node.key in MESSAGES:
                return "message"
            if above.node.key in SYSTEM:
                return "block"
            return "tool" if above.node.key == "tools" else "field"
        outer = above.parent
        if outer is not None and outer.sort == "tool" and above.node.key == "functionDeclarations":
            return "tool"
        holds = outer is not None and (outer.sort in {"message", "block"} or outer.is_system)
        return "block" if holds and above.node.key in _HOLDERS else "field"

    @property
    def is_system(self) -> bool:
        """The system prompt where it is an object."""
        return len(self.path) == 1 and self.node.key in SYSTEM and self.node.shape == "object"

    @cached_property
    def joined(self) -> bool:
        """The content of a message: its blocks stand under the message itself. So do Gemini's functions under their tool."""
        above = self.parent
        if above is None or len(above) > GROUP or self.node.shape != "array" or not len(self):
            return False
        if above.sort == "message" or above.is_system:
            return self.node.key in {"content", "parts"}
        return above.sort == "tool" and self.node.key == "functionDeclarations"

    @cached_property
    def told(self) -> bool:
        """The line of its parent says it already: the role of a message, the type of a block."""
        above = self.parent
        if above is None or len(above) > GROUP or self.node.shape != "string":
            return False
        if (above.sort, self.node.key) == ("message", "type"):
            return self.node.text == "message"
        return (above.sort, self.node.key) in {("message", "role"), ("block", "type")}

    @cached_property
    def foldable(self) -> bool:
        """Whether there is more inside than its one line says."""
        if self.node.shape not in {"object", "array"} or not len(self):
            return False
        return self.node.size > _INLINE or any(kid.shape in {"object", "array"} for kid in self.node.kids)

    @cached_property
    def json_path(self) -> str:
        """As a person would write it: $.messages[3].content[0], $.tools[1].input_schema["a.b"]."""
        if self.parent is None:
            return "$"
        key = self.node.key
        if self.parent.node.shape == "array":
            step = f"[{key}]"
        elif key.isidentifier():
            step = f".{key}"
        else:
            step = '["' + key.replace("\\", "\\\\").replace('"', '\\"') + '"]'
        return self.parent.json_path + step

    @cached_property
    def note_path(self) -> Path:
        """The same as notes take it apart: a key with a point in it is two steps there."""
        return path_of(".".join(self.path))

    @property
    def chain(self) -> list["Item"]:
        """From the root to this one."""
        chain: list[Item] = [self]
        while chain[-1].parent is not None:
            chain.append(chain[-1].parent)
        return chain[::-1]

    @property
    def seat(self) -> "Item":
        """The item on whose line this one is: itself, or the nearest above that has a line."""
        chain = self.chain
        seat = chain[0]
        for above, item in pairwise(chain):
            if above.parent is not None and not (above.foldable or above.joined):
                break
            if not (item.told or item.joined):
                seat = item
        return seat
