"""What AWS says inside a stream instead of an event, in the words that `diagnose` reads."""

import re
from typing import Any

import msgspec

from tui_router.messages.reading import read_object, read_text
from tui_router.wire.eventstream import Message

LONGEST = 16 * 1024
"""Characters kept of what it says."""

TYPES: dict[str, str] = {
    "accessdenied": "permission_error",
    "internalserver": "api_error",
    "modelerror": "api_error",
    "modelnotready": "overloaded_error",
    "modelstreamerror": "api_error",
    "modeltimeout": "timeout_error",
    "resourcenotfound": "not_found_error",
    "servicequotaexceeded": "rate_limit_error",
    "serviceunavailable": "overloaded_error",
    "throttling": "rate_limit_error",
    "validation": "invalid_request_error",
}
"""By the name without "Exception"; https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ResponseStream.html"""

_ENDING = re.compile(r"(?:Exception|Error)\Z", re.IGNORECASE)


def error_of(message: Message) -> bytes:
    """An exception or an error as Anthropic would say it; empty for an event."""
    kind = message.text(":message-type")
    if kind == "exception":
        name, words = message.text(":exception-type"), _words(message.payload)
    elif kind == "error":
        name, words = message.text(":error-code"), message.text(":error-message")
    else:
        return b""
    told: dict[str, Any] = {"type": type_of(name), "message": (words or name or kind)[:LONGEST]}
    if name:
        told["code"] = name[:100]
    return msgspec.json.encode({"type": "error", "error": told})


def type_of(name: str) -> str:
    return TYPES.get(_ENDING.sub("", name).lower(), "api_error")


def _words(payload: bytes) -> str:
    fields = read_object(payload)
    if fields is None:
        return payload[:LONGEST].decode("utf-8", "replace")
    return read_text(fields.get("message")) or read_text(fields.get("Message"))
