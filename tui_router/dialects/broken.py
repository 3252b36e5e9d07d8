"""An upstream that fails after its 200. Its meaning is for `diagnose` to find; here only that it failed."""

from typing import Any

from tui_router.core.diagnosis import STATUS_OF, Diagnosis, ErrorType
from tui_router.core.faults import UpstreamFault
from tui_router.wire.json import NotJson, read_any

QUOTE = 2_000


def stray_error(data: bytes) -> bool:
    """Whether a document without choices is an error in another shape than OpenAI's."""
    try:
        value = read_any(data)
    except NotJson:
        return False
    if isinstance(value, list):
        return any(isinstance(item, dict) and bool(item.get("error")) for item in value)
    if not isinstance(value, dict):
        return False
    if value.get("error") or value.get("type") == "error" or value.get("object") == "error":
        return True
    response = value.get("response")  # an event of the Responses language
    if isinstance(response, dict) and response.get("error"):
        return True
    told = any(isinstance(value.get(key), str | list) for key in ("message", "detail"))
    return told and "choices" not in value


def failed(data: bytes) -> UpstreamFault:
    words = _words(data)
    said = "the upstream failed while it answered"
    return _fault(
        "upstream_server_error", f"{said}: {words}" if words else said, "error inside the answer", words
    )


def unreadable(what: str, data: bytes = b"") -> UpstreamFault:
    quote = data[:QUOTE].decode("utf-8", "replace")
    return _fault("upstream_server_error", f"the upstream answered {what}", "answer nobody can read", quote)


def runaway(what: str) -> UpstreamFault:
    return _fault("model_tool_call_failed", f"the model wrote {what}", what)


def gave_up(word: str) -> UpstreamFault:
    """A finish reason that says the answer was not finished."""
    type: ErrorType = "overloaded_error" if word == "insufficient_system_resource" else "api_error"
    message = f"the upstream gave up in the middle of its answer ({word[:40]})"
    return _fault("upstream_server_error", message, "upstream gave up", word[:40], type=type, heals=True)


def truncated(message: str = "the upstream's stream broke off before its end") -> UpstreamFault:
    return _fault("stream_truncated", message, "stream cut", heals=True)


def empty() -> UpstreamFault:
    return _fault("empty_completion", "the upstream answered with nothing", "empty answer")


def _fault(
    name: str,
    message: str,
    title: str,
    quote: str = "",
    *,
    type: ErrorType = "api_error",
    heals: bool = False,
) -> UpstreamFault:
    return UpstreamFault(
        Diagnosis(
            name=name,
            type=type,
            status=502 if type == "api_error" else STATUS_OF[type],
            message=message,
            title=title,
            quote=quote,
            heals=heals,
        )
    )


def _words(data: bytes) -> str:
    value: Any
    try:
        value = read_any(data)
    except NotJson:
        return data[:QUOTE].decode("utf-8", "replace").strip()
    for _ in range(3):
        if isinstance(value, list):
            value = value[0] if value else ""
        if isinstance(value, dict):
            told = (value.get(key) for key in ("error", "message", "detail", "type", "code"))
            value = next((word for word in told if word), "")
    return value[:QUOTE] if isinstance(value, str) else ""
