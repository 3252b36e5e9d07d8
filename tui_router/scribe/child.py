"""One run of the scribe: a process with a pipe each way, seen from the gateway's loop."""

import asyncio
import fcntl
import os
import sys
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import cast

from tui_router.scribe.frames import BrokenFrame, GatewayDecoder, ToGateway

COMMAND = (sys.executable, "-P", "-m", "tui_router.scribe.main")
"""-P: a module in the folder we happen to run in must not stand for one of ours."""

_PIPE_BYTES = 1024 * 1024
"""What the kernel holds, so that a request of ordinary size goes over in one write."""

GATHER_S = 0.01
"""Seconds that frames wait for others, so that one write and one waking of the scribe serve them all. What is
gathered dies with a gateway that is killed."""
GATHER_BYTES = 256 * 1024
"""So many are written at once."""

_PASSED_ON = frozenset({"HOME", "LANG", "PATH", "TMPDIR", "TZ"})
_PASSED_ON_PREFIXES = ("DYLD_", "LC_", "LD_", "PYTHON")


def environment() -> dict[str, str]:
    """What Python needs to run, and nothing else: the rest may hold the keys of providers."""
    return {
        name: value
        for name, value in os.environ.items()
        if name in _PASSED_ON or name.startswith(_PASSED_ON_PREFIXES)
    }


class Child(asyncio.SubprocessProtocol):
    def __init__(self, heard: Callable[[ToGateway], None]) -> None:
        self.pid = 0
        self.ended: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()
        """The exit code, once all the scribe said has been heard."""
        self._heard = heard
        self._ear = GatewayDecoder()
        self._process: asyncio.SubprocessTransport | None = None
        self._pipe: asyncio.WriteTransport | None = None
        # asyncio keeps what a pipe does not take in one buffer, and moving that costs milliseconds once it is
        # large. So it gets one frame at a time, and the others wait here.
        self._queue: deque[bytearray] = deque()
        self._queued = 0
        self._gathering: asyncio.TimerHandle | None = None
        self._full = False
        self._last = False

    @classmethod
    async def spawn(cls, command: Sequence[str], heard: Callable[[ToGateway], None]) -> "Child":
        """Raises `OSError` when the process cannot be made."""
        process, child = await asyncio.get_running_loop().subprocess_exec(
            lambda: cls(heard),
            *command,
            stderr=None,
            env=environment(),
            # Ctrl-C and a closed terminal are for the gateway; the scribe ends when its pipe does.
            start_new_session=True,
        )
        child.take_hold(process)
        return child

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        process = cast("asyncio.SubprocessTransport", transport)
        self._process = process
        self.pid = process.get_pid()

    def take_hold(self, process: asyncio.SubprocessTransport) -> None:
        """Take hold of the pipe. Not when the connection is made: uvloop makes the pipes after it."""
        self._pipe = cast("asyncio.WriteTransport", process.get_pipe_transport(0))
        self._pipe.set_write_buffer_limits(high=0)
        widen = getattr(fcntl, "F_SETPIPE_SZ", None)
        pipe = self._pipe.get_extra_info("pipe")
        if widen is not None and pipe is not None:
            with suppress(OSError):  # the user's share of pipe memory is used up: a narrow one does
                fcntl.fcntl(pipe.fileno(), widen, _PIPE_BYTES)

    @property
    def waiting(self) -> int:
        """Bytes the kernel has not taken yet."""
        return self._queued + (self._pipe.get_write_buffer_size() if self._pipe is not None else 0)

    def send(self, data: bytearray, *, at_once: bool = False) -> bool:
        """Never waits. False when the scribe is gone, or about to go."""
        pipe = self._pipe
        if pipe is None or self._last or pipe.is_closing():
            return False
        self._queue.append(data)
        self._queued += len(data)
        if at_once or self._queued >= GATHER_BYTES:
            self._flush()
        elif self._gathering is None and not self._full:
            self._gathering = asyncio.get_running_loop().call_later(GATHER_S, self._flush)
        return True

    def _flush(self) -> None:
        if self._gathering is not None:
            self._gathering.cancel()
            self._gathering = None
        while self._queue and not self._full and self._pipe is not None:
            batch = self._queue.popleft()
            while self._queue and len(batch) + len(self._queue[0]) <= GATHER_BYTES:
                batch += self._queue.popleft()
            self._queued -= len(batch)
            self._pipe.write(batch)

    def pause_writing(self) -> None:
        self._full = True

    def resume_writing(self) -> None:
        self._full = False
        self._flush()
        self._close_when_empty()

    def _close_when_empty(self) -> None:
        if self._last and not self._queue and not self._full and self._pipe is not None:
            self._pipe.close()

    async def finish(self, timeout: float) -> None:
        """Close the pipe behind what is to go through it, and wait for the end; force it after `timeout` seconds."""
        self._flush()
        self._last = True
        self._close_when_empty()
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                await asyncio.shield(self.ended)
                return
        self.kill()
        await self.ended

    def kill(self) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.kill()
            if self._pipe is not None:
                self._pipe.abort()

    def pipe_data_received(self, fd: int, data: bytes) -> None:  # noqa: ARG002 - asyncio names it
        try:
            frames = self._ear.feed(data)
        except BrokenFrame:
            self.kill()
            return
        for frame in frames:
            self._heard(frame)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio names it
        if not self.ended.done():
            self.ended.set_result(self._process.get_returncode() if self._process is not None else None)
        if self._process is not None:
            self._process.close()
