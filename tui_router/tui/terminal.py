"""Notices that the terminal is gone, and leaves one that is still there as it was. A closed window sends SIGHUP only to the leader of its session; whoever was started
otherwise finds out by asking. Without it the screen's library waits for ever: its writer has died, so the next
frame blocks the loop, and its reader spins on the end of the file.
"""

import os
import select
import termios
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

LOOK_S = 1.0
PATIENCE_S = 3.0
"""Seconds the app gets to come down by itself. A loop that is blocked on a dead terminal never does."""
GONE = 129
"""The exit code then: that of a program which SIGHUP ended."""
_AS_BEFORE = (
    b"\x1b[?2004l\x1b[?2048l\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1004l"  # paste, sizes, mouse, focus
    b"\x1b[?7h\x1b[<u\x1b[?1049l\x1b[?25h\x1b[0m"  # wrapping, keyboard, the screen before, the cursor, colours
)


def hung_up(terminal: int) -> bool:
    """Whether nobody is at the other end. Asks, and does not wait."""
    poll = select.poll()
    try:
        os.fstat(terminal)
        poll.register(terminal, select.POLLHUP | select.POLLERR)
        return any(event & (select.POLLHUP | select.POLLERR) for _, event in poll.poll(0))
    except (OSError, ValueError):
        return True  # the descriptor itself is closed


def settings(terminal: int) -> list[Any] | None:
    """How it is set up; None where nobody is at it."""
    try:
        return termios.tcgetattr(terminal)
    except termios.error:
        return None


def give_back(terminal: int, before: list[Any] | None) -> None:
    """Set it up as `before`, and undo what a screen switched on. Waits for nobody: a frozen terminal takes no bytes."""
    with suppress(OSError, termios.error):
        waits = os.get_blocking(terminal)
        os.set_blocking(terminal, False)
        try:
            os.write(terminal, _AS_BEFORE)
        finally:
            os.set_blocking(terminal, waits)  # the shell has the same descriptor
    with suppress(termios.error):
        if before is not None:
            termios.tcsetattr(terminal, termios.TCSANOW, before)


class TerminalWatch(threading.Thread):
    """`gone` is called once, in this thread; when the app still runs `PATIENCE_S` later, the process ends. So it does
    that long after `hurry`.
    """

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
        self._before = settings(terminal)
        self._code = 0

    def run(self) -> None:
        while not self._over.wait(self._look_s):
            if self._code or hung_up(self._terminal):
                if not self._code:
                    self._gone()
                if not self._over.wait(self._patience_s):
                    give_back(self._terminal, self._before)
                    self._leave(self._code or GONE)
                return

    def hurry(self, code: int) -> None:
        """The app was told to end; with this exit code it does, whatever holds it."""
        self._code = self._code or code

    def stop(self) -> None:
        """The app has come down by itself."""
        self._over.set()
