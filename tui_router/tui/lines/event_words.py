"""One event of a stream: what sort of thing it is in any of the languages, its name there, and what it says.

`kind` is the same word for the same thing on either leg: start, open, text, thinking, args, tool, signature, close,
stop, usage, done, ping, error, comment, other.
"""

from typing import Any

from tui_router.tui.lines.entries import decode, items, mapping, usage_words, words
from tui_router.tui.lines.event_gemini import tell_gemini
from tui_router.tui.lines.event_responses import tell_named
from tui_router.tui.lines.told import MOST, Told, said, together
from tui_router.tui.safe_text import safe_text
from tui_router.wire.sse import Frame

DELTAS = frozenset({"text", "thinking", "args"})
"""What comes in runs."""
_REASONING = ("reasoning_content", "reasoning", "reasoning_text")
_MESSAGES = {
    "message_start": "start",
    "content_block_start": "open",
    "content_block_stop": "close",
    "message_delta": "stop",
    "message_stop": "done",
    "ping": "ping",
    "error": "error",
}
_BLOCK = {
    "text_delta": "text",
    "thinking_delta": "thinking",
    "input_json_delta": "args",
    "signature_delta": "signature",
}


def tell(dialect: str, frame: Frame) -> Told:
    """A frame without data that is no comment is an `other` without a name."""
    if frame.data is None:
        comment = frame.raw.startswith(b":")
        return ("comment", safe_text(frame.raw[:80].strip(), line=True), "") if comment else ("other", "", "")
    if frame.data.strip() == b"[DONE]":
        return "done", "[DONE]", ""
    event = decode(frame.data)
    if event is None:
        name = safe_text(frame.event[:40], line=True) or "data"
        return "other", name, safe_text(frame.data[:MOST], line=True)
    if event.get("error"):
        fault = event["error"]
        words_of = mapping(fault).get("message") or mapping(fault).get("type") or fault
        return "error", "error", said(str(words_of))
    if dialect in ("anthropic", "bedrock"):
        return _message(event)
    if dialect == "chat" or "choices" in event:
        return _chat(event)
    if dialect == "gemini" or "candidates" in event or "usageMetadata" in event:
        return tell_gemini(event)
    return tell_named(words(event.get("type") or frame.event, 60) or "data", event)


def _message(event: dict[str, Any]) -> Told:
    name = words(event.get("type"), 40) or "event"
    kind = _MESSAGES.get(name, "other")
    index = words(event.get("index"), 8)
    if name == "content_block_delta":
        delta = mapping(event.get("delta"))
        name = words(delta.get("type"), 40) or name
        text = next((delta[key] for key in ("text", "thinking", "partial_json") if key in delta), "")
        return _BLOCK.get(name, "other"), name, said(text)
    if kind == "start":
        usage = mapping(mapping(event.get("message")).get("usage"))
        return kind, name, usage_words({**usage, "output_tokens": None})
    if kind == "open":
        block = mapping(event.get("content_block"))
        told = (block.get("type"), block.get("name"), block.get("id"))
        return kind, f"{name} {index}".strip(), "  ".join(words(one, 40) for one in told if one)
    if kind == "close":
        return kind, f"{name} {index}".strip(), ""
    if kind == "stop":
        reason = words(mapping(event.get("delta")).get("stop_reason"), 40) or "null"
        return kind, name, f"stop {reason}  {usage_words(mapping(event.get('usage')))}".strip()
    return kind, name, ""


def _chat(event: dict[str, Any]) -> Told:
    """A chunk may say several things: its kind is that of the first, its name tells them all."""
    found: list[Told] = []
    for choice in map(mapping, items(event.get("choices"))[:1]):
        delta = mapping(choice.get("delta")) or mapping(choice.get("message"))
        found.extend(_chat_delta(delta))
        if choice.get("finish_reason"):
            found.append(("stop", "finish_reason", words(choice["finish_reason"], 40)))
        if delta.get("role") and not found:
            found.append(("start", "role", words(delta["role"], 20)))
    usage = mapping(event.get("usage"))
    if usage:
        found.append(("usage", "usage", usage_words(usage)))
    if not found and "usage" in event and not event.get("choices"):
        return "usage", "usage", "null"
    if not found:
        return "other", "chunk", "empty"
    return together(found)


def _chat_delta(delta: dict[str, Any]) -> list[Told]:
    found: list[Told] = []
    for name in _REASONING:
        if delta.get(name):
            found.append(("thinking", "reasoning", said(delta[name])))
            break
    if delta.get("content"):
        found.append(("text", "content", said(delta["content"])))
    for call in map(mapping, items(delta.get("tool_calls"))[:4]):
        function = mapping(call.get("function"))
        if function.get("name"):
            told = f"{words(function['name'], 40)}  {words(call.get('id'), 40)}  {said(function.get('arguments'))}"
            found.append(("tool", f"tool_calls[{words(call.get('index', 0), 8)}]", told.strip()))
        elif function.get("arguments"):
            found.append(("args", "arguments", said(function["arguments"])))
    return found
