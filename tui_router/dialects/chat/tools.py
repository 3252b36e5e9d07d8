"""Tools and the choice among them."""

from typing import Any

import msgspec
from msgspec import Raw

from tui_router.dialects.base import Call
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.models import searches
from tui_router.dialects.names import NameMap
from tui_router.dialects.offer import Entry, Terms, Tongue, offer, surplus
from tui_router.messages.request import Tool, ToolChoice
from tui_router.providers.quirks import ToolChoice as ChoiceForm

REQUIRED = "required"

_encode = msgspec.json.Encoder().encode


def _entry(function: Entry) -> Entry:
    return {"type": "function", "function": function}


def _members(functions: list[Entry], served: list[Entry]) -> dict[str, Any]:
    members: dict[str, Any] = {"tools": Raw(_encode(functions))} if functions else {}
    return members | {"web_search_options": {}} if served else members


def _serve(_tool: Tool, _path: str, _ledger: Ledger) -> Entry | None:
    return None


def _search(tool: Tool, path: str, ledger: Ledger) -> Entry | None:
    if not tool.type.startswith("web_search_"):
        return None
    ledger.add(
        "approximated", path, "the model searches by itself", to="web_search_options", before=tool.type
    )
    return {}


_PLACE = "tools[{}].function"

PLAIN = Tongue(_entry, _serve, _members, _PLACE)
SEARCHING = Tongue(_entry, _search, _members, _PLACE)
"""For models that search the web by themselves."""


def add_tools(call: Call, model: str, body: dict[str, Any], names: NameMap, ledger: Ledger) -> list[str]:
    """Put the tools into `body`; hands back the client's names of those that went."""
    tools, quirks = call.request.tools, call.provider.quirks
    offered: list[str] = []
    if tools:
        terms = Terms(
            names=tuple([names.out(tool.name) for tool in tools]),
            tongue=SEARCHING if searches(model) else PLAIN,
            rule=names.rule,
            refused=quirks.drop_schema_keys,
            plain=quirks.plain_schemas,
            without=surplus(call.request, quirks.most_tools),
        )
        made = offer(call.request, terms)
        body.update(made.members)
        ledger.join(made.ledger)
        offered += made.names
    elif tools is not None:
        ledger.add("dropped", "tools", "an empty list of tools is refused", before="[]")
    choice = call.request.tool_choice
    if choice is None:
        return offered
    if not offered:
        ledger.add("dropped", "tool_choice", "no tool is left to choose", before=choice.type)
        return offered
    if choice.type == "none" and quirks.tool_choice in ("auto", "none"):
        # Without a word for it, whoever must not call a tool is given none.
        del body["tools"]
        reason = "the target has no word for none and is offered no tools"
        ledger.add("approximated", "tool_choice", reason, before="none")
        return []
    _choose(choice, quirks.tool_choice, body, names, offered, ledger)
    if choice.disable_parallel_tool_use:
        _one_at_a_time(body, ledger, known=quirks.parallel_tool_calls)
    return offered


def _choose(
    choice: ToolChoice,
    form: ChoiceForm,
    body: dict[str, Any],
    names: NameMap,
    offered: list[str],
    ledger: Ledger,
) -> None:
    if choice.type == "tool" and choice.name not in offered:
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
        body["tool_choice"] = {"type": "function", "function": {"name": names.out(choice.name)}}


def _one_at_a_time(body: dict[str, Any], ledger: Ledger, *, known: bool) -> None:
    path = "tool_choice.disable_parallel_tool_use"
    if known:
        body["parallel_tool_calls"] = False
        reason = "the same in other words"
        ledger.add("renamed", path, reason, to="parallel_tool_calls", before="true", after="false")
    else:
        ledger.add("dropped", path, "the target has no such switch", before="true")
