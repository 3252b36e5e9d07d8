"""Tools and the choice among them."""

from typing import Any

import msgspec
from msgspec import Raw

from tui_router.dialects.base import Call
from tui_router.dialects.gemini.address import on_vertex
from tui_router.dialects.gemini.drop import FLAG, refuses
from tui_router.dialects.gemini.families import latest, takes_json_schema
from tui_router.dialects.gemini.parameters import clean
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.names import LONGEST, NameMap
from tui_router.dialects.offer import Entry, Tongue, put_tools
from tui_router.dialects.plain_json import dump
from tui_router.messages.request import Tool, ToolChoice
from tui_router.wire.json import NotJson, read, read_any

JSON_SCHEMA = "parametersJsonSchema"

MOST_NAMED = 20
"""Keywords of one tool that get a note."""

_encode = msgspec.json.Encoder().encode
_members_of = msgspec.json.Decoder(dict[str, Raw])
_NOTHING = Raw(b"null")

_SERVED = {"web_search_": "googleSearch", "web_fetch_": "urlContext"}
"""Anthropic's own tools that Google has too, by how their types begin."""
_UNDERSTOOD = frozenset({"type", "name", "cache_control"})


def name_map(call: Call) -> NameMap:
    """Names begin with a letter or _ here: https://ai.google.dev/api/caching#FunctionDeclaration"""
    longest = call.provider.quirks.longest_tool_name or LONGEST
    return NameMap((tool.name for tool in call.request.tools or ()), longest, plain=True)


def _in_json_schema(function: Entry) -> Entry:
    parameters = function.pop("parameters")
    return {**function, JSON_SCHEMA: parameters}


def _in_openapi(function: Entry) -> Entry:
    if function["parameters"] == _NOTHING:
        del function["parameters"]
    return function


def _serve(tool: Tool, path: str, ledger: Ledger) -> Entry | None:
    for begins, member in _SERVED.items():
        if tool.type.startswith(begins):
            ledger.add(
                "approximated", path, "Google's own tool stands in", to=f"tools.{member}", before=tool.type
            )
            try:
                told = read(bytes(tool.raw), _members_of) if bytes(tool.raw) else {}
            except NotJson:
                told = {}
            for key in sorted(told.keys() - _UNDERSTOOD)[:MOST_NAMED]:
                reason = f"Google's tool has no {key[:80]}"
                ledger.add("dropped", f"{path}.{key[:80]}", reason, before=bytes(told[key])[:400])
            return {member: {}}
    return None


def _aside(tool: Tool, path: str, ledger: Ledger) -> Entry | None:
    """Beside functions, where that is refused."""
    if not tool.type.startswith(tuple(_SERVED)):
        return None
    reason = "Google's own tools do not go together with functions here"
    ledger.add("dropped", path, reason, before=tool.type)
    return {}


def _members(functions: list[Entry], served: list[Entry]) -> dict[str, Any]:
    tools = [{"functionDeclarations": functions}] if functions else []
    tools += [tool for tool in served if tool]
    return {"tools": Raw(_encode(tools))} if tools else {}


def _cleaned(tool: Tool, path: str, ledger: Ledger) -> Raw:
    """In OpenAPI's words, with a note for every keyword that this tool loses."""
    data = bytes(tool.input_schema)
    try:
        made = clean(read_any(data) if data else {})
    except NotJson:
        ledger.add("approximated", f"{path}.input_schema", "a schema nobody can read", before=data[:400])
        return _NOTHING
    name = tool.name[:80]
    for key in sorted(made.lost)[:MOST_NAMED]:
        reason = f"the target has no {key} in the schema of {name}"
        ledger.add("dropped", f"{path}.input_schema..{key}", reason, before=_places(made.lost[key]))
    for key in sorted(made.told)[:MOST_NAMED]:
        reason = f"{key} in the schema of {name}, in the words that the target takes"
        ledger.add("approximated", f"{path}.input_schema..{key}", reason, before=_places(made.told[key]))
    if (more := len(made.lost) - MOST_NAMED) > 0:
        reason = f"the target has none of these in the schema of {name}"
        ledger.add("dropped", f"{path}.input_schema", reason, before=f"{more} more keywords")
    return Raw(dump(made.schema)) if made.schema is not None else _NOTHING


def _places(count: int) -> str:
    return f"{count} places" if count > 1 else ""


_PLACE = "tools[0].functionDeclarations[{}]"

JSON = Tongue(_in_json_schema, _serve, _members, _PLACE)
OPENAPI = Tongue(_in_openapi, _serve, _members, _PLACE, _cleaned)


