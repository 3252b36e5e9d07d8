"""What each part of a prompt weighs in tokens: as the scribe counted it, else by its share of the bytes."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec
from msgspec import Raw

from tui_router.journal.record import Tokens, Weighed
from tui_router.replay.reading import contents, name_of, read_items, read_members, read_value
from tui_router.tokens.estimate import BYTES_A_TOKEN, IMAGE_TOKENS

BUILT_IN = "built in"
_SORTS = {
    "text": "text",
    "tool_use": "tool calls",
    "server_tool_use": "tool calls",
    "tool_result": "tool results",
    "thinking": "thinking",
    "redacted_thinking": "thinking",
    "image": "images",
    "document": "images",
}
_MEDIA = b'"base64"'
_SHOWN = 120


class Weight(NamedTuple):
    """`path` is its place in the request; `name` and `what` are from the wire."""

    path: str
    name: str
    what: str
    tokens: int


class Weights(msgspec.Struct, kw_only=True):
    """`counted` is False where the figures are a share of the bytes. `sorts`: tokens of the messages by what they
    hold; `roles`: by who says it, with the number of messages.
    """

    counted: bool = False
    system: list[Weight] = []
    tools: list[Weight] = []
    messages: list[Weight] = []
    sorts: dict[str, int] = {}
    roles: dict[str, tuple[int, int]] = {}

    def servers(self) -> list[tuple[str, list[Weight]]]:
        """The tools by the server they come from, the heaviest first."""
        groups: dict[str, list[Weight]] = {}
        for tool in self.tools:
            groups.setdefault(server_of(tool.name), []).append(tool)
        return sorted(groups.items(), key=lambda group: -total(group[1]))

    def heaviest(self, most: int) -> list[Weight]:
        return sorted(self.messages, key=lambda message: -message.tokens)[:most]


def total(weights: Iterable[Weight]) -> int:
    return sum(weight.tokens for weight in weights)


def server_of(tool: str) -> str:
    """mcp__github__create_issue comes from github."""
    head, _, rest = tool.partition("__")
    server, _, name = rest.partition("__")
    return server if head == "mcp" and server and name else BUILT_IN


class _Block(NamedTuple):
    sort: str
    size: int  # bytes, without media
    media: int  # how many pictures or documents


class _Message(NamedTuple):
    role: str
    what: str
    blocks: list[_Block]


def weigh(body: bytes, weighed: Weighed | None, tokens: Tokens) -> Weights:
    """`tokens` is what is known of the prompt as a whole, and of its three parts. Never raises."""
    members, _ = read_members(body)
    system = _system(members.get("system"))
    tools = [(name_of(read_value(raw)), len(raw)) for raw in read_items(members.get("tools"))]
    messages = [_message(read_value(raw), raw) for raw in read_items(members.get("messages"))]
    if weighed is not None and not members:
        return _of_counts(weighed)
    sizes = _Sizes(
        system=sum(size for _, size in system),
        tools=sum(size for _, size in tools),
        messages=sum(block.size for message in messages for block in message.blocks),
        media=sum(block.media for message in messages for block in message.blocks),
    )
    rates = _rates(sizes, tokens)

    def weight(counted: list[int], number: int, size: int, rate: float) -> int:
        return counted[number] if number < len(counted) else round(size * rate)

    counts = weighed or Weighed()
    named = [count for _, count in counts.tools]
    found = Weights(
        counted=weighed is not None,
        system=[
            Weight(f"system[{n}]", "", text, weight(counts.system, n, size, rates["system"]))
            for n, (text, size) in enumerate(system)
        ],
        tools=[
            Weight(f"tools[{n}]", name, "", weight(named, n, size, rates["tools"]))
            for n, (name, size) in enumerate(tools)
        ],
    )
    for number, message in enumerate(messages):
        given = counts.messages[number] if number < len(counts.messages) else []
        heavy = 0
        for at, block in enumerate(message.blocks):
            each = weight(given, at, block.size, rates["messages"])
            each += 0 if at < len(given) else block.media * IMAGE_TOKENS
            found.sorts[block.sort] = found.sorts.get(block.sort, 0) + each
            heavy += each
        found.messages.append(Weight(f"messages[{number}]", message.role, message.what, heavy))
        many, before = found.roles.get(message.role, (0, 0))
        found.roles[message.role] = (many + 1, before + heavy)
    return found


def _of_counts(weighed: Weighed) -> Weights:
    """A request that was counted and whose body was not kept."""
    return Weights(
        counted=True,
        system=[Weight(f"system[{n}]", "", "", count) for n, count in enumerate(weighed.system)],
        tools=[Weight(f"tools[{n}]", name, "", count) for n, (name, count) in enumerate(weighed.tools)],
        messages=[Weight(f"messages[{n}]", "", "", sum(blocks)) for n, blocks in enumerate(weighed.messages)],
    )


class _Sizes(NamedTuple):
    """Bytes of text in the parts of a prompt, and how many pictures are in its messages."""

    system: int
    tools: int
    messages: int
    media: int


def _rates(sizes: _Sizes, tokens: Tokens) -> dict[str, float]:
    """Tokens of a byte of text in each part: by what the part weighs, else by what the whole prompt does."""
    pictures = IMAGE_TOKENS * sizes.media
    usual = _rate(tokens.input - pictures, sizes.system + sizes.tools + sizes.messages, 1 / BYTES_A_TOKEN)
    return {
        "system": _rate(tokens.system, sizes.system, usual),
        "tools": _rate(tokens.tools, sizes.tools, usual),
        "messages": _rate(tokens.messages - pictures, sizes.messages, usual),
    }


def _rate(tokens: int, size: int, usual: float) -> float:
    return tokens / size if tokens > 0 and size else usual


def _system(raw: Raw | None) -> list[tuple[str, int]]:
    found = []
    for item in read_items(raw):
        value = read_value(item)
        text = value.get("text") if isinstance(value, dict) else value
        found.append((text[:_SHOWN] if isinstance(text, str) else "", len(item)))
    return found


def _message(value: Any, raw: Raw) -> _Message:
    role = value.get("role") if isinstance(value, dict) else None
    role = role[:40] if isinstance(role, str) else "no role"
    content = value.get("content") if isinstance(value, dict) else None
    if not isinstance(content, list):
        return _Message(role, "text" if isinstance(content, str) else "", [_Block("text", len(raw), 0)])
    try:
        pieces = msgspec.json.decode(raw, type=dict[str, Raw])["content"]
    except (msgspec.MsgspecError, ValueError, RecursionError, KeyError):
        return _Message(role, contents(value), [_Block("other", len(raw), 0)])
    blocks = [_block(block, piece) for block, piece in zip(content, read_items(pieces), strict=False)]
    return _Message(role, contents(value), blocks)


def _block(block: Any, raw: Raw) -> _Block:
    kind = block.get("type") if isinstance(block, dict) else None
    sort = _SORTS.get(kind, "other") if isinstance(kind, str) else "other"
    data = bytes(raw)
    media = data.count(_MEDIA)
    return _Block(sort, 0 if media else len(data), media)
