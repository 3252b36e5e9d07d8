"""Why an answer ended, in Messages' words."""

from typing import Any

from tui_router.dialects.responses.schema import word
from tui_router.messages.request import StopReason

WHOLE = frozenset({"completed", "incomplete"})
"""States of an answer in which it can be read; "" where the server does not say."""

_ENDS = WHOLE | {"failed", "cancelled"}
_RUNS = frozenset({"in_progress", "queued"})

FULL = "max_output_tokens"

_WHY: dict[str, StopReason] = {
    FULL: "max_tokens",
    "max_tokens": "max_tokens",
    "length": "max_tokens",
    "content_filter": "refusal",
    "refusal": "refusal",
}


def state(kind: str, told: str) -> str:
    """In which an answer was left. `told` is its own word; the event `kind` that ends it, "" for a document, knows
    better than one from the middle of it or from another language."""
    if told in _ENDS or (told in _RUNS and not kind):
        return told
    if told in _WHY:
        return "incomplete"
    end = kind.rpartition(".")[2]
    return end if end in _ENDS else "completed"


def why_incomplete(details: Any) -> str:
    return word(details.get("reason")) if isinstance(details, dict) else ""


def known(why: str) -> bool:
    return why in _WHY


def stop_reason(status: str, why: str, *, calls: int, matched: str | None) -> tuple[StopReason, str | None]:
    """`matched` is the stop sequence at which the text was cut, after which nothing counts."""
    if matched is not None:
        return "stop_sequence", matched
    if status == "incomplete":
        return _WHY.get(why, "max_tokens"), None
    return ("tool_use" if calls else "end_turn"), None
