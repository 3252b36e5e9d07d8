"""Tools and the choice among them: flat functions, and the web search that the upstream runs itself."""

from typing import Any

import msgspec
from msgspec import Raw

from tui_router.dialects.base import Call
from tui_router.dialects.choice import REQUIRED, choose, one_at_a_time
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.names import NameMap
from tui_router.dialects.offer import Entry, Tongue, put_tools
from tui_router.dialects.responses.search import SEARCH, is_search, live_search_tool, search_tool

_encode = msgspec.json.Encoder().encode


def _entry(function: Entry) -> Entry:
    """Left out, `strict` would be true, and most schemas are not made for that."""
    return {"type": "function", **function, "strict": False}


def _members(functions: list[Entry], served: list[Entry]) -> dict[str, Any]:
    most = [entry.pop("most") for entry in served if "most" in entry]
    members: dict[str, Any] = {"tools": Raw(_encode(functions + served))} if functions or served else {}
    return members | ({"max_tool_calls": sum(most)} if most else {})


TONGUE = Tongue(_entry, search_tool, _members, "tools[{}]")
LIVE = TONGUE._replace(serve=live_search_tool)


def add_tools(call: Call, body: dict[str, Any], names: NameMap, ledger: Ledger) -> tuple[list[str], bool]:
    """Put the tools into `body`; hands back the client's names of the functions that went, and whether the web
    search went."""
    tools, quirks = call.request.tools, call.provider.quirks
    tongue = LIVE if quirks.live_search else TONGUE
    offered = put_tools(call, names, tongue, body, ledger, empty="an empty list of tools has no meaning here")
    searches = [tool.name for tool in tools or () if is_search(tool)]
    choice = call.request.tool_choice
    if choice is None:
        return offered, bool(searches)
    if "tools" not in body:
        ledger.add("dropped", "tool_choice", "no tool is left to choose", before=choice.type)
        return [], False
    if choice.type == "none" and quirks.tool_choice in ("auto", "none"):
        # Without a word for it, whoever must not call a tool is given none.
        for member in ("tools", "max_tool_calls"):
            body.pop(member, None)
        reason = "the target has no word for none and is offered no tools"
        ledger.add("approximated", "tool_choice", reason, before="none")
        ledger.count("dropped", "tools", "no tool may be called", "tools", by=len(tools or ()))
        return [], False

    def named(name: str) -> Entry | None:
        if name in offered:
            return {"type": "function", "name": names.out(name)}
        return {"type": SEARCH} if name in searches else None

    choose(choice, quirks.tool_choice, body, named, ledger)
    if body.get("tool_choice") == {"type": SEARCH} and not offered and len(searches) == 1:
        reason = "the same where it is the only tool, and known to every target"
        ledger.add("renamed", "tool_choice", reason, to="tool_choice", before=choice.name, after=REQUIRED)
        body["tool_choice"] = REQUIRED
    if choice.disable_parallel_tool_use:
        one_at_a_time(body, ledger, known=quirks.parallel_tool_calls)
    return offered, bool(searches)
