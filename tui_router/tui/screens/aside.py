"""What the screens beside Live share: its bars and its notice, a list, a filter, and what they read for themselves."""

import asyncio
import time
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Container
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from tui_router.control.client import ControlClient, ControlError
from tui_router.control.wiring import Change, Wires
from tui_router.tui.bindings.common import COMMANDS, FILTER_CLEAR, FILTER_DONE, HELP
from tui_router.tui.bindings.key import Key
from tui_router.tui.columns import BREAKPOINTS, MIN_ROWS
from tui_router.tui.ink import SPINNER_FPS
from tui_router.tui.safe_text import safe_text
from tui_router.tui.screens.help import HelpScreen
from tui_router.tui.standing import Leaving, stands
from tui_router.tui.widgets.entry_list import EntryList
from tui_router.tui.widgets.filter_line import FilterLine
from tui_router.tui.widgets.footer import Footer
from tui_router.tui.widgets.notice import Notice
from tui_router.tui.widgets.tabs_bar import (
    COMPARE_TAB,
    DIAGNOSTICS_TAB,
    LIVE_TAB,
    LOG_TAB,
    ROUTES_TAB,
    SESSIONS_TAB,
    Tab,
    TabsBar,
)
from tui_router.tui.widgets.wiring_bar import WiringBar
from tui_router.tui.widgets.words import Word, Words

if TYPE_CHECKING:
    from tui_router.tui.screens.mending import Mending

ASK_S = 1.0
"""Seconds between two readings, however much happens."""
MOVED = "The wiring changed meanwhile; nothing was done. This is how it is now."


