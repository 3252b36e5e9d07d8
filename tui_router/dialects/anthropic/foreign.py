"""What a conversation has from upstreams of other languages, and Anthropic refuses: ids of calls in other characters,
searches that ran elsewhere, empty text, an answer that ends in thinking. A conversation that has none of it goes as it
came, after one look at its blocks. Foreign thinking is `thoughts`' to drop.
"""

import re

from tui_router.dialects.anthropic.blocks import told
from tui_router.dialects.anthropic.content import fill
from tui_router.dialects.anthropic.draft import THOUGHTS, Draft
from tui_router.dialects.anthropic.forms import fit_call_names, fit_tool_ids
from tui_router.dialects.anthropic.tree import Node
from tui_router.dialects.envelope import is_sealed
from tui_router.messages.blocks import RedactedThinkingBlock, ThinkingBlock
from tui_router.messages.request import Message

OWN_IDS = "kimi"
"""Models that want their own ids back ("functions.Bash:0"), whatever server speaks for them."""

_SERVER_ID = re.compile(r"srvtoolu_[a-zA-Z0-9_]+")
_ELSEWHERE = "a search that ran elsewhere is told as text"


def settle(draft: Draft) -> None:
    request = draft.call.request
    found = draft.look
    tell_searches(draft)
    if found.odd_id and not draft.quirks.tool_ids and OWN_IDS not in _model(draft).lower():
        fit_tool_ids(draft, "messages")
    if found.odd_name:
        fit_call_names(draft)
    if found.blank:
        fill(draft)
    opened = found.blank or found.searched or bool(found.thoughts)
    if not draft.quirks.replay_reasoning and (opened or _ends_in_thinking(request.messages)):
        _end_in_words(draft)


def _model(draft: Draft) -> str:
    return draft.call.target.model or draft.call.request.model


# -- searches


def tell_searches(draft: Draft) -> None:
    """A search and its results stand or fall together: Anthropic opens only what it sealed itself. Citations of what
    was found there go with them."""
    if not draft.look.searched:
        return
    for message in draft.messages.items:
        content = message.array("content")
        if content is None:
            continue
        foreign = {_search_id(block) for block in content.items if _is_foreign(block)}
        if not foreign:
            continue
        for place, block in enumerate(content.items):
            if _is_search(block) and _search_id(block) in foreign:
                draft.ledger.add("approximated", block.path, _ELSEWHERE, before=block.kind)
                content.items[place] = told(block)
            elif block.kind == "text" and "citations" in block:
                draft.ledger.add("dropped", f"{block.path}.citations", "what they cite is not at Anthropic's")
                block.drop("citations")


def _is_search(block: Node) -> bool:
    return block.kind in ("server_tool_use", "web_search_tool_result")


def _search_id(block: Node) -> str:
    return block.text("id" if block.kind == "server_tool_use" else "tool_use_id")


def _is_foreign(block: Node) -> bool:
    if not _is_search(block):
        return False
    if not _SERVER_ID.fullmatch(_search_id(block)):
        return True
    results = block.array("content") if block.kind == "web_search_tool_result" else None
    if results is None:
        return False
    seals = [result.text("encrypted_content") for result in results.items]
    return any(not seal or is_sealed(seal) for seal in seals)


# -- the end


def _ends_in_thinking(messages: list[Message]) -> bool:
    last = messages[-1] if messages else None
    if last is None or last.role != "assistant" or isinstance(last.content, str) or not last.content:
        return False
    return isinstance(last.content[-1], ThinkingBlock | RedactedThinkingBlock)


def _end_in_words(draft: Draft) -> None:
    """Thinking at the very end is nothing to go on with. A request that is nothing else stays as it is."""
    messages = draft.messages.items
    while messages and messages[-1].text("role") == "assistant":
        last = messages[-1]
        content = last.array("content")
        blocks = content.items if content is not None else []
        if not blocks or blocks[-1].kind not in THOUGHTS:
            return
        if len(messages) == 1 and all(block.kind in THOUGHTS for block in blocks):
            return
        reason = "an answer to go on with does not end in thinking"
        draft.ledger.add("dropped", blocks.pop().path, reason)
        if not blocks:
            draft.ledger.add("dropped", last.path, "nothing else stood in this message")
            messages.pop()
