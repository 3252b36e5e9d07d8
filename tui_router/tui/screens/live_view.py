"""What the Live screen shows and how the follower's news get there. Its keys are in `live`."""

import time
from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Input, Static

from tui_router.control.client import ControlClient
from tui_router.journal.filter import Filter
from tui_router.journal.record import ENDED, ExchangeDetail, ExchangeRow, LegSlice, Status, Tiers
from tui_router.tui.columns import BREAKPOINTS, MIN_ROWS, RAIL_FROM, list_rows
from tui_router.tui.follow import Follower
from tui_router.tui.ink import SPINNER_FPS
from tui_router.tui.lines.filter_words import PLACEHOLDER
from tui_router.tui.log_book import LogBook
from tui_router.tui.safe_text import safe_text
from tui_router.tui.screens.live_says import LiveSays
from tui_router.tui.session_book import SessionBook
from tui_router.tui.standing import stands
from tui_router.tui.trouble_book import TroubleBook
from tui_router.tui.widgets.empty import EmptyPane
from tui_router.tui.widgets.exchange_list import ExchangeList
from tui_router.tui.widgets.exchange_pane import ExchangePane
from tui_router.tui.widgets.filter_line import FilterLine
from tui_router.tui.widgets.footer import Footer
from tui_router.tui.widgets.notice import Notice
from tui_router.tui.widgets.rail import Rail
from tui_router.tui.widgets.rows_view import HEAD
from tui_router.tui.widgets.tabs_bar import Tab, TabsBar
from tui_router.tui.widgets.wiring_bar import WiringBar
from tui_router.tui.wires_book import WiresBook


