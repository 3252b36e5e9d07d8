"""Care for the prompt cache of a target of the same language: what spoils it goes, and a client that sets no marks gets
some where they pay. Both are about Claude models alone, as long as nobody says otherwise: others neither know the
client's first line nor have a cache with a price that hangs on marks.
"""

from tui_router.dialects.anthropic.draft import Draft, text_block
from tui_router.dialects.anthropic.marks import MARK
from tui_router.dialects.anthropic.tree import Node
from tui_router.dialects.system import BILLING, without_billing

LEAST = 2048
"""Tokens of a prompt by our estimate. Shorter ones are not cached by most Claude models:
https://platform.claude.com/docs/en/build-with-claude/prompt-caching."""
MOST = 4
"""Marks that a request may have."""

_EPHEMERAL = {"type": "ephemeral"}
_MARKABLE = frozenset({"text", "image", "document", "tool_result", "tool_use", "search_result"})
_REASON = "the client marks nothing for the prompt cache, and what comes again costs a tenth from it"


def care(draft: Draft, body: bytes) -> None:
    """`body` is what the draft was made of: most requests concern none of this, which a look at the bytes tells."""
    quirks, model = draft.quirks, draft.call.target.model or draft.call.request.model
    claude = "claude" in model.lower()
    keeps_line = claude if quirks.billing_line is None else quirks.billing_line
    if not keeps_line and BILLING in body:
        _leave_out_line(draft)
    marks = claude if quirks.add_cache_marks is None else quirks.add_cache_marks
    if (
        marks
        and quirks.cache_marks != "none"
        and draft.call.estimate >= LEAST
        and b'"cache_control"' not in body
    ):
        _add_marks(draft, quirks.most_cache_marks or MOST)


def _leave_out_line(draft: Draft) -> None:
    top = draft.top
    blocks = top.array("system")
    if blocks is None:
        line, rest = without_billing(top.text("system"))
        if line:
            _note_line(draft, "system", line)
            top.put("system", rest) if rest.strip() else top.drop("system")
        return
    kept = []
    for block in blocks.items:
        line, rest = without_billing(block.text("text"))
        if line:
            _note_line(draft, f"{block.path}.text", line)
            if not rest.strip():
                continue
            block.put("text", rest)
        kept.append(block)
    if kept:
        blocks.items = kept
    else:
        top.drop("system")


def _note_line(draft: Draft, path: str, line: str) -> None:
    draft.ledger.add(
        "dropped", path, "the billing line is for Anthropic and spoils prompt caches", before=line
    )


def _add_marks(draft: Draft, most: int) -> None:
    """Everything before a mark is cached: the conversation so far first, then what other conversations share. A
    single question is not marked, since nothing of it comes again."""
    tools, messages = draft.top.array("tools"), draft.messages.items
    if not (tools is not None and tools.items) and len(messages) < 2:
        return
    places = [_last_of(messages), _system_end(draft)]
    places += [
        tool for tool in (tools.items[-1:] if tools is not None else []) if "defer_loading" not in tool
    ]
    for node in [place for place in places if place is not None][:most]:
        node.put(MARK, _EPHEMERAL)
        draft.ledger.add("added", node.path, _REASON, to=f"{node.path}.{MARK}")


def _last_of(messages: list[Node]) -> Node | None:
    """The last block of the last message, which the client speaks: an unfinished answer is written anew each time."""
    if not messages or messages[-1].text("role") != "user":
        return None
    message = messages[-1]
    content = message.array("content")
    if content is None:
        text = message.text("content")
        if not text.strip():
            return None
        content = message.put_array("content", [text_block(text, f"{message.path}.content")])
    last = content.items[-1] if content.items else None
    if last is None or last.kind not in _MARKABLE or (last.kind == "text" and not last.text("text").strip()):
        return None
    return last


def _system_end(draft: Draft) -> Node | None:
    blocks = draft.top.array("system")
    if blocks is None:
        text = draft.top.text("system")
        if not text.strip():
            return None
        blocks = draft.top.put_array("system", [text_block(text, "system")])
    last = blocks.items[-1] if blocks.items else None
    return last if last is not None and last.text("text").strip() else None