def _tongue(call: Call, model: str) -> Tongue:
    """JSON Schema as it is, unless the model is too old for it or its server was found to refuse the field."""
    quirks = call.provider.quirks
    refused = (*quirks.drop, *quirks.drop_schema_keys)
    unknown = any("parametersJsonSchema" in name or "parameters_json_schema" in name for name in refused)
    tongue = JSON if takes_json_schema(model) and not unknown else OPENAPI
    return tongue._replace(serve=_aside) if _mixed(call) and not _goes_together(call, model) else tongue


def _mixed(call: Call) -> bool:
    """Whether functions and Google's own tools are asked for."""
    tools = call.request.tools or ()
    served = any(tool.type.startswith(tuple(_SERVED)) for tool in tools)
    return served and any(bytes(tool.input_schema).startswith(b"{") for tool in tools)


def _goes_together(call: Call, model: str) -> bool:
    """https://ai.google.dev/gemini-api/docs/generate-content/tool-combination"""
    quirks = call.provider.quirks
    refused = quirks.tool_choice == "none" or any(refuses(quirks.drop, name) for name in (FLAG, "toolConfig"))
    return latest(model) and not refused


def combines(call: Call, model: str) -> bool:
    """Whether the request says that both go together. Vertex takes them without a word, and refuses the word."""
    return _mixed(call) and _goes_together(call, model) and not on_vertex(call.provider)


def add_tools(call: Call, model: str, body: dict[str, Any], names: NameMap, ledger: Ledger) -> list[str]:
    """Put the tools into `body`; hands back the client's names of the functions that went."""
    quirks = call.provider.quirks
    choice = call.request.tool_choice
    offered = put_tools(
        call,
        names,
        _tongue(call, model),
        body,
        ledger,
        empty="an empty list of tools says nothing",
        refused=("$ref",),
    )
    if choice is None:
        pass
    elif not offered:
        ledger.add("dropped", "tool_choice", "no function is left to choose", before=choice.type)
    elif choice.type == "none" and quirks.tool_choice in ("auto", "none"):
        del body["tools"]
        reason = "the target has no word for none and is offered no tools"
        ledger.add("approximated", "tool_choice", reason, before="none")
        return []
    else:
        _choose(call, choice, body, names, offered, ledger)
    if combines(call, model):
        _combine(body, ledger)
    return offered


def _combine(body: dict[str, Any], ledger: Ledger) -> None:
    """The mode that leaves the choice to the model has another name beside Google's own tools."""
    config = body.setdefault("toolConfig", {})
    config[FLAG] = True
    calling = config.get("functionCallingConfig", {})
    if calling.get("mode") == "AUTO":
        calling["mode"] = "VALIDATED"
        reason = "the same beside Google's own tools"
        ledger.add("renamed", "tool_choice", reason, to="toolConfig", before="AUTO", after="VALIDATED")


def _choose(
    call: Call,
    choice: ToolChoice,
    body: dict[str, Any],
    names: NameMap,
    offered: list[str],
    ledger: Ledger,
) -> None:
    form = call.provider.quirks.tool_choice
    before = choice.name if choice.type == "tool" else choice.type
    config: dict[str, Any] = {}
    if choice.type == "tool" and choice.name not in offered:
        ledger.add("dropped", "tool_choice", "the tool it names is not offered", before=choice.name)
    elif choice.type not in ("any", "tool", "auto", "none"):
        ledger.add("dropped", "tool_choice", "a choice without a counterpart", before=choice.type)
    elif form == "none":
        ledger.add("dropped", "tool_choice", "the target refuses toolConfig", before=before)
    elif choice.type in ("auto", "none"):
        config = {"mode": choice.type.upper()}
    elif form == "auto":
        reason = "the target cannot be held to a tool"
        ledger.add("approximated", "tool_choice", reason, to="toolConfig", before=before, after="AUTO")
        config = {"mode": "AUTO"}
    elif choice.type == "tool" and form == "all":
        config = {"mode": "ANY", "allowedFunctionNames": [names.out(choice.name)]}
    else:
        reason = "the same in other words"
        if choice.type == "tool":
            reason = "the target cannot be held to one tool"
        act = "approximated" if choice.type == "tool" else "renamed"
        ledger.add(act, "tool_choice", reason, to="toolConfig", before=before, after="ANY")  # type: ignore[arg-type]  # both are acts
        config = {"mode": "ANY"}
    if config:
        body["toolConfig"] = {"functionCallingConfig": config}
    if choice.disable_parallel_tool_use:
        path = "tool_choice.disable_parallel_tool_use"
        ledger.add("dropped", path, "the target has no such switch", before="true")