class LiveView(LiveSays):
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
        self.copy_file = copy_file
        self._animated = animated
        self.follower = Follower(client, self)
        self._tiers: Tiers | None = None
        self._detail: ExchangeDetail | None = None
        self.restarts = 0
        """How often another gateway took the place of the one before."""
        self.troubles = TroubleBook()
        self.wires = WiresBook()
        self.session_tree = SessionBook()
        self.log_book = LogBook()
        self.turned = 0
        """Counts what came, changed its state or rewired something: it says when to ask anew."""
        self._select_soon: int | None = None
        self.covered = False
        """A screen that reads the legs for itself stands over this one."""
        self._hinted: object = None
        """What of the rows the keys depend on, as it was when they were last said."""

    # layout

    def compose(self) -> ComposeResult:
        yield TabsBar()
        yield WiringBar()
        yield Notice()
        yield FilterLine(placeholder=PLACEHOLDER, language=True, clock=self._clock)
        yield Static("", id="air", markup=False)
        exchanges = ExchangeList(clock=self._clock, id="exchanges")
        with Horizontal(id="upper"):
            with Vertical(id="lists"):
                yield exchanges
            yield Rail(exchanges.book, facts=lambda: self.troubles.facts, clock=self._clock)
        yield EmptyPane(self._hint)
        yield ExchangePane(clock=self._clock)
        yield Footer()

    def on_mount(self) -> None:
        self.animate_rows(self._animated)
        self.add_class("-empty")
        self.empty.demo = bool(getattr(self.app, "demo", False))
        self.exchanges.focus()
        self.watch(self.pane, "zoomed", self._zoom_changed, init=False)
        self.set_interval(1 / SPINNER_FPS, self._tick)
        self.run_worker(self.follower.run(), group="follow")
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self._redraw())
        self._hints()

    def animate_rows(self, animated: bool) -> None:
        """Whether what is live turns, and a row that failed flashes. Figures move in either case."""
        self._animated = self.exchanges.animated = self.empty.animated = animated
        self.query_one(TabsBar).phase = 0 if animated else -1

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

    def _tick(self) -> None:
        if self._down:
            return
        if self._gone and self.reviving.moved():
            self._say_notice()
            self._echo()
        tabs = self.query_one(TabsBar)
        if tabs.live and self._animated:
            tabs.phase += 1
            tabs.refresh()

    # what the follower brings

    def connected(self, status: Status) -> None:
        if self._down:
            return
        self.reviving.found()
        self.empty.gone = False
        self.status(status)

    def gone(self, reason: str, pause_s: float) -> None:
        if self._down:
            return
        self.reviving.lost(reason, pause_s)
        self.gone_news()

    def restarted(self) -> None:
        self.restarts += 1
        self._detail = None
        self.log_book = LogBook()
        if self.exchanges.row is not None and not self.exchanges.following:
            self._select_soon = self.exchanges.row.id
        self.troubles.clear()
        self.wires, self.session_tree, self.log_book = WiresBook(), SessionBook(), LogBook()
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

    def paged(self) -> None:
        settle = getattr(self.app, "settle", None)
        if settle is not None:
            settle()

    @property
    def _ending(self) -> bool:
        """The app ends: what still comes in finds no widgets."""
        return not stands(self, ExchangeList)

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
        self._hinted = None
        self._count()
        self._say_notice()

    def detail(self, detail: ExchangeDetail) -> None:
        self._detail = detail
        self._show_row(self.exchanges.row)
        self._hints()

    def piece(self, id: int, piece: LegSlice) -> None:
        self.pane.add(id, piece)

    def counted(self) -> None:
        """What counts as trouble is another: say it in the bars."""
        self._count()

    def _count(self) -> None:
        if self._down:
            return
        tabs, wiring, exchanges = self.query_one(TabsBar), self.query_one(WiringBar), self.exchanges
        tabs.held = len(exchanges.held)
        tabs.live = exchanges.live - tabs.held
        tabs.needs = self.troubles.needs_you
        tabs.now = self._clock()
        tabs.newer, wiring.newer, wiring.following = exchanges.newer, exchanges.newer, exchanges.following
        wiring.known = exchanges.book.known
        self.query_one(FilterLine).count(len(exchanges.book), exchanges.book.known)
        tabs.refresh()
        wiring.refresh()
        row = exchanges.row
        hinted = (row.id, row.state, row.attempts) if row is not None else None, exchanges.book.known > 0
        if hinted != self._hinted:
            self._hinted = hinted
            self._hints()
        self._echo()

    # the selected exchange

    @on(ExchangeList.Selected)
    def _selected(self, event: ExchangeList.Selected) -> None:
        before = self.pane.detail.row.id if self.pane.detail else None
        self._show_row(event.row)
        if event.row is None or event.row.id != before:
            self._looked_elsewhere()
        self._hints()

    def _show_row(self, row: ExchangeRow | None) -> None:
        """The list's row is the newest there is; notes and attempts come with the detail."""
        if row is None:
            self.pane.show(None)
        elif self._detail is not None and self._detail.row.id == row.id:
            self.pane.show(replace(self._detail, row=row))
        else:
            self.pane.show(ExchangeDetail(row=row))
        self.follower.select(row)
        self.want()

    def want(self) -> None:
        """Read what the pane shows, as long as it can be seen."""
        self.follower.want(() if self.covered or self._ending else self.pane.wants())

    @on(ExchangePane.WantsChanged)
    def _wants(self) -> None:
        self.want()

    @on(ExchangePane.AttemptChanged)
    def _attempt_changed(self) -> None:
        self.follower.look_at(self.pane.attempt)

    @on(ExchangeList.NearEnd)
    def _near_end(self) -> None:
        self.follower.older()

    @on(ExchangeList.Filtering)
    def _filter_under_way(self, event: ExchangeList.Filtering) -> None:
        self.query_one(FilterLine).busy(f"filtering … {event.looked:,}")

    @on(ExchangeList.Filtered)
    def _filter_done(self) -> None:
        self.query_one(FilterLine).busy("")
        self._select_due()
        self._count()

    def _select_due(self) -> None:
        """Put the cursor on an exchange that was asked for before it was there."""
        if self._select_soon is not None and self._reach(self._select_soon):
            self._select_soon = None

    def _reach(self, id: int) -> bool:
        """Put the cursor on an exchange; a filter that hides it goes. False while it is not there."""
        exchanges = self.exchanges
        book = exchanges.book
        if book.words and book.get(id) is not None and book.position(id) is None:
            self.query_one(FilterLine).action_clear()
            exchanges.filter("")
        return exchanges.select(id)

    @on(ExchangeList.FollowChanged)
    def _follow_changed(self) -> None:
        self._count()

    @on(FilterLine.Changed)
    def _filtered(self, event: FilterLine.Changed) -> None:
        if event.filter is not None:
            self.follow_filter(event.filter)
        self.exchanges.filter(event.words if event.filter is None else event.filter)

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

    def follow_filter(self, filter: Filter) -> None:
        """Another filter was given, and is about to be laid over the list."""

    def _hints(self) -> None:
        """Say anew which keys act."""

    def go(self, tab: Tab) -> None:
        """Show the screen of a tab."""
