"""A whole answer of Gemini's generateContent, plain or streamed, read for what it says and how it ended.

Every chunk of a stream is a response of its own: parts add up, the last usage counts.
"""

from collections.abc import Iterable
from typing import Any

from tui_router.diagnose.told import (
    Broken,
    Teller,
    Told,
    cut,
    filtered,
    part,
    parts,
    reported,
    values,
    word,
    written,
)
from tui_router.dialects.figures import Figures, read_figures
from tui_router.messages.request import StopReason
from tui_router.wire.json import NotJson, read_any

_REASONS: dict[str, StopReason] = {
    "MAX_TOKENS": "max_tokens",
    "SAFETY": "refusal",
    "RECITATION": "refusal",
    "BLOCKLIST": "refusal",
    "PROHIBITED_CONTENT": "refusal",
    "SPII": "refusal",
    "IMAGE_SAFETY": "refusal",
}
"""Every other word is an ordinary end, but for calls that failed."""


def read_document(body: bytes, estimate: int) -> Told:
    """One response, or a list of them: a stream that was not asked for events."""
    try:
        value = read_any(body)
    except NotJson:
        return cut()
    return _read(value if isinstance(value, list) else [value], estimate, whole=True)


def read_events(body: bytes, estimate: int) -> Told:
    return _read((value for _, value, _ in values(body)), estimate, whole=False)


def _read(responses: Iterable[Any], estimate: int, *, whole: bool) -> Told:
    """`whole` says that nothing can be missing, so that an answer may end without saying why."""
    teller = Teller(estimate)
    usage: dict[str, Any] = {}
    finish = blocked = ""
    for told in responses:
        response = part(told, "response") or told
        if not isinstance(response, dict):
            continue
        if response.get("error"):
            return reported(written(response).encode("utf-8", "replace"))
        usage = part(response, "usageMetadata") or usage
        blocked = word(part(response, "promptFeedback").get("blockReason")) or blocked
        for candidate in parts(response, "candidates")[:1]:
            for piece in parts(part(candidate, "content"), "parts"):
                _tell(teller, piece)
            finish = word(candidate.get("finishReason")) or finish
    if "FUNCTION_CALL" in finish or "TOOL_CALL" in finish:
        return Broken("model_tool_call_failed", f"the model's tool call failed ({finish[:60]})")
    reason = "refusal" if blocked else _REASONS.get(finish, "end_turn")
    if teller.silent and reason == "refusal":
        return filtered(blocked or finish)
    if not (finish or blocked or whole):
        return cut()
    return teller.end(reason, _figures(usage))


def _tell(teller: Teller, piece: dict[str, Any]) -> None:
    call = piece.get("functionCall")
    if isinstance(call, dict):
        teller.call(call.get("name"), written(part(call, "args")))
    elif piece.get("thought"):
        teller.thinking(piece.get("text"))
    else:
        teller.text(piece.get("text"))


def _figures(usage: dict[str, Any]) -> Figures:
    """Under the names of Chat Completions. What the model thought is in the total, if nowhere else."""
    return read_figures(
        {
            "prompt_tokens": usage.get("promptTokenCount"),
            "completion_tokens": usage.get("candidatesTokenCount", 0),
            "total_tokens": usage.get("totalTokenCount"),
            "prompt_tokens_details": {"cached_tokens": usage.get("cachedContentTokenCount")},
        }
        if usage
        else None
    )
