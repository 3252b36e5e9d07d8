"""Which item of the output a piece belongs to: servers leave out the index, give all items the same one, change the
id from event to event, or never say that an item begins."""

from collections import deque
from typing import Any

import msgspec

from tui_router.dialects.responses.schema import Event, word
from tui_router.dialects.toolcall import ToolCall

MOST_ITEMS = 2_048

MESSAGE = "message"
REASONING = "reasoning"
FUNCTION = "function_call"
CUSTOM = "custom_tool_call"
SEARCH = "web_search_call"
CALLS = frozenset({FUNCTION, CUSTOM})


class Item(msgspec.Struct):
    """`at` is its place in the output, `index` the upstream's word for it. `said` counts the characters told of its
    text, `open` those of the part that is being told; `gap` says that more thinking is a part of its own, `part` which
    one was told last; `raw` that the model's own reasoning was told, not a summary; `phase` whether a text is
    commentary or the answer. `closed`: it was told as a whole."""

    at: int
    kind: str
    index: int | None = None
    id: str = ""
    call_id: str = ""
    call: ToolCall | None = None
    said: int = 0
    open: int = 0
    gap: bool = False
    part: tuple[bool, int | None] | None = None
    raw: bool = False
    phase: str = ""
    closed: bool = False

    @property
    def path(self) -> str:
        return f"output[{self.at}]"


class Shelf:
    """`full` is set when no item fits any more."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.full = False
        self._by_index: dict[int, Item] = {}
        self._by_id: dict[str, Item] = {}
        self._by_call: dict[str, Item] = {}

    def find(
        self, event: Event, kind: str, told: dict[str, Any] | None = None, *, begins: bool = False
    ) -> Item | None:
        """The item of this kind that `event` is about, a new one if there is none. `told` is the item as the event
        has it; `begins` says that the event cannot be about an item that was closed. None when there are too many."""
        index = event.output_index if type(event.output_index) is int else None
        id = word(event.item_id) or word((told or {}).get("id"))
        call_id = word((told or {}).get("call_id"))
        found = self._known(index, id, kind, piece=told is None)
        if found is None and index is None and told is not None and not begins:
            found = self._begun(id, call_id, kind)
        if found is not None:
            other = bool(call_id and found.call_id and call_id != found.call_id)
            again = found.closed and (begins or (told is not None and bool(id) and id != found.id))
            if found.kind != kind or other or again:
                found = None
        if found is None:
            found = self.add(kind)
            if found is None:
                return None
            if index is not None:
                found.index = index
                self._by_index[index] = found
        if id and not found.id:
            found.id = id
            self._by_id[id] = found
        if call_id and not found.call_id:
            found.call_id = call_id
            self._by_call[call_id] = found
        return found

    def add(self, kind: str) -> Item | None:
        if len(self.items) >= MOST_ITEMS:
            self.full = True
            return None
        item = Item(len(self.items), kind)
        self.items.append(item)
        return item

    def _known(self, index: int | None, id: str, kind: str, *, piece: bool) -> Item | None:
        found = self._by_index.get(index) if index is not None else None
        if found is not None and found.kind == kind:
            return found
        found = self._by_id.get(id) if id else None
        if found is not None:
            return found if index is None or found.index is None else None
        last = self.items[-1] if self.items and index is None and piece else None
        if last is None or last.kind != kind or last.closed:
            return None
        return last if not id or kind in (MESSAGE, REASONING) else None

    def _begun(self, id: str, call_id: str, kind: str) -> Item | None:
        """The item that is told as a whole, without an index and under an id that nobody used before."""
        if call_id in self._by_call:
            return self._by_call[call_id]
        last = self.items[-1] if self.items else None
        if last is None or last.kind != kind or last.closed or (id and last.id):
            return None
        return last

    def again(self, told: list[dict[str, Any]]) -> list[Item | None]:
        """For each item of a whole answer the one that was told of it before, None where there is none: by its ids,
        else by its place among those of its kind, since some servers make up new ids every time."""
        named: dict[tuple[str, str], deque[Item]] = {}
        for item in self.items:
            for name in {item.call_id, item.id}:
                named.setdefault((item.kind, name), deque()).append(item)
        found: list[Item | None] = []
        taken: set[int] = set()
        for one in told:
            known = None
            for name in filter(None, (word(one.get("call_id")), word(one.get("id")))):
                same = named.get((word(one.get("type")), name), deque())
                while same and known is None:
                    first = same.popleft()
                    known = first if first.at not in taken else None
            if known is not None:
                taken.add(known.at)
            found.append(known)
        left: dict[str, deque[Item]] = {}
        for item in self.items:
            if item.at not in taken:
                left.setdefault(item.kind, deque()).append(item)
        for at, one in enumerate(told):
            rest = left.get(word(one.get("type")))
            if found[at] is None and rest:
                found[at] = rest.popleft()
        return found