class Aside(Leaving[None]):
    """Live stays under it and goes on; this reads anew when something turned there, and only while it is open."""

    TAB: ClassVar[Tab]
    KEYS: ClassVar[tuple[Key, ...]]
    PLACEHOLDER: ClassVar[str] = ""

    def __init__(self, live: "Mending") -> None:
        super().__init__()
        self._live = live
        self._words = ""
        self._ready = False
        self._heard_at = -1
        self._was_reachable = True
        self._asked_at = 0.0
        self._due: Timer | None = None
        self._reading = False
        self._again = False
        self._not_read = ""
        self._one_at_a_time = asyncio.Lock()

    # what a screen says of itself

    def upper(self) -> EntryList:
        """The list."""
        return EntryList(id="entries")

    def lower(self) -> ComposeResult:
        """What stands under the list."""
        yield from ()

    @property
    def turned(self) -> int:
        """Changes when it is time to read anew."""
        return self._live.turned

    @property
    def not_read(self) -> str:
        """Why the last reading failed, as safe text."""
        return self._not_read

    async def read(self) -> None:
        """Ask the gateway for what is shown; raises `ControlError`. Not called where `want` is another one."""
        raise NotImplementedError

    def show(self) -> None:
        """Draw what is known."""
        raise NotImplementedError

    def nothing(self) -> list[list[Word]]:
        """What stands here while there is nothing to list; no lines when there is."""
        raise NotImplementedError

    # layout

    def compose(self) -> ComposeResult:
        yield TabsBar(self.TAB)
        yield WiringBar()
        yield Notice()
        yield FilterLine(placeholder=self.PLACEHOLDER)
        yield Words([[]], id="air")
        with Container(id="aside-body"):
            yield self.upper()
            yield from self.lower()
        yield Words(id="aside-nothing")
        yield Footer()

    @property
    def entries(self) -> EntryList:
        return self.query_one(EntryList)

    @property
    def client(self) -> ControlClient:
        return self._live.follower.client

    @property
    def there(self) -> bool:
        """False before it is laid out and while it is taken down: Live goes on, and what it tells finds no widget."""
        return self._ready and stands(self, Footer)

    def on_mount(self) -> None:
        """Textual calls it after the screen's own."""
        self._ready = True
        self.entries.focus()
        self._live.watchers.append(self.heard)
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self._redraw())
        self.set_interval(1 / SPINNER_FPS, self._tick)
        self.heard()
        self.call_next(self.draw)  # when the screen has put its cursor where it was

    def on_unmount(self) -> None:
        self._ready = False
        self._live.watchers.remove(self.heard)

    def on_resize(self, event: events.Resize) -> None:
        width, height = event.size
        self.set_class(width < BREAKPOINTS[1] or height < 30, "-tight")
        self.set_class(width < 60 or height < MIN_ROWS, "-alone")
        self.draw()

    def _redraw(self) -> None:
        for widget in self.walk_children(Widget):
            widget.refresh()
        self.draw()

    def _tick(self) -> None:
        if self.there and self._live.exchanges.animated and self.entries.moving:
            self.entries.now = self._live.now
            self.entries.turn(self.entries.phase + 1)

    # what comes in

    def heard(self) -> None:
        """Live's bars changed, or rows came, or the wiring."""
        live = self._live
        if not self.there:
            return
        self.query_one(TabsBar).like(live.query_one(TabsBar))
        wiring, theirs = self.query_one(WiringBar), live.query_one(WiringBar)
        wiring.tiers, wiring.status = theirs.tiers, theirs.status
        wiring.refresh()
        words, severity = live.notice(None)
        if self.not_read and not words:
            words, severity = [("not read  ", "state-warn", "b"), (self.not_read, "ink")], "warning"
        self.query_one(Notice).say(words, severity)
        if live.reachable != self._was_reachable:
            self._was_reachable = live.reachable
            self._heard_at = -1
            self.hints()
        if self.turned != self._heard_at and live.reachable:
            self._heard_at = self.turned
            self.want()

    def want(self) -> None:
        """Read anew, at most once a second however often this is called."""
        if self._due is not None or not self.there:
            return
        if self._reading:
            self._again = True
            return
        self._due = self.set_timer(max(0.01, self._asked_at + ASK_S - time.monotonic()), self._ask)

    def _ask(self) -> None:
        self._due = None
        self._asked_at = time.monotonic()
        self._reading = True
        self._read()

    @work(group="aside-read")
    async def _read(self) -> None:
        try:
            await self.read()
            self._not_read = ""
        except ControlError as error:
            self._not_read = safe_text(str(error)[:200], line=True)
        finally:
            self._reading = False
        if self._again:
            self._again = False
            self.want()
        self.heard()
        self.draw()

    def draw(self) -> None:
        """Show what is known, in the list or in place of it."""
        if not self.there:
            return
        said = self.nothing()
        self.set_class(bool(said), "-nothing")
        self.query_one("#aside-nothing", Words).say(said)
        self.entries.now = self._live.now
        self.show()
        self.hints()

    # acts

    async def change(self, change: Change) -> Wires | None:
        """Lay a change over the wiring; what is wrong with it is said in the notice line."""
        try:
            wires = await self.client.rewire(change)
        except ControlError as error:
            self.refused(error)
            return None
        self._live.complain("")
        self._live.wires.load(wires)
        self.draw()
        return wires

    def refused(self, error: ControlError) -> None:
        if error.status == 409:
            self._live.complain(MOVED)
            self.want()
        else:
            self._live.complain("; ".join(line for line in str(error).splitlines() if line.strip()))

    # keys

    def offered(self) -> tuple[Key, ...]:
        """What the footer shows, of what acts now."""
        keys = (key for key in self.KEYS if key.footer and self.check_action(key.action, ()))
        return tuple(self._live.reviving.key(key) for key in keys)

    def hints(self) -> None:
        if not self.there:
            return
        if isinstance(self.focused, Input):
            self.query_one(Footer).show((FILTER_DONE, FILTER_CLEAR), ())
        else:
            self.query_one(Footer).show(self.offered(), (HELP, COMMANDS))

    def on_descendant_focus(self) -> None:
        self.hints()

    @on(Footer.Pressed)
    async def _hint_pressed(self, event: Footer.Pressed) -> None:
        await self.press(event.key)

    async def press(self, key: Key) -> None:
        """Do what a key does, from wherever it was chosen."""
        await self.app.run_action(key.action, self.app if key is COMMANDS else self)

    @on(EntryList.Opened)
    async def _opened(self) -> None:
        await self.app.run_action("open", self)

    @on(TabsBar.Chosen)
    def _tab(self, event: TabsBar.Chosen) -> None:
        self._live.go(event.tab)

    def action_live(self) -> None:
        self._live.go(LIVE_TAB)

    def action_routes(self) -> None:
        self._live.go(ROUTES_TAB)

    def action_diagnostics(self) -> None:
        self._live.go(DIAGNOSTICS_TAB)

    def action_compare_screen(self) -> None:
        self._live.go(COMPARE_TAB)

    def action_sessions(self) -> None:
        self._live.go(SESSIONS_TAB)

    def action_log(self) -> None:
        self._live.go(LOG_TAB)

    def action_retry(self) -> None:
        self._live.reviving.retry()

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen(self.TAB.name, self.KEYS))

    def action_back(self) -> None:
        if self.query_one(FilterLine).shown:
            self.query_one(FilterLine).action_clear()
        else:
            self.action_live()

    # the filter

    def action_filter(self) -> None:
        self.query_one(FilterLine).open()

    def action_filter_done(self) -> None:
        self.query_one(FilterLine).action_leave()

    @on(FilterLine.Changed)
    def _filtered(self, event: FilterLine.Changed) -> None:
        self._words = event.words
        self.draw()

    @on(FilterLine.Left)
    def _filter_left(self) -> None:
        self.entries.focus()
        self.hints()
