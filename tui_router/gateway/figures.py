"""What an answer says of itself while it passes: its token figures, the tools it calls, why it stopped."""

from collections.abc import Iterable

import msgspec

from tui_router.journal.record import ExchangeRow
from tui_router.messages.events import (
    BlockDelta,
    BlockOut,
    BlockStart,
    Emitted,
    MessageDelta,
    MessageOut,
    OtherOut,
    ToolUseOut,
    Usage,
    Verbatim,
)

MOST_TOOLS = 16
"""Different tools of one answer that its row names."""
NAME_CAP = 128
"""Characters of a tool's name on a row."""


class _Named(msgspec.Struct):
    name: str = ""


_named = msgspec.json.Decoder(_Named)


class Figures:
    """Keeps `row` moving. `last` is the newest usage the client was told."""

    def __init__(self, row: ExchangeRow) -> None:
        self.last: Usage | None = None
        self.told: Usage | None = None  # what the upstream itself said at the end
        self.begun = False  # a part of the answer has come
        self._row = row
        self._tokens = row.tokens

    def count(self, events: Iterable[Emitted]) -> None:
        """One delta is about one token until the upstream tells."""
        for event in events:
            self.begun = True
            plain = event.event if isinstance(event, Verbatim) else event
            if isinstance(plain, BlockDelta):
                self._tokens.output += 1
            elif isinstance(plain, MessageDelta):
                self.last = plain.usage
                self._row.stop = plain.delta.stop_reason or ""
            elif isinstance(plain, BlockStart):
                self._called(plain.content_block)

    def whole(self, message: MessageOut) -> None:
        """An answer that came in one piece, or was folded into one."""
        self.last = self.last or message.usage
        self._row.stop = message.stop_reason or ""
        for block in message.content:
            self._called(block)

    def _called(self, block: BlockOut) -> None:
        """The upstream's own tools, such as a search it runs itself, count as well."""
        if isinstance(block, ToolUseOut):
            name = block.name
        elif isinstance(block, OtherOut) and block.kind.endswith("tool_use"):
            name = _name_in(block.raw)
        else:
            return
        tools, name = self._row.tools, name[:NAME_CAP]
        if name and name not in tools and len(tools) < MOST_TOOLS:
            tools.append(name)

    def settle(self, told: Usage | None) -> None:
        """`told` is what the upstream itself said; without it the figures stay estimates."""
        self.told = told
        final = told or self.last
        if final is None:
            return
        tokens = self._tokens
        tokens.estimated = told is None
        tokens.input = final.prompt or tokens.input
        tokens.output = final.output_tokens
        tokens.cache_read = final.cache_read_input_tokens
        tokens.cache_write = final.cache_creation_input_tokens


def _name_in(raw: msgspec.Raw) -> str:
    try:
        return _named.decode(raw).name
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return ""
