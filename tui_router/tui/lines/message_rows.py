"""Events of a Messages stream as entries, one for each block: what the client receives, or a native upstream."""

from typing import Any

from tui_router.tui.lines.entries import Entry, EntryList, Sort, mapping, usage_words, words
from tui_router.wire.sse import Frame

_SORTS: dict[str, tuple[str, Sort]] = {
    "text": ("text", "text"),
    "thinking": ("thinking", "thinking"),
    "redacted_thinking": ("thinking", "thinking"),
    "tool_use": ("tool", "event"),
}


class MessageRows(EntryList):
    def __init__(self) -> None:
        super().__init__()
        self._open: dict[Any, Entry] = {}

    def frame(self, frame: Frame, at: float | None) -> None:
        event = self.event_of(frame, at)
        if event is None:
            return
        match event.get("type"):
            case "message_start":
                usage = mapping(mapping(event.get("message")).get("usage"))
                told = usage_words({**usage, "output_tokens": None})
                self.add(("start", 0), "message_start", at, detail=told)
            case "content_block_start":
                self._start(event, at)
            case "content_block_delta":
                self._delta(event, at)
            case "content_block_stop":
                entry = self._open.pop(_index(event), None)
                if entry is not None:
                    entry.until = at
            case "message_delta":
                reason = words(mapping(event.get("delta")).get("stop_reason"), 40)
                told = usage_words(mapping(event.get("usage")))
                self.add(("stop", 0), "message_delta", at, detail=f"stop {reason or 'null'}  {told}".strip())
            case "message_stop":
                self.add(("done", 0), "message_stop", at)
            case "ping":
                self.again("ping", "ping", at)
            case "error":
                self.fault(event.get("error"), at)
            case other:
                self.again("event", words(other, 40) or "event", at)

    def _start(self, event: dict[str, Any], at: float | None) -> None:
        block = mapping(event.get("content_block"))
        kind = words(block.get("type"), 30) or "block"
        sort, shown = _SORTS.get(kind, ("other", "json"))
        index = _index(event)
        entry = self.add(
            (sort, self.next(sort)),
            f"{words(index, 8)} {kind}",
            at,
            detail=words(block.get("name"), 60),
            sort=shown,
            block=True,
        )
        self._open[index] = entry
        for name in ("text", "thinking"):
            text = block.get(name)
            if isinstance(text, str) and text:
                entry.grow(text, at)

    def _delta(self, event: dict[str, Any], at: float | None) -> None:
        delta = mapping(event.get("delta"))
        index = _index(event)
        entry = self._open.get(index)
        kind = delta.get("type")
        if entry is None:
            self.again("event", f"{words(kind, 40)} without a block", at)
            return
        if kind == "input_json_delta":
            self._argument(entry, index, delta.get("partial_json"), at)
            return
        text = delta.get("text") if kind == "text_delta" else delta.get("thinking")
        entry.count += 1
        if isinstance(text, str) and text:
            entry.grow(text, at)
        else:
            entry.until = at

    def _argument(self, entry: Entry, index: Any, text: Any, at: float | None) -> None:
        entry.until = at
        if entry.slot[0] == "tool":
            entry = self.add(("args", entry.slot[1]), "input_json_delta", at, sort="json")
            self._open[index] = entry
        else:
            entry.count += 1
        if isinstance(text, str) and text:
            entry.grow(text, at)


def _index(event: dict[str, Any]) -> int:
    index = event.get("index")
    return index if isinstance(index, int) else -1
