"""What the system says to the inspector: end, stop, go on, nobody is at the terminal. However it ends, the terminal is as
it was before, unless it was killed outright.

Textual minds two of these signals itself, in the handler: a frame that is being handed over at that moment would wait
for itself for ever. It forgets to draw anew afterwards, and after a stop that cannot be caught it takes its own
settings of the terminal for those of the shell.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import TYPE_CHECKING, Any

from tui_router.tui.terminal import TerminalWatch

if TYPE_CHECKING:
    from tui_router.tui.app import RouterApp

ENDS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT)
STOPS = (signal.SIGTSTP, signal.SIGCONT)
Handler = Callable[[int, FrameType | None], Any] | int | signal.Handlers | None


class Signals:
    """`begin` before the app touches the terminal, `listen` when its driver is there, `forget` when it has ended; all of
    them in the main thread, with the loop running.
    """

    def __init__(self, app: "RouterApp") -> None:
        self._app = app
        self._loop: asyncio.AbstractEventLoop | None = None
        self._watch: TerminalWatch | None = None
        self._handlers: dict[int, Handler] = {}
        self._apart = False
        """Stopped by a signal that could be caught, so the terminal has been given back already."""
        self.lent = False
        """An editor has the terminal."""

    def begin(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._handlers = {number: signal.getsignal(number) for number in (*ENDS, *STOPS)}
        if sys.__stdin__ is not None and sys.__stdin__.isatty():
            self._watch = TerminalWatch(sys.__stdin__.fileno(), self._leave)

    def listen(self) -> None:
        for number in ENDS:
            signal.signal(number, self._end)
        signal.signal(signal.SIGTSTP, self._stop)
        signal.signal(signal.SIGCONT, self._go_on)
        if self._watch is not None:
            self._watch.start()

    def forget(self) -> None:
        if self._watch is not None:
            self._watch.stop()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def _soon(self, act: Callable[[], object]) -> None:
        with suppress(RuntimeError):  # the loop has ended meanwhile
            if self._loop is not None:
                self._loop.call_soon_threadsafe(act)

    def _leave(self) -> None:
        """The gateway keeps running: nobody was asked."""
        self._soon(lambda: self._app.exit("leave"))

    def _end(self, number: int, _frame: FrameType | None) -> None:
        self._leave()
        if self._watch is not None:
            self._watch.hurry(128 + number)

    # stopped and going on, as the keys and the shell have it

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        if self.lent:
            _sleep()  # at once: the editor beside us stops too, and the shell waits for both
        else:
            self._soon(self._give_and_sleep)

    def _give_and_sleep(self) -> None:
        driver = self._app.at_terminal
        if driver is not None and not self._apart:
            self._apart = True
            self._app.app_suspend_signal.publish(self._app)
            driver.suspend_application_mode()
        _sleep()

    def _go_on(self, _number: int, _frame: FrameType | None) -> None:
        if not self.lent:
            self._soon(self._take_back)

    def _take_back(self) -> None:
        """Also after a stop that could not be caught: shells set the terminal up for themselves meanwhile."""
        app, driver = self._app, self._app.at_terminal
        if driver is None or not app.is_running:
            return
        if not self._apart:
            driver.suspend_application_mode()
        self._apart = False
        driver.resume_application_mode()
        app.app_resume_signal.publish(app)
        app.refresh(layout=True)


def _sleep() -> None:
    os.kill(os.getpid(), signal.SIGSTOP)
