"""What changes often is written seldom: some time after a change, with all that changed until then."""

import asyncio
from collections.abc import Awaitable, Callable

WRITE_AFTER = 0.5
"""Seconds that a change waits for others before it is written."""


class LateWriter:
    """`behind` says whether the file lags, `write` writes it and says whether that went well: what failed is tried
    again at the next change. Whoever ends it calls `close()`."""

    def __init__(self, write: Callable[[], Awaitable[bool]], behind: Callable[[], bool]) -> None:
        self._write = write
        self._behind = behind
        self._task: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()

    def soon(self) -> None:
        if self._task is not None and not self._task.done():
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return  # nobody runs us yet: `close` writes
        self._task = loop.create_task(self._after_a_while())

    async def close(self) -> None:
        """Write what is not written yet."""
        self._closing.set()
        if self._task is not None:
            await self._task
        if self._behind():
            await self._write()

    async def _after_a_while(self) -> None:
        while self._behind():
            try:
                await asyncio.wait_for(self._closing.wait(), WRITE_AFTER)
            except TimeoutError:
                pass  # nobody closes: time to write
            if not await self._write():
                return
