"""No empty content anywhere, and content as one string where that is all the target takes."""

from tui_router.dialects.anthropic.draft import Draft
from tui_router.dialects.anthropic.tree import Array, Node

NO_CONTENT = "(no content)"


def fill(draft: Draft) -> None:
    _trim_end(draft)
    _fill_system(draft)
    for message in draft.messages.items:
        if _sets_only(message):
            continue
        _fill(draft, message)
        content = message.array("content")
        for block in content.items if content is not None else ():
            if block.kind == "tool_result":
                _fill(draft, block)


def _sets_only(message: Node) -> bool:
    """A system message without a word, which a target that knows such messages takes as it is."""
    if message.text("role") != "system" or "output_config" not in message:
        return False
    content = message.array("content")
    return not content.items if content is not None else "content" not in message


def flatten(draft: Draft) -> None:
    """Content that is all text as one string; anything else has no such form and stays a list."""
    _flatten(draft, draft.top, "system")
    for message in draft.messages.items:
        content = message.array("content")
        for block in content.items if content is not None else ():
            if block.kind == "tool_result":
                _flatten(draft, block, "content")
        _flatten(draft, message, "content")


def _trim_end(draft: Draft) -> None:
    """An answer the target is to go on with must not be empty, and must not end in white space."""
    messages = draft.messages.items
    while messages and messages[-1].text("role") == "assistant":
        last = messages[-1]
        content = last.array("content")
        if content is not None:
            _drop_blank(draft, content)
        if content.items if content is not None else last.text("content").strip():
            _trim(draft, last, content)
            return
        if len(messages) == 1:
            return
        draft.ledger.add("dropped", last.path, "an empty answer is nothing to go on with")
        messages.pop()


def _trim(draft: Draft, last: Node, content: Array | None) -> None:
    holder, key = (last, "content") if content is None else (content.items[-1], "text")
    if content is not None and holder.kind != "text":
        return
    text = holder.text(key)
    if text != text.rstrip():
        path = f"{holder.path}.{key}"
        draft.ledger.add("repaired", path, "an answer to go on with does not end in white space", to=path)
        holder.put(key, text.rstrip())


def _fill_system(draft: Draft) -> None:
    top = draft.top
    system = top.array("system")
    if system is not None:
        _drop_blank(draft, system)
    empty = not system.items if system is not None else not top.text("system").strip()
    if empty and "system" in top:
        draft.ledger.add("dropped", "system", "empty text is refused")
        top.drop("system")


def _fill(draft: Draft, holder: Node) -> None:
    content = holder.array("content")
    if content is not None:
        _drop_blank(draft, content)
        empty = not content.items
    else:
        empty = not holder.text("content").strip()
    if empty:
        path = f"{holder.path}.content"
        draft.ledger.add("added", path, "empty content is refused", to=path, after=NO_CONTENT)
        holder.put("content", NO_CONTENT)


def _drop_blank(draft: Draft, content: Array) -> None:
    left = [block for block in content.items if not _is_blank(block)]
    if len(left) < len(content.items):
        for block in content.items:
            if _is_blank(block):
                draft.ledger.add("dropped", block.path, "empty text is refused")
        content.items[:] = left


def _is_blank(block: Node) -> bool:
    return not block.is_object or (block.kind == "text" and not block.text("text").strip())


def _flatten(draft: Draft, holder: Node, key: str) -> None:
    content = holder.array(key)
    if content is None or not content.items or any(block.kind != "text" for block in content.items):
        return
    marks = sum("cache_control" in block for block in content.items)
    if marks:
        reason = "a string has no place for a mark"
        draft.ledger.count("dropped", "..cache_control", reason, "marks", by=marks)
    path = f"{holder.path}.{key}" if holder.path else key
    draft.ledger.add("approximated", path, "the target takes content as one string", to=path)
    holder.put(key, "\n".join(block.text("text") for block in content.items))
