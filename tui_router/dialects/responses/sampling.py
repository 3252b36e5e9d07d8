"""How long the answer may be and how freely it is drawn, in the target's words."""

from typing import Any

from tui_router.core.note import Act
from tui_router.dialects.base import Call
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.models import reasons
from tui_router.dialects.output_limit import output_limit
from tui_router.dialects.responses.drop import refuses

LEAST = 16
"""Tokens: less is refused, https://platform.openai.com/docs/api-reference/responses/create."""

COOL = 0.2
"""The temperature after a call that the model got wrong."""
_USUAL = 1.0

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
    request, quirks = call.request, call.provider.quirks
    fixed = reasons(model) is True
    for name in ("temperature", "top_p"):
        value = getattr(request, name)
        if value is None:
            continue
        if fixed:
            ledger.add("dropped", name, "reasoning models of this family refuse it", before=value)
        else:
            body[name] = value
    if quirks.safe_generation and not fixed and not refuses(quirks.drop, "temperature"):
        _cool(body, ledger)
    if request.top_k is not None:
        if quirks.top_k:
            body["top_k"] = request.top_k
        else:
            ledger.add("dropped", "top_k", "the target has no such field", before=request.top_k)
    stops = [stop for stop in request.stop_sequences or () if stop]
    if stops:
        reason = "the target has no such field: the answer's text is cut at them here"
        ledger.add("approximated", "stop_sequences", reason, before=stops)
    return stops


def _cool(body: dict[str, Any], ledger: Ledger) -> None:
    warm = body.get("temperature")
    if (_USUAL if warm is None else warm) <= COOL:
        return
    act: Act = "added" if warm is None else "clamped"
    reason = "cooler, after a tool call that the model got wrong"
    ledger.add(act, "temperature", reason, to="temperature", before="" if warm is None else warm, after=COOL)
    body["temperature"] = COOL
