"""What the Live screen shows and how the follower's news get there. Its keys are in `live`."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.geometry import Size
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, Static

from tui_router.control.client import ControlClient
from tui_router.journal.record import ENDED, ExchangeDetail, ExchangeRow, LegSlice, Status, Tiers
from tui_router.tui import clipboard
from tui_router.tui.columns import BREAKPOINTS, MIN_ROWS, RAIL_FROM, list_rows
from tui_router.tui.follow import Follower
from tui_router.tui.ink import SPINNER_FPS, look_of
from tui_router.tui.safe_text import safe_text
from tui_router.tui.session_book import SessionBook
from tui_router.tui.trouble_book import TroubleBook
from tui_router.tui.widgets.empty import EmptyPane
from tui_router.tui.widgets.exchange_list import ExchangeList
from tui_router.tui.widgets.exchange_pane import ExchangePane
from tui_router.tui.widgets.filter_line import FilterLine
from tui_router.tui.widgets.footer import Footer
from tui_router.tui.widgets.notice import Notice, Severity, most_pressing
from tui_router.tui.widgets.rail import Rail
from tui_router.tui.widgets.rows_view import HEAD
from tui_router.tui.widgets.tabs_bar import Tab, TabsBar
from tui_router.tui.widgets.wiring_bar import WiringBar
from tui_router.tui.widgets.words import Word
from tui_router.tui.wires_book import WiresBook


class LiveView(Screen[None]):
    """Layout and news. `_hints` and `action_open` belong to the keys."""

    def __init__(
        self,
        client: ControlClient,
        *,
        hint: str,
        copy_file: Path | None,
        animated: bool,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__()
        self._clock = clock
        self._hint = hint
        self._copy_file = copy_file
        self._animated = animated
        self.follower = Follower(client, self)
        self._status: Status | None = None
        self._tiers: Tiers | None = None
        self._detail: ExchangeDetail | None = None
        self._gone = ""
        self.troubles = TroubleBook()
        self.wires = WiresBook()
        self.session_tree = SessionBook()
        self.turned = 0
        """Counts what came, changed its state or rewired something: it says when to ask anew."""
        self.watchers: list[Callable[[], None]] = []
        """Other screens that show the same bars; called whenever those change."""
        self._complaint = ""
        self._select_soon: int | None = None

    # layout

    def compose(self) -> ComposeResult:
        yield TabsBar()
        yield WiringBar()
        yield Notice()
        yield FilterLine()
        yield Static("", id="air", markup=False)
        exchanges = ExchangeList(clock=self._clock, id="exchanges")
        with Horizontal(id="upper"):
            with Vertical(id="lists"):
                yield exchanges
            yield Rail(exchanges.book, clock=self._clock)
        yield EmptyPane(self._hint)
        yield ExchangePane(clock=self._clock)
        yield Footer()

    def on_mount(self) -> None:
        self.exchanges.animated = self.empty.animated = self._animated
        if not self._animated:
            self.query_one(TabsBar).phase = -1
        self.add_class("-empty")
        self.exchanges.focus()
        self.watch(self.pane, "zoomed", self._zoom_changed, init=False)
        self.set_interval(1 / SPINNER_FPS, self._tick)
        self.run_worker(self.follower.run(), group="follow")
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self._redraw())
        self._hints()

    @property
    def exchanges(self) -> ExchangeList:
        return self.query_one(ExchangeList)

    @property
    def pane(self) -> ExchangePane:
        return self.query_one(ExchangePane)

    @property
    def empty(self) -> EmptyPane:
        return self.query_one(EmptyPane)

    def on_resize(self, event: events.Resize) -> None:
        width, height = event.size
        tight = width < BREAKPOINTS[1] or height < 30
        alone = width < BREAKPOINTS[0] or height < MIN_ROWS
        self.set_class(tight, "-tight")
        self.set_class(alone, "-alone")
        self.set_class(width >= RAIL_FROM and height >= 30, "-rail")
        upper = self.query_one("#upper")
        upper.styles.height = "1fr" if alone else HEAD + list_rows(height) + (not tight)
        self.exchanges.screen_width = width
        self._say_notice()
        self._hints()

    def _zoom_changed(self) -> None:
        self.set_class(self.pane.zoomed, "-zoomed")
        (self.pane if self.pane.zoomed else self.exchanges).focus()
        self._hints()

    def _redraw(self) -> None:
        for widget in self.walk_children(Widget):
            widget.refresh()

    @property
    def _down(self) -> bool:
        """The widgets are being taken away while timers and the follower still call."""
        return not self.query(TabsBar)

    def _tick(self) -> None:
        if self._down:
            return
        tabs = self.query_one(TabsBar)
        if tabs.live and self._animated:
            tabs.phase += 1
            tabs.refresh()

    # what the follower brings

    def connected(self, status: Status) -> None:
        if self._down:
            return
        self._gone = ""
        self.empty.gone = False
        self.status(status)

    def gone(self, reason: str, pause_s: float) -> None:
        if self._down:
            return
        self._gone = f"{safe_text(reason, line=True).rstrip('.')}. Trying again in {pause_s:g} s."
        self.query_one(TabsBar).gone = self.empty.gone = True
        self.query_one(TabsBar).refresh()
        self.empty.refresh()
        self._say_notice()
        self._hints()
        self._echo()

    def restarted(self) -> None:
        self._detail = None
        self.troubles.clear()
        self.wires, self.session_tree = WiresBook(), SessionBook()
        self.turned += 1
        self.exchanges.clear()
        self.add_class("-empty")

    def rows(self, rows: list[ExchangeRow]) -> None:
        if not rows or self._ending:
            return
        for row in rows:
            before = self.exchanges.book.get(row.id)
            if before is None or before.state != row.state:
                self.turned += 1
            if row.state in ENDED and (before is None or before.state not in ENDED):
                self.troubles.saw(row)
        self.exchanges.put(rows)
        if self.has_class("-empty"):
            self.remove_class("-empty")
            if self.focused is None:
                self.exchanges.focus()
        self._select_due()
        self._count()

    @property
    def _ending(self) -> bool:
        """The app ends: what still comes in finds no widgets."""
        return not self.query(ExchangeList)

    def wiring(self, tiers: Tiers) -> None:
        self._tiers = self.empty.tiers = tiers
        self.turned += 1
        bar = self.query_one(WiringBar)
        bar.tiers = tiers
        bar.refresh()
        self.empty.refresh()
        self._hints()
        self._echo()

    def status(self, status: Status) -> None:
        if self._ending or self._down:
            return
        self._status = self.empty.status = status
        tabs, wiring = self.query_one(TabsBar), self.query_one(WiringBar)
        tabs.status = wiring.status = status
        tabs.gone = bool(self._gone)
        wiring.refresh()
        self.empty.refresh()
        self._count()
        self._say_notice()

    def detail(self, detail: ExchangeDetail) -> None:
        self._detail = detail
        self._show_row(self.exchanges.row)
        self._hints()

    def piece(self, id: int, piece: LegSlice) -> None:
        self.pane.add(id, piece)

    def _count(self) -> None:
        if self._down:
            return
        tabs, wiring, exchanges = self.query_one(TabsBar), self.query_one(WiringBar), self.exchanges
        tabs.live = exchanges.live
        tabs.needs = self.troubles.needs_you
        tabs.now = self._clock()
        tabs.newer, wiring.newer, wiring.following = exchanges.newer, exchanges.newer, exchanges.following
        wiring.known = exchanges.book.known
        self.query_one(FilterLine).count(len(exchanges.book), exchanges.book.known)
        tabs.refresh()
        wiring.refresh()
        self._hints()
        self._echo()

    def _echo(self) -> None:
        for watcher in self.watchers:
            watcher()

    def tell(self, text: str, *, severity: SeverityLevel = "information") -> None:
        """A toast; never markup, whatever the wire put into the text."""
        self.notify(safe_text(text, line=True), severity=severity, markup=False, timeout=6)

    def put_on_clipboard(self, what: str, text: str) -> None:
        self.tell(clipboard.copy(what, text, self.app.copy_to_clipboard, self._copy_file, os.environ))

    def complain(self, text: str) -> None:
        """Say in the notice line why something could not be done, until something else is looked at."""
        self._complaint = safe_text(text[:400], line=True)
        self._say_notice()
        self._echo()

    def notice(self, too_small: Size | None) -> tuple[list[Word], Severity]:
        _, glyphs = look_of(self.app)
        if self._complaint and not self._gone:
            sign = f"{glyphs.states['failed']} "
            return [(sign, "state-error", "b"), (self._complaint, "ink")], "error"
        return most_pressing(self._gone, self._status, too_small, glyphs)

    def _say_notice(self) -> None:
        size = self.app.size if self.has_class("-alone") else None
        self.query_one(Notice).say(*self.notice(size))

    # the selected exchange

    @on(ExchangeList.Selected)
    def _selected(self, event: ExchangeList.Selected) -> None:
        before = self.pane.detail.row.id if self.pane.detail else None
        self._show_row(event.row)
        if event.row is None or event.row.id != before:
            self._looked_elsewhere()
        self._hints()

    def _looked_elsewhere(self) -> None:
        """Another exchange is selected: what was said of the one before is over."""
        if self._complaint:
            self.complain("")

    def _show_row(self, row: ExchangeRow | None) -> None:
        """The list's row is the newest there is; notes and attempts come with the detail."""
        if row is None:
            self.pane.show(None)
        elif self._detail is not None and self._detail.row.id == row.id:
            self.pane.show(replace(self._detail, row=row))
        else:
            self.pane.show(ExchangeDetail(row=row))
        self.follower.select(row)
        self.follower.want(self.pane.wants())

    @on(ExchangePane.WantsChanged)
    def _wants(self) -> None:
        self.follower.want(self.pane.wants())

    @on(ExchangePane.AttemptChanged)
    def _attempt_changed(self) -> None:
        self.follower.look_at(self.pane.attempt)

    @on(ExchangeList.NearEnd)
    def _near_end(self) -> None:
        self.follower.older()

    @on(ExchangeList.Filtered)
    def _filter_done(self) -> None:
        self._select_due()
        self._count()

    def _select_due(self) -> None:
        """Put the cursor on an exchange that was asked for before it was there."""
        if self._select_soon is not None and self.exchanges.select(self._select_soon):
            self._select_soon = None

    @on(ExchangeList.FollowChanged)
    def _follow_changed(self) -> None:
        self._count()

    @on(FilterLine.Changed)
    def _filtered(self, event: FilterLine.Changed) -> None:
        self.exchanges.filter(event.words)

    @on(FilterLine.Left)
    def _filter_left(self) -> None:
        self.exchanges.focus()
        self._hints()

    def find(self, words: str) -> None:
        """Show the exchanges with these words, as if somebody had typed them."""
        line = self.query_one(FilterLine)
        line.add_class("-shown")
        line.query_one(Input).value = safe_text(words, line=True)
        self.exchanges.focus()

    @property
    def status_now(self) -> Status | None:
        return self._status

    @property
    def reachable(self) -> bool:
        return self._status is not None and not self._gone

    @property
    def in_use(self) -> tuple[int, int]:
        """Exchanges live now and sessions of the last ten minutes, on this gateway."""
        return self.exchanges.live, self._status.sessions if self._status else 0

    def _hints(self) -> None:
        """Say anew which keys act."""

    def go(self, tab: Tab) -> None:
        """Show the screen of a tab."""
