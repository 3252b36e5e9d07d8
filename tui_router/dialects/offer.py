"""The tools a client declares, in the target's words.

They are the same in every turn and the largest thing that is, so the last few lists are kept translated.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec
from msgspec import Raw

from tui_router.dialects.base import Call
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.names import NameMap
from tui_router.dialects.offered_schema import offered_schema
from tui_router.messages.blocks import ToolUseBlock
from tui_router.messages.recent import Recent
from tui_router.messages.request import MessagesRequest, Tool
from tui_router.wire.json import NotJson, read

PLACEHOLDER = "DeferredToolPlaceholder"
"""Stands for tools the client will name later. No model can call it."""

MOST_NAMED = 40
"""Members nobody reads that get a note."""

_READ = frozenset({"name", "description", "input_schema", "type", "defer_loading", "cache_control"})
_objects = msgspec.json.Decoder(list[dict[str, Raw]])


Entry = dict[str, Any]


class Tongue(NamedTuple):
    """How one language lists tools. `entry` writes a function of name, description (absent when empty) and parameters.
    `serve` writes a tool that runs on the provider's side, noting how, or gives None where the language has none like
    it. `members` puts both lists, in the client's order, where they belong in the body; the result is kept, so it
    holds encoded JSON. `place` is where a function with this number stands there. `schema` takes the place of the usual schemas, for a language that has its own."""

    entry: Callable[[Entry], Entry]
    serve: Callable[[Tool, str, Ledger], Entry | None]
    members: Callable[[list[Entry], list[Entry]], dict[str, Any]]
    place: str
    schema: Callable[[Tool, str, Ledger], Raw] | None = None


class Terms(msgspec.Struct, frozen=True):
    """What a translation depends on beside the tools. `names` are the target's, one for each declared tool, `rule`
    what it takes as one, in words; `refused` are keywords it takes in no schema, `plain` says that it takes only
    the simplest. `without` are the places of tools that have none among as many as it takes."""

    names: tuple[str, ...]
    tongue: Tongue
    rule: str = ""
    refused: tuple[str, ...] = ()
    plain: bool = False
    without: tuple[int, ...] = ()


class Offer(msgspec.Struct, frozen=True):
    """`members` belong into the body of the request, the tools there as JSON; `names` are the client's of the
    functions that went."""

    members: dict[str, Any]
    names: tuple[str, ...]
    ledger: Ledger


_recent: Recent[Offer] = Recent()


def put_tools(
    call: Call,
    names: NameMap,
    tongue: Tongue,
    body: dict[str, Any],
    ledger: Ledger,
    *,
    empty: str,
    refused: tuple[str, ...] = (),
) -> list[str]:
    """Put the client's tools into `body`; hands back its names of the functions that went. `empty` says in words what is
    wrong with a list of none; `refused` are keywords that no schema of this language has."""
    request, quirks = call.request, call.provider.quirks
    if not request.tools:
        if request.tools is not None:
            ledger.add("dropped", "tools", empty, before="[]")
        return []
    made = offer(
        request,
        Terms(
            names=tuple([names.out(tool.name) for tool in request.tools]),
            tongue=tongue,
            rule=names.rule,
            refused=(*refused, *quirks.drop_schema_keys),
            plain=quirks.plain_schemas,
            without=surplus(request, quirks.most_tools),
        ),
    )
    body.update(made.members)
    ledger.join(made.ledger)
    return list(made.names)


def offer(request: MessagesRequest, terms: Terms) -> Offer:
    """Shared with other requests: to be read, not changed."""
    tools, source = request.tools or [], request.fields.get("tools")
    if source is None:
        return _translate(tools, Raw(b"[]"), terms)
    made = _recent.find(source, terms)
    if made is None:
        source = source.copy()
        made = _translate(tools, source, terms)
        _recent.keep(source, made, terms)
    return made


def _translate(tools: list[Tool], source: Raw, terms: Terms) -> Offer:
    ledger = Ledger()
    tongue = terms.tongue
    offered: list[str] = []
    went: set[int] = set()
    functions: list[Entry] = []
    served: list[Entry] = []
    without, left = frozenset(terms.without), 0
    for at, (tool, name) in enumerate(zip(tools, terms.names, strict=True)):
        path = f"tools[{at}]"
        if tool.name == PLACEHOLDER:
            ledger.add("dropped", path, "stands for tools that are named later", before=tool.name)
            continue
        if at in without:
            _leave(tool, path, left, len(tools) - len(without), ledger)
            left += 1
            continue
        if tool.type not in ("", "custom") and not _is_schema(tool.input_schema):
            entry = tongue.serve(tool, path, ledger)
            if entry is None:
                ledger.add("dropped", path, "a tool that runs on Anthropic's servers", before=tool.type)
            else:
                served.append(entry)
            continue
        if name != tool.name:
            to = f"{tongue.place.format(len(functions))}.name"
            ledger.add("renamed", f"{path}.name", terms.rule, to=to, before=tool.name, after=name)
        if tool.defer_loading:
            ledger.add(
                "dropped", f"{path}.defer_loading", "every tool is offered from the start", before=tool.name
            )
        function: dict[str, Any] = {"name": name}
        if tool.description:
            function["description"] = tool.description
        function["parameters"] = (
            tongue.schema(tool, path, ledger)
            if tongue.schema is not None
            else offered_schema(tool.input_schema, path, ledger, refused=terms.refused, simple=terms.plain)
        )
        functions.append(tongue.entry(function))
        offered.append(tool.name)
        went.add(at)
    _note_rest(source, went, ledger)
    return Offer(tongue.members(functions, served), tuple(offered), ledger)


def _leave(tool: Tool, path: str, number: int, most: int, ledger: Ledger) -> None:
    """Each under its own name, so that a person can tell what is missing; beyond a number only counted."""
    reason = f"the target takes at most {most} tools"
    if number < MOST_NAMED:
        ledger.add("dropped", path, f"{reason}: {tool.name[:80]} stays behind", before=tool.name)
    else:
        ledger.count("dropped", path, reason, "more tools")


def surplus(request: MessagesRequest, most: int) -> tuple[int, ...]:
    """The places of tools to leave out where the target takes at most so many (0: any number). The tool that is asked for
    stays, then those that the conversation has called, then the first of the list: clients put their own in front."""
    tools = request.tools or []
    if not most or len(tools) <= most:
        return ()
    choice = request.tool_choice
    wanted = choice.name if choice is not None and choice.type == "tool" else ""
    called = {
        block.name
        for message in request.messages
        if not isinstance(message.content, str)
        for block in message.content
        if type(block) is ToolUseBlock
    }

    def rank(at: int) -> tuple[int, int]:
        name = tools[at].name
        return (0 if name == wanted else 1 if name in called else 2 if name != PLACEHOLDER else 3, at)

    return tuple(sorted(sorted(range(len(tools)), key=rank)[most:]))


def _is_schema(raw: Raw) -> bool:
    return bytes(raw).startswith(b"{")


def _note_rest(source: Raw, went: set[int], ledger: Ledger) -> None:
    """Name the members of tools that no struct of ours has."""
    try:
        tools = read(bytes(source), _objects)
    except NotJson:
        return
    named: set[str] = set()
    for at, tool in enumerate(tools):
        unread = tool.keys() - _READ if at in went else ()
        for key in unread:
            if key in named or len(named) < MOST_NAMED:
                named.add(key)
                ledger.count("dropped", f"tools[{at}].{key[:80]}", f"a tool has no {key[:80]} here", "tools")
