"""While no gateway answers: why, when it is tried again, and starting one that ended on this machine."""

import math
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from tui_router.control.client import ControlError
from tui_router.tui.bindings.key import Key
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.home import Home
from tui_router.tui.safe_text import safe_text
from tui_router.tui.widgets.words import Word

if TYPE_CHECKING:
    from tui_router.tui.screens.live_says import LiveSays

_SAID = 300
"""Characters of a reason."""


class Reviving:
    def __init__(self, live: "LiveSays") -> None:
        self._live = live
        self.reason = ""
        """Empty while a gateway answers."""
        self._until = 0.0
        self._ended: str | None = None
        self._starting = False
        self._told = ""
        """What could not be started, and why."""
        self._shown: tuple[object, ...] = ()

    @property
    def _home(self) -> Home | None:
        return getattr(self._live.app, "home", None)

    @property
    def ended(self) -> bool:
        """Whether it is certain that it has ended, and can be started from here."""
        return self._ended is not None

    # what the follower says

    def lost(self, reason: str, pause_s: float) -> None:
        self.reason = safe_text(reason[:_SAID], line=True).rstrip(".") or "nobody answers"
        self._until = time.monotonic() + pause_s
        self._ended = None if self._home is None else self._home.why_gone()

    def found(self) -> None:
        self.reason = self._told = ""
        self._ended = None

    def moved(self) -> bool:
        """Whether `words` says something else than the last time this was asked: the countdown runs."""
        state = (self.reason, self._left, self._ended, self._starting, self._told)
        before, self._shown = self._shown, state
        return state != before

    @property
    def _left(self) -> int:
        """Seconds until it is tried again."""
        return max(0, math.ceil(self._until - time.monotonic())) if self.reason else 0

    def words(self, glyphs: Glyphs) -> list[Word]:
        """The notice line."""
        failed = f"{glyphs.states['failed']} "
        if self._starting:
            return [("Starting the gateway again", "ink", "b"), (f" {glyphs.ellipsis}", "ink-soft")]
        again: list[Word] = [("^g", "accent", "b"), (" start again  ", "ink-soft"), *_SEE_LOG]
        if self._told:
            return [(failed, "state-error", "b"), (f"{self._told}  ", "ink"), *again]
        if self._ended is not None:
            why = f" ({safe_text(self._ended[:_SAID], line=True).rstrip('.')})" if self._ended else ""
            return [(failed, "state-error", "b"), (f"The gateway stopped{why}.  ", "ink"), *again]
        when = f"Trying again in {self._left} s." if self._left else f"Trying again {glyphs.ellipsis}"
        return [
            (f"{failed}not connected  ", "state-error", "b"),
            (f"{self.reason}. {when}  ", "ink"),
            ("^g", "accent", "b"),
            (" try now", "ink-soft"),
        ]

    # the key

    def key(self, key: Key) -> Key:
        """The key of `retry` with the word for what it does now; any other as it is."""
        if key.action == "retry" and self.ended:
            return replace(key, label="Start again", help="start the gateway again")
        return key

    def retry(self) -> None:
        if not self.ended:
            self._live.follower.retry_now()
        elif not self._starting:
            self._starting = True
            self._live.gone_news()
            self._live.run_worker(self._start(), group="revive")

    async def _start(self) -> None:
        home = self._home
        try:
            if home is not None:
                await home.start()
            self._told = ""
        except ControlError as error:
            self._told = safe_text(str(error)[:_SAID], line=True)
        finally:
            self._starting = False
        self._live.follower.retry_now()
        self._live.gone_news()


_SEE_LOG: list[Word] = [("6", "accent", "b"), (" see the log", "ink-soft")]
