"""A node of a request in words: what stands as its key, and what its line says of what is in it."""

from tui_router.tui.cells import plural
from tui_router.tui.lines.image_words import image_words
from tui_router.tui.lines.json_tree import Node
from tui_router.tui.lines.line import Span
from tui_router.tui.lines.request_words import (
    MESSAGES,
    SYSTEM,
    Part,
    call_name,
    line_of,
    message_words,
    part_words,
    parts_of,
    result_of,
    role_of,
    tool_count,
    tool_names,
)
from tui_router.tui.lines.tree_item import Item

_SCALARS = {"string": "json-string", "number": "json-number", "literal": "json-literal"}
_CACHE = b'"cache_control"'
_KEY = 60


def key_of(item: Item) -> str:
    """Its name, safe: of a block its type, of a message its number."""
    if item.sort == "block":
        return part_words(_part(item.node))[0]
    return line_of(item.node.key[:_KEY])


def value_of(item: Item) -> list[Span]:
    """What the line says behind the key; empty for a string that has lines of its own."""
    node = item.node
    match item.sort:
        case "message":
            role, said = line_of(role_of(node)), message_words(node)
            return [Span(role), Span(f"  {said}", "ink-soft"), *_cached(node)]
        case "block":
            return [*_block(node), *_cached(node)]
        case "tool":
            if "functionDeclarations" in node.members:
                return [Span(" ".join(node.members), "ink-soft")]
            name = line_of(call_name(node) or node.string("type") or next(iter(node.members), ""))
            return [Span(name), Span(f"  {line_of(node.string('description'))}", "ink-soft"), *_cached(node)]
    if len(item.path) == 1 and node.shape in {"object", "array"}:
        return _top(node)
    if node.shape in {"object", "array"}:
        return [Span(_count(node) or node.brief, "ink-soft")]
    quote = '"' if node.shape == "string" else ""
    return [Span(f"{quote}{node.brief}{quote}", _SCALARS[node.shape])]


def _part(node: Node) -> Part:
    parts = parts_of(Node("", b'{"content":[' + bytes(node.raw) + b"]}"))
    return Part(parts[0].sort, node) if parts else Part("other", node)


def _block(node: Node) -> list[Span]:
    part = _part(node)
    match part.sort:
        case "image":
            return [Span(image_words(node))]
        case "call":
            name, _, argument = part_words(part)[1].partition("  ")
            return [Span(name), Span(f"  {argument}", "ink-soft")]
        case "result":
            return _result(node)
        case "text" | "thinking":
            return [Span(part_words(part)[1], "json-string", italic=part.sort == "thinking")]
    return [Span(part_words(part)[1], "ink-soft")]


def _result(node: Node) -> list[Span]:
    """Whose result, whether it went well, and how many lines it has."""
    name, content, wrong = result_of(node)
    spans = [
        Span(line_of(name)),
        Span("  error" if wrong else "  ok", "state-error" if wrong else "ink-soft"),
    ]
    if content is not None:
        spans.append(Span(f"  {_amount(content)}", "ink-soft"))
    return spans


def _amount(content: Node) -> str:
    """The lines of a result's text, its images, its references."""
    if content.shape == "string":
        return plural(_lines(content), "line")
    lines, others = 0, 0
    for block in content.kids:
        text = block.members.get("text")
        if text is not None and text.shape == "string":
            lines += _lines(text)
        else:
            others += 1
    told = [plural(lines, "line")] if lines or not others else []
    return "  ".join([*told, *([plural(others, "part")] if others else [])])


def _lines(node: Node) -> int:
    """Line feeds as JSON writes them; a backslash before the n that is itself one is not told apart."""
    raw = bytes(node.raw)
    ended = raw.endswith(b'\\n"')
    return max(1, raw.count(b"\\n") + (0 if ended else 1))


def _top(node: Node) -> list[Span]:
    if node.key == "tools" and node.shape == "array":
        names = " ".join(tool_names(node))
        return [Span(f"[{tool_count(node)}]"), Span(f"  {names}", "ink-soft"), *_cached(node)]
    if node.key in SYSTEM and node.shape == "array":
        return [Span(f"[{plural(node.count, 'block')}]"), *_cached(node)]
    parts = node.members.get("parts") if node.key in SYSTEM else None
    if parts is not None and parts.shape == "array":
        return [Span(f"[{plural(parts.count, 'block')}]")]
    if node.key in MESSAGES and node.shape == "array":
        return [Span(f"[{node.count}]"), *_cached(node)]
    return [Span(_count(node) or node.brief, "ink-soft")]


def _count(node: Node) -> str:
    """An array that is too much for one line as its length."""
    return f"[{node.count}]" if node.shape == "array" and node.brief == str(node.count) else ""


def _cached(node: Node) -> list[Span]:
    """Cached breakpoints inside. In a string the quotes are escaped, so that only members are found."""
    found = bytes(node.raw).count(_CACHE)
    return [Span(f"  {plural(found, 'cached breakpoint')}", "ink-soft")] if found else []
