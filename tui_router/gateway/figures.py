"""The token figures of an exchange while it runs and when it ends."""

from collections.abc import Iterable

from tui_router.journal.record import Tokens
from tui_router.messages.events import BlockDelta, Emitted, MessageDelta, Usage, Verbatim


class Figures:
    """Keeps `tokens` moving. `last` is the newest usage the client was told."""

    def __init__(self, tokens: Tokens) -> None:
        self.last: Usage | None = None
        self.told: Usage | None = None  # what the upstream itself said at the end
        self.begun = False  # a part of the answer has come
        self._tokens = tokens

    def count(self, events: Iterable[Emitted]) -> None:
        """One delta is about one token until the upstream tells."""
        for event in events:
            self.begun = True
            plain = event.event if isinstance(event, Verbatim) else event
            if isinstance(plain, BlockDelta):
                self._tokens.output += 1
            elif isinstance(plain, MessageDelta):
                self.last = plain.usage

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
