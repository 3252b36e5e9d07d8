"""Thinking of earlier turns: what may go back to the target, what must, and what may not."""

from collections.abc import Callable, Collection

from tui_router.dialects.anthropic.draft import THOUGHTS, Draft
from tui_router.dialects.anthropic.thinking import turn_off
from tui_router.dialects.anthropic.tree import Node
from tui_router.dialects.envelope import TAG, is_sealed

NO_REASONING = "tool call"
"""Stands where a target wants the reasoning behind a call and nobody has it."""
UNSIGNED = "thinking without a signature; its maker alone takes it back"
FOREIGN = "thinking of another upstream, which alone can read what is sealed in it"


def drop_foreign(draft: Draft) -> bool:
    """Thinking whose maker does not sign, or that is sealed for another upstream: one that verifies would refuse it.
    Whether there was any."""
    foreign = draft.look.thoughts
    if foreign:
        remove(draft, _why, lambda number, place, _block: place in foreign.get(number, ()), foreign)
    return bool(foreign)


def strip(draft: Draft, kinds: Collection[str], reason: str) -> None:
    remove(draft, reason, lambda _number, _place, block: block.kind in kinds)


def remove(
    draft: Draft,
    reason: str | Callable[[Node], str],
    unwanted: Callable[[int, int, Node], bool],
    among: Collection[int] | None = None,
) -> None:
    """Take blocks out of messages, and messages that held nothing else. `unwanted` is asked with the numbers of
    message and block; `among` are the only messages to look at."""
    messages = draft.messages
    kept = []
    for number, message in enumerate(messages.items):
        content = message.array("content") if among is None or number in among else None
        blocks = content.items if content is not None else []
        gone = {place for place, block in enumerate(blocks) if unwanted(number, place, block)}
        if content is not None and gone:
            for place in sorted(gone):
                why = reason if isinstance(reason, str) else reason(blocks[place])
                draft.ledger.add("dropped", blocks[place].path, why)
            content.items = [block for place, block in enumerate(blocks) if place not in gone]
            if not content.items:
                draft.ledger.add("dropped", message.path, "nothing else stood in this message")
                continue
        kept.append(message)
    messages.items = kept


def keep_order(draft: Draft) -> None:
    """With a budget of thinking Anthropic wants a turn that called tools to begin with its thinking. Where that is
    gone, the rest of the turn must do without. Models that decide themselves how long they think do not insist."""
    thinking = draft.top.object("thinking")
    if thinking is None or thinking.kind != "enabled":
        return
    turn = _open_turn(draft.messages.items)
    if turn and turn[0].kind not in THOUGHTS and any(block.kind == "tool_use" for block in turn):
        turn_off(draft, "the thinking at the head of this turn is gone, and there must be some or none")


def replay(draft: Draft) -> None:
    """Every turn that called a tool begins with thinking, a stand-in where there is none."""
    _open_seals(draft)
    if draft.top.object("thinking") is not None and not draft.thinks:
        return
    for message in draft.messages.items:
        content = message.array("content") if message.text("role") == "assistant" else None
        if content is None or any(block.kind in THOUGHTS for block in content.items):
            continue
        if any(block.kind == "tool_use" for block in content.items):
            value = {"type": "thinking", "thinking": NO_REASONING, "signature": ""}
            content.items.insert(0, Node.make(value, f"{message.path}.content"))
            reason = "the target wants thinking before every call"
            draft.ledger.add("added", f"{message.path}.content", reason, after=NO_REASONING)


def _open_turn(messages: list[Node]) -> list[Node]:
    """What the assistant has said since the user last spoke: results of tools do not end its turn."""
    turn: list[Node] = []
    for message in reversed(messages):
        content = message.array("content")
        blocks = content.items if content is not None else []
        role = message.text("role")
        if role == "assistant":
            turn = [*blocks, *turn]
        elif role == "user" and not any(block.kind == "tool_result" for block in blocks):
            break
    return turn


def _open_seals(draft: Draft) -> None:
    """The words of another upstream stand in for reasoning; what only that one can read goes."""
    if TAG.encode() not in draft.call.body:
        return
    remove(draft, FOREIGN, lambda _number, _place, block: is_sealed(block.text("data")))
    for message in draft.messages.items:
        content = message.array("content")
        for block in content.items if content is not None else ():
            if block.kind == "thinking" and is_sealed(block.text("signature")):
                block.put("signature", "")
                draft.ledger.count("dropped", f"{block.path}.signature", FOREIGN, "signatures")


def _why(block: Node) -> str:
    return FOREIGN if is_sealed(block.text("signature") or block.text("data")) else UNSIGNED
