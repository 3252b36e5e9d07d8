"""Calls and their results: each call answered at the head of the next message, and no result without a call."""

from collections import deque

import msgspec
from msgspec import Raw

from tui_router.dialects.anthropic.blocks import told
from tui_router.dialects.anthropic.draft import Draft, blocks_of, text_block
from tui_router.dialects.anthropic.tree import Node
from tui_router.dialects.pairs import NO_RESULT

_ORPHAN = "[result of an earlier tool call]"

_SAID = frozenset({"text"})
_SHOWN = _SAID | {"image", "document", "search_result"}
"""What may stand in a message of the user."""


class Turn(msgspec.Struct, eq=False):
    """What one role says in a row, which Messages reads as one message. `slots` are its calls."""

    role: str
    messages: list[Node] = []
    slots: "list[Slot]" = []


class Slot(msgspec.Struct, eq=False):
    """A call, by the id it goes under, and the result that was found for it."""

    turn: Turn
    id: str
    call: Node
    result: Node | None = None


def pair(draft: Draft) -> None:
    """Ids that come twice are made different, missing results added, misplaced ones moved, needless ones told as
    text or, where a call has its result already, dropped."""
    turns = _turns(draft.messages.items)
    astray: set[int] = set()
    gone: set[int] = set()
    _match(draft, turns, astray, gone)
    first: dict[int, list[Node]] = {}  # results to put at the head of a message, by its identity
    behind: dict[int, list[Node]] = {}  # results for a message of their own behind one
    for at, turn in enumerate(turns):
        if not turn.slots:
            continue
        follower = turns[at + 1].messages[0] if turns[at + 1 : at + 2] else None
        if follower is not None and follower.text("role") != "user":
            follower = None
        results = [slot.result or _synthetic(draft, slot) for slot in turn.slots]
        heads = set(map(id, _blocks(follower)[: len(results)]))
        if heads == set(map(id, results)):
            continue
        for slot in turn.slots:
            if slot.result is not None and id(slot.result) not in heads:
                path = slot.result.path
                draft.ledger.add("moved", path, "a result follows its call at once", to=slot.call.path)
        gone.update(map(id, results))
        if follower is not None:
            first[id(follower)] = results
        else:
            behind[id(turn.messages[-1])] = results
    out: list[Node] = []
    for message in draft.messages.items:
        if _rewrite(message, first.get(id(message), []), astray, gone):
            out.append(message)
        else:
            draft.ledger.add("dropped", message.path, "nothing is left in this message")
        if id(message) in behind:
            made = Node.make({"role": "user"}, message.path)
            made.put_array("content", behind[id(message)])
            out.append(made)
    draft.messages.items[:] = out


def _turns(messages: list[Node]) -> list[Turn]:
    turns: list[Turn] = []
    for message in messages:
        role = message.text("role")
        if not turns or turns[-1].role != role:
            turns.append(Turn(role))
        turns[-1].messages.append(message)
    return turns


def _blocks(message: Node | None) -> list[Node]:
    content = message.array("content") if message is not None else None
    return content.items if content is not None else []


def _match(draft: Draft, turns: list[Turn], astray: set[int], gone: set[int]) -> None:
    """Find each result its call. The sets take blocks by identity: those to be told as text, those to be dropped."""
    open_calls: dict[str, list[deque[Slot]]] = {}  # by the client's id, one queue for each turn that used it
    ids = _Ids()
    for turn in turns:
        for block in [block for message in turn.messages for block in _blocks(message)]:
            kind = block.kind
            if kind == "tool_use" and turn.role == "assistant":
                queues = open_calls.setdefault(block.text("id"), [])
                if not queues or queues[-1][-1].turn is not turn:
                    queues.append(deque())
                slot = Slot(turn, ids.take(draft, block), block)
                turn.slots.append(slot)
                queues[-1].append(slot)
            elif kind == "tool_use":
                draft.ledger.add("approximated", block.path, "only an assistant calls tools")
                astray.add(id(block))
            elif kind == "tool_result":
                _answer(draft, block, open_calls.get(block.text("tool_use_id")), astray, gone)


def _answer(
    draft: Draft, block: Node, queues: list[deque[Slot]] | None, astray: set[int], gone: set[int]
) -> None:
    """An id that recurs means its last use."""
    before = block.text("tool_use_id")
    if queues is None:
        reason = "a result whose call is not in the history is told as text"
        draft.ledger.add("approximated", block.path, reason, before=before)
        astray.add(id(block))
        return
    if not queues:
        draft.ledger.add("dropped", block.path, "its call has a result already", before=before)
        gone.add(id(block))
        return
    slot = queues[-1].popleft()
    if not queues[-1]:
        queues.pop()
    slot.result = block
    block.put("tool_use_id", slot.id)


class _Ids:
    """Ids of calls, each made different from those before it."""

    def __init__(self) -> None:
        self._used: set[str] = set()
        self._next: dict[str, int] = {}

    def take(self, draft: Draft, block: Node) -> str:
        came = block.text("id")
        stem = new = came or "call"
        while new in self._used:
            count = self._next[stem] = self._next.get(stem, 1) + 1
            new = f"{stem}_{count}"
        self._used.add(new)
        if new != came:
            reason = "an id that an earlier call has" if came else "a call without an id"
            draft.ledger.add("repaired", f"{block.path}.id", reason, before=came, after=new)
            block.put("id", new)
        return new


def _synthetic(draft: Draft, slot: Slot) -> Node:
    draft.ledger.add("added", slot.call.path, "every call needs a result", after=NO_RESULT)
    value = {"type": "tool_result", "tool_use_id": slot.id, "content": NO_RESULT, "is_error": True}
    return Node.make(value, slot.call.path)


def _rewrite(message: Node, first: list[Node], astray: set[int], gone: set[int]) -> bool:
    """Whether anything is left in the message."""
    content = message.array("content")
    if content is None:
        if first:
            message.put_array("content", [*first, *blocks_of(message)])
        return True
    came = content.items
    if not first and not any(id(block) in astray or id(block) in gone for block in came):
        return True
    left = list(first)
    shows = _SHOWN if message.text("role") == "user" else _SAID
    for block in came:
        if id(block) in astray:
            left += _told(block, shows)
        elif id(block) not in gone:
            left.append(block)
    content.items[:] = left
    return bool(left)


def _told(block: Node, shows: frozenset[str]) -> list[Node]:
    """Text in place of a call or a result. Blocks inside that may stand here stay, so that images survive."""
    if block.kind == "tool_use":
        return [told(block)]
    inner = [each if each.kind in shows else told(each) for each in blocks_of(block)]
    said = [text_block(_ORPHAN, block.path), *inner]
    mark = block.raw("cache_control")
    if mark is not None:
        said[-1].put("cache_control", Raw(mark))
    return said
