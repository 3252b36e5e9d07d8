"""Texts of PDFs for targets that take none: read by a child, kept for the turns to come.

A conversation brings its documents again with every turn, so each is read once and found by its digest from then on.
What could not be read is kept too: a PDF that takes too long takes it once.
"""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib.util import find_spec
from sys import executable

import msgspec

from tui_router.dialects.media import PdfText
from tui_router.dialects.pdf_text import MOST_BYTES, NO_READER, TOO_LARGE
from tui_router.scribe.child import environment

COMMAND = (executable, "-P", "-m", "tui_router.dialects.pdf_text")

AT_ONCE = 2
"""Children; each takes a processor."""
MOST_S = 15.0
"""Seconds one PDF may take, of which it may compute ten."""
MOST_KEPT = 64
MOST_CHARACTERS = 8_000_000
"""Of all texts together."""
MOST_ASKED = 20
"""PDFs of one request that are read; the others are named."""
TOO_LONG = "reading it took too long"
TOO_MANY = "too many PDFs for one request"

_decode = msgspec.json.Decoder(PdfText).decode


class Asking:
    """What one translation asks for: a `ReadPdf`. What is not known gathers in `unread`, base64 by digest."""

    def __init__(self, desk: "PdfDesk") -> None:
        self.unread: dict[str, str] = {}
        self._desk = desk
        self._known: dict[str, PdfText] = {}  # of this exchange, however much others read meanwhile

    def __call__(self, data: str) -> PdfText | None:
        digest = hashlib.sha256(data.encode()).hexdigest()
        found = self._known.get(digest) or self._desk.get(digest)
        if found is None:
            self.unread[digest] = data
        else:
            self._known[digest] = found
        return found

    async def read(self) -> None:
        """Everything in `unread`, so that the next translation finds it."""
        unread, self.unread = self.unread, {}
        self._known.update(await self._desk.read(unread))


class PdfDesk:
    def __init__(self, *, command: Sequence[str] = COMMAND, seconds: float = MOST_S) -> None:
        """`seconds` is what one PDF may take."""
        self._command = command
        self._seconds = seconds
        self._kept: OrderedDict[str, PdfText] = OrderedDict()
        self._size = 0
        self._running = asyncio.Semaphore(AT_ONCE)
        self._reading: dict[str, asyncio.Future[PdfText]] = {}

    def get(self, digest: str) -> PdfText | None:
        found = self._kept.get(digest)
        if found is not None:
            self._kept.move_to_end(digest)
        return found

    async def read(self, unread: Mapping[str, str]) -> dict[str, PdfText]:
        """Every one of them gets an answer, were it only why there is no text."""
        known = {digest: PdfText(why=TOO_MANY) for digest in unread}
        chosen = list(unread)[:MOST_ASKED]
        read = await asyncio.gather(*(self._once(digest, unread[digest]) for digest in chosen))
        return {**known, **dict(zip(chosen, read, strict=True))}

    async def _once(self, digest: str, data: str) -> PdfText:
        """Requests that bring the same PDF at once wait for one child. Whoever waits may go; the child then goes on
        for the others, within its time."""
        reading = self._reading.get(digest)
        if reading is None:
            reading = self._reading[digest] = asyncio.ensure_future(self._read(data))
            reading.add_done_callback(lambda done: self._keep(digest, done))
        return await asyncio.shield(reading)

    async def _read(self, data: str) -> PdfText:
        if len(data) > MOST_BYTES * 4 // 3 + 4:
            return PdfText(why=TOO_LARGE)
        if find_spec("pypdf") is None:
            return PdfText(why=NO_READER)
        async with self._running:
            return await self._run(data.encode("utf-8", "replace"))

    async def _run(self, data: bytes) -> PdfText:
        pipe = asyncio.subprocess.PIPE
        try:
            child = await asyncio.create_subprocess_exec(
                *self._command, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.DEVNULL, env=environment()
            )
        except OSError as error:
            return PdfText(why=f"its reader cannot be started: {error.strerror}")
        try:
            async with asyncio.timeout(self._seconds):
                out, _ = await child.communicate(data)
            return _decode(out)
        except TimeoutError:
            return PdfText(why=TOO_LONG)
        except (ValueError, msgspec.MsgspecError):  # it ended before it said anything: a limit of its own
            return PdfText(why=TOO_LONG)
        finally:
            if child.returncode is None:
                with suppress(ProcessLookupError):
                    child.kill()
                await child.wait()

    def _keep(self, digest: str, done: "asyncio.Future[PdfText]") -> None:
        self._reading.pop(digest, None)
        if done.cancelled() or done.exception() is not None:
            return
        text = done.result()
        self._kept[digest] = text
        self._size += len(text.text)
        while len(self._kept) > MOST_KEPT or self._size > MOST_CHARACTERS:
            _, old = self._kept.popitem(last=False)
            self._size -= len(old.text)

    def forget(self) -> None:
        self._kept.clear()
        self._size = 0

    def close(self) -> None:
        """Children are ended with the tasks that wait for them."""
        for reading in list(self._reading.values()):
            reading.cancel()
