"""A request on its way to a target of the same language, and what its parts are called."""

from collections.abc import Iterator

from msgspec import Raw

from tui_router.dialects.anthropic.look import Look
from tui_router.dialects.anthropic.splice import NotJson
from tui_router.dialects.anthropic.tree import Array, Node
from tui_router.dialects.base import Call
from tui_router.dialects.ledger import Ledger

THOUGHTS = frozenset({"thinking", "redacted_thinking"})

_DEEPEST = 4  # a document in a result in a message


class Draft:
    """`top` is the body, `look` what stood out in it. What is done to it is told to `ledger`."""

    __slots__ = ("call", "ledger", "look", "quirks", "top")

    def __init__(self, call: Call, body: bytes, ledger: Ledger) -> None:
        self.call = call
        self.quirks = call.provider.quirks
        self.look = Look(call.request.messages)
        self.top = Node(body)
        self.ledger = ledger

    @property
    def messages(self) -> Array:
        found = self.top.array("messages")
        if found is None:
            raise NotJson("messages is no list")
        return found

    @property
    def thinks(self) -> bool:
        """Whether it still asks for thinking."""
        thinking = self.top.object("thinking")
        return thinking is not None and thinking.kind != "disabled"


def block_lists(draft: Draft) -> Iterator[Array]:
    """Every list of content blocks, those inside other blocks after those around them."""
    for message in draft.messages.items:
        yield from lists_in(message)


def lists_in(holder: Node, depth: int = _DEEPEST) -> Iterator[Array]:
    content = holder.array("content") if depth else None
    if content is None:
        return
    yield content
    for block in content.items:
        yield from lists_in(block, depth - 1)
        source = block.object("source") if block.kind == "document" else None
        if source is not None:
            yield from lists_in(source, depth - 1)


def text_block(text: str, path: str, mark: bytes | None = None) -> Node:
    """`mark` is the JSON of a cache_control to carry on."""
    block: dict[str, object] = {"type": "text", "text": text}
    if mark is not None:
        block["cache_control"] = Raw(mark)
    return Node.make(block, path)


def blocks_of(message: Node) -> list[Node]:
    """The content as blocks, also where it is a string."""
    content = message.array("content")
    if content is not None:
        return content.items
    text = message.text("content")
    return [text_block(text, f"{message.path}.content")] if text else []


def add_system(draft: Draft, blocks: list[Node]) -> None:
    """Put text blocks behind the system text there is, in the form it has."""
    top = draft.top
    system = top.array("system")
    if system is not None:
        system.items.extend(blocks)
        return
    texts = [top.text("system"), *(block.text("text") for block in blocks)]
    top.put("system", "\n".join(filter(None, texts)))
