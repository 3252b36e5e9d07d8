"""Why an answer ended, in Messages' words."""

from tui_router.messages.request import StopReason

_REASONS: dict[str, StopReason] = {
    "stop": "end_turn",
    "eos": "end_turn",
    "eos_token": "end_turn",
    "end_turn": "end_turn",
    "complete": "end_turn",
    "stop_sequence": "end_turn",
    "length": "max_tokens",
    "max_tokens": "max_tokens",
    "max_output_tokens": "max_tokens",
    "model_length": "max_tokens",
    "tool_calls": "tool_use",
    "tool_use": "tool_use",
    "function_call": "tool_use",
    "content_filter": "refusal",
    "refusal": "refusal",
    "safety": "refusal",
}

BROKEN = frozenset({"error", "abort", "aborted", "cancelled", "insufficient_system_resource"})
"""Words with which a server says that it gave up in the middle."""

_OPEN_END = frozenset({"end_turn", "tool_use"})


def _plain(word: str) -> str:
    """Gemini's endpoint adds its own word behind a colon."""
    return word.lower().partition(":")[0].strip()


def known(word: str) -> bool:
    return _plain(word) in _REASONS


def may_call(word: str) -> bool:
    """Whether an answer that ended so may have made calls: it was neither cut nor refused."""
    return _REASONS.get(_plain(word), "end_turn") in _OPEN_END


def stop_reason(
    word: str, *, calls: int, matched: str | None, stops: list[str], cut: str | None = None
) -> tuple[StopReason, str | None]:
    """`matched` is the stop string the server names, `cut` the one at which we cut the text: what the server says of its
    end then belongs to words that nobody hears. A call that was made outranks "stop", and a claim of calls that were not
    made is an ordinary end."""
    if cut is not None:
        return ("tool_use", None) if calls else ("stop_sequence", cut)
    reason = _REASONS.get(_plain(word), "end_turn")
    if reason not in _OPEN_END:
        return reason, None
    if calls:
        return "tool_use", None
    if matched is None and _plain(word) == "stop_sequence" and len(stops) == 1:
        matched = stops[0]
    if matched is not None and matched in stops:
        return "stop_sequence", matched
    return "end_turn", None
