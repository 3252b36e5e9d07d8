"""How long the answer may be and how freely it is drawn, in the target's words."""

from typing import Any

from tui_router.dialects.base import Call
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.output_limit import output_limit
from tui_router.dialects.responses.drop import refuses
from tui_router.dialects.sampling import add_drawing

LEAST = 16
"""Tokens: less is refused, https://platform.openai.com/docs/api-reference/responses/create."""

LIMIT = "max_output_tokens"


def add_output_limit(call: Call, body: dict[str, Any], ledger: Ledger) -> None:
    wanted = call.request.max_tokens
    if wanted is None:
        return
    ledger.add("renamed", "max_tokens", "the target's name for it", to=LIMIT)
    clamp = output_limit(call)
    if clamp is not None:
        ledger.add(clamp.act, "max_tokens", clamp.reason, to=LIMIT, before=wanted, after=clamp.value)
        wanted = clamp.value
    if wanted < LEAST:
        reason = f"the target wants at least {LEAST} tokens of room"
        ledger.add("approximated", "max_tokens", reason, to=LIMIT, before=wanted, after=LEAST)
        wanted = LEAST
    body[LIMIT] = wanted


def add_sampling(call: Call, model: str, body: dict[str, Any], ledger: Ledger) -> list[str]:
    """Hands back the stop sequences, for which the language has no field: the answer is cut at them here."""
    request = call.request
    add_drawing(call, model, body, ledger, refuses)
    stops = [stop for stop in request.stop_sequences or () if stop]
    if stops:
        reason = "the target has no such field: the answer's text is cut at them here"
        ledger.add("approximated", "stop_sequences", reason, before=stops)
    return stops
