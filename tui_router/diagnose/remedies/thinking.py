"""Thinking: its form, its budget, and what of it stands in the history."""

import re

from tui_router.core.diagnosis import Diagnosis
from tui_router.diagnose.remedies.language import in_other_language, names_responses
from tui_router.diagnose.remedies.remedy import A_WHILE, EXTRA, Find, Learn, Repair, Scope, quirk
from tui_router.dialects.base import Call

_RANGE = re.compile(r"(?:between|range of|\[)\s*(-?\d+)\s*(?:and|to|,|-)\s*(\d+)", re.IGNORECASE)
_AT_LEAST = re.compile(
    r"(?:at least|greater than or equal to|>=|minimum(?: is| of)?)\s*[`']?(\d+)", re.IGNORECASE
)


def without_thinking(scope: Scope, seconds: float | None = None) -> Repair:
    return Repair(words="without thinking", learn=(Learn("thinking_type", "off", scope, seconds),))


def _thinking_type(diagnosis: Diagnosis, call: Call | None) -> list[Repair]:
    found = []
    if path := EXTRA.search(diagnosis.quote):
        member = "thinking." + path[1].rpartition(".")[2]
        found.append(Repair(words=f"without {member}", learn=(Learn("drop", member),)))
    asked = call.request.thinking if call else None
    refused = asked.type if asked is not None else ""
    if refused == "disabled":
        found.append(Repair(words="as little thinking as it takes", learn=(Learn("always_thinks", True),)))
    if not refused:
        refused = "adaptive" if "adaptive" in diagnosis.quote.lower() else "enabled"
    if refused in ("adaptive", "enabled"):
        other = "enabled" if refused == "adaptive" else "adaptive"
        found.append(Repair(words=f"thinking {refused} → {other}", learn=(Learn("thinking_type", other),)))
    return [*found, without_thinking("target")]


def _budget(diagnosis: Diagnosis, _call: Call | None) -> list[Repair]:
    found = []
    if bounds := _RANGE.search(diagnosis.quote):
        least, most = max(0, int(bounds[1][:9])), int(bounds[2][:9])
        learn = (Learn("least_budget", least), Learn("most_budget", most))
        found.append(Repair(words=f"thinking budget within {least:,} and {most:,}", learn=learn))
    elif least_said := _AT_LEAST.search(diagnosis.quote):
        least = int(least_said[1][:9])
        found.append(Repair(words=f"thinking budget → {least:,}", learn=(Learn("least_budget", least),)))
    return [*found, without_thinking("target")]


def _effort(diagnosis: Diagnosis, call: Call | None) -> list[Repair]:
    """In Responses nothing of it is lost, so where the refusal names that, it comes first."""
    asked_in_chat = call is not None and call.provider.dialect == "chat"
    found = in_other_language(call) if asked_in_chat and names_responses(diagnosis) else []
    learn = Learn("effort_with_tools", False)
    return [*found, Repair(words="no reasoning effort beside tools", learn=(learn,))]


def _order(_diagnosis: Diagnosis, _call: Call | None) -> list[Repair]:
    return [without_thinking("conversation", A_WHILE)]


REMEDIES: dict[str, Find] = {
    "thinking_type_unsupported": _thinking_type,
    "thinking_budget_invalid": _budget,
    "reasoning_effort_with_tools": _effort,
    "thinking_block_order": _order,
    "thinking_signature_invalid": quirk("without earlier thinking", "strip_thinking", True, "conversation"),
    "reasoning_content_missing": quirk(
        "earlier reasoning sent back", "replay_reasoning", "reasoning_content"
    ),
    "thought_signature_missing": quirk("thought signatures sent along", "thought_signatures", True),
}
