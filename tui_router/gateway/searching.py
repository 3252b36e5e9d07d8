"""Searches in bodies, each in a child of its own: here it is only started, fed with what the journal has not got yet,
and listened to."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncGenerator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from tui_router.control.client import ControlError
from tui_router.control.inspect import Found, Search
from tui_router.journal.search import EXIT_TIME, MOST_S, BadPattern, Held, Job, compiled, framed
from tui_router.scribe.child import environment

if TYPE_CHECKING:
    from tui_router.gateway.live import Tape
    from tui_router.gateway.state import Gateway

COMMAND = (sys.executable, "-P", "-m", "tui_router.journal.search")

AT_ONCE = 2
"""Searches; each takes a processor."""
SILENCE_S = 1.0
"""Seconds after which a step is told again that the child has not: one body may take it long."""
LINE_CAP = 1024 * 1024
PIECE = 256 * 1024
"""Bytes that are given to the pipe at once: what it does not take has to be moved about."""
_LEGS = "abcd"


class Searching:
    def __init__(self, gateway: "Gateway", db: Path, *, seconds: float = MOST_S) -> None:
        """`seconds` is what one search may take."""
        self._gateway = gateway
        self._db = db
        self._seconds = seconds
        self._running = 0
        self._children: set[asyncio.subprocess.Process] = set()

    async def search(self, ask: Search) -> AsyncGenerator[Found, None]:
        """Raises `ControlError` before the first step: 400 for what cannot be looked for, 429 when enough are at it."""
        try:
            compiled(ask.pattern)
        except BadPattern as error:
            raise ControlError(str(error), 400) from None
        if not ask.legs or not set(ask.legs) <= set(_LEGS):
            raise ControlError("there are legs a, b, c and d", 400)
        if self._running >= AT_ONCE:
            raise ControlError(f"{AT_ONCE} searches run already; end one of them first", 429)
        self._running += 1
        try:
            child = await self._spawn()
            feeding = asyncio.ensure_future(self._feed(child, ask))
            try:
                async for found in self._steps(child):
                    yield found
            finally:
                _kill(child)
                self._children.discard(child)
                feeding.cancel()
                await asyncio.gather(feeding, child.wait(), return_exceptions=True)
        finally:
            self._running -= 1

    def close(self) -> None:
        for child in self._children:
            _kill(child)

    async def _spawn(self) -> asyncio.subprocess.Process:
        try:
            child = await asyncio.create_subprocess_exec(
                *COMMAND,
                f"--db={self._db}",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                limit=LINE_CAP,
                env=environment(),
                start_new_session=True,  # it is two processes, to be ended together
            )
        except OSError as error:
            raise ControlError(f"the search cannot be started: {error.strerror}", 503) from error
        self._children.add(child)
        return child

    async def _feed(self, child: asyncio.subprocess.Process, ask: Search) -> None:
        """What is in memory only goes over leg by leg, as the pipe takes it. The pipe stays open: its end ends the
        search."""
        pipe, registry = child.stdin, self._gateway.registry
        if pipe is None:
            raise RuntimeError("the child was given a pipe")
        held = sorted({*registry.live, *registry.ended}, reverse=True)
        job = Job(
            pattern=ask.pattern,
            legs=ask.legs,
            ids=ask.ids,
            before=ask.before,
            after=ask.after,
            held=held,
            known=self._gateway.known_keys,
            seconds=self._seconds,
        )
        with suppress(ConnectionError):  # it has ended, which whoever listens to it hears
            pipe.write(framed(job))
            for id in held:
                for tape in self._tapes(id, ask.legs):
                    frame = framed(Held(id, tape.data()))
                    for at in range(0, len(frame), PIECE):
                        pipe.write(frame[at : at + PIECE])
                        await pipe.drain()
            pipe.write(framed(None))
            await pipe.drain()

    def _tapes(self, id: int, legs: str) -> Iterator["Tape"]:
        live = self._gateway.registry.find(id)
        if live is not None:
            for tape in (live.a, *live.b, *live.c, live.d):
                if tape.leg in legs and tape.kept:
                    yield tape

    async def _steps(self, child: asyncio.subprocess.Process) -> AsyncGenerator[Found, None]:
        out = child.stdout
        if out is None:
            raise RuntimeError("the child was given a pipe")
        last = Found()
        line = asyncio.ensure_future(out.readline())
        try:
            while not last.done:
                await asyncio.wait((line,), timeout=SILENCE_S)
                if self._gateway.draining:
                    yield _ended(last, "the gateway is stopping")
                    return
                if not line.done():
                    yield Found(searched=last.searched, total=last.total)
                    continue
                try:
                    last = msgspec.json.decode(line.result(), type=Found)
                except (ValueError, msgspec.MsgspecError):  # its end, or half a line before it
                    code = await child.wait()
                    took = f"stopped after {self._seconds:g} s"
                    yield _ended(last, took if code == EXIT_TIME else f"the search ended with exit {code}")
                    return
                yield last
                line = asyncio.ensure_future(out.readline())
        finally:
            line.cancel()
            await asyncio.gather(line, return_exceptions=True)


def _ended(last: Found, problem: str) -> Found:
    return Found(searched=last.searched, total=last.total, done=True, problem=problem)


def _kill(child: asyncio.subprocess.Process) -> None:
    """Both processes of it."""
    if child.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
