"""How hard the model should think, in the target's words."""

from typing import Any

from tui_router.core.note import Act
from tui_router.dialects.base import Call
from tui_router.dialects.effort import (
    DEFAULT,
    DOWN,
    KEEPS,
    SWITCHES,
    Asked,
    Switch,
    asked_thinking,
    choose_effort,
    efforts_of,
    least,
    put,
)
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.models import reasons
from tui_router.providers.quirks import Quirks


def add_thinking(call: Call, model: str, body: dict[str, Any], ledger: Ledger) -> None:
    _ask(call, model, body, ledger)
    _keep(call, body, ledger)


def _ask(call: Call, model: str, body: dict[str, Any], ledger: Ledger) -> None:
    request, quirks = call.request, call.provider.quirks
    asked = asked_thinking(request)
    if asked is None:
        return
    effort, budget, off, path, before = asked
    thinking = request.thinking
    if thinking is not None and thinking.display is not None:
        reason = "the target decides how much of it is shown"
        ledger.add("dropped", "thinking.display", reason, before=thinking.display)
    form = quirks.thinking
    switch = SWITCHES.get(form)
    known = call.provider.models.get(model)
    able = known.thinking if known is not None and known.thinking is not None else reasons(model)
    if form != "none" and able is False:
        if not off:
            ledger.add("dropped", path, "the model does not think", before=before)
        return
    if quirks.thinking_type == "off":
        if switch is not None:
            put(body, switch.place, switch.off)
        if not off:
            ledger.add("dropped", path, "the target refuses thinking here", before=before)
        return
    if form == "effort":
        _effort(call, model, body, ledger, asked)
    elif form == "openrouter":
        if budget is not None and effort is None and not off:
            budget = _bounded(budget, quirks, ledger, "reasoning.max_tokens")
        if off and quirks.always_thinks:
            chosen = least(efforts_of(model, quirks))
            body["reasoning"] = {"effort": chosen}
            ledger.add("approximated", path, DOWN, to="reasoning.effort", before=before, after=chosen)
            return
        _openrouter(body, ledger, path, before, off=off, effort=effort, budget=budget)
    elif switch is not None:
        _switch(call, model, switch, body, ledger, asked)
    elif not off:
        ledger.add("dropped", path, "the target has no field for thinking", before=before)


def _keep(call: Call, body: dict[str, Any], ledger: Ledger) -> None:
    """Ask for the reasoning of earlier turns to be read. A member inside another goes only where that one is, and
    nothing goes to a model that is not to think."""
    quirks, thinking = call.provider.quirks, call.request.thinking
    told = KEEPS.get(quirks.keep_reasoning)
    off = thinking is not None and thinking.type == "disabled" and not quirks.always_thinks
    off = off or quirks.thinking_type == "off"
    if told is None or off:
        return
    place, value = told
    if len(place) > 1 and place[0] not in body:
        return
    put(body, place, value)
    reason = "asks for the reasoning of earlier turns to be read"
    if quirks.keep_reasoning == "reasoning_split":
        reason = "asks for the reasoning apart from the text"
    ledger.add("added", "thinking", reason, to=".".join(place), after=_spell(value))


def _spell(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _effort(call: Call, model: str, body: dict[str, Any], ledger: Ledger, asked: Asked) -> None:
    quirks, level, path, before = call.provider.quirks, asked.level, asked.path, asked.before
    efforts = efforts_of(model, quirks)
    if body.get("tools") and not quirks.effort_with_tools and (level or "none" not in efforts):
        after = ""
        if "none" in efforts:  # left out, it would be the model's own default, and that is refused too
            after = body["reasoning_effort"] = "none"
        reason = "the target takes no reasoning_effort beside tools"
        ledger.add("dropped", path, reason, before=before, after=after)
        return
    chosen = choose_effort(asked, efforts, always=quirks.always_thinks)
    if chosen is None:
        ledger.add("dropped", path, "thinking cannot be turned off here", before=before)
        return
    body["reasoning_effort"] = chosen.effort
    ledger.add(chosen.act, path, chosen.reason, to="reasoning_effort", before=before, after=chosen.effort)


def _bounded(budget: int, quirks: Quirks, ledger: Ledger, to: str) -> int:
    """A budget the target takes; a bound of 0 is not known."""
    fit = min(budget, quirks.most_budget) if quirks.most_budget else budget
    fit = max(fit, quirks.least_budget)
    if fit != budget:
        reason = (
            f"the target takes budgets up to {fit:,}"
            if fit < budget
            else f"the target takes budgets from {fit:,}"
        )
        act: Act = "clamped" if fit < budget else "approximated"
        ledger.add(act, "thinking.budget_tokens", reason, to=to, before=budget, after=fit)
    return fit


def _openrouter(
    body: dict[str, Any],
    ledger: Ledger,
    path: str,
    before: str,
    *,
    off: bool,
    effort: str | None,
    budget: int | None,
) -> None:
    said: dict[str, Any]
    if off:
        said = {"effort": "none"}
    elif effort is not None:
        said = {"effort": "xhigh" if effort == "max" else effort}
    elif budget is not None:
        said = {"max_tokens": budget}
    else:
        said = {"effort": DEFAULT}
    body["reasoning"] = said
    key, value = next(iter(said.items()))
    ledger.add(
        "clamped" if effort == "max" and not off else "renamed",
        path,
        "the target knows efforts up to xhigh"
        if effort == "max" and not off
        else "thinking is called reasoning here",
        to=f"reasoning.{key}",
        before=before,
        after=value,
    )


def _switch(
    call: Call, model: str, switch: Switch, body: dict[str, Any], ledger: Ledger, asked: Asked
) -> None:
    effort, budget, off, path, before = asked
    thinking = call.request.thinking
    if off and call.provider.quirks.always_thinks:
        put(body, switch.place, switch.on)
        if switch.effort:
            _effort(call, model, body, ledger, asked)
        else:
            to = ".".join(switch.place)
            ledger.add("approximated", path, DOWN, to=to, before=before, after=_spell(switch.on))
        return
    if thinking is not None:
        state = switch.off if off else switch.on
        put(body, switch.place, state)
        to = ".".join(switch.place)
        if to != "thinking.type":
            reason = "thinking has a switch here"
            ledger.add("renamed", "thinking.type", reason, to=to, before=thinking.type, after=_spell(state))
        elif state != thinking.type:
            reason = "thinking is only on or off here"
            ledger.add(
                "approximated", "thinking.type", reason, to=to, before=thinking.type, after=_spell(state)
            )
    if switch.effort and not off and (effort is not None or budget is not None):
        _effort(call, model, body, ledger, asked)
        return
    reason = "thinking is only on or off here"
    if budget is not None and switch.budget:
        body[switch.budget] = _bounded(budget, call.provider.quirks, ledger, switch.budget)
        ledger.add("renamed", "thinking.budget_tokens", "the target's name for it", to=switch.budget)
    elif budget is not None:
        ledger.add("dropped", "thinking.budget_tokens", reason, before=budget)
    if effort is not None:
        ledger.add("dropped", "output_config.effort", reason, before=effort)
