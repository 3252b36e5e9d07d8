"""Tools and the choice among them: flat functions, and the web search that the upstream runs itself."""

from typing import Any

import msgspec
from msgspec import Raw

from tui_router.dialects.base import Call
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.names import NameMap
from tui_router.dialects.offer import Entry, Terms, Tongue, offer, surplus
from tui_router.dialects.responses.search import is_search, search_tool
from tui_router.messages.request import ToolChoice
from tui_router.providers.quirks import ToolChoice as ChoiceForm

REQUIRED = "required"

_encode = msgspec.json.Encoder().encode


def _entry(function: Entry) -> Entry:
    """Left out, `strict` would be true, and most schemas are not made for that."""
    return {"type": "function", **function, "strict": False}


def _members(functions: list[Entry], served: list[Entry]) -> dict[str, Any]:
    most = [entry.pop("most") for entry in served if "most" in entry]
    members: dict[str, Any] = {"tools": Raw(_encode(functions + served))} if functions or served else {}
    return members | ({"max_tool_calls": sum(most)} if most else {})


TONGUE = Tongue(_entry, search_tool, _members, "tools[{}]")


def add_tools(call: Call, body: dict[str, Any], names: NameMap, ledger: Ledger) -> tuple[list[str], bool]:
    """Put the tools into `body`; hands back the client's names of the functions that went, and whether the web
    search went."""
    tools, quirks = call.request.tools, call.provider.quirks
    offered: list[str] = []
    if tools:
        terms = Terms(
            names=tuple([names.out(tool.name) for tool in tools]),
            tongue=TONGUE,
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
        ledger.add("dropped", "tools", "an empty list of tools has no meaning here", before="[]")
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
    _choose(choice, quirks.tool_choice, body, names, offered, searches, ledger)
    if choice.disable_parallel_tool_use:
        _one_at_a_time(body, ledger, known=quirks.parallel_tool_calls)
    return offered, bool(searches)


def _choose(
    choice: ToolChoice,
    form: ChoiceForm,
    body: dict[str, Any],
    names: NameMap,
    offered: list[str],
    searches: list[str],
    ledger: Ledger,
) -> None:
    if choice.type == "tool" and choice.name not in offered and choice.name not in searches:
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
    elif choice.name in offered:
        body["tool_choice"] = {"type": "function", "name": names.out(choice.name)}
    else:
        body["tool_choice"] = {"type": "web_search"}


def _one_at_a_time(body: dict[str, Any], ledger: Ledger, *, known: bool) -> None:
    path = "tool_choice.disable_parallel_tool_use"
    if known:
        body["parallel_tool_calls"] = False
        reason = "the same in other words"
        ledger.add("renamed", path, reason, to="parallel_tool_calls", before="true", after="false")
    else:
        ledger.add("dropped", path, "the target has no such switch", before="true")
