"""Bytes of a response to its struct. What the typed decoder refuses is read by hand, member by member."""

from typing import Any

from msgspec import Raw

from tui_router.dialects.gemini.schema import Candidate, Content, FunctionCall, Part, Reply, decoder
from tui_router.dialects.plain_json import dump
from tui_router.messages.codec import mend_surrogates
from tui_router.wire.json import NotJson, read, read_any


def read_reply(data: bytes) -> Reply:
    """Raises `NotJson` when it is not a JSON object."""
    reply = _read(mend_surrogates(data))
    inside = bytes(reply.response)
    if reply.silent and inside.startswith(b"{"):
        inner = _read(inside)
        inner.error = inner.error or reply.error
        return inner
    return reply


def read_list(data: bytes) -> list[Reply]:
    """A stream that was not asked for events: a list of responses. Raises `NotJson`."""
    value = read_any(data)
    if not isinstance(value, list):
        raise NotJson("expected a list", shape=True)
    return [_unwrapped(item) for item in value if isinstance(item, dict)]


def _read(data: bytes) -> Reply:
    try:
        return read(data, decoder)
    except NotJson:
        pass  # not of this shape, or not as strict as it should be
    value = read_any(data)
    if not isinstance(value, dict):
        raise NotJson("expected an object", shape=True)
    return _unwrapped(value)


def _unwrapped(value: dict[str, Any]) -> Reply:
    reply, inner = _reply(value), value.get("response")
    if reply.silent and isinstance(inner, dict):
        unwrapped = _reply(inner)
        unwrapped.error = unwrapped.error or reply.error
        return unwrapped
    return reply


def _reply(value: dict[str, Any]) -> Reply:
    candidates = value.get("candidates")
    return Reply(
        candidates=[_candidate(one) for one in candidates if isinstance(one, dict)]
        if isinstance(candidates, list)
        else None,
        prompt_feedback=value.get("promptFeedback"),
        usage_metadata=value.get("usageMetadata"),
        error=value.get("error"),
    )


def _candidate(value: dict[str, Any]) -> Candidate:
    content, index = value.get("content"), value.get("index")
    parts = content.get("parts") if isinstance(content, dict) else None
    return Candidate(
        index=index if isinstance(index, int) else None,
        content=Content([_part(one) for one in parts if isinstance(one, dict)])
        if isinstance(parts, list)
        else None,
        finish_reason=_word(value.get("finishReason")),
        finish_message=_word(value.get("finishMessage")),
        grounding_metadata=value.get("groundingMetadata"),
        citation_metadata=value.get("citationMetadata"),
        url_context_metadata=value.get("urlContextMetadata"),
    )


def _part(value: dict[str, Any]) -> Part:
    call = value.get("functionCall")
    return Part(
        text=_word(value.get("text")),
        thought=bool(value.get("thought")),
        thought_signature=_word(value.get("thoughtSignature")),
        function_call=_call(call) if isinstance(call, dict) else None,
        executable_code=value.get("executableCode"),
        code_execution_result=value.get("codeExecutionResult"),
        inline_data=value.get("inlineData"),
        file_data=value.get("fileData"),
        tool_call=value.get("toolCall"),
        tool_response=value.get("toolResponse"),
    )


def _call(value: dict[str, Any]) -> FunctionCall:
    args = value.get("args")
    try:
        written = dump(args) if args is not None else b""
    except (ValueError, RecursionError):
        written = b""
    return FunctionCall(_word(value.get("name")), _word(value.get("id")), Raw(written))


def _word(value: Any) -> str | None:
    return value if isinstance(value, str) else None
