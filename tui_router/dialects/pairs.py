"""A conversation in the order every other language wants: each call followed by its own answer.

Messages lets results stand anywhere in the next user message and lets the client leave some out. Here an
assistant turn owns the answers of its calls, one for each, and ids are unique in the whole history.
"""

from collections import deque
from itertools import accumulate

import msgspec
from msgspec.structs import replace

from tui_router.dialects.ledger import Ledger
from tui_router.messages.blocks import Block, TextBlock, ToolResultBlock, ToolUseBlock
from tui_router.messages.request import Message

NO_RESULT = "(no result)"
CLEARED = "it was only for its own turn"


class Placed(msgspec.Struct, gc=False):
    """A block, and where in leg a it stands: at `at` in the list that `root` names, or at `root` itself."""

    root: str
    block: Block
    at: int | None = None

    @property
    def path(self) -> str:
        """Spelled when it is asked for: few blocks ever need a note."""
        return self.root if self.at is None else f"{self.root}[{self.at}]"


class Answer(msgspec.Struct, gc=False):
    """A call's result. `place` is the block it came as, or the call when it is one of ours."""

    place: Placed
    block: ToolResultBlock


class Turn(msgspec.Struct):
    """Everything one side said in a row. `answers` belong to the calls of an assistant turn, in their order."""

    role: str
    blocks: list[Placed]
    answers: list[Answer] = []


class _Slot(msgspec.Struct, gc=False):
    turn: int
    place: Placed
    id: str
    answer: Answer | None = None


def lay_out(messages: list[Message]) -> list[Turn]:
    """Turns of the messages; what one role said in a row is one turn, as Messages itself reads it."""
    turns: list[Turn] = []
    gone = cleared(messages)
    for at, message in enumerate(messages):
        if at in gone:
            continue
        role, content, root = message.role, message.content, f"messages[{at}].content"
        if isinstance(content, str):
            blocks = [Placed(root, TextBlock(content))]
        else:
            blocks = [Placed(root, block, i) for i, block in enumerate(content)]
        if turns and turns[-1].role == role:
            turns[-1].blocks.extend(blocks)
        else:
            turns.append(Turn(role, blocks))
    return turns


def cleared(messages: list[Message]) -> set[int]:
    """System messages that were for one turn alone, which ends where the user speaks again. Anthropic leaves them
    out by itself."""
    spoken = max((at for at, message in enumerate(messages) if message.role == "user"), default=0)
    return {
        at
        for at, message in enumerate(messages[:spoken])
        if message.role == "system" and bytes(message.clear_at) == b'"next_user_message"'
    }


def pair(turns: list[Turn], ledger: Ledger) -> list[Turn]:
    """Move every result to its call. Calls without one get one, results without a call become text.

    The turns are changed and handed back, without those that held only results.
    """
    ids = _Ids()
    # turns before each place that are not the system's
    talk = list(accumulate((turn.role != "system" for turn in turns), initial=0))
    slots: list[list[_Slot]] = []  # of each turn
    waiting: dict[str, list[deque[_Slot]]] = {}  # by the client's id, one queue for each turn that used it
    for at, turn in enumerate(turns):
        mine: list[_Slot] = []
        blocks: list[Placed] = []
        for placed in turn.blocks:
            block = placed.block
            if type(block) is ToolUseBlock and turn.role == "assistant":
                slot = _Slot(at, placed, ids.take(block.id))
                mine.append(slot)
                queues = waiting.setdefault(block.id, [])
                if not queues or queues[-1][0].turn != at:
                    queues.append(deque())
                queues[-1].append(slot)
                if slot.id != block.id:
                    reason = "an id that an earlier call has" if block.id else "a call without an id"
                    ledger.add("repaired", f"{placed.path}.id", reason, before=block.id, after=slot.id)
                    blocks.append(Placed(placed.root, replace(block, id=slot.id), placed.at))
                else:
                    blocks.append(placed)
            elif type(block) is ToolResultBlock:
                found = _answered(waiting.get(block.tool_use_id))
                if found is None:
                    reason = "a result whose call is not in the history is told as text"
                    ledger.add("approximated", placed.path, reason, before=block.tool_use_id)
                    blocks += _told(placed, block)
                    continue
                if found.id != block.tool_use_id:
                    block = replace(block, tool_use_id=found.id)
                if talk[at] - talk[found.turn + 1]:
                    ledger.add(
                        "moved", placed.path, "a result follows its call at once here", to=found.place.path
                    )
                found.answer = Answer(placed, block)
            else:
                blocks.append(placed)
        turn.blocks = blocks
        slots.append(mine)
    for turn, mine in zip(turns, slots, strict=True):
        for slot in mine:
            if slot.answer is None:
                ledger.add("added", slot.place.path, "every call needs a result here", after=NO_RESULT)
                slot.answer = Answer(slot.place, ToolResultBlock(slot.id, NO_RESULT))
            turn.answers.append(slot.answer)
    return [turn for turn in turns if turn.blocks]


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


def _told(placed: Placed, block: ToolResultBlock) -> list[Placed]:
    """A result nobody asked for, told as the user's words. Its blocks stay blocks, so that images survive."""
    path = placed.path
    said = [Placed(path, TextBlock("[result of an earlier tool call]"))]
    if isinstance(block.content, str):
        return [*said, Placed(path, TextBlock(block.content))]
    return said + [Placed(f"{path}.content", inner, i) for i, inner in enumerate(block.content or [])]
