"""Tools and the choice among them."""

from typing import Any

import msgspec
from msgspec import Raw

from tui_router.dialects.base import Call
from tui_router.dialects.chat.models import searches
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.names import NameMap
from tui_router.messages.request import Tool
from tui_router.wire.json import NotJson, read, read_any

PLACEHOLDER = "DeferredToolPlaceholder"
"""Stands for tools the client will name later. No model can call it."""

_READ = frozenset({"name", "description", "input_schema", "type", "defer_loading", "cache_control"})
_EMPTY_SCHEMA = Raw(b'{"type":"object","properties":{}}')
_object = msgspec.json.Decoder(dict[str, Raw])
_objects = msgspec.json.Decoder(list[dict[str, Raw]])

MOST_NAMED = 40
"""Members nobody reads that get a note."""


def add_tools(call: Call, model: str, body: dict[str, Any], names: NameMap, ledger: Ledger) -> list[str]:
    """Put the tools into `body`; hands back the client's names of those that went."""
    request = call.request
    offered: list[str] = []
    went: set[int] = set()
    functions: list[dict[str, Any]] = []
    for at, tool in enumerate(request.tools or ()):
        path = f"tools[{at}]"
        if _left_out(tool, path, model, body, ledger):
            continue
        name = names.out(tool.name)
        to = f"tools[{len(functions)}].function"
        if name != tool.name:
            reason = "names are at most 64 letters, digits, _ and - here"
            ledger.add("renamed", f"{path}.name", reason, to=f"{to}.name", before=tool.name, after=name)
        if tool.defer_loading:
            ledger.add(
                "dropped", f"{path}.defer_loading", "every tool is offered from the start", before=tool.name
            )
        function: dict[str, Any] = {"name": name}
        if tool.description:
            function["description"] = tool.description
        function["parameters"] = _schema(
            tool.input_schema, path, call.provider.quirks.drop_schema_keys, ledger
        )
        functions.append({"type": "function", "function": function})
        offered.append(tool.name)
        went.add(at)
    _note_rest(call, went, ledger)
    if functions:
        body["tools"] = functions
    elif request.tools is not None and not request.tools:
        ledger.add("dropped", "tools", "an empty list of tools is refused", before="[]")
    _choose(call, body, names, offered, ledger)
    return offered


def _left_out(tool: Tool, path: str, model: str, body: dict[str, Any], ledger: Ledger) -> bool:
    if tool.name == PLACEHOLDER:
        ledger.add("dropped", path, "stands for tools that are named later", before=tool.name)
        return True
    if tool.type in ("", "custom") or _is_schema(tool.input_schema):
        return False
    if tool.type.startswith("web_search_") and searches(model):
        body["web_search_options"] = {}
        ledger.add(
            "approximated", path, "the model searches by itself", to="web_search_options", before=tool.type
        )
        return True
    ledger.add("dropped", path, "a tool that runs on Anthropic's servers", before=tool.type)
    return True


def _is_schema(raw: Raw) -> bool:
    return bytes(raw).startswith(b"{")


def _schema(raw: Raw, path: str, refused: tuple[str, ...], ledger: Ledger) -> Raw:
    """The schema as the client spelled it, as far as the target takes it: an object with properties, without
    `$schema`."""
    try:
        members = read(bytes(raw), _object) if bytes(raw) else {}
    except NotJson:
        ledger.add(
            "approximated", f"{path}.input_schema", "a schema that is not an object", before=bytes(raw)
        )
        return _EMPTY_SCHEMA
    changed = members.pop("$schema", None) is not None
    if changed:
        ledger.count(
            "dropped", "tools[*].input_schema.$schema", "some targets refuse it, none reads it", "schemas"
        )
    if refused and any(f'"{key}"'.encode() in bytes(raw) for key in refused):
        pruned = _prune(bytes(raw), refused, ledger)
        if pruned is not None:
            members, changed = pruned, True
    for key, value in (("type", b'"object"'), ("properties", b"{}")):
        if bytes(members.get(key, b"null")) == b"null":
            members[key] = Raw(value)
            changed = True
            ledger.count(
                "added", f"tools[*].input_schema.{key}", f"targets want {key} in every schema", "schemas"
            )
    return Raw(msgspec.json.encode(members)) if changed else raw


def _prune(raw: bytes, refused: tuple[str, ...], ledger: Ledger) -> dict[str, Raw] | None:
    try:
        schema = read_any(raw)
    except NotJson:
        return None
    dropped: dict[str, int] = {}

    def prune(value: Any, *, names: bool) -> Any:
        """`names`: the keys are names of properties, not keywords."""
        if isinstance(value, list):
            return [prune(item, names=False) for item in value]
        if not isinstance(value, dict):
            return value
        kept = {}
        for key, inner in value.items():
            if not names and (key in refused or key == "$schema"):
                if key != "$schema":
                    dropped[key] = dropped.get(key, 0) + 1
                continue
            kept[key] = prune(inner, names=not names and key in ("properties", "$defs", "definitions"))
        return kept

    try:
        out = msgspec.json.encode(prune(schema, names=False))
        members = read(out, _object)
    except (RecursionError, NotJson, msgspec.MsgspecError, UnicodeEncodeError, ValueError):
        return None
    for key, count in dropped.items():
        reason = f"the target refuses {key} in a schema"
        ledger.count("dropped", f"tools[*].input_schema..{key}", reason, "places", by=count)
    return members


def _note_rest(call: Call, went: set[int], ledger: Ledger) -> None:
    """Name the members of tools that no struct of ours has."""
    try:
        tools = read(bytes(call.request.fields.get("tools", b"[]")), _objects)
    except NotJson:
        return
    named: set[str] = set()
    for at, tool in enumerate(tools):
        unread = tool.keys() - _READ if at in went else ()
        for key in unread:
            if key in named or len(named) < MOST_NAMED:
                named.add(key)
                ledger.count("dropped", f"tools[{at}].{key[:80]}", f"a tool has no {key[:80]} here", "tools")


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
