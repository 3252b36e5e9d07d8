"""Which language a whole answer is in, told by the answer alone.

    form      the first byte: { or [ begin a document, a field of an event stream begins events, else it is a page
    language  the members only one language has, in the document or in the first event that has any
              chat       "choices", a list; or "object": "chat.completion…"
              responses  "object": "response", or a type "response.…"
              gemini     "candidates" or "promptFeedback", also inside the "response" of Google's own tools
              anthropic  a type or a name of its events; "type": "message", or role and content in a document

Neither headers nor what was asked for count: servers stream unasked, and answer whole when a stream was asked
for. An error is in no language. What breaks off inside its JSON is taken for Chat
Completions if it was an answer at all: that it breaks off is the same in every language.
"""

import re
from typing import Any, Literal

import msgspec

from tui_router.messages.reading import EVENT_TYPES
from tui_router.wire.json import NotJson, read_any
from tui_router.wire.sse import SseReader, read_frame

Language = Literal["", "chat", "anthropic", "responses", "gemini"]
Form = Literal["", "document", "events"]

_STEP = 64 * 1024
_HEAD = 16 * 1024
_BOM = b"\xef\xbb\xbf"
_FIELD = re.compile(rb"(?:data|event|id|retry)?:")
_OWN_EVENTS = EVENT_TYPES - {"error", "ping"}
"""Both stand in the streams of other languages too."""

_TELLING = re.compile(
    rb'"(?:choices|candidates|promptFeedback)"\s*:'
    rb'|"(?:type|object)"\s*:\s*"(?:chat\.completion|response"|message")'
)
"""What shows a document that cannot be decoded to have been an answer."""


class Heard(msgspec.Struct, frozen=True):
    form: Form = ""
    language: Language = ""


def sniff(body: bytes) -> Heard:
    text = body.removeprefix(_BOM).lstrip()
    if text[:1] in (b"{", b"["):
        return Heard("document", _document(text))
    if _FIELD.match(text):
        return Heard("events", _events(body))
    if text and (b"data:".startswith(text) or b"event:".startswith(text)):
        return Heard("events", "chat")  # cut in its first field, so that any language will say the same of it
    return Heard()


def language_of(value: dict[str, Any]) -> Language:
    """Of a document, or of one event's data; "" for an error and for what could be anything."""
    kind, thing = _word(value.get("type")), _word(value.get("object"))
    if isinstance(value.get("choices"), list):
        return "chat"
    if thing == "response" or kind.startswith("response."):
        return "responses"
    if kind in _OWN_EVENTS:
        return "anthropic"
    if isinstance(value.get("candidates"), list) or isinstance(value.get("promptFeedback"), dict):
        return "gemini"
    if value.get("error") or kind == "error":
        return ""
    if thing.startswith("chat.completion"):
        return "chat"
    if kind == "message" or (value.get("role") == "assistant" and isinstance(value.get("content"), list)):
        return "anthropic"
    inner = value.get("response")
    return "gemini" if isinstance(inner, dict) and isinstance(inner.get("candidates"), list) else ""


def _document(text: bytes) -> Language:
    try:
        value = read_any(text)
    except NotJson:
        if not _TELLING.search(text[:_HEAD]):
            return ""
        return "gemini" if text[:1] == b"[" else "chat"
    if isinstance(value, list):
        # Gemini's stream without alt=sse; a list in any other language is an error.
        heard = {language_of(item) for item in value if isinstance(item, dict)}
        return "gemini" if "gemini" in heard else ""
    return language_of(value)


def _events(body: bytes) -> Language:
    """By the first event that tells. Without one, an end mark or an event that breaks off shows a stream that
    every language reads alike."""
    reader = SseReader()
    otherwise: Language = ""
    for start in range(0, len(body), _STEP):
        frames = reader.feed(body[start : start + _STEP])
        if start + _STEP >= len(body):
            frames += [*reader.close(), read_frame(reader.rest)]
        for frame in frames:
            data = (frame.data or b"").strip()
            if data == b"[DONE]":
                return "chat"
            if data[:1] != b"{":
                continue
            try:
                value = read_any(data)
            except NotJson:
                otherwise = "chat"
                continue
            if frame.event in _OWN_EVENTS:
                return "anthropic"
            found = language_of(value)
            if found:
                return found
    return otherwise


def _word(value: Any) -> str:
    return value if isinstance(value, str) else ""
