"""How hard the model should think: a level from the third generation on, before that a budget in tokens."""

from typing import Any

from tui_router.core.note import Act
from tui_router.dialects.base import Call
from tui_router.dialects.effort import Asked, asked_thinking, fit
from tui_router.dialects.gemini.families import budget, levels, thinks
from tui_router.dialects.ledger import Ledger
from tui_router.providers.quirks import Quirks

_BUDGETS = {"none": 0, "minimal": 512, "low": 1_024, "medium": 8_192, "high": 24_576}
"""What Google itself makes of an effort: https://ai.google.dev/gemini-api/docs/openai. More than high is all there is."""

DYNAMIC = -1
"""The model thinks as long as it finds right."""

_USUAL = Quirks().efforts


def add_thinking(call: Call, model: str, config: dict[str, Any], ledger: Ledger) -> None:
    asked = asked_thinking(call.request)
    if asked is None:
        return
    known = call.provider.models.get(model)
    form = thinks(model)
    if form == "none" or (known is not None and known.thinking is False):
        if not asked.off:
            ledger.add("dropped", asked.path, "the model does not think", before=asked.before)
        return
    if call.provider.quirks.thinking_type == "off":
        if not asked.off:
            ledger.add("dropped", asked.path, "the target refuses thinking here", before=asked.before)
        return
    said = _level(call, model, asked, ledger) if form == "level" else _budget(call, model, asked, ledger)
    if wants_words(call):
        said["includeThoughts"] = True
    config["thinkingConfig"] = said


def wants_words(call: Call) -> bool:
    """Whether the client wants to read what the model thinks."""
    thinking = call.request.thinking
    return call.request.thinking_on and not (thinking is not None and thinking.display == "omitted")


def _level(call: Call, model: str, asked: Asked, ledger: Ledger) -> dict[str, Any]:
    accepted = levels(model)
    learned = call.provider.quirks.efforts
    if learned != _USUAL:
        accepted = tuple(name for name in learned if name != "none") or accepted
    to = "generationConfig.thinkingConfig.thinkingLevel"
    if asked.off:
        reason = "thinking cannot be turned off here, only down"
        ledger.add("approximated", asked.path, reason, to=to, before=asked.before, after=accepted[0])
        return {"thinkingLevel": accepted[0].upper()}
    if asked.effort is None and asked.budget is None:
        ledger.add("renamed", asked.path, "the model decides how long it thinks", before=asked.before)
        return {}
    chosen = fit(asked.level, accepted)
    act: Act = "renamed"
    reason = "thinking is a level here"
    if asked.effort is None:
        act, reason = "approximated", "a budget in tokens becomes a level"
    elif chosen != asked.level:
        act, reason = "clamped", f"the target knows {', '.join(accepted)}"
    ledger.add(act, asked.path, reason, to=to, before=asked.before, after=chosen)
    return {"thinkingLevel": chosen.upper()}


def _budget(call: Call, model: str, asked: Asked, ledger: Ledger) -> dict[str, Any]:
    bounds, quirks = budget(model), call.provider.quirks
    least, most = quirks.least_budget or bounds.least, quirks.most_budget or bounds.most
    to = "generationConfig.thinkingConfig.thinkingBudget"
    act: Act = "renamed"
    reason = "the same in other words"
    if asked.off:
        wanted = 0 if bounds.off else least
        if wanted:
            act, reason = "approximated", "thinking cannot be turned off here, only down"
    elif asked.effort is not None:
        wanted = min(max(_BUDGETS.get(asked.effort, most), least), most)
        act, reason = "approximated", "an effort becomes a budget in tokens"
    elif asked.budget is not None:
        wanted = min(max(asked.budget, least), most)
        if wanted < asked.budget:
            act, reason = "clamped", f"the target takes budgets up to {most:,}"
        elif wanted > asked.budget:
            act, reason = "approximated", f"the target takes budgets from {least:,}"
    else:
        wanted, reason = DYNAMIC, "the model decides how long it thinks"
    ledger.add(act, asked.path, reason, to=to, before=asked.before, after=wanted)
    return {"thinkingBudget": wanted}
