"""How long the answer may be, how freely it is drawn, and its form: Gemini's generationConfig."""

from typing import Any

from tui_router.dialects.answer_format import PATH, asked_format
from tui_router.dialects.base import Call
from tui_router.dialects.gemini.drop import refuses
from tui_router.dialects.gemini.families import latest, strict
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.output_limit import output_limit
from tui_router.dialects.sampling import cool

SAME = "the target's name for it"
FIXED = "the model draws as it finds right, whatever a request says"


def add_limits(call: Call, model: str, config: dict[str, Any], ledger: Ledger) -> None:
    request, quirks = call.request, call.provider.quirks
    wanted = request.max_tokens
    if wanted is not None:
        clamp = output_limit(call)
        if clamp is not None:
            to = "generationConfig.maxOutputTokens"
            ledger.add(clamp.act, "max_tokens", clamp.reason, to=to, before=wanted, after=clamp.value)
            wanted = clamp.value
        _named(config, "max_tokens", "maxOutputTokens", wanted, ledger)
    if strict(model):
        for name in ("temperature", "top_p", "top_k"):
            if (value := getattr(request, name)) is not None:
                ledger.add("dropped", name, FIXED, before=value)
    else:
        _add_drawing(call, config, ledger)
    stops = [stop for stop in request.stop_sequences or () if stop]
    if not stops:
        return
    if not quirks.max_stop:
        ledger.add("dropped", "stop_sequences", "the target has no such field", before=stops)
        return
    if len(stops) > quirks.max_stop:
        reason = f"the target takes at most {quirks.max_stop}"
        ledger.add("clamped", "stop_sequences", reason, before=len(stops), after=quirks.max_stop)
        stops = stops[: quirks.max_stop]
    _named(config, "stop_sequences", "stopSequences", stops, ledger)


def _add_drawing(call: Call, config: dict[str, Any], ledger: Ledger) -> None:
    request, quirks = call.request, call.provider.quirks
    if request.temperature is not None:
        config["temperature"] = request.temperature
    if quirks.safe_generation and not refuses(quirks.drop, "temperature"):
        cool(config, ledger)
    if request.top_p is not None:
        _named(config, "top_p", "topP", request.top_p, ledger)
    if request.top_k is not None:
        _named(config, "top_k", "topK", request.top_k, ledger)


def add_format(call: Call, model: str, config: dict[str, Any], ledger: Ledger, *, tools: bool) -> str:
    """Put the schema into `config`; where the target has no field for it, hand back what to tell the model. `tools`:
    the request has some."""
    wanted = asked_format(call.request, ledger)
    if wanted is None:
        return ""
    quirks = call.provider.quirks
    reason = "the target has no field for a schema; it is asked in words"
    refused = not quirks.json_schema or refuses(quirks.drop, "responseJsonSchema")
    if tools and not latest(model):
        refused, reason = True, "the target takes no schema beside tools; it is asked in words"
    if refused:
        ledger.add("approximated", PATH, reason, to="systemInstruction")
        return wanted.words
    config["responseMimeType"] = "application/json"
    config["responseJsonSchema"] = wanted.schema
    ledger.add("renamed", PATH, "the same under another name", to="generationConfig.responseJsonSchema")
    return ""


def _named(config: dict[str, Any], name: str, member: str, value: Any, ledger: Ledger) -> None:
    config[member] = value
    ledger.add("renamed", name, SAME, to=f"generationConfig.{member}")
