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
_TOOLS = 100
_RESULTS = frozenset({"tool_result", "function_call_output", "functionResponse", "custom_tool_call_output"})
_CALLS = frozenset(
    {"tool_use", "function_call", "functionCall", "server_tool_use", "custom_tool_call", "web_search_call"}
)
_GEMINI = (
    "functionCall",
    "functionResponse",
    "inlineData",
    "fileData",
    "executableCode",
    "codeExecutionResult",
)
"""What a part of Gemini is by; beside it stand signatures, and text where it is none of these."""


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


def kind_of(block: Node) -> str:
    """The type of a block, of Gemini's parts the member that makes them what they are."""
    kind = block.string("type")
    if kind:
        return kind
    for name in _GEMINI:
        if name in block.members:
            return name
    if "text" in block.members:
        thought = block.members.get("thought")
        return "thought" if thought is not None and thought.text == "true" else "text"
    return next(iter(block.members), "")


def sort_of(block: Node) -> str:
    """Which `Part.sort` a block is of."""
    kind = kind_of(block)
    if kind in _RESULTS:
        return "result"
    if kind in _CALLS or kind == "function":
        return "call"
    if kind in {"thinking", "redacted_thinking", "reasoning", "thought"}:
        return "thinking"
    if "text" in kind or kind == "refusal":
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
    function = _inside(block, "function", "functionCall", "functionResponse")
    return function.string("name")


def _inside(block: Node, *names: str) -> Node:
    """What a language puts into one more box."""
    return next((block.members[name] for name in names if name in block.members), block)


def _argument(block: Node) -> str:
    """The argument that tells one call from another: its first short string."""
    function = _inside(block, "function", "functionCall")
    given = function.members.get("input") or function.members.get("args")
    if given is not None and given.shape != "string":
        return next((kid.text for kid in given.kids if kid.shape == "string"), "")
    return function.string("arguments") or function.string("input")


def result_of(block: Node) -> tuple[str, Node | None, bool]:
    """Whose result it is, what it says, and whether it is told to have failed."""
    holder = _inside(block, "functionResponse")
    name = block.string("tool_use_id") or block.string("call_id") or call_name(block)
    said = next(
        (holder.members[key] for key in ("content", "output", "response") if key in holder.members), None
    )
    flag = block.members.get("is_error")
    wrong = flag is not None and flag.text == "true"
    if said is not None and holder is not block:
        wrong = "error" in said.members
        said = said.members.get("output") or said.members.get("error") or said
    return name, said, wrong


def _thought(node: Node) -> str:
    """Its words; of an item of Responses those of its summary, else of what it holds."""
    told = node.string("thinking") or node.string("text")
    for name in ("summary", "content"):
        parts = node.members.get(name)
        if not told and parts is not None and parts.shape == "array":
            told = next((part.string("text") for part in parts.kids if part.string("text")), "")
    return told or ("encrypted" if "encrypted_content" in node.members else "")


def part_words(part: Part) -> tuple[str, str]:
    """Name and one line for a piece of a message."""
    node = part.node
    if node.shape == "string":
        name = {"result": "tool_result", "thinking": "reasoning"}.get(part.sort, "text")
        return name, line_of(node.text)
    kind = line_of(kind_of(node) or part.sort)
    match part.sort:
        case "text":
            return kind, line_of(node.string("text") or node.string("refusal"))
        case "thinking":
            return kind, line_of(_thought(node))
        case "call":
            said = f"{line_of(call_name(node))}  {line_of(_argument(node))}".strip()
            return "tool_call" if kind == "function" else kind, said
        case "result":
            name, there, wrong = result_of(node)
            weight = size(there.size) if there is not None else ""
            return kind, f"{line_of(name)}  {weight}{'  error' if wrong else ''}"
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
        name = result_of(results[0].node)[0] or message.string("tool_call_id")
        return line_of(name) or "1 result"
    if calls:
        names = [call_name(part.node) or part.node.string("type") for part in calls]
        return ", ".join(line_of(name) or "?" for name in names)
    for part in parts:
        if part.sort == "text":
            text = part.node.text if part.node.shape == "string" else part_words(part)[1]
            if text.strip():
                return line_of(text)
    return part_words(parts[0])[0] if parts else message.brief


def tool_names(tools: Node) -> list[str]:
    """At most a hundred; Gemini lists its functions in one tool, and its own tools by their members."""
    names: list[str] = []
    for tool in map(tools.kid, range(min(_TOOLS, tools.count))):
        functions = tool.members.get("functionDeclarations")
        if functions is not None:
            names += [call_name(each) for each in map(functions.kid, range(min(_TOOLS, functions.count)))]
            names += [name for name in tool.members if name != "functionDeclarations"]
        else:
            names.append(call_name(tool) or tool.string("type") or next(iter(tool.members), ""))
    return [line_of(name) for name in names[:_TOOLS]]


def tool_count(tools: Node) -> int:
    """How many there are, each of Gemini's functions one."""
    more = 0
    for tool in map(tools.kid, range(min(_TOOLS, tools.count))):
        functions = tool.members.get("functionDeclarations")
        if functions is not None:
            more += functions.count + len(tool.members) - 2
    return tools.count + more


def field_words(node: Node) -> str:
    """One line for a top-level field."""
    if node.key == "tools" and node.shape == "array":
        names = tool_names(node)
        return f"{len(names)}  {' '.join(names)}" if names else "none"
    if node.key in SYSTEM and node.kids:
        blocks = node.kids if node.shape == "array" else node.members.get("parts", node).kids
        return plural(len(blocks), "block")
    if node.key in MESSAGES and node.shape == "array":
        return str(len(node.kids))
    return node.brief.removeprefix("{").removesuffix("}") if node.shape == "object" else node.brief
