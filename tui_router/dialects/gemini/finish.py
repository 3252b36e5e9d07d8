"""Why an answer ended, in Messages' words.

https://ai.google.dev/api/generate-content#FinishReason
"""

from tui_router.messages.request import StopReason

_REASONS: dict[str, StopReason] = {
    "STOP": "end_turn",
    "MAX_TOKENS": "max_tokens",
    "SAFETY": "refusal",
    "RECITATION": "refusal",
    "LANGUAGE": "refusal",
    "BLOCKLIST": "refusal",
    "PROHIBITED_CONTENT": "refusal",
    "SPII": "refusal",
    "MODEL_ARMOR": "refusal",
    "IMAGE_SAFETY": "refusal",
    "IMAGE_PROHIBITED_CONTENT": "refusal",
    "IMAGE_RECITATION": "refusal",
}

UNSAID = "FINISH_REASON_UNSPECIFIED"


def known(word: str) -> bool:
    return word in _REASONS


def failed_call(word: str) -> bool:
    """A call that its own server could not read, or had no tool for."""
    return "FUNCTION_CALL" in word or "TOOL_CALL" in word


def broken(word: str) -> bool:
    """The server gave up. A signature that is missing was missing in what we sent."""
    return word in ("MALFORMED_RESPONSE", "MISSING_THOUGHT_SIGNATURE")


def stop_reason(word: str, *, calls: int, blocked: str) -> StopReason:
    """A call that was made outranks an ordinary end; what kept the prompt back, everything."""
    if blocked:
        return "refusal"
    reason = _REASONS.get(word, "end_turn")
    return "tool_use" if calls and reason == "end_turn" else reason
