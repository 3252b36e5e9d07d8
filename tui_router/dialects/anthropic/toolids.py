"""Tool ids that are there and new. A client that meets one of them again never gets out of its turn."""

from collections.abc import Callable

from tui_router.messages.blocks import ToolUseBlock
from tui_router.messages.request import MessagesRequest


class ToolIds:
    """The ids this conversation used. The request is read at the first tool, not before."""

    def __init__(self, request: MessagesRequest, new_id: Callable[[str], str]) -> None:
        self._request = request
        self._new_id = new_id
        self._taken: set[str] | None = None

    def take(self, tool_id: str) -> str | None:
        """Note an id as used. What comes back is the one to use in its place, None when it is fine itself."""
        if self._taken is None:
            self._taken = history_ids(self._request)
        fresh = self._new_id("toolu_") if not tool_id or tool_id in self._taken else None
        self._taken.add(fresh or tool_id)
        return fresh


def history_ids(request: MessagesRequest) -> set[str]:
    return {
        block.id
        for message in request.messages
        if not isinstance(message.content, str)
        for block in message.content
        if isinstance(block, ToolUseBlock)
    }
