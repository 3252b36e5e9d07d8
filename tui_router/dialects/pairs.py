"""A conversation in the order every other language wants: each call followed by its own answer.

Messages lets results stand anywhere in the next user message and lets the client leave some out. Here an
assistant turn owns the answers of its calls, one for each, and ids are unique in the whole history.
"""

from collections import deque

import msgspec
from msgspec.structs import replace

from tui_router.dialects.ledger import Ledger
from tui_router.messages.blocks import Block, TextBlock, ToolResultBlock, ToolUseBlock
from tui_router.messages.request import Message

NO_RESULT = "(no result)"


class Placed(msgspec.Struct):
    """A block, and where in leg a it stands."""

    path: str
    block: Block


class Answer(msgspec.Struct):
    path: str
    block: ToolResultBlock


class Turn(msgspec.Struct):
    """Everything one side said in a row. `answers` belong to the calls of an assistant turn, in their order."""

    role: str
    blocks: list[Placed]
    answers: list[Answer] = []


class _Slot(msgspec.Struct):
    turn: int
    path: str
    id: str
    answer: Answer | None = None


def lay_out(messages: list[Message]) -> list[Turn]:
    """Turns of the messages; what one role said in a row is one turn, as Messages itself reads it."""
    turns: list[Turn] = []
    for at, message in enumerate(messages):
        if isinstance(message.content, str):
            blocks = [Placed(f"messages[{at}].content", TextBlock(message.content))]
        else:
            blocks = [
                Placed(f"messages[{at}].content[{i}]", block) for i, block in enumerate(message.content)
            ]
        if turns and turns[-1].role == message.role:
            turns[-1].blocks.extend(blocks)
        else:
            turns.append(Turn(message.role, blocks))
    return turns


def pair(turns: list[Turn], ledger: Ledger) -> list[Turn]:
    """Move every result to its call. Calls without one get one, results without a call become text."""
    ids = _Ids()
    talk = [0]  # turns before each place that are not the system's
    for turn in turns:
        talk.append(talk[-1] + (turn.role != "system"))
    slots: list[list[_Slot]] = []  # of each turn
    waiting: dict[str, list[deque[_Slot]]] = {}  # by the client's id, one queue for each turn that used it
    out: list[Turn] = []
    for at, turn in enumerate(turns):
        mine: list[_Slot] = []
        blocks: list[Placed] = []
        for placed in turn.blocks:
            block = placed.block
            if isinstance(block, ToolUseBlock) and turn.role == "assistant":
                slot = _Slot(at, placed.path, ids.take(block.id))
                if slot.id != block.id:
                    reason = "an id that an earlier call has" if block.id else "a call without an id"
                    ledger.add("repaired", f"{placed.path}.id", reason, before=block.id, after=slot.id)
                mine.append(slot)
                queues = waiting.setdefault(block.id, [])
                if not queues or queues[-1][0].turn != at:
                    queues.append(deque())
                queues[-1].append(slot)
                blocks.append(Placed(placed.path, replace(block, id=slot.id)))
            elif isinstance(block, ToolResultBlock):
                found = _answered(waiting.get(block.tool_use_id))
                if found is None:
                    reason = "a result whose call is not in the history is told as text"
                    ledger.add("approximated", placed.path, reason, before=block.tool_use_id)
                    blocks += _told(placed.path, block)
                    continue
                if found.id != block.tool_use_id:
                    block = replace(block, tool_use_id=found.id)
                if talk[at] - talk[found.turn + 1]:
                    ledger.add("moved", placed.path, "a result follows its call at once here", to=found.path)
                found.answer = Answer(placed.path, block)
            else:
                blocks.append(placed)
        slots.append(mine)
        out.append(Turn(turn.role, blocks))
    for turn, mine in zip(out, slots, strict=True):
        for slot in mine:
            if slot.answer is None:
                ledger.add("added", slot.path, "every call needs a result here", after=NO_RESULT)
                slot.answer = Answer(slot.path, ToolResultBlock(slot.id, NO_RESULT))
            turn.answers.append(slot.answer)
    return [turn for turn in out if turn.blocks]


class _Ids:
    def __init__(self) -> None:
        self._used: set[str] = set()
        self._next: dict[str, int] = {}

    def take(self, id: str) -> str:
        stem = id or "call"
        new = id
        while not new or new in self._used:
            n = self._next[stem] = self._next.get(stem, 1) + 1
            new = f"{stem}_{n}"
        self._used.add(new)
        return new


def _answered(queues: list[deque[_Slot]] | None) -> _Slot | None:
    """The first open call of the latest turn that used this id: an id that recurs means its last use."""
    if not queues:
        return None
    slot = queues[-1].popleft()
    if not queues[-1]:
        queues.pop()
    return slot


def _told(path: str, block: ToolResultBlock) -> list[Placed]:
    """A result nobody asked for, told as the user's words. Its blocks stay blocks, so that images survive."""
    said = [Placed(path, TextBlock("[result of an earlier tool call]"))]
    if isinstance(block.content, str):
        return [*said, Placed(path, TextBlock(block.content))]
    return said + [Placed(f"{path}.content[{i}]", inner) for i, inner in enumerate(block.content or [])]
