"""Content blocks of types the target does not take, told as text."""

from collections.abc import Collection

from tui_router.core.note import Act
from tui_router.dialects.anthropic.draft import THOUGHTS, Draft, text_block
from tui_router.dialects.anthropic.thoughts import strip
from tui_router.dialects.anthropic.tree import Node
from tui_router.dialects.media import (
    NO_EYES,
    UNREAD,
    ReadPdf,
    Sight,
    image_name,
    nobody_reads,
    omitted,
    pdf_words,
)
from tui_router.messages.blocks import ImageSource

_PAIR = frozenset({"tool_use", "tool_result"})
_DEEPEST = 4


def tell(draft: Draft, refused: Collection[str], sight: Sight) -> None:
    """`refused` are types. Thinking is dropped: it is nobody's text but its maker's."""
    kinds = set(refused) - {"text"}
    if not sight.images:
        kinds.add("image")
    if kinds & THOUGHTS:
        strip(draft, kinds & THOUGHTS, "the target takes no such block")
        kinds -= THOUGHTS
    if kinds & _PAIR:
        kinds |= _PAIR  # one is refused without the other
    if kinds or not sight.files:
        for message in draft.messages.items:
            _tell_in(draft, message, kinds, sight, _DEEPEST)


def words_of(block: Node, depth: int = _DEEPEST, read_pdf: ReadPdf = nobody_reads) -> tuple[str, Act]:
    """The block as text, and whether it lost what it was. What it holds is told `depth` lists deep."""
    kind = block.kind
    if kind == "image":
        return omitted("image", _image_name(block), NO_EYES), "dropped"
    if kind == "document":
        return _document(block, depth, read_pdf)
    if kind == "search_result":
        head = " - ".join(filter(None, (block.text("title"), block.text("source"))))
        return f"[search result: {head}]\n{_inner(block, depth)}", "approximated"
    if kind == "tool_reference":
        return f"[tool available: {block.text('tool_name')}]", "approximated"
    if kind.endswith("tool_use"):
        given = (block.raw("input") or b"{}").decode("utf-8", "replace")
        return f"[called {block.text('name') or 'a tool'} with {given}]", "approximated"
    if kind.endswith("tool_result"):
        return f"[result of a tool call]\n{_inner(block, depth)}".strip(), "approximated"
    said = block.text("text") or _inner(block, depth)
    return (said, "approximated") if said else (f"[{kind or 'content'} omitted]", "dropped")


def told(block: Node, read_pdf: ReadPdf = nobody_reads) -> Node:
    """The text block in its place; a mark of the cache stays where it was."""
    return text_block(words_of(block, read_pdf=read_pdf)[0], block.path, block.raw("cache_control"))


def _tell_in(draft: Draft, holder: Node, kinds: set[str], sight: Sight, depth: int) -> None:
    content = holder.array("content") if depth else None
    if content is None:
        return
    for place, block in enumerate(content.items):
        kind = block.kind
        if kind in kinds or (not sight.files and _is_file(block)):
            read_pdf = draft.call.read_pdf
            act = words_of(block, read_pdf=read_pdf)[1]
            reason = "the target takes no images" if kind == "image" else f"the target takes no {kind} block"
            draft.ledger.add(act, block.path, reason, before=_name(block))
            content.items[place] = told(block, read_pdf)
            continue
        _tell_in(draft, block, kinds, sight, depth - 1)
        source = block.object("source") if kind == "document" else None
        if source is not None:
            _tell_in(draft, source, kinds, sight, depth - 1)


def _is_file(block: Node) -> bool:
    """A document that has to be opened: one that is text by itself is for everybody."""
    source = block.object("source") if block.kind == "document" else None
    return source is not None and source.kind in ("base64", "url", "file")


def _document(block: Node, depth: int, read_pdf: ReadPdf) -> tuple[str, Act]:
    source = block.object("source") or Node(b"{}")
    head = f"[document: {block.text('title') or 'document'}]"
    if source.kind == "text":
        return f"{head}\n{source.text('data')}", "approximated"
    if source.kind == "content":
        return f"{head}\n{_inner(source, depth)}", "approximated"
    why = ""
    if source.text("media_type") == "application/pdf" and (data := source.text("data")):
        read = read_pdf(data)
        if read is not None and read.text:
            return f"{head}\n{pdf_words(read)}", "approximated"
        why = read.why if read is not None else UNREAD
    return omitted("document", _name(block), why), "dropped"


def _image_name(block: Node) -> str:
    source = block.object("source") or Node(b"{}")
    texts = {name: source.text(name) for name in ("media_type", "data", "url", "file_id")}
    return image_name(ImageSource(source.kind, **texts))


def _name(block: Node) -> str:
    source = block.object("source")
    named = [block.text("title"), block.text("name"), block.text("tool_name")]
    if source is not None:
        named += [source.text("media_type"), source.text("url"), source.text("file_id")]
    return next(filter(None, named), block.kind)


def _inner(holder: Node, depth: int) -> str:
    """What stands in `content`: a string, blocks, or a list of what was found."""
    content = holder.array("content") if depth else None
    if content is None:
        return holder.text("content")
    return "\n".join(filter(None, (_line(block, depth - 1) for block in content.items)))


def _line(block: Node, depth: int) -> str:
    if block.kind in ("image", "document", "search_result", "tool_reference"):
        return words_of(block, depth)[0]
    said = block.text("text")
    return said or " - ".join(filter(None, (block.text("title"), block.text("url"))))
