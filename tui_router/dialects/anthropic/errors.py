"""What an upstream of this language says instead of an answer, as a fault.

The words are read again by `diagnose`, which knows what they mean; here they are only recognised. `error_body`
of the machine, and of an `UpstreamFault` raised for a whole body, holds them as they came.
"""

from msgspec import Raw

from tui_router.core.diagnosis import Diagnosis
from tui_router.core.faults import UpstreamFault
from tui_router.core.redact import mask_secrets
from tui_router.messages.reading import EVENT_TYPES, Reading, read_object, read_text

QUOTE = 512  # characters of an upstream's words in a message


def is_error(fields: dict[str, Raw]) -> bool:
    """Anthropic's shape, OpenAI's {"error": …}, and the flat one with "object": "error"."""
    kind = read_text(fields.get("type"))
    if kind == "error" or read_text(fields.get("object")) == "error":
        return True
    error = fields.get("error")
    return (
        kind not in EVENT_TYPES
        and error is not None
        and bytes(error) not in (b"null", b'""', b"{}", b"false")
    )


def other_language(reading: Reading) -> str:
    """The dialect whose answer this is, "" when it is none we know."""
    fields = reading.fields
    if reading.type in EVENT_TYPES:
        return ""
    if "choices" in fields:
        return "chat"
    if reading.type.startswith("response.") or read_text(fields.get("object")) == "response":
        return "responses"
    return "gemini" if "candidates" in fields else ""


def reported(body: bytes) -> UpstreamFault:
    """The upstream reported an error inside a 200."""
    return fault("upstream_server_error", f"the upstream reported an error: {words(body)}", body=body)


def truncated() -> UpstreamFault:
    return fault("stream_truncated", "the upstream's stream ended before its end", title="stream cut")


def empty() -> UpstreamFault:
    return fault("empty_completion", "the upstream answered with nothing", title="empty answer")


def unreadable(body: bytes) -> UpstreamFault:
    return fault("upstream_server_error", f"the upstream's answer is no message: {words(body)}", body=body)


def too_large() -> UpstreamFault:
    return fault("upstream_server_error", "the upstream sent an event larger than can be read")


def wrong_dialect(provider: str, spoken: str) -> UpstreamFault:
    """`spoken` is the dialect that was heard. There is nothing for `diagnose` to read here."""
    message = f'the provider {provider} answers in another language; set dialect = "{spoken}" for it'
    return UpstreamFault(
        Diagnosis(
            name="endpoint_not_found",
            type="api_error",
            status=502,
            message=message,
            title="answers in another language",
            remedy=f'Set dialect = "{spoken}" for the provider {provider}.',
            blame="config",
        )
    )


def fault(name: str, message: str, *, body: bytes = b"", title: str = "") -> UpstreamFault:
    found = UpstreamFault(
        Diagnosis(
            name=name,
            type="api_error",
            status=502,
            message=message,
            title=title or message[:60],
            heals=name != "empty_completion",
        )
    )
    found.error_body = body
    return found


def words(body: bytes) -> str:
    """The sentence in an error body, or its beginning."""
    fields = read_object(body) or {}
    error = read_object(fields.get("error")) or fields
    said = read_text(error.get("message")) or read_text(fields.get("error"))
    return mask_secrets(said or body[:QUOTE].decode("utf-8", "replace"))[:QUOTE]
