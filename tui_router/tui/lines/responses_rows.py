"""Events of Responses as entries: items, runs of what they say, calls, the end. What an event repeats gets no row; what
it says for the first time does, under its own name. Any other stream of named events is read the same way."""

from typing import Any

import msgspec

from tui_router.tui.cells import size
from tui_router.tui.lines.entries import EntryList, Sort, items, mapping, usage_words, words
from tui_router.wire.sse import Frame

ENDS = frozenset({"response.completed", "response.incomplete", "response.cancelled", "response.done"})
CALLS = {"function_call": "arguments", "custom_tool_call": "input"}
"""Items that are calls of a tool, and where their arguments stand."""
_SILENT = frozenset(
    [
        "response.in_progress",
        "response.queued",
        "response.content_part.added",
        "response.content_part.done",
        "response.reasoning_summary_part.added",
        "response.reasoning_summary_part.done",
    ]
)
_WHOLE = {".done": "text", "refusal.done": "refusal", "arguments.done": "arguments", "input.done": "input"}
"""The ends of the names of events that repeat a text, and its member; the longest that fits counts."""


class ResponsesRows(EntryList):
    def __init__(self) -> None:
        super().__init__()
        self._shelf = _Shelf()
        self._numbers: dict[int, int] = {}
        self._told: set[tuple[int, str]] = set()
        """What was said of which item: text, thinking or args; of a call that it was named."""

    def frame(self, frame: Frame, at: float | None) -> None:
        event = self.event_of(frame, at)
        if event is not None:
            self.named(words(event.get("type") or frame.event, 60) or "data", event, at)

    def named(self, name: str, event: dict[str, Any], at: float | None) -> None:
        delta = event.get("delta")
        if isinstance(delta, str):
            self._say(name, self._shelf.key(event, _sort(name)[0]), delta, at)
        elif name == "response.created":
            model = words(mapping(event.get("response")).get("model"), 60)
            self.add(("start", 0), name, at, detail=model)
        elif name in ENDS:
            self._end(name, mapping(event.get("response")), at)
        elif name == "response.failed":
            self.fault(mapping(event.get("response")).get("error") or "response.failed", at)
        elif name in ("error", "response.error"):
            self.fault(event, at)
        elif name in ("response.output_item.added", "response.output_item.done"):
            item = mapping(event.get("item"))
            self._item(name, self._shelf.key(event, _of(item), begins=name.endswith("added")), item, at)
        elif name.startswith("response.") and name.endswith(".done") and self._repeat(name, event, at):
            return
        elif name not in _SILENT:
            self.again("event", name, at)

    # what is said

    def _say(self, name: str, key: int, text: str, at: float | None) -> None:
        sort, shown = _sort(name)
        self._told.add((key, sort))
        if sort != "args":
            self.run(sort, name, at, text, shown)
            return
        slot = (sort, self._number(key))
        last = self.entries[-1] if self.entries else None
        if last is not None and last.slot == slot:
            last.count += 1
        else:
            last = self.add(slot, name, at, sort=shown)
        last.grow(text, at)

    def _repeat(self, name: str, event: dict[str, Any], at: float | None) -> bool:
        """A text told as a whole at its end: a row only when its deltas never came."""
        ends = max((end for end in _WHOLE if name.endswith(end)), key=len)
        text = event.get(_WHOLE[ends])
        if not isinstance(text, str):
            return False
        key = self._shelf.key(event, _sort(name)[0])
        if text and (key, _sort(name)[0]) not in self._told:
            self._say(name, key, text, at)
        return True

    def _number(self, key: int) -> int:
        """Of the call that this item is; a call without its beginning is one of its own."""
        if key not in self._numbers:
            self._numbers[key] = self.next("tool")
        return self._numbers[key]

    # items

    def _item(self, name: str, key: int, item: dict[str, Any], at: float | None) -> None:
        kind = words(item.get("type"), 40) or "item"
        ended = name.endswith(".done")
        if kind in CALLS:
            self._call(kind, name, key, item, at)
        elif kind == "reasoning":
            self._reasoning(name, key, item, at)
        elif kind == "message":
            self._message(name, key, item, at)
        elif not ended or (key, kind) not in self._told:
            self._told.add((key, kind))
            self.add(("other", self.next("other")), kind, at, detail=words(item.get("status"), 20))

    def _call(self, kind: str, name: str, key: int, item: dict[str, Any], at: float | None) -> None:
        if key not in self._numbers or (key, "tool") not in self._told:
            self._told.add((key, "tool"))
            detail = f"{words(item.get('name'), 60)}  {words(item.get('call_id'), 24)}".strip()
            self.add(("tool", self._number(key)), kind, at, detail=detail)
        given = item.get(CALLS[kind])
        text = given if isinstance(given, str) else msgspec.json.encode(given).decode() if given else ""
        if text and (key, "args") not in self._told:
            self._say(f"{name} {CALLS[kind]}", key, text, at)

    def _reasoning(self, name: str, key: int, item: dict[str, Any], at: float | None) -> None:
        for part in map(mapping, [*items(item.get("summary")), *items(item.get("content"))]):
            text = part.get("text")
            if (
                isinstance(text, str)
                and text
                and name.endswith(".done")
                and (key, "thinking") not in self._told
            ):
                self.run("thinking", f"{name} reasoning", at, text, "thinking")
        sealed = item.get("encrypted_content")
        if isinstance(sealed, str) and sealed and name.endswith(".done"):
            self.again("signature", f"encrypted_content  {size(len(sealed))}", at)

    def _message(self, name: str, key: int, item: dict[str, Any], at: float | None) -> None:
        if (key, "text") in self._told:
            return
        for part in map(mapping, items(item.get("content"))):
            text = part.get("text") or part.get("refusal")
            if isinstance(text, str) and text:
                self.run("text", f"{name} message", at, text, "text")
                self._told.add((key, "text"))

    def _end(self, name: str, response: dict[str, Any], at: float | None) -> None:
        """Whole answers stand here that no event told before."""
        if not self._told:
            for number, item in enumerate(items(response.get("output"))[:100]):
                self._item("output.done", -1 - number, mapping(item), at)
        why = words(mapping(response.get("incomplete_details")).get("reason"), 40)
        told = f"{why}  {usage_words(mapping(response.get('usage')))}".strip()
        self.add(("stop", 0), name, at, detail=told)


class _Shelf:
    """Which item an event is about. Servers change the id from event to event, or give all items one index."""

    def __init__(self) -> None:
        self._kinds: list[str] = []
        self._known: dict[object, int] = {}

    def key(self, event: dict[str, Any], kind: str, *, begins: bool = False) -> int:
        """`kind` is what the event tells of it: an item of another kind cannot be meant."""
        id = event.get("item_id") or mapping(event.get("item")).get("id")
        names = [("id", id)] if isinstance(id, str) else []
        place = event.get("output_index")
        at = ("at", place if isinstance(place, int) else None)
        found = None
        for name in (*names, *([] if begins else [at])):
            number = self._known.get(name)
            if found is None and number is not None and self._kinds[number] == kind:
                found = number
        if found is None:
            found = len(self._kinds)
            self._kinds.append(kind)
        for name in (*names, at):
            self._known[name] = found
        return found


def _of(item: dict[str, Any]) -> str:
    kind = words(item.get("type"), 40)
    return "args" if kind in CALLS else {"message": "text", "reasoning": "thinking"}.get(kind, kind)


def _sort(name: str) -> tuple[str, Sort]:
    if "arguments" in name or "_call_input" in name or name.endswith(" input"):
        return "args", "json"
    if "reasoning" in name:
        return "thinking", "thinking"
    return "text", "text"
