"""What a part of a request says in one line: a message, a content block, the tools, the system prompt.

Reads the forms of Messages, Chat Completions, Responses and Gemini alike; an unknown form falls back on its JSON.
"""

from typing import NamedTuple

from tui_router.tui.cells import plural, size
from tui_router.tui.lines.json_tree import Node
from tui_router.tui.safe_text import safe_text

MESSAGES = frozenset({"messages", "input", "contents"})
SYSTEM = frozenset({"system", "instructions", "systemInstruction"})
_LONG = 160
_RESULTS = frozenset({"tool_result", "function_call_output", "functionResponse"})
_CALLS = frozenset({"tool_use", "function_call", "functionCall", "server_tool_use"})


class Part(NamedTuple):
    """A piece of a message: `sort` pairs it with its like on the other leg."""

    sort: str  # text | thinking | call | result | image | other
    node: Node


def line_of(text: str) -> str:
    """The first words of a wire text, cut, safe, on one line."""
    return safe_text(text[:_LONG].strip(), line=True)


def role_of(node: Node) -> str:
    """user, assistant, system or tool; for Responses items the role they play."""
    role = node.string("role")
    if role:
        return {"model": "assistant", "developer": "system"}.get(role, role)
    kind = node.string("type")
    if kind in _RESULTS:
        return "tool"
    return "assistant" if kind in _CALLS or kind == "reasoning" else "user"


def sort_of(block: Node) -> str:
    """Which `Part.sort` a block is of."""
    kind = block.string("type") or next(iter(block.members), "")
    if kind in _RESULTS:
        return "result"
    if kind in _CALLS or kind == "function":
        return "call"
    if kind in {"thinking", "redacted_thinking", "reasoning"}:
        return "thinking"
    if "text" in kind:
        return "text"
    return "image" if "image" in kind or kind == "inlineData" else "other"


def parts_of(message: Node) -> list[Part]:
    """The pieces of one message, in the order they are read."""
    kind = message.string("type")
    if not message.members:
        return []
    if kind in _RESULTS or kind in _CALLS or kind == "reasoning":
        return [Part(sort_of(message), message)]
    parts: list[Part] = []
    thinking = message.members.get("reasoning_content")
    if thinking is not None:
        parts.append(Part("thinking", thinking))
    content = message.members.get("content") or message.members.get("parts")
    if content is not None and content.shape == "array":
        parts.extend(Part(sort_of(block), block) for block in content.kids)
    elif content is not None and content.shape == "string":
        parts.append(Part("result" if role_of(message) == "tool" else "text", content))
    calls = message.members.get("tool_calls")
    if calls is not None:
        parts.extend(Part("call", call) for call in calls.kids)
    return parts


def call_name(block: Node) -> str:
    function = block.members.get("function") or block.members.get("functionCall") or block
    return function.string("name")


def _argument(block: Node) -> str:
    """The argument that tells one call from another: its first short string."""
    given = block.members.get("input") or block.members.get("args")
    if given is not None:
        return next((kid.text for kid in given.kids if kid.shape == "string"), "")
    function = block.members.get("function") or block
    return function.string("arguments")


def part_words(part: Part) -> tuple[str, str]:
    """Name and one line for a piece of a message."""
    node = part.node
    if node.shape == "string":
        name = {"result": "tool_result", "thinking": "reasoning"}.get(part.sort, "text")
        return name, line_of(node.text)
    kind = line_of(node.string("type")) or line_of(next(iter(node.members), part.sort))
    match part.sort:
        case "text":
            return kind, line_of(node.string("text"))
        case "thinking":
            return kind, line_of(node.string("thinking") or node.string("text"))
        case "call":
            name = line_of(call_name(node))
            return (
                "tool_call" if kind == "function" else kind
            ), f"{name}  {line_of(_argument(node))}".strip()
        case "result":
            there = node.members.get("content") or node.members.get("output")
            weight = size(there.size) if there is not None else ""
            wrong = (
                "  error" if "is_error" in node.members and node.members["is_error"].text == "true" else ""
            )
            return kind, f"{line_of(node.string('tool_use_id') or node.string('call_id'))}  {weight}{wrong}"
        case "image":
            return kind, size(node.size)
        case _:
            return kind, node.brief


def message_words(message: Node) -> str:
    """One line for a whole message: what was called, how many results, or the first words."""
    parts = parts_of(message)
    calls = [part for part in parts if part.sort == "call"]
    results = [part for part in parts if part.sort == "result"]
    if results:
        if len(results) > 1:
            return plural(len(results), "result")
        node = results[0].node
        name = node.string("tool_use_id") or node.string("call_id") or message.string("tool_call_id")
        return line_of(name) or "1 result"
    if calls:
        return ", ".join(line_of(call_name(part.node)) or "?" for part in calls)
    for part in parts:
        if part.sort == "text":
            text = part.node.text if part.node.shape == "string" else part.node.string("text")
            if text.strip():
                return line_of(text)
    return part_words(parts[0])[0] if parts else message.brief


def field_words(node: Node) -> str:
    """One line for a top-level field."""
    if node.key == "tools" and node.shape == "array":
        names = [line_of(call_name(tool) or tool.string("type")) for tool in node.kids]
        return f"{len(names)}  {' '.join(names)}" if names else "none"
    if node.key in SYSTEM and node.kids:
        blocks = node.kids if node.shape == "array" else node.members.get("parts", node).kids
        return plural(len(blocks), "block")
    if node.key in MESSAGES and node.shape == "array":
        return str(len(node.kids))
    return node.brief.removeprefix("{").removesuffix("}") if node.shape == "object" else node.brief
