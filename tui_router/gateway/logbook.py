"""What the gateway has to say of itself, for an inspector: the last lines in memory, each masked and bounded.

Two sources: what the code logs anyway, and what is told here because a person at the inspector wants to know it.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING

from tui_router.control.inspect import Level, LogLine
from tui_router.core.plain import one_line
from tui_router.core.redact import mask_secrets

if TYPE_CHECKING:
    from tui_router.gateway.state import Recorder
    from tui_router.journal.record import ExchangeDetail

KEPT = 2000
"""Lines."""
TEXT_CAP = 500
"""Characters of one line."""
MOST_TOLD = 500
"""Lines of one answer."""
RARELY_S = 1.0
"""Seconds between two lines of a kind that anybody can bring about."""

_OURS = "tui_router"


class Logbook:
    def __init__(self, known: Sequence[str] = (), clock: Callable[[], float] = time.time) -> None:
        """`known` are secrets to be masked; the list may grow."""
        self._known = known
        self._clock = clock
        self._lines: deque[LogLine] = deque(maxlen=KEPT)
        self._last = 0
        self._one = threading.Lock()  # what threads log comes from them
        self._rare: dict[str, tuple[float, int]] = {}  # kind → when it was told, how often it was not since

    def say(self, level: Level, source: str, text: str, *, exchange: int = 0) -> None:
        # Cut before it is masked, since masking costs by the byte; a secret across the cut is looked for beyond it.
        line = one_line(text[: TEXT_CAP * 4])
        masked = mask_secrets(line, self._known)[:TEXT_CAP]
        with self._one:
            self._last += 1
            self._lines.append(
                LogLine(
                    number=self._last,
                    at=self._clock(),
                    level=level,
                    source=source,
                    text=masked,
                    exchange=exchange,
                )
            )

    def say_rarely(self, kind: str, level: Level, source: str, text: str) -> None:
        """At most one line a second of a kind. `kind` is a word of ours, never of the wire."""
        now = self._clock()
        told, kept_back = self._rare.get(kind, (float("-inf"), 0))
        if now - told < RARELY_S:
            self._rare[kind] = (told, kept_back + 1)
            return
        self._rare[kind] = (now, 0)
        self.say(level, source, f"{text} (and {kept_back:,} more before)" if kept_back else text)

    def after(self, number: int) -> list[LogLine]:
        """Oldest first, at most `MOST_TOLD`. A number that was not given yet is one of an earlier gateway's: then the
        lines are told from the first."""
        if not self._lines or number == self._last:
            return []
        skipped = 0 if number > self._last else max(0, number + 1 - self._lines[0].number)
        return list(islice(self._lines, skipped, skipped + MOST_TOLD))

    def ended(self, detail: "ExchangeDetail") -> None:
        """What of an exchange is worth a line: that it failed, what it taught, that its upstream spoke of the unknown."""
        row = detail.row
        target = f"{row.provider}/{row.model}" if row.provider else row.client_model or "no target"
        if row.state == "failed":
            self.say("error", "gateway", f"#{row.id} {target}: {row.trouble}", exchange=row.id)
        for fact in detail.learned:
            self.say("info", "facts", f"learned of {target}: {fact.name} {fact.value}", exchange=row.id)
        for offence in detail.offences:
            if offence.rule == "unknown_event":
                self.say("warning", "upstream", f"#{row.id} {target}: {offence.text}", exchange=row.id)
                break

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Hear what is logged: ours from INFO on, anybody's from WARNING on. What stood on stderr before still does."""
        ours, root = logging.getLogger(_OURS), logging.getLogger()
        ear, level = _Ear(self), ours.level
        plain = None if root.handlers else logging.lastResort  # it falls silent where any handler is set
        for handler in filter(None, (plain, ear)):
            root.addHandler(handler)
        ours.setLevel(min(level or logging.INFO, logging.INFO))
        try:
            yield
        finally:
            ours.setLevel(level)
            for handler in filter(None, (plain, ear)):
                root.removeHandler(handler)


class _Ear(logging.Handler):
    """On the root, which hears of every logger; a record below WARNING is taken from ours only."""

    def __init__(self, book: Logbook) -> None:
        super().__init__()
        self._book = book

    def emit(self, record: logging.LogRecord) -> None:
        head, _, rest = record.name.partition(".")
        if record.levelno < logging.WARNING and head != _OURS:
            return
        level: Level = "info" if record.levelno < logging.WARNING else "warning"
        if record.levelno >= logging.ERROR:
            level = "error"
        try:
            text = record.getMessage()
        except Exception:  # noqa: BLE001 - as every handler does: a bad record must not end who logs it
            self.handleError(record)
            return
        if record.exc_info and record.exc_info[1] is not None:
            text += f" ({type(record.exc_info[1]).__name__})"
        self._book.say(level, (rest.partition(".")[0] or head) if head == _OURS else head, text)


class ScribeWatch:
    """Says how the scribe does, when that changes. Looked at once a second, so a short trouble may pass unseen."""

    def __init__(self, book: Logbook, recorder: "Recorder") -> None:
        self._book = book
        self._recorder = recorder
        self._pid: int | None = None
        self._lost = 0
        self._state = "ok"
        self._problem = ""

    def look(self) -> None:
        recorder = self._recorder
        pid, lost, state, problem = recorder.pid, recorder.lost, recorder.state, recorder.problem
        if pid != self._pid and pid is not None:
            self._book.say("info", "scribe", f"started with process id {pid}")
        if lost > self._lost:
            self._book.say("warning", "scribe", f"{lost - self._lost:,} captures lost, {lost:,} in all")
        if problem != self._problem:
            if problem:
                self._book.say("warning", "journal", problem)
            else:
                self._book.say("info", "journal", "well again")
        elif state != self._state:
            self._book.say("info" if state == "ok" else "warning", "scribe", f"is {_WORDS.get(state, state)}")
        self._pid, self._lost, self._state, self._problem = pid, lost, state, problem


_WORDS = {
    "ok": "up to date",
    "slow": "behind",
    "down": "not running",
    "off": "off: nothing is kept",
}
