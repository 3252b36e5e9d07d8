"""Members of the request that the target refuses, by their paths."""

import re

from tui_router.dialects.anthropic import marks
from tui_router.dialects.anthropic.draft import Draft, add_system, text_block
from tui_router.dialects.anthropic.thinking import turn_off
from tui_router.dialects.anthropic.tree import Node

PLACEHOLDER = "DeferredToolPlaceholder"
"""Stands for tools the client will name later: without defer_loading it would be offered as one."""

Path = tuple[str, ...]

_TOKEN = re.compile(r"\[([^\[\]]*)\]|([^.\[\]]+)")
_VARIANT = re.compile(
    r"""custom|text|image|document|search_result|tool_reference|thinking|redacted_thinking
    |\w*tool_use|\w*tool_result|enabled|adaptive|disabled|ephemeral|base64|url|file|json_schema
    |auto|any|tool|none|list|str|[a-z_]+_\d{8}""",
    re.VERBOSE,
)
"""Words in a validation error's path that name the type of a value, not a member."""

_THEIRS = frozenset({"input_schema", "input", "schema"})
"""Below these every word is a member: they are the client's own."""

_SHORT = {
    "defer_loading": "tools[*].defer_loading",
    "input_examples": "tools[*].input_examples",
    "allowed_callers": "tools[*].allowed_callers",
    "strict": "tools[*].strict",
    "effort": "output_config.effort",
    "budget_tokens": "thinking.budget_tokens",
    "display": "thinking.display",
    "user_id": "metadata.user_id",
    "ttl": "cache_control.ttl",
    "citations": "messages[*].content[*].citations",
    "disable_parallel_tool_use": "tool_choice.disable_parallel_tool_use",
}
"""Where members stand that an upstream may name without their place."""

_NEEDED: dict[str, frozenset[str]] = {
    "messages": frozenset({"role", "content", "type", "text", "thinking", "data", "source"})
    | {"id", "name", "input", "tool_use_id"},
    "system": frozenset({"type", "text"}),
}
"""Members without which a message is none, by where they stand."""
_NEVER: frozenset[Path] = frozenset(
    {("model",), ("messages",), ("max_tokens",), ("tools", "*", "name"), ("tools", "*", "input_schema")}
)


def normal(spelled: str) -> Path:
    """A path as members and "*" for any element: "tools.0.custom.strict" is tools, *, strict."""
    found = list(_TOKEN.finditer(spelled))
    words: list[str] = []
    theirs = False
    for token in found:
        index, word = token[1], token[2]
        if index is not None or word.isdigit() or word == "*":
            if index in (None, "", "*") or index.isdigit():
                words.append("*")
            continue
        if token is not found[-1] and words and not theirs and _VARIANT.fullmatch(word):
            continue
        words.append(word)
        theirs = theirs or word in _THEIRS
    if words[:1] == ["body"]:
        del words[0]
    return tuple(words)


def drop(draft: Draft, spelled: str) -> None:
    path = normal(spelled)
    if len(path) == 1 and path[0] in _SHORT and path[0] not in draft.top:
        path = normal(_SHORT[path[0]])
    if not path or path[-1] == "*" or path in _NEVER:
        return
    if path[-1] in _NEEDED.get(path[0], ()) and not _THEIRS.intersection(path[:-1]):
        return
    reason = f"the target refuses {path[-1]}"
    if path == ("stream",):
        return  # what streams is settled elsewhere
    if path == ("thinking",):
        turn_off(draft, reason)
    elif path == ("cache_control",):
        marks.drop_marks(draft, reason)
    elif path[0] == "cache_control":
        marks.drop_inside(draft, path[-1], reason)
    elif _drop(draft, draft.top, path, reason):
        _follow(draft, path)


def drop_format(draft: Draft, reason: str) -> None:
    """Ask in words for what no field asks for any more."""
    top, config = draft.top, draft.top.object("output_config")
    holders = [(config, "format")] if config is not None else []
    wanted = b""
    for holder, key in [(top, "output_format"), *holders]:
        found = holder.object(key)
        if found is None:
            continue
        wanted = found.raw("schema") or wanted
        draft.ledger.add("approximated", found.path, f"{reason}; it is asked in words", to="system")
        holder.drop(key)
    if config is not None and not config.names():
        top.drop("output_config")
    if wanted:
        words = f"Answer only with JSON that fits this schema:\n{wanted.decode('utf-8', 'replace')}"
        add_system(draft, [text_block(words, "output_config.format")])


def _drop(draft: Draft, node: Node, path: Path, reason: str) -> bool:
    """Whether anything was there to drop. An object that had nothing else goes too: some are refused empty."""
    key, rest = path[0], path[1:]
    where = f"{node.path}.{key}" if node.path else key
    if not rest:
        before = node.raw(key)
        if before is None:
            return False
        draft.ledger.add("dropped", where, reason, before=before)
        node.drop(key)
        return True
    inner = node.object(key)
    if inner is not None:
        if not _drop(draft, inner, rest, reason):
            return False
        if not inner.names():
            draft.ledger.add("dropped", where, "nothing else stood in it")
            node.drop(key)
        return True
    elements = node.array(key)
    rest = rest[1:] if rest[0] == "*" else rest
    if elements is None or not rest:
        return False
    found = False
    for item in elements.items:
        found = _drop(draft, item, rest, reason) or found
    return found


def _follow(draft: Draft, path: Path) -> None:
    """What makes no sense without the member that went."""
    top = draft.top
    if path == ("tools",) and "tool_choice" in top:
        draft.ledger.add("dropped", "tool_choice", "no tool is left to choose", before=top.raw("tool_choice"))
        top.drop("tool_choice")
    tools = top.array("tools")
    if path == ("tools", "*", "defer_loading") and tools is not None:
        for tool in tools.items:
            if tool.text("name") == PLACEHOLDER:
                draft.ledger.add("dropped", tool.path, "stands for tools that are named later")
        tools.items = [tool for tool in tools.items if tool.text("name") != PLACEHOLDER]
