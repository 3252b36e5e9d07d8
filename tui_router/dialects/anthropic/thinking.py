"""The `thinking` member in the form the target takes, and a budget it can keep."""

from tui_router.dialects.anthropic.draft import Draft
from tui_router.dialects.anthropic.tree import Node

LEAST_BUDGET = 1024
"""Tokens of thinking below which Anthropic refuses a budget."""

BUDGETS = {"low": 4_096, "medium": 10_000, "high": 20_000, "xhigh": 26_000, "max": 32_000}
"""Tokens for a model that wants a budget, by the effort that was asked for."""
DEFAULT = "high"
"""The effort of a request that names none."""

_CLEARS = "clear_thinking"
_NO_THINKING = "the target takes no thinking"


def reshape(draft: Draft) -> None:
    wanted = draft.quirks.thinking_type
    if wanted == "off":
        turn_off(draft, _NO_THINKING)
        return
    thinking = draft.top.object("thinking")
    if thinking is None or not draft.thinks:
        return
    if wanted == "adaptive":
        _adapt(draft, thinking)
    elif wanted == "enabled":
        _enable(draft, thinking)
    if wanted == "enabled" or draft.quirks.least_budget or draft.quirks.most_budget:
        fit_budget(draft)


def turn_off(draft: Draft, reason: str) -> None:
    """Without the member, and without edits that clear thinking: Anthropic refuses those where there is none."""
    top = draft.top
    before = top.raw("thinking")
    if before is not None:
        draft.ledger.add("dropped", "thinking", reason, before=before)
        top.drop("thinking")
    management = top.object("context_management")
    edits = management.array("edits") if management is not None else None
    if management is None or edits is None:
        return
    clearing = [edit for edit in edits.items if edit.kind.startswith(_CLEARS)]
    if not clearing:
        return
    for edit in clearing:
        draft.ledger.add("dropped", edit.path, "there is no thinking to clear", before=edit.kind)
    edits.items = [edit for edit in edits.items if not edit.kind.startswith(_CLEARS)]
    if not edits.items:
        management.drop("edits")
        if not management.names():
            top.drop("context_management")


def fit_budget(draft: Draft) -> None:
    """Between the target's bounds and below max_tokens; no thinking where nothing lies between."""
    quirks = draft.quirks
    thinking = draft.top.object("thinking")
    budget = thinking.count("budget_tokens") if thinking is not None else None
    if thinking is None or budget is None:
        return
    room = draft.top.count("max_tokens")
    bounds = [] if room is None else [(room - 1, "the budget must stay below max_tokens")]
    if quirks.most_budget:
        told = f"the target takes a budget of at most {quirks.most_budget:,}"
        bounds.append((quirks.most_budget, told))
    least = quirks.least_budget
    most, reason = min(bounds, default=(max(budget, least), ""))
    if least <= budget <= most:
        return
    wanted = least or min(LEAST_BUDGET, quirks.most_budget or LEAST_BUDGET)
    if most < wanted:
        under = f" under max_tokens {room:,}" if room is not None else ""
        turn_off(draft, f"no budget of {wanted:,} tokens fits{under}")
        return
    fit = most
    if budget < least:
        fit, reason = least, f"the target wants a budget of at least {least:,}"
    where = "thinking.budget_tokens"
    draft.ledger.add("clamped", where, reason, to=where, before=budget, after=fit)
    thinking.put("budget_tokens", fit)


def _adapt(draft: Draft, thinking: Node) -> None:
    budget = thinking.raw("budget_tokens")
    if thinking.kind == "adaptive" and budget is None:
        return
    before = f"{thinking.kind} {(budget or b'').decode()}".strip()
    reason = "the target decides itself how long it thinks"
    draft.ledger.add("approximated", "thinking", reason, to="thinking", before=before, after="adaptive")
    thinking.put("type", "adaptive")
    thinking.drop("budget_tokens")


def _enable(draft: Draft, thinking: Node) -> None:
    if thinking.kind == "enabled" and thinking.count("budget_tokens") is not None:
        return
    config = draft.top.object("output_config")
    effort = config.text("effort") if config is not None else ""
    budget = BUDGETS.get(effort, BUDGETS[DEFAULT])
    reason = "the target wants a budget; this one stands for the effort"
    before = f"{thinking.kind} {effort}".strip()
    after = f"enabled {budget}"
    draft.ledger.add("approximated", "thinking", reason, to="thinking", before=before, after=after)
    thinking.put("type", "enabled")
    thinking.put("budget_tokens", budget)
