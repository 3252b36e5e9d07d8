"""Which call a piece belongs to: servers leave out the index, repeat it, or change the id with every piece."""

from typing import Any

import msgspec

from tui_router.dialects.blockbook import BlockBook
from tui_router.dialects.chat.schema import CallPart, Function
from tui_router.dialects.chat.wire import read_arguments
from tui_router.dialects.names import NameMap
from tui_router.dialects.toolcall import ToolCall

MOST_CALLS = 512
_LEGACY = -1


class _Seen(msgspec.Struct):
    """A call as the upstream named it."""

    call: ToolCall
    id: str = ""
    name: str = ""
    extra: Any = None  # `extra_content`, where Gemini signs


class CallShelf:
    """`stuck` is set by a call that will never end: white space without end, or arguments beyond all measure."""

    def __init__(self, book: BlockBook, names: NameMap) -> None:
        self._book = book
        self._names = names
        self._seen: dict[int, _Seen] = {}
        self._last: int | None = None
        self._all: list[_Seen] = []
        self.stuck = ""

    def parts(self, parts: list[CallPart], *, whole: bool) -> None:
        """The `tool_calls` of one delta. In a `whole` answer every part is a call of its own."""
        for at, part in enumerate(parts):
            if self.stuck:
                return
            function = part.function or Function()
            id, name = part.id or "", function.name or ""
            text, is_whole = read_arguments(function.arguments)
            key = self._key(at, part.index, id, name)
            seen = None if whole else self._seen.get(key)
            if seen is None or _another(seen, id, name, text):
                seen = self._new(key, f"choices[0].delta.tool_calls[{at if part.index is None else key}]")
                if seen is None:
                    return
            self._last = key
            seen.extra = seen.extra or part.extra_content
            self._tell(seen, id, name, text, is_whole=is_whole)

    def legacy(self, function: Function) -> None:
        """`function_call`, the form before `tool_calls`: one call, without an id."""
        text, is_whole = read_arguments(function.arguments)
        seen = self._seen.get(_LEGACY) or self._new(_LEGACY, "choices[0].delta.function_call")
        if seen is not None:
            self._tell(seen, "", function.name or "", text, is_whole=is_whole)

    @property
    def made(self) -> bool:
        return bool(self._all)

    @property
    def first(self) -> str:
        """The client's id of the first call, "" when there is none."""
        return self._all[0].call.id if self._all else ""

    def extras(self) -> list[tuple[str, Any]]:
        """What came beside calls, with the client's ids of those."""
        return [(seen.call.id, seen.extra) for seen in self._all if seen.extra]

    def cut(self) -> bool:
        """Whether some call's arguments began like an object and never became one."""
        return any(seen.call.cut for seen in self._all)

    def _key(self, at: int, index: int | None, id: str, name: str) -> int:
        if index is not None:
            return index
        known = next((key for key, seen in self._seen.items() if id and seen.id == id), None)
        if known is not None:
            return known
        last = self._seen.get(self._last) if self._last is not None else None
        if last is not None and self._last is not None:
            goes_on = not name or (at == 0 and name == last.name and not last.call.complete)
            if goes_on and (not id or not name or not last.id):
                return self._last
        return len(self._seen)

    def _new(self, key: int, path: str) -> _Seen | None:
        if len(self._all) >= MOST_CALLS:
            self.stuck = f"more than {MOST_CALLS} tool calls"
            return None
        seen = self._seen[key] = _Seen(self._book.call(path))
        self._all.append(seen)
        return seen

    def _tell(self, seen: _Seen, id: str, name: str, text: str, *, is_whole: bool) -> None:
        call = seen.call
        if (id and not seen.id) or (name and not seen.name):
            seen.id, seen.name = seen.id or id, seen.name or name
            self._book.named(call, id, self._names.back(name) if name else "")
        if text:
            if is_whole:
                self._book.whole_arguments(call, text)
            else:
                self._book.arguments(call, text)
            if call.runaway:
                self.stuck = "tool arguments that never end"


def _another(seen: _Seen, id: str, name: str, text: str) -> bool:
    """Whether a piece with the index of a call begins a new one all the same."""
    if not name or not seen.name:
        return False
    other_id = bool(id and seen.id and id != seen.id)
    if seen.call.complete:
        return other_id or (not id and bool(text.strip()) and text.strip() != seen.call.text().strip())
    return other_id and name != seen.name
