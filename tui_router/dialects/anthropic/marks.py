"""Marks of the prompt cache: as many, and in the form, as the target takes."""

from collections.abc import Iterator

from tui_router.dialects.anthropic.draft import Draft, lists_in
from tui_router.dialects.anthropic.tree import Node

MARK = "cache_control"


def fit_marks(draft: Draft) -> None:
    quirks = draft.quirks
    if quirks.cache_marks == "none":
        drop_marks(draft, "the target takes no cache_control")
    elif quirks.cache_marks == "no_ttl":
        drop_inside(draft, "ttl", "the target takes no ttl of a cache mark")
    if quirks.most_cache_marks:
        _spare(draft, quirks.most_cache_marks)


def drop_marks(draft: Draft, reason: str) -> None:
    for node in [draft.top, *_static(draft), *_spoken(draft)]:
        _drop(draft, node, reason)


def drop_inside(draft: Draft, key: str, reason: str) -> None:
    """A member of the marks themselves."""
    for node in [draft.top, *_static(draft), *_spoken(draft)]:
        mark = node.object(MARK)
        if mark is not None and key in mark:
            draft.ledger.count("dropped", f"..{MARK}.{key}", reason, "marks")
            mark.drop(key)


def _spare(draft: Draft, most: int) -> None:
    """Everything before a mark is cached. The last one of the conversation makes the next turn cheap, so it is
    kept first; then those of tools and system, which other conversations share, the longer prefix first; what is
    left goes to older messages, the newest first."""
    top = [draft.top] if MARK in draft.top else []
    static = [node for node in _static(draft) if MARK in node]
    spoken = [node for node in _spoken(draft) if MARK in node]
    order = [*top, *spoken[-1:], *reversed(static), *reversed(spoken[:-1])]
    for node in order[most:]:
        _drop(draft, node, f"the target takes at most {most} marks")


def _drop(draft: Draft, node: Node, reason: str) -> None:
    if MARK in node:
        draft.ledger.count("dropped", f"..{MARK}", reason, "marks")
        node.drop(MARK)


def _static(draft: Draft) -> Iterator[Node]:
    for key in ("tools", "system"):
        found = draft.top.array(key)
        if found is not None:
            yield from found.items


def _spoken(draft: Draft) -> Iterator[Node]:
    """Blocks in the order in which the model reads them: what is inside a block ends before the block does."""
    for message in draft.messages.items:
        content = message.array("content")
        for block in content.items if content is not None else ():
            for inner in lists_in(block):
                yield from inner.items
            yield block
