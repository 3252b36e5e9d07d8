"""One response of Gemini's stream in words."""

from typing import Any

import msgspec

from tui_router.tui.lines.entries import items, mapping, usage_words, words
from tui_router.tui.lines.told import Told, said, together

_PARTS = 8
_OTHERS = {
    "executableCode": "code",
    "codeExecutionResult": "output",
    "inlineData": "mimeType",
    "fileData": "fileUri",
}


def tell_gemini(event: dict[str, Any]) -> Told:
    """Figures stand in every response; they are told where nothing else is, or with the end."""
    event = mapping(event.get("response")) or event
    found: list[Told] = []
    blocked = mapping(event.get("promptFeedback")).get("blockReason")
    if blocked:
        found.append(("stop", "promptFeedback", words(blocked, 40)))
    for candidate in map(mapping, items(event.get("candidates"))[:1]):
        for part in map(mapping, items(mapping(candidate.get("content")).get("parts"))[:_PARTS]):
            found.extend(_part(part))
        if candidate.get("finishReason"):
            why = words(candidate.get("finishMessage"), 80)
            reason = words(candidate["finishReason"], 40)
            found.append(("stop", "finishReason", f"{reason}  {why}".strip()))
        found += [
            ("other", name, "") for name in ("groundingMetadata", "citationMetadata") if candidate.get(name)
        ]
    figures = mapping(event.get("usageMetadata"))
    if figures and (not found or any(kind == "stop" for kind, _, _ in found)):
        found.append(("usage", "usageMetadata", usage_words(figures)))
    return together(found) if found else ("other", "candidates", "empty")


def _part(part: dict[str, Any]) -> list[Told]:
    found: list[Told] = []
    call = mapping(part.get("functionCall"))
    if part.get("text"):
        kind, name = ("thinking", "thought") if part.get("thought") else ("text", "text")
        found.append((kind, name, said(part["text"])))
    if call:
        given = said(msgspec.json.encode(call.get("args")).decode()) if call.get("args") else ""
        told = (words(call.get("name"), 60), words(call.get("id"), 40), given)
        found.append(("tool", "functionCall", "  ".join(word for word in told if word)))
    for name, inside in _OTHERS.items():
        if name in part:
            found.append(("other", name, said(mapping(part[name]).get(inside))))
    if part.get("thoughtSignature"):
        found.append(("signature", "thoughtSignature", ""))
    return found
