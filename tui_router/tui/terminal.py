"""Notices that the terminal is gone. A closed window sends SIGHUP only to the leader of its session; whoever was started
otherwise finds out by asking. Without it the screen's library waits for ever: its writer has died, so the next
frame blocks the loop, and its reader spins on the end of the file.
"""

import os
import select
import threading
from collections.abc import Callable

LOOK_S = 1.0
PATIENCE_S = 3.0
"""Seconds the app gets to come down by itself. A loop that is blocked on a dead terminal never does."""
GONE = 129
"""The exit code then: that of a program which SIGHUP ended."""


def hung_up(terminal: int) -> bool:
    """Whether nobody is at the other end. Asks, and does not wait."""
    poll = select.poll()
    try:
        os.fstat(terminal)
        poll.register(terminal, select.POLLHUP | select.POLLERR)
        return any(event & (select.POLLHUP | select.POLLERR) for _, event in poll.poll(0))
    except (OSError, ValueError):
        return True  # the descriptor itself is closed


class TerminalWatch(threading.Thread):
    """`gone` is called once, in this thread; when the app still runs `PATIENCE_S` later, the process ends."""

    def __init__(
        self,
        terminal: int,
        gone: Callable[[], None],
        *,
        leave: Callable[[int], None] = os._exit,
        look_s: float = LOOK_S,
        patience_s: float = PATIENCE_S,
    ) -> None:
        super().__init__(daemon=True, name="terminal-watch")
        self._terminal = terminal
        self._gone = gone
        self._leave = leave
        self._look_s = look_s
        self._patience_s = patience_s
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(self._look_s):
            if hung_up(self._terminal):
                self._gone()
                if not self._over.wait(self._patience_s):
                    self._leave(GONE)
                return

    def stop(self) -> None:
        """The app has come down by itself."""
        self._over.set()
