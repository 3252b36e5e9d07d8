"""How long the answer may be and how freely it is drawn, in the target's words."""

from typing import Any

from tui_router.dialects.base import Call
from tui_router.dialects.chat.drop import refuses
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.models import reasons
from tui_router.dialects.output_limit import output_limit
from tui_router.dialects.sampling import FIXED, add_drawing


def add_output_limit(call: Call, model: str, body: dict[str, Any], ledger: Ledger) -> None:
    wanted = call.request.max_tokens
    if wanted is None:
        return
    field: str = call.provider.quirks.output_field
    if field == "auto":
        openai = call.provider.base_url.startswith("https://api.openai.com/")
        field = "max_completion_tokens" if openai or reasons(model) else "max_tokens"
    if field != "max_tokens":
        ledger.add("renamed", "max_tokens", "the target's name for it", to=field)
    clamp = output_limit(call)
    if clamp is not None:
        ledger.add(clamp.act, "max_tokens", clamp.reason, to=field, before=wanted, after=clamp.value)
        wanted = clamp.value
    body[field] = wanted


def add_sampling(call: Call, model: str, body: dict[str, Any], ledger: Ledger) -> list[str]:
    """Hands back the stop sequences that the target is not told: the answer is cut at them here."""
    request, quirks = call.request, call.provider.quirks
    add_drawing(call, model, body, ledger, refuses)
    stops = [stop for stop in request.stop_sequences or () if stop]
    if not stops:
        return []
    fixed = reasons(model) is True
    most = 0 if fixed or refuses(quirks.drop, "stop") else quirks.max_stop
    if len(stops) <= most:
        ledger.add("renamed", "stop_sequences", "the target's name for it", to="stop")
        body["stop"] = stops
        return []
    if most:
        body["stop"] = stops[:most]
        reason = f"the target takes at most {most}: at the others the answer's text is cut here"
        ledger.add("approximated", "stop_sequences", reason, to="stop", before=len(stops), after=most)
    else:
        why = FIXED if fixed else "the target has no such field"
        reason = f"{why}: the answer's text is cut at them here"
        ledger.add("approximated", "stop_sequences", reason, before=stops)
    return stops[most:]
