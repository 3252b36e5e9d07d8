"""Streams of Responses and Gemini as entries, and of anything else by the names its events give themselves."""

from typing import Any

import msgspec

from tui_router.tui.lines.entries import EntryList, items, mapping, usage_words, words
from tui_router.wire.sse import Frame

_ENDS = frozenset({"response.completed", "response.incomplete", "response.failed"})


class OtherRows(EntryList):
    def frame(self, frame: Frame, at: float | None) -> None:
        event = self.event_of(frame, at)
        if event is None:
            return
        if "candidates" in event or "usageMetadata" in event:
            self._gemini(event, at)
        else:
            self._named(words(event.get("type") or frame.event, 60) or "data", event, at)

    def _named(self, name: str, event: dict[str, Any], at: float | None) -> None:
        delta = event.get("delta")
        if isinstance(delta, str):
            self._delta(name, delta, at)
        elif name in {"response.created", "response.in_progress"}:
            if name == "response.created":
                self.add(("start", 0), name, at)
        elif name in _ENDS:
            response = mapping(event.get("response"))
            self.add(("stop", 0), name, at, detail=usage_words(mapping(response.get("usage"))))
        elif name == "response.output_item.added":
            item = mapping(event.get("item"))
            if item.get("type") == "function_call":
                self.add(("tool", self.next("tool")), "function_call", at, detail=words(item.get("name"), 60))
            else:
                self.again("event", f"{name}  {words(item.get('type'), 30)}", at)
        else:
            self.again("event", name, at)

    def _delta(self, name: str, delta: str, at: float | None) -> None:
        if "arguments" in name:
            self.run("args", name, at, delta, "json")
        elif "reasoning" in name:
            self.run("thinking", name, at, delta, "thinking")
        else:
            self.run("text", name, at, delta, "text")

    def _gemini(self, event: dict[str, Any], at: float | None) -> None:
        for candidate in map(mapping, items(event.get("candidates"))[:1]):
            for part in map(mapping, items(mapping(candidate.get("content")).get("parts"))):
                text = part.get("text")
                call = mapping(part.get("functionCall"))
                if isinstance(text, str) and text:
                    sort = "thinking" if part.get("thought") else "text"
                    self.run(sort, "thought" if part.get("thought") else "text", at, text, sort)  # type: ignore[arg-type]  # both are sorts
                elif call:
                    self.add(
                        ("tool", self.next("tool")), "functionCall", at, detail=words(call.get("name"), 60)
                    )
                    arguments = msgspec.json.encode(call.get("args")).decode()
                    self.run("args", "args", at, arguments, "json")
            if candidate.get("finishReason"):
                self.add(("stop", 0), "finishReason", at, detail=words(candidate["finishReason"], 40))
        usage = mapping(event.get("usageMetadata"))
        if usage:
            self.again("usage", f"usage  {usage_words(usage)}", at)
