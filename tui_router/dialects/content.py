"""Blocks of content as a target's parts. What has no part of its own becomes text that says what it is."""

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from tui_router.dialects.base import Call
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.media import (
    NO_EYES,
    UNREAD,
    ReadPdf,
    image_name,
    nobody_reads,
    omitted,
    pdf_words,
    plain_text,
    results_of,
    sight_of,
)
from tui_router.dialects.pairs import Placed
from tui_router.messages.blocks import (
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

ONLY_TEXT = "only text can be sent here"
NO_FETCH = "this target does not fetch images"
ELSEWHERE = "it is stored on another server"
NO_PLACE = "an answer holds only text here"

MOST_JSON = 32 * 1024
"""Bytes of an unknown block that are told."""

_PDF = "application/pdf"
_SHOWN = frozenset({"image", "document"})


class Spelling(NamedTuple):
    """How one language writes a part. `image` is given a source whose bytes or URL are known, `file` the name, media
    type and base64 of a document, `file_url` its name and URL. `language` is its name in notes, `image_urls` says
    whether it takes images by URL at all."""

    language: str
    text: Callable[[str], Part]
    image: Callable[[ImageSource], Part]
    file: Callable[[str, str, str], Part]
    file_url: Callable[[str, str], Part] | None = None
    image_urls: bool = True


class Parts:
    """Turns blocks into parts. `images` says whether the target takes any, `image_urls` whether it fetches them,
    `files` whether it takes documents as they are (unsaid: where it takes images), `flat` that it takes nothing but
    strings. `read_pdf` gives the text of a PDF that it does not take."""

    def __init__(
        self,
        ledger: Ledger,
        spelling: Spelling,
        *,
        images: bool,
        files: bool | None = None,
        flat: bool = False,
        image_urls: bool = True,
        read_pdf: ReadPdf = nobody_reads,
    ) -> None:
        self._ledger = ledger
        self._spelling = spelling
        self._text = spelling.text
        self._images = images and not flat
        self._files = (images if files is None else files) and not flat
        self._fetches = image_urls and spelling.image_urls
        self._flat = flat
        self._read_pdf = read_pdf

    def of(self, placed: Placed) -> list[Part]:
        block = placed.block
        if type(block) is TextBlock:
            return [self._text(block.text)] if block.text else []
        if isinstance(block, ImageBlock):
            return [self.image(placed.path, block)]
        if isinstance(block, DocumentBlock):
            return self._document(placed.path, block)
        said = self.words(placed)
        return [self._text(said)] if said else []

    def image(self, path: str, block: ImageBlock) -> Part:
        source = block.source
        if not self._images:
            why = ONLY_TEXT if self._flat else NO_EYES
            reason = "content is one string here" if self._flat else "the target takes no images"
        elif not (source.data if source.type == "base64" else source.url):
            why, reason = ELSEWHERE, "an image kept on Anthropic's servers"
        elif source.type != "base64" and not self._fetches:
            why, reason = NO_FETCH, "the target takes no images by URL, and nothing is fetched on the way"
        else:
            return self._spelling.image(source)
        return self._text(self._omit(path, block, why, reason))

    def words(self, placed: Placed) -> str:
        """A block that is told rather than shown; empty for what is nobody's to tell."""
        block = placed.block
        if isinstance(block, TextBlock):
            return block.text
        path, ledger = placed.path, self._ledger
        if isinstance(block, SearchResultBlock):
            head = " - ".join(word for word in (block.title, block.source) if word)
            ledger.count("approximated", path, "a search result is text here", "search results")
            return "\n".join([f"[search result: {head}]", *(inner.text for inner in block.content)])
        if isinstance(block, ToolReferenceBlock):
            ledger.count("approximated", path, "a reference to a tool is text here", "references")
            return f"[tool available: {block.tool_name}]"
        if isinstance(block, ThinkingBlock | RedactedThinkingBlock):
            ledger.count("dropped", path, "thinking stays with the model that wrote it", "blocks")
            return ""
        if isinstance(block, ImageBlock):
            return self._omit(path, block, NO_PLACE, "an image has no place here")
        if isinstance(block, DocumentBlock):
            return self._told_document(path, block)
        if isinstance(block, UnknownBlock):
            return self._unknown(path, block)
        if isinstance(block, ToolUseBlock | ServerToolUseBlock):
            ledger.add("approximated", path, "a call that is told as text here", before=block.name)
            return f"[called {block.name} with {bytes(block.input).decode('utf-8', 'replace')}]"
        if isinstance(block, WebSearchResultBlock):
            ledger.add("approximated", path, "what a server found is text here", before="web_search")
            return f"[result of a web search]\n{results_of(bytes(block.content))}".rstrip()
        return self._told_result(path, block)

    def _told_result(self, path: str, block: ToolResultBlock) -> str:
        self._ledger.add("approximated", path, "a result that is told as text here")
        content = block.content if isinstance(block.content, list) else []
        inner = [self.words(Placed(f"{path}.content", each, at)) for at, each in enumerate(content)]
        said = block.content if isinstance(block.content, str) else "\n".join(filter(None, inner))
        return f"[result of a tool call]\n{said}".rstrip()

    def _unknown(self, path: str, block: UnknownBlock) -> str:
        raw = bytes(block.raw)
        if block.kind in _SHOWN:
            self._ledger.add("dropped", path, f"a block of type {block.kind} that cannot be read")
            return omitted(block.kind, "", "it cannot be read")
        reason = f"a block {self._spelling.language} does not have goes as JSON text"
        self._ledger.add("approximated", path, reason, before=block.kind)
        if len(raw) <= MOST_JSON:
            return raw.decode("utf-8", "replace")
        cut = f"{len(raw) - MOST_JSON:,} bytes"
        self._ledger.add("dropped", path, "the end of a long block of unknown type", before=cut)
        return f"{raw[:MOST_JSON].decode('utf-8', 'ignore')}… [{cut} omitted]"

    def _omit(self, path: str, block: ImageBlock, why: str, reason: str) -> str:
        name = image_name(block.source)
        self._ledger.add("dropped", path, reason, before=name)
        return omitted("image", name, why)

    def _document(self, path: str, block: DocumentBlock) -> list[Part]:
        source, spelling = block.source, self._spelling
        title = block.title or "document"
        if source.type == "base64" and source.media_type == _PDF and self._files and source.data:
            self._beside(path, block)
            return [spelling.file(_file_name(title), source.media_type, source.data)]
        if source.type == "url" and source.url and spelling.file_url is not None and self._files:
            self._beside(path, block)
            return [spelling.file_url(_file_name(title), source.url)]
        if source.type == "content":
            content = self._content(path, block)
            if not isinstance(content, str):
                inner = f"{path}.source.content"
                shown = [part for at, each in enumerate(content) for part in self.of(Placed(inner, each, at))]
                return [self._text(_head(block)), *shown]
            return [self._text(_head(block)), *([self._text(content)] if content else [])]
        return [self._text(self._told_document(path, block))]

    def _beside(self, path: str, block: DocumentBlock) -> None:
        if block.context:
            reason = "a file has no place for words about it"
            self._ledger.add("dropped", f"{path}.context", reason, before=block.context)

    def _told_document(self, path: str, block: DocumentBlock) -> str:
        source, head = block.source, _head(block)
        if source.type == "text":
            return f"{head}\n{source.data}"
        if source.type == "content":
            content = self._content(path, block)
            if not isinstance(content, str):
                inner = f"{path}.source.content"
                content = "\n".join(self.words(Placed(inner, each, at)) for at, each in enumerate(content))
            return f"{head}\n{content}"
        why = ""
        if source.type == "base64" and source.media_type == _PDF:
            read = self._read_pdf(source.data)
            if read is not None and read.text:
                reason = "the target takes no PDF; its text is told, without what is drawn"
                self._ledger.add("approximated", path, reason, before=read.extent)
                return f"{head}\n{pdf_words(read)}"
            why = read.why if read is not None else UNREAD
        elif source.type == "base64" and source.media_type.startswith("text/"):
            return f"{head}\n{plain_text(source.data)}"
        where = source.url or source.file_id or source.media_type or "nothing that can be sent"
        reason = f"the target cannot read this document{why and '; ' + why}"
        self._ledger.add("dropped", path, reason, before=where)
        return omitted(block.title or "document", where, why)

    def _content(self, path: str, block: DocumentBlock) -> str | list[TextBlock | ImageBlock]:
        """The content of a document that is made of blocks."""
        raw = bytes(block.source.content)
        try:
            return msgspec.json.decode(raw or b'""', type=str | list[TextBlock | ImageBlock])
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            self._ledger.add("approximated", path, "a document of unknown parts goes as JSON text")
            return raw[:MOST_JSON].decode("utf-8", "replace")


def parts_for(call: Call, model: str, spelling: Spelling, ledger: Ledger) -> Parts:
    """For what is known of this target; `model` as it spells it."""
    sight = sight_of(call, model)
    return Parts(
        ledger,
        spelling,
        images=sight.images,
        files=sight.files,
        flat=sight.flat,
        image_urls=sight.image_urls,
        read_pdf=call.read_pdf,
    )


def _head(block: DocumentBlock) -> str:
    title = block.title or "document"
    return f"[{title}: {block.context}]" if block.context else f"[{title}]"


def _file_name(title: str) -> str:
    return title if title.lower().endswith(".pdf") else f"{title}.pdf"
