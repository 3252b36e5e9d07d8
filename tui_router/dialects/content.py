"""Blocks of content as a target's parts. What has no part of its own becomes text that says what it is."""

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from tui_router.dialects.ledger import Ledger
from tui_router.dialects.pairs import Placed
from tui_router.messages.blocks import (
    Block,
    DocumentBlock,
    ImageBlock,
    ImageSource,
    RedactedThinkingBlock,
    SearchResultBlock,
    ServerToolUseBlock,
    TextBlock,
    ThinkingBlock,
    ToolReferenceBlock,
    ToolResultBlock,
    ToolUseBlock,
    UnknownBlock,
    WebSearchResultBlock,
)

Part = dict[str, Any]

NO_IMAGE = "[image omitted: this model does not see images]"
ONLY_TEXT = "[image omitted: only text can be sent here]"

_encode = msgspec.json.Encoder().encode


class Spelling(NamedTuple):
    """How one language writes a part. `image` is given a source whose bytes or URL are known, `file` the name, media
    type and base64 of a document. `language` is its name in notes."""

    language: str
    text: Callable[[str], Part]
    image: Callable[[ImageSource], Part]
    file: Callable[[str, str, str], Part]


class Parts:
    """Turns blocks into parts. `images` says whether the target takes any, `files` whether it takes documents as
    they are, `flat` that it takes nothing but strings."""

    def __init__(
        self, ledger: Ledger, spelling: Spelling, *, images: bool, files: bool = True, flat: bool = False
    ) -> None:
        self._ledger = ledger
        self._spelling = spelling
        self._text = spelling.text
        self._images = images and not flat
        self._files = self._images and files
        self._flat = flat

    def of(self, placed: Placed) -> list[Part]:
        block = placed.block
        if type(block) is TextBlock:
            return [self._text(block.text)] if block.text else []
        if isinstance(block, ImageBlock):
            return [self.image(placed.path, block)]
        if isinstance(block, DocumentBlock):
            return self._document(placed.path, block)
        return [self._text(self.words(placed))]

    def image(self, path: str, block: ImageBlock) -> Part:
        source = block.source
        if not self._images:
            reason = "content is one string here" if self._flat else "the target takes no images"
            self._ledger.add("dropped", path, reason, before=source.media_type or source.type)
            return self._text(ONLY_TEXT if self._flat else NO_IMAGE)
        if not (source.data if source.type == "base64" else source.url):
            self._ledger.add("dropped", path, "an image kept on Anthropic's servers", before=source.file_id)
            return self._text("[image omitted: it is stored on another server]")
        return self._spelling.image(source)

    def words(self, placed: Placed) -> str:
        """A block that is told rather than shown."""
        block = placed.block
        if type(block) is TextBlock:
            return block.text
        path = placed.path
        if isinstance(block, SearchResultBlock):
            head = " - ".join(word for word in (block.title, block.source) if word)
            self._ledger.count("approximated", path, "a search result is text here", "search results")
            return "\n".join([f"[search result: {head}]", *(inner.text for inner in block.content)])
        if isinstance(block, ToolReferenceBlock):
            self._ledger.count("approximated", path, "a reference to a tool is text here", "references")
            return f"[tool available: {block.tool_name}]"
        if isinstance(block, UnknownBlock):
            reason = f"a block {self._spelling.language} does not have goes as JSON text"
            self._ledger.add("approximated", path, reason, before=block.kind)
            return bytes(block.raw).decode("utf-8", "replace")
        kind = _kind(block)
        self._ledger.add("approximated", path, f"{kind} has no place here and goes as JSON text", before=kind)
        return _encode(block).decode()

    def _document(self, path: str, block: DocumentBlock) -> list[Part]:
        source = block.source
        title = block.title or "document"
        head = f"[{title}]" if not block.context else f"[{title}: {block.context}]"
        if source.type == "base64" and source.media_type == "application/pdf" and self._files:
            name = title if title.lower().endswith(".pdf") else f"{title}.pdf"
            return [self._spelling.file(name, source.media_type, source.data)]
        if source.type == "text":
            return [self._text(f"{head}\n{source.data}")]
        if source.type == "content":
            return [self._text(head), *self._inner(path, bytes(source.content))]
        where = source.url or source.file_id or source.media_type
        self._ledger.add("dropped", path, "the target cannot read this document", before=where)
        return [self._text(f"[{title} omitted: {where}]")]

    def _inner(self, path: str, raw: bytes) -> list[Part]:
        """The content of a document that is made of blocks."""
        try:
            content = msgspec.json.decode(raw or b'""', type=str | list[TextBlock | ImageBlock])
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            self._ledger.add("approximated", path, "a document of unknown parts goes as JSON text")
            return [self._text(raw.decode("utf-8", "replace"))]
        if isinstance(content, str):
            return [self._text(content)]
        return [
            part
            for at, block in enumerate(content)
            for part in self.of(Placed(f"{path}.source.content", block, at))
        ]


def _kind(block: Block) -> str:
    kinds: dict[type, str] = {
        ToolUseBlock: "tool_use",
        ToolResultBlock: "tool_result",
        ThinkingBlock: "thinking",
        RedactedThinkingBlock: "redacted_thinking",
        ServerToolUseBlock: "server_tool_use",
        WebSearchResultBlock: "web_search_tool_result",
    }
    return kinds.get(type(block), "a block")
