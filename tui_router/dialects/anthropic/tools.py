"""Tools and the choice among them, as far as the target takes them."""

from typing import Any

from msgspec import Raw

from tui_router.dialects.anthropic.draft import Draft, block_lists
from tui_router.dialects.anthropic.tree import Node
from tui_router.dialects.names import NameMap
from tui_router.dialects.plain_json import dump
from tui_router.dialects.tool_schema import COMPLETED, Cut, plain
from tui_router.wire.json import NotJson, read_any

LONGEST = 128
"""Characters of a tool's name where nothing else is known."""

_PARALLEL = "disable_parallel_tool_use"


def clean_schemas(draft: Draft) -> None:
    for tool in _tools(draft):
        source = tool.raw("input_schema")
        if source is None or not _concerned(draft, source):
            continue
        try:
            schema = read_any(source)
            made = _cleaned(draft, schema) if isinstance(schema, dict) else schema
            if made != schema:
                tool.put("input_schema", Raw(dump(made)))
        except (NotJson, RecursionError):
            path = f"{tool.path}.input_schema"
            draft.ledger.add("approximated", path, "a schema nobody can read says nothing", before=source)
            tool.put("input_schema", {"type": "object", "properties": {}})


def rename(draft: Draft) -> NameMap | None:
    """Names the target takes, wherever tools are named. The map is for the way back, None without changes."""
    quirks = draft.quirks
    mine = [tool for tool in _tools(draft) if tool.kind in ("", "custom")]
    names = NameMap(
        [tool.text("name") for tool in mine],
        quirks.longest_tool_name or LONGEST,
        plain=quirks.plain_tool_names,
    )
    fixed = {tool.text("name") for tool in _tools(draft)} - {tool.text("name") for tool in mine}
    for tool in mine:
        _rename(draft, tool, "name", names)
    choice = draft.top.object("tool_choice")
    if choice is not None and choice.text("name") not in fixed:
        _rename(draft, choice, "name", names)
    for content in block_lists(draft):
        for block in content.items:
            key = {"tool_use": "name", "tool_reference": "tool_name"}.get(block.kind)
            if key is not None and block.text(key) not in fixed:
                _rename(draft, block, key, names)
    return names if names.changed else None


def choose(draft: Draft) -> None:
    """The choice in the words the target knows, weaker where it has none as strong."""
    top, form = draft.top, draft.quirks.tool_choice
    choice = top.object("tool_choice")
    if choice is None:
        return
    kind = choice.kind
    if kind == "none" and form in ("auto", "none") and not _called(draft):
        # Without a word for it, whoever must not call a tool is given none.
        reason = "the target has no word for none and is offered no tools"
        draft.ledger.add("approximated", "tool_choice", reason, before=kind)
        top.drop("tools")
        top.drop("tool_choice")
    elif form == "none":
        draft.ledger.add("dropped", "tool_choice", "the target takes no tool_choice", before=kind)
        top.drop("tool_choice")
    elif form == "auto_required" and kind == "tool":
        _weaken(draft, choice, "any", "the target cannot be held to one tool")
    elif form == "auto" and kind != "auto":
        _weaken(draft, choice, "auto", "the target only chooses by itself")


def allow_parallel(draft: Draft) -> None:
    """For a target that knows no way to call one tool at a time."""
    choice = draft.top.object("tool_choice")
    if choice is not None and _PARALLEL in choice:
        path = f"tool_choice.{_PARALLEL}"
        draft.ledger.add("dropped", path, "the target has no such switch", before=choice.raw(_PARALLEL))
        choice.drop(_PARALLEL)


def _called(draft: Draft) -> bool:
    """Whether the history has calls: those cannot stand without their tools."""
    return any(block.kind == "tool_use" for content in block_lists(draft) for block in content.items)


def _tools(draft: Draft) -> list[Node]:
    tools = draft.top.array("tools")
    return tools.items if tools is not None else []


def _concerned(draft: Draft, source: bytes) -> bool:
    """Whether a refused keyword may be in the schema, or is one that may be missing there."""
    keys = draft.quirks.drop_schema_keys
    return draft.quirks.plain_schemas or any(
        key in COMPLETED or f'"{key}"'.encode() in source for key in keys
    )


def _cleaned(draft: Draft, schema: dict[str, Any]) -> dict[str, Any]:
    """Raises `NotJson` or `RecursionError` for what has no end."""
    quirks, ledger = draft.quirks, draft.ledger
    if quirks.plain_schemas:
        made = plain(schema)
        if made != schema:
            reason = "the target takes only the simplest schemas"
            ledger.count("approximated", "tools[*].input_schema", reason, "schemas")
        return made
    refused = frozenset(quirks.drop_schema_keys)
    kept = {"$schema": schema["$schema"]} if "$schema" in schema and "$schema" not in refused else {}
    cut = Cut({key: inner for key, inner in schema.items() if key not in kept}, refused)
    for key, places in cut.dropped.items():
        reason = f"the target refuses {key} in a schema"
        ledger.count("dropped", f"tools[*].input_schema..{key}", reason, "places", by=places)
    for key, places in cut.told.items():
        reason = f"{key} as the target takes it"
        ledger.count("approximated", f"tools[*].input_schema..{key}", reason, "places", by=places)
    return {**kept, **cut.schema}


def _rename(draft: Draft, holder: Node, key: str, names: NameMap) -> None:
    name = holder.text(key)
    new = names.out(name) if name else name
    if new != name:
        path = f"{holder.path}.{key}"
        draft.ledger.add("renamed", path, names.rule, to=path, before=name, after=new)
        holder.put(key, new)


def _weaken(draft: Draft, choice: Node, kind: str, reason: str) -> None:
    before = " ".join(filter(None, (choice.kind, choice.text("name"))))
    draft.ledger.add("approximated", "tool_choice", reason, to="tool_choice", before=before, after=kind)
    choice.put("type", kind)
    choice.drop("name")
