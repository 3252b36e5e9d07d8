"""What the Live screen shows and how the follower's news get there. Its keys are in `live`."""

import time
from collections.abc import Callable
from pathlib import Path

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from tui_router.control.client import ControlClient
from tui_router.journal.record import ExchangeDetail, ExchangeRow, LegSlice, Status, Tiers
from tui_router.tui.columns import BREAKPOINTS, MIN_ROWS, RAIL_FROM, list_rows
from tui_router.tui.follow import Follower
from tui_router.tui.ink import SPINNER_FPS, look_of
from tui_router.tui.safe_text import safe_text
from tui_router.tui.screens.rewire import Rewired
from tui_router.tui.widgets.empty import EmptyPane
from tui_router.tui.widgets.exchange_list import ExchangeList
from tui_router.tui.widgets.exchange_pane import ExchangePane
from tui_router.tui.widgets.filter_line import FilterLine
from tui_router.tui.widgets.footer import Footer
from tui_router.tui.widgets.notice import Notice, most_pressing
from tui_router.tui.widgets.rail import Rail
from tui_router.tui.widgets.rows_view import HEAD
from tui_router.tui.widgets.tabs_bar import TabsBar
from tui_router.tui.widgets.wiring_bar import WiringBar


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
        self._undo: Rewired | None = None
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

    def _tick(self) -> None:
        tabs = self.query_one(TabsBar)
        if tabs.live and self._animated:
            tabs.phase += 1
            tabs.refresh()

    # what the follower brings

    def connected(self, status: Status) -> None:
        self._gone = ""
        self.empty.gone = False
        self.status(status)

    def gone(self, reason: str, pause_s: float) -> None:
        self._gone = f"{safe_text(reason, line=True).rstrip('.')}. Trying again in {pause_s:g} s."
        self.query_one(TabsBar).gone = self.empty.gone = True
        self.query_one(TabsBar).refresh()
        self.empty.refresh()
        self._say_notice()
        self._hints()

    def restarted(self) -> None:
        self._detail = None
        self._undo = None
        self.exchanges.clear()
        self.add_class("-empty")

    def rows(self, rows: list[ExchangeRow]) -> None:
        if not rows:
            return
        self.exchanges.put(rows)
        if self.has_class("-empty"):
            self.remove_class("-empty")
            if self.focused is None:
                self.exchanges.focus()
        if self._select_soon is not None and self.exchanges.select(self._select_soon):
            self._select_soon = None
        self._count()

    def wiring(self, tiers: Tiers) -> None:
        self._tiers = self.empty.tiers = tiers
        bar = self.query_one(WiringBar)
        bar.tiers = tiers
        bar.refresh()
        self.empty.refresh()
        self._hints()

    def status(self, status: Status) -> None:
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

    def piece(self, id: int, piece: LegSlice) -> None:
        self.pane.add(id, piece)

    def _count(self) -> None:
        tabs, wiring, exchanges = self.query_one(TabsBar), self.query_one(WiringBar), self.exchanges
        tabs.live = exchanges.live
        tabs.failed = self._status.counts.get("failed", 0) if self._status else 0
        tabs.now = self._clock()
        tabs.newer, wiring.newer, wiring.following = exchanges.newer, exchanges.newer, exchanges.following
        wiring.known = exchanges.book.known
        self.query_one(FilterLine).count(len(exchanges.book), exchanges.book.known)
        tabs.refresh()
        wiring.refresh()
        self._hints()

    def _say_notice(self) -> None:
        _, glyphs = look_of(self.app)
        size = self.app.size if self.has_class("-alone") else None
        self.query_one(Notice).say(*most_pressing(self._gone, self._status, size, glyphs))

    # the selected exchange

    @on(ExchangeList.Selected)
    def _selected(self, event: ExchangeList.Selected) -> None:
        self._show_row(event.row)
        self._hints()

    def _show_row(self, row: ExchangeRow | None) -> None:
        """The list's row is the newest there is; notes and attempts come with the detail."""
        if row is None:
            self.pane.show(None)
        elif self._detail is not None and self._detail.row.id == row.id:
            known = self._detail
            self.pane.show(
                ExchangeDetail(row=row, attempts=known.attempts, notes=known.notes, diagnosis=known.diagnosis)
            )
        else:
            self.pane.show(ExchangeDetail(row=row))
        self.follower.select(row)
        self.follower.want(self.pane.wants())

    @on(ExchangePane.WantsChanged)
    def _wants(self) -> None:
        self.follower.want(self.pane.wants())

    @on(ExchangeList.NearEnd)
    def _near_end(self) -> None:
        self.follower.older()

    @on(ExchangeList.FollowChanged)
    @on(ExchangeList.Filtered)
    def _follow_changed(self) -> None:
        self._count()

    @on(FilterLine.Changed)
    def _filtered(self, event: FilterLine.Changed) -> None:
        self.exchanges.filter(event.words)

    @on(FilterLine.Left)
    def _filter_left(self) -> None:
        self.exchanges.focus()
        self._hints()

    @property
    def reachable(self) -> bool:
        return self._status is not None and not self._gone

    @property
    def in_use(self) -> tuple[int, int]:
        """Exchanges live now and sessions of the last ten minutes, on this gateway."""
        return self.exchanges.live, self._status.sessions if self._status else 0

    def _hints(self) -> None:
        """Say anew which keys act."""
