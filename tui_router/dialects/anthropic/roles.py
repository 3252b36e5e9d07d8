"""One system prompt, then user and assistant in turn, the user first."""

from tui_router.dialects.anthropic.blocks import told
from tui_router.dialects.anthropic.draft import Draft, add_system, blocks_of, text_block
from tui_router.dialects.anthropic.tree import Node
from tui_router.dialects.pairs import CLEARED, cleared

BEGINNING = "(earlier messages are not here)"
"""What the user says in front of a conversation that begins with an answer, or has nothing but system text."""

_REMINDER = "<system-reminder>"
_SYSTEM = ("system", "developer")


def merge(draft: Draft) -> None:
    messages = draft.messages
    out: list[Node] = []
    gone = {f"messages[{at}]" for at in cleared(draft.call.request.messages)}
    for message in messages.items:
        role = message.text("role")
        if message.path in gone:
            draft.ledger.add("dropped", message.path, CLEARED)
            continue
        if role in _SYSTEM:
            _leave(draft, message)
        if role in _SYSTEM and not blocks_of(message):
            draft.ledger.add("dropped", message.path, "system text without a word")
            continue
        if role in _SYSTEM and not out:
            draft.ledger.add("moved", message.path, "joins the system text", to="system")
            add_system(draft, [_text(draft, block) for block in blocks_of(message)])
            continue
        if role in _SYSTEM:
            reason = "system text inside the conversation is told as a reminder"
            draft.ledger.count("moved", message.path, reason, "system messages", to="messages[*].content")
            message.put_array("content", [_remind(_text(draft, block)) for block in blocks_of(message)])
            message.put("role", "user")
        elif role not in ("user", "assistant"):
            reason = "a role Messages does not have"
            draft.ledger.add("approximated", message.path, reason, before=role, after="user")
            message.put("role", "user")
        if out and out[-1].text("role") == message.text("role"):
            _join(draft, out[-1], message)
        else:
            out.append(message)
    if (messages.items and not out) or (out and out[0].text("role") == "assistant"):
        draft.ledger.add("added", "messages[0]", "a conversation begins with the user", after=BEGINNING)
        out.insert(0, Node.make({"role": "user", "content": BEGINNING}, "messages[0]"))
    messages.items[:] = out


def _leave(draft: Draft, message: Node) -> None:
    """What only a system message has."""
    for key in ("output_config", "clear_at"):
        raw = message.raw(key)
        if raw is not None:
            path = f"{message.path}.{key}"
            draft.ledger.add("dropped", path, "the target knows no system messages here", before=raw)
            message.drop(key)


def _join(draft: Draft, first: Node, second: Node) -> None:
    reason = "what one role says in a row is one message"
    draft.ledger.add("moved", second.path, reason, to=first.path)
    blocks = [*blocks_of(first), *blocks_of(second)]
    # Results come before everything else the user says.
    blocks.sort(key=lambda block: block.kind != "tool_result")
    first.put_array("content", blocks)
    for key in second.names():
        raw = second.raw(key)
        if key not in first and raw is not None:
            draft.ledger.add("dropped", f"{second.path}.{key}", "its message joined another", before=raw)


def _text(draft: Draft, block: Node) -> Node:
    """System text is nothing but text."""
    if block.kind == "text":
        return block
    draft.ledger.add("approximated", block.path, "system text is nothing but text", before=block.kind)
    return told(block)


def _remind(block: Node) -> Node:
    text = block.text("text")
    if not text.lstrip().startswith(_REMINDER):
        text = f"{_REMINDER}\n{text}\n</system-reminder>"
    return text_block(text, block.path, block.raw("cache_control"))
