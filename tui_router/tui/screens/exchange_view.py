"""What the exchange screen shows and how news get there. Its keys are in `exchange`, its places in `exchange_places`.

Live stays under it and goes on, but for the legs: those are read here, to their end, whatever is selected there.
"""

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.timer import Timer
from textual.widget import Widget

from tui_router.journal.record import ENDED, ExchangeRow
from tui_router.tui.follow import FLUSH_S
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.ink import SPINNER_FPS, look_of
from tui_router.tui.lines.timeline import elapsed
from tui_router.tui.pages.book import PAGES
from tui_router.tui.pages.page import Page
from tui_router.tui.screens.exchange_reading import ExchangeReading, session_cost, turn_of
from tui_router.tui.seen import Seen
from tui_router.tui.standing import Leaving, stands
from tui_router.tui.widgets.exchange_bar import ExchangeTitle, PageTab, PageTabs
from tui_router.tui.widgets.find_line import FindLine
from tui_router.tui.widgets.footer import Footer
from tui_router.tui.widgets.notice import Notice
from tui_router.tui.widgets.outline import Outline
from tui_router.tui.widgets.page_view import PageView
from tui_router.tui.widgets.words import Words

if TYPE_CHECKING:
    from tui_router.tui.screens.live import LiveScreen

BESIDE_FROM = 100
"""Cells of a screen from which the outline stands beside the page."""
WIDE = frozenset({"Events"})
WIDE_FROM = 150
"""Pages of two halves, which have the screen for themselves under so many cells."""
FOLLOWED = frozenset({"Answer", "Events"})
"""Pages that stay at their end while more comes."""
OUTLINE_S = 0.3
"""Seconds between two states of the outline while the answer streams."""


