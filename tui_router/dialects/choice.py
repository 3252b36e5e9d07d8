"""Which tool the model must call, in the words that OpenAI's two languages share."""

from collections.abc import Callable
from typing import Any

from tui_router.dialects.ledger import Ledger
from tui_router.messages.request import ToolChoice
from tui_router.providers.quirks import ToolChoice as ChoiceForm

REQUIRED = "required"


def choose(
    choice: ToolChoice,
    form: ChoiceForm,
    body: dict[str, Any],
    named: Callable[[str], dict[str, Any] | None],
    ledger: Ledger,
) -> None:
    """Put the choice into `body`. `named` writes the choice of one tool by the client's name, None for one that is not
    offered."""
    one = named(choice.name) if choice.type == "tool" else None
    if choice.type == "tool" and one is None:
        ledger.add("dropped", "tool_choice", "the tool it names is not offered", before=choice.name)
        return
    if choice.type not in ("any", "tool", "auto", "none"):
        ledger.add("dropped", "tool_choice", "a choice without a counterpart", before=choice.type)
        return
    before = choice.name if choice.type == "tool" else choice.type
    if form == "none":
        ledger.add("dropped", "tool_choice", "the target refuses tool_choice", before=before)
    elif choice.type in ("auto", "none"):
        body["tool_choice"] = choice.type
    elif form == "auto":
        reason = "the target cannot be held to a tool"
        ledger.add("approximated", "tool_choice", reason, to="tool_choice", before=before, after="auto")
        body["tool_choice"] = "auto"
    elif choice.type == "any":
        reason = "the same in other words"
        ledger.add("renamed", "tool_choice.type", reason, to="tool_choice", before="any", after=REQUIRED)
        body["tool_choice"] = REQUIRED
    elif form == "auto_required":
        reason = "the target cannot be held to one tool"
        ledger.add("approximated", "tool_choice", reason, to="tool_choice", before=before, after=REQUIRED)
        body["tool_choice"] = REQUIRED
    else:
        body["tool_choice"] = one


def one_at_a_time(body: dict[str, Any], ledger: Ledger, *, known: bool) -> None:
    path = "tool_choice.disable_parallel_tool_use"
    if known:
        body["parallel_tool_calls"] = False
        reason = "the same in other words"
        ledger.add("renamed", path, reason, to="parallel_tool_calls", before="true", after="false")
    else:
        ledger.add("dropped", path, "the target has no such switch", before="true")
