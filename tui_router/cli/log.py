"""Lines to stderr from inside an event loop, which must never wait for whoever reads them."""

import queue
import sys
import threading
from typing import TextIO

_HELD = 1000  # lines
_GATHER_S = 0.05
"""Seconds that a line waits for others. A thread that woke for each of a thousand lines a second would take the
interpreter from the loop as often."""


class LineLog:
    """Written by a thread of its own: a paused terminal or a full pipe costs lines, counted, not answers."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._lines: queue.Queue[str | None] = queue.Queue(_HELD)
        self._lost = 0
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._write, name="line-log", daemon=True)
        self._thread.start()

    def say(self, line: str) -> None:
        try:
            if self._lost:
                self._lines.put_nowait(f"{self._lost} lines were not written, their reader was too slow")
                self._lost = 0
            self._lines.put_nowait(line)
        except queue.Full:
            self._lost += 1

    def close(self, limit: float = 1.0) -> None:
        """Write what is left, if its reader takes it within `limit` seconds."""
        self._closing.set()
        try:
            self._lines.put(None, timeout=limit)
        except queue.Full:
            return
        self._thread.join(limit)

    def _write(self) -> None:
        last = False
        while not last:
            lines = [self._lines.get()]
            self._closing.wait(_GATHER_S)
            while not self._lines.empty():
                lines.append(self._lines.get())
            last = None in lines
            try:
                self._stream.write("".join(f"{line}\n" for line in lines if line is not None))
                self._stream.flush()
            except (OSError, ValueError):
                return  # nobody reads any more; the lines that follow are held, then counted