class ExchangeView(Leaving[None]):
    def __init__(self, live: "LiveScreen", row: ExchangeRow) -> None:
        super().__init__()
        self._live = live
        self.reading = ExchangeReading(live.follower.client, row, self.changed)
        self.pages: list[Page] = [make() for make in PAGES]
        self.chosen = 0
        """Which of the pages is shown."""
        self.needle = ""
        self._ready = False
        self._drawn: object = None
        self._due: Timer | None = None
        self._drawn_at = 0.0
        self._outlined_at = 0.0
        self._ticks = 0
        self._forms: dict[Page, str] = {}
        self._restarts = live.restarts
        self._foot_height = 0

    # layout

    def compose(self) -> ComposeResult:
        yield ExchangeTitle(self.row)
        yield PageTabs([PageTab(n, page.title, page.short) for n, page in enumerate(self.pages, start=1)])
        yield Notice()
        yield FindLine()
        with Horizontal(id="exchange-body"):
            yield Outline(id="outline")
            with Vertical(id="exchange-page"):
                yield PageView(id="page")
                yield Words(id="exchange-foot")
        yield Footer()

    def on_mount(self) -> None:
        self._ready = True
        self._live.watchers.append(self.heard)
        self._live.covered = True
        self._live.want()
        self.run_worker(self.reading.run(), group="exchange-read")
        self.set_interval(1 / SPINNER_FPS, self._spin)
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self._recolour())
        self.view.focus()
        self._opened_row()
        self.show_page(self.chosen)
        self.heard()

    def on_unmount(self) -> None:
        self._ready = False
        self._live.watchers.remove(self.heard)
        self._live.covered = False
        self._live.want()

    def on_resize(self, event: events.Resize) -> None:
        self._give_room(event.size.width)
        self.say_place()
        self.hints()

    def _give_room(self, width: int) -> None:
        """Whether the outline stands beside the page, or takes its place when it is asked for."""
        least = WIDE_FROM if self.page.title in WIDE else BESIDE_FROM
        self.set_class(width < least, "-narrow")

    @property
    def there(self) -> bool:
        """False before it is laid out and while it is taken down: what still comes in finds no widget."""
        return self._ready and stands(self, Footer)

    @property
    def seen(self) -> Seen:
        return self.reading.seen

    @property
    def row(self) -> ExchangeRow:
        return self.reading.seen.row

    @property
    def running(self) -> bool:
        return self.row.state not in ENDED

    @property
    def view(self) -> PageView:
        return self.query_one(PageView)

    @property
    def outline(self) -> Outline:
        return self.query_one(Outline)

    @property
    def page(self) -> Page:
        return self.pages[self.chosen]

    def _recolour(self) -> None:
        for widget in self.walk_children(Widget):
            widget.refresh()
        self._drawn = None
        self.changed()

    # what comes in

    def heard(self) -> None:
        """Live's bars changed, or rows came."""
        if not self.there:
            return
        if self._live.restarts != self._restarts:
            self._restarts = self._live.restarts
            self.reading.again()
            self.view.forget()
            self.show_page(self.chosen)
            self._live.remark("The gateway was restarted; this is read again.")
        row = self._live.exchanges.book.get(self.row.id)
        if row is not None:
            self.reading.newer(row)
        self.query_one(Notice).say(*self._live.notice(None))
        self.hints()

    def changed(self) -> None:
        """Something is new: draw it, at most 15 times a second."""
        if self._due is None and self.there:
            wait = self._drawn_at + FLUSH_S - time.monotonic()
            if wait <= 0:
                self._drawn_at = time.monotonic()
                self.call_later(self._fresh)
            else:
                self._due = self.set_timer(wait, self._flush)

    def _flush(self) -> None:
        self._due = None
        self._drawn_at = time.monotonic()
        self._fresh()

    def _fresh(self) -> None:
        """Hand what is new to the page, the outline and the bars."""
        if not self.there:
            return
        state = (id(self.seen), self.seen.revision, self.chosen)
        if state == self._drawn:
            return
        self._drawn = state
        self.seen.now = self._live.now
        self.view.live = self.running
        self.view.take(self.seen)
        now = time.monotonic()
        if self.outline.display and (not self.running or now - self._outlined_at >= OUTLINE_S):
            self._outlined_at = now
            self.outline.take(self.seen)
        self._say_bars()
        self.say_place()

    def _spin(self) -> None:
        """What moves while it is not ended: the time, and a page that has nothing yet or draws time."""
        if not self.there or not self.running:
            return
        title = self.query_one(ExchangeTitle)
        if self._live.exchanges.animated:
            title.phase += 1
        self._ticks += 1
        if not self.seen.raw["d"].next or self._ticks % SPINNER_FPS == 0:
            self.seen.revision += 1
            self.changed()
        self._say_bars()

    def _say_bars(self) -> None:
        title, tabs = self.query_one(ExchangeTitle), self.query_one(PageTabs)
        title.row = self.row
        title.total = elapsed(self.row, self._live.now)
        title.refresh()
        tabs.active = self.chosen + 1
        tabs.tries = self.tries
        tabs.attempt = self.seen.attempt or self.tries
        tabs.form = self._forms.get(self.page, "")
        tabs.refresh()

    @property
    def tries(self) -> int:
        return max(len(self.seen.detail.attempts), self.row.attempts)

    # what is shown

    def show_page(self, number: int) -> None:
        """Turn to another page of the same exchange."""
        self.chosen = number
        page = self.page
        self._foot_height = 0
        self._give_room(self.app.size.width)
        page.take(self.seen, self.glyphs)
        self.view.live = self.running
        self.view.turn_to(page, follow=self.running and page.title in FOLLOWED)
        self.reading.want(tuple(dict.fromkeys((*page.wants, "a", "d"))))
        if page.beside:
            self.seen.session_cost = session_cost(self._session())
            self.run_worker(self.reading.read_beside(list(self._session())), group="exchange-beside")
        self._drawn = None
        self.changed()
        self._say_bars()
        self.count()
        self.hints()

    def look(self, row: ExchangeRow) -> None:
        """Another exchange, on the same page."""
        self.reading.open(row)
        self.pages = [make() for make in PAGES]
        self._forms.clear()
        self.view.forget()
        self._outlined_at = 0.0
        self._opened_row()
        self.show_page(self.chosen)

    def _opened_row(self) -> None:
        title = self.query_one(ExchangeTitle)
        title.turn = turn_of(self.row, self._session())
        if not self._live.exchanges.animated:
            title.phase = -1

    def _session(self) -> Iterator[ExchangeRow]:
        """The rows of its session that are listed, newest first."""
        return self._live.exchanges.book.of_session(self.row.session)

    def look_at(self, attempt: int | None) -> None:
        self.reading.look_at(attempt)
        self.changed()
        self._say_bars()

    def turn_form(self) -> None:
        """Another form of the same page, from its top."""
        word = self.page.turn()
        if word:
            self._forms[self.page] = word
            self.page.take(self.seen, self.glyphs)
            self.view.go(0, top=True)
            self._say_bars()
            self.count()

    @property
    def glyphs(self) -> Glyphs:
        return look_of(self.app)[1]

    # what the screens made of this one say

    def say_place(self) -> None:
        """The cursor may be elsewhere: under the page what it is on, in the outline a mark at it."""

    def count(self, *, found: bool = True) -> None:
        """Beside the words that are looked for: which of how many."""

    def hints(self) -> None:
        """Say anew which keys act; the screen with the keys does."""
