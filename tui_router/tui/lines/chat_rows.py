"""Chunks of Chat Completions as entries: role, runs of content and reasoning, tool calls, the end."""

from typing import Any

from tui_router.tui.lines.entries import EntryList, items, mapping, usage_words, words
from tui_router.wire.sse import Frame

_REASONING = ("reasoning_content", "reasoning", "reasoning_text")


class ChatRows(EntryList):
    def __init__(self) -> None:
        super().__init__()
        self._calls: dict[Any, int] = {}
        self._role = False

    def frame(self, frame: Frame, at: float | None) -> None:
        chunk = self.event_of(frame, at)
        if chunk is None:
            return
        for choice in items(chunk.get("choices"))[:1]:
            self._choice(mapping(choice), at)
        usage = mapping(chunk.get("usage"))
        if usage:
            self.add(("usage", self.next("usage")), "usage", at, detail=usage_words(usage))

    def _choice(self, choice: dict[str, Any], at: float | None) -> None:
        delta = mapping(choice.get("delta")) or mapping(choice.get("message"))
        if delta.get("role") and not self._role:
            self._role = True
            self.add(("start", 0), "role", at, detail=words(delta["role"], 20))
        for name in _REASONING:
            text = delta.get(name)
            if isinstance(text, str) and text:
                self.run("thinking", "reasoning", at, text, "thinking")
                break
        text = delta.get("content")
        if isinstance(text, str) and text:
            self.run("text", "content", at, text, "text")
        for call in items(delta.get("tool_calls")):
            self._call(mapping(call), at)
        if choice.get("finish_reason"):
            self.add(("stop", 0), "finish_reason", at, detail=words(choice["finish_reason"], 40))

    def _call(self, call: dict[str, Any], at: float | None) -> None:
        function = mapping(call.get("function"))
        index = call.get("index", 0)
        key = index if isinstance(index, int | str) else 0
        if key not in self._calls:
            self._calls[key] = self.next("tool")
            detail = f"{words(function.get('name'), 40)}  {words(call.get('id'), 24)}".strip()
            self.add(("tool", self._calls[key]), f"tool_calls[{words(key, 8)}]", at, detail=detail)
        arguments = function.get("arguments")
        if isinstance(arguments, str) and arguments:
            last = self.entries[-1]
            slot = ("args", self._calls[key])
            if last.slot == slot:
                last.count += 1
            else:
                last = self.add(slot, "arguments", at, sort="json")
            last.grow(arguments, at)
