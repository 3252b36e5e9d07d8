"""Tools and the choice among them."""

from typing import Any

from tui_router.dialects.base import Call
from tui_router.dialects.chat.models import searches
from tui_router.dialects.chat.offer import Terms, offer
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.names import NameMap


def add_tools(call: Call, model: str, body: dict[str, Any], names: NameMap, ledger: Ledger) -> list[str]:
    """Put the tools into `body`; hands back the client's names of those that went."""
    tools = call.request.tools
    offered: list[str] = []
    if tools:
        terms = Terms(
            names=tuple([names.out(tool.name) for tool in tools]),
            refused=call.provider.quirks.drop_schema_keys,
            searches=searches(model),
        )
        made = offer(call.request, terms)
        body.update(made.members)
        ledger.join(made.ledger)
        offered += made.names
    elif tools is not None:
        ledger.add("dropped", "tools", "an empty list of tools is refused", before="[]")
    _choose(call, body, names, offered, ledger)
    return offered


def _choose(call: Call, body: dict[str, Any], names: NameMap, offered: list[str], ledger: Ledger) -> None:
    choice = call.request.tool_choice
    if choice is None:
        return
    if not offered:
        ledger.add("dropped", "tool_choice", "no tool is left to choose", before=choice.type)
        return
    if choice.type == "any":
        body["tool_choice"] = "required"
        ledger.add(
            "renamed",
            "tool_choice.type",
            "the same in other words",
            to="tool_choice",
            before="any",
            after="required",
        )
    elif choice.type == "tool":
        if choice.name in offered:
            body["tool_choice"] = {"type": "function", "function": {"name": names.out(choice.name)}}
        else:
            ledger.add("dropped", "tool_choice", "the tool it names is not offered", before=choice.name)
    elif choice.type in ("auto", "none"):
        body["tool_choice"] = choice.type
    else:
        ledger.add("dropped", "tool_choice", "a choice without a counterpart", before=choice.type)
    if choice.disable_parallel_tool_use:
        path = "tool_choice.disable_parallel_tool_use"
        if call.provider.quirks.parallel_tool_calls:
            body["parallel_tool_calls"] = False
            ledger.add(
                "renamed",
                path,
                "the same in other words",
                to="parallel_tool_calls",
                before="true",
                after="false",
            )
        else:
            ledger.add("dropped", path, "the target has no such switch", before="true")
