"""Questions to the scribe that wait for their answer."""

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

_T = TypeVar("_T")


class Asked(Generic[_T]):
    def __init__(self) -> None:
        self._waiting: dict[int, asyncio.Future[_T | None]] = {}
        self._last = 0

    async def ask(self, send: Callable[[int], bool], timeout: float) -> _T | None:
        """`send` gets the ticket to ask with. None without an answer in `timeout` seconds, or when it cannot be
        asked.
        """
        self._last += 1
        ticket = self._last
        answer: asyncio.Future[_T | None] = asyncio.get_running_loop().create_future()
        self._waiting[ticket] = answer
        try:
            if not send(ticket):
                return None
            async with asyncio.timeout(timeout):
                return await answer
        except TimeoutError:
            return None
        finally:
            del self._waiting[ticket]

    def answer(self, ticket: int, said: _T | None) -> None:
        """An answer nobody waits for any more is dropped."""
        waiting = self._waiting.get(ticket)
        if waiting is not None and not waiting.done():
            waiting.set_result(said)

    def give_up(self) -> None:
        """Nobody is there to answer."""
        for ticket in list(self._waiting):
            self.answer(ticket, None)
