"""Tools and the choice among them."""

from typing import Any

import msgspec
from msgspec import Raw

from tui_router.dialects.base import Call
from tui_router.dialects.choice import choose, one_at_a_time
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.models import searches
from tui_router.dialects.names import NameMap
from tui_router.dialects.offer import Entry, Tongue, put_tools
from tui_router.messages.request import Tool

_encode = msgspec.json.Encoder().encode


def _entry(function: Entry) -> Entry:
    return {"type": "function", "function": function}


def _loose(function: Entry) -> Entry:
    return _entry({**function, "strict": False})


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

LOOSE = Tongue(_loose, _serve, _members, _PLACE)
PLAIN = Tongue(_entry, _serve, _members, _PLACE)
SEARCHING = Tongue(_entry, _search, _members, _PLACE)
"""For models that search the web by themselves."""


def add_tools(call: Call, model: str, body: dict[str, Any], names: NameMap, ledger: Ledger) -> list[str]:
    """Put the tools into `body`; hands back the client's names of those that went."""
    quirks = call.provider.quirks
    offered = put_tools(
        call,
        names,
        SEARCHING if searches(model) else LOOSE if quirks.loose_tools else PLAIN,
        body,
        ledger,
        empty="an empty list of tools is refused",
    )
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

    def named(name: str) -> Entry | None:
        return {"type": "function", "function": {"name": names.out(name)}} if name in offered else None

    choose(choice, quirks.tool_choice, body, named, ledger)
    if choice.disable_parallel_tool_use:
        one_at_a_time(body, ledger, known=quirks.parallel_tool_calls)
    return offered
