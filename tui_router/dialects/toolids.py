"""Ids for tool calls that no earlier call of the conversation has had.

A client that meets an id twice takes its own history for broken and starts over without end.
"""

import re
from collections.abc import Callable, Iterable

from tui_router.dialects.ledger import Ledger
from tui_router.messages.blocks import ToolUseBlock
from tui_router.messages.request import MessagesRequest

_RECURS = re.compile(r"[a-zA-Z]*[-_:]?\d{1,5}")
"""Ids such as call_0 and 3: their server counts from 0 in every turn."""
_PRINTABLE = re.compile(r"[!-~]{1,256}")


def used_ids(request: MessagesRequest) -> set[str]:
    """Of the calls in the history, as the client knows them."""
    return {
        block.id
        for message in request.messages
        if not isinstance(message.content, str)
        for block in message.content
        if type(block) is ToolUseBlock
    }


class ToolIds:
    """`used` are the ids of the history. An upstream's id is kept where it can be, because some templates
    (Kimi's `functions.name:0`) want their own back."""

    __slots__ = ("_ledger", "_new_id", "_used")

    def __init__(self, new_id: Callable[[str], str], used: Iterable[str], ledger: Ledger) -> None:
        self._new_id = new_id
        self._used = set(used)
        self._ledger = ledger

    def take(self, id: str, path: str) -> str:
        if id not in self._used and _PRINTABLE.fullmatch(id) and not _RECURS.fullmatch(id):
            self._used.add(id)
            return id
        reason = (
            "an id must not come twice in a conversation" if id in self._used else "an id that would recur"
        )
        new = self._mint()
        self._ledger.add("repaired", f"{path}.id", reason, before=id, after=new)
        return new

    def missing(self, path: str) -> str:
        new = self._mint()
        self._ledger.add("added", f"{path}.id", "the upstream gave the call no id", after=new)
        return new

    def _mint(self) -> str:
        new = self._new_id("toolu_")
        self._used.add(new)
        return new
