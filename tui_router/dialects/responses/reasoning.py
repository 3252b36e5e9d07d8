"""How hard the model should think, what it tells of that, and what of it comes back to go out again."""

from typing import Any

from tui_router.dialects.base import Call
from tui_router.dialects.effort import Asked, asked_thinking, choose_effort, effort_now, efforts_of
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.models import efforts, reasons
from tui_router.providers.quirks import Quirks

ENCRYPTED = "reasoning.encrypted_content"
SUMMARY = "auto"
"""The most telling summary that the model has."""
_OMITTED = "omitted"


def add_reasoning(call: Call, model: str, body: dict[str, Any], ledger: Ledger) -> list[str]:
    """Put `reasoning` into `body`; hands back what the answer should include. Encrypted reasoning is asked for
    wherever the model may think, whether or not the client wants to see any: calls go wrong without it."""
    asked = asked_thinking(call.request)
    known = call.provider.models.get(model)
    able = known.thinking if known is not None and known.thinking is not None else reasons(model)
    always = able is not False and _always(model, call.provider.quirks)
    off = asked is not None and asked.off and not always
    level, path = effort_now(call.request)
    if asked is not None and asked.off and level is not None:
        ledger.add("dropped", path, "thinking is turned off", before=level)
    if able is False or call.provider.quirks.thinking_type == "off":
        if asked is not None and not off:
            reason = "the model does not think" if able is False else "the target refuses thinking here"
            _lost(call, asked, reason, ledger)
        return []
    wants = asked is not None and not off
    if asked is not None:
        _effort(call, model, asked, body, ledger, always=always)
        if wants:
            _summary(call, body, ledger)
    return [ENCRYPTED] if (wants or (able and not off)) and not _forgets(call) else []


def _lost(call: Call, asked: Asked, reason: str, ledger: Ledger) -> None:
    ledger.add("dropped", asked.path, reason, before=asked.before)
    thinking = call.request.thinking
    if thinking is not None and asked.path != "thinking":
        ledger.add("dropped", "thinking", reason, before=thinking.type)


def _forgets(call: Call) -> bool:
    quirks = call.provider.quirks
    return quirks.strip_thinking or bool({"thinking", "reasoning"}.intersection(quirks.refused_blocks))


def _always(model: str, quirks: Quirks) -> bool:
    """Whether thinking can only be turned down, the least being nearer to off than the model's own level: it was said
    so, or no word for off is among the efforts that were told."""
    accepted = efforts_of(model, quirks)
    told = accepted != Quirks().efforts or bool(efforts(model))
    return quirks.always_thinks or (told and not {"none", "minimal"}.intersection(accepted))


def _effort(
    call: Call, model: str, asked: Asked, body: dict[str, Any], ledger: Ledger, *, always: bool
) -> None:
    chosen = choose_effort(asked, efforts_of(model, call.provider.quirks), always=always)
    if chosen is None:
        ledger.add("dropped", asked.path, "thinking cannot be turned off here", before=asked.before)
        return
    effort, act, reason = chosen
    body["reasoning"] = {"effort": effort}
    ledger.add(act, asked.path, reason, to="reasoning.effort", before=asked.before, after=effort)


def _summary(call: Call, body: dict[str, Any], ledger: Ledger) -> None:
    """Without a summary the answer's thinking has no words, which is what a client that omits them asks for."""
    thinking = call.request.thinking
    if not call.request.thinking_on or thinking is None:
        return
    if thinking.display == _OMITTED:
        reason = "no summary is asked for"
        ledger.add("renamed", "thinking.display", reason, to="reasoning.summary", before=thinking.display)
        return
    body["reasoning"]["summary"] = SUMMARY
    reason = "the target tells its thinking as a summary"
    if thinking.display is None:
        ledger.add("added", "thinking", reason, to="reasoning.summary", after=SUMMARY)
    else:
        ledger.add(
            "approximated",
            "thinking.display",
            reason,
            to="reasoning.summary",
            before=thinking.display,
            after=SUMMARY,
        )
