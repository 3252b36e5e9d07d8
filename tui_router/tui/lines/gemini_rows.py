"""Responses of Gemini's stream as entries: runs of text and thought, calls, the end. Each response is whole in itself:
figures are told again in every one of them, so that only the last ones get a row."""

from typing import Any

import msgspec

from tui_router.tui.lines.entries import Entry, EntryList, items, mapping, usage_words, words
from tui_router.wire.sse import Frame

_CODE = {"executableCode": "code", "codeExecutionResult": "output"}
_PLACES = {"inlineData": "mimeType", "fileData": "fileUri"}
_BESIDE = ("groundingMetadata", "citationMetadata", "urlContextMetadata")


class GeminiRows(EntryList):
    def __init__(self) -> None:
        super().__init__()
        self._figures = ""
        self._usage: Entry | None = None

    def frame(self, frame: Frame, at: float | None) -> None:
        event = self.event_of(frame, at)
        if event is not None:
            self.reply(event, at)

    def reply(self, event: dict[str, Any], at: float | None) -> None:
        """`response` holds the rest in the answers of Google's own tools."""
        event = mapping(event.get("response")) or event
        if not self.entries or self.entries[-1].slot[0] == "head":
            model = words(event.get("modelVersion"), 60)
            if model:
                self.add(("start", 0), "modelVersion", at, detail=model)
        blocked = mapping(event.get("promptFeedback")).get("blockReason")
        if blocked:
            self.add(("stop", 0), "promptFeedback", at, detail=words(blocked, 40))
        ended = bool(blocked)
        for candidate in map(mapping, items(event.get("candidates"))[:1]):
            ended = self._candidate(candidate, at) or ended
        figures = mapping(event.get("usageMetadata"))
        if figures:
            self._figures = usage_words(figures)
            self._tell_usage(at, now=ended or not event.get("candidates"))

    def _tell_usage(self, at: float | None, *, now: bool) -> None:
        if self._usage is not None:
            self._usage.detail, self._usage.until = self._figures, at
        elif now:
            self._usage = self.add(("usage", self.next("usage")), "usageMetadata", at, detail=self._figures)

    def _candidate(self, candidate: dict[str, Any], at: float | None) -> bool:
        """Says whether it was the last one."""
        for part in map(mapping, items(mapping(candidate.get("content")).get("parts"))):
            self._part(part, at)
        for name in _BESIDE:
            if candidate.get(name):
                self.again("event", name, at)
        reason = words(candidate.get("finishReason"), 40)
        if reason:
            why = words(candidate.get("finishMessage"), 80)
            self.add(("stop", 0), "finishReason", at, detail=f"{reason}  {why}".strip())
        return bool(reason)

    def _part(self, part: dict[str, Any], at: float | None) -> None:
        text, call = part.get("text"), mapping(part.get("functionCall"))
        if isinstance(text, str) and text:
            if part.get("thought"):
                self.run("thinking", "thought", at, text, "thinking")
            else:
                self.run("text", "text", at, text, "text")
        if call:
            number = self.next("tool")
            named = f"{words(call.get('name'), 60)}  {words(call.get('id'), 24)}".strip()
            self.add(("tool", number), "functionCall", at, detail=named)
            if call.get("args"):
                arguments = self.add(("args", number), "args", at, sort="json")
                arguments.grow(msgspec.json.encode(call["args"]).decode(), at)
        for name, inside in _CODE.items():
            if name in part:
                code = mapping(part[name]).get(inside)
                entry = self.add(("other", self.next("other")), name, at, sort="quote")
                entry.grow(code if isinstance(code, str) else "", at)
        for name, inside in _PLACES.items():
            if name in part:
                said = words(mapping(part[name]).get(inside), 60)
                self.add(("other", self.next("other")), name, at, detail=said)
        if part.get("thoughtSignature"):
            self.again("signature", "thoughtSignature", at)
