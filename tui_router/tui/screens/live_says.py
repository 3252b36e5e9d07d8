"""What the Live screen says in words, and to the screens that stand over it: toasts, the notice line, a gateway that is gone."""

from collections.abc import Callable
from pathlib import Path

from textual.geometry import Size
from textual.notifications import SeverityLevel
from textual.screen import Screen

from tui_router.journal.record import Status
from tui_router.tui.acts.clipping import Clipping
from tui_router.tui.acts.reviving import Reviving
from tui_router.tui.follow import Follower
from tui_router.tui.ink import look_of
from tui_router.tui.safe_text import safe_text
from tui_router.tui.standing import stands
from tui_router.tui.widgets.empty import EmptyPane
from tui_router.tui.widgets.notice import Notice, Severity, most_pressing
from tui_router.tui.widgets.tabs_bar import TabsBar
from tui_router.tui.widgets.words import Word

_TOLD = 600
"""Characters of a toast."""


class LiveSays(Screen[None]):
    """`_hints` belongs to the keys."""

    follower: Follower
    copy_file: Path | None
    """Where a copy goes that the clipboard cannot take."""

    def __init__(self) -> None:
        super().__init__()
        self.clipping = Clipping(self)
        self.reviving = Reviving(self)
        self.watchers: list[Callable[[], None]] = []
        """Other screens that show the same bars; called whenever those change."""
        self._status: Status | None = None
        self._complaint = ""
        self._remark = ""

    @property
    def _down(self) -> bool:
        """The widgets are being taken away while timers and the follower still call."""
        return not stands(self, TabsBar)

    @property
    def _gone(self) -> str:
        """Why nobody answers; empty while somebody does."""
        return self.reviving.reason

    def gone_news(self) -> None:
        """What is said of a gateway that is gone has changed."""
        if self._down:
            return
        self.query_one(TabsBar).gone = self.query_one(EmptyPane).gone = bool(self._gone)
        self.query_one(TabsBar).refresh()
        self.query_one(EmptyPane).refresh()
        self._say_notice()
        self._hints()
        self._echo()

    def _hints(self) -> None:
        """Say anew which keys act."""

    def _echo(self) -> None:
        for watcher in self.watchers:
            watcher()

    def tell(self, text: str, *, severity: SeverityLevel = "information") -> None:
        """A toast; never markup, whatever the wire put into the text."""
        self.notify(safe_text(text[:_TOLD], line=True), severity=severity, markup=False, timeout=6)

    def put_on_clipboard(self, what: str, text: str, *, masked: bool = False) -> None:
        """`masked` says that secrets were taken out of it."""
        self.clipping.put(what, text, masked=masked)

    def complain(self, text: str) -> None:
        """Say in the notice line why something could not be done, until something else is looked at."""
        self._complaint = safe_text(text[:400], line=True)
        self._say_notice()
        self._echo()

    def remark(self, text: str) -> None:
        """Say something in passing in the notice line, where nothing more pressing stands, until something else is
        looked at."""
        self._remark = safe_text(text, line=True)
        self._say_notice()

    def notice(self, too_small: Size | None) -> tuple[list[Word], Severity]:
        _, glyphs = look_of(self.app)
        if self._complaint and not self._gone:
            sign = f"{glyphs.states['failed']} "
            return [(sign, "state-error", "b"), (self._complaint, "ink")], "error"
        gone = self.reviving.words(glyphs) if self._gone else []
        words, severity = most_pressing(gone, self._status, too_small, glyphs)
        if self._remark and severity == "soft":
            return [(self._remark, "ink-soft")], "soft"
        return words, severity

    def _say_notice(self) -> None:
        size = self.app.size if self.has_class("-alone") else None
        for line in self.query(Notice):  # none while the screen is taken down
            line.say(*self.notice(size))

    def _looked_elsewhere(self) -> None:
        """Another exchange is selected: what was said of the one before is over."""
        if self._remark:
            self.remark("")
        if self._complaint:
            self.complain("")
