"""What went wrong, in groups, with the card of the selected one and the key that mends it."""

from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.screen import Screen
from textual.widgets import Input

from tui_router.control.client import ControlError
from tui_router.core.fact import Fact
from tui_router.journal.record import ExchangeDetail, ExchangeRow, Trouble
from tui_router.tui.bindings import COMMANDS, DIAGNOSTICS, FILTER_CLEAR, FILTER_DONE, HELP, Key
from tui_router.tui.columns import BREAKPOINTS, MIN_ROWS
from tui_router.tui.lines.trouble_card import Card
from tui_router.tui.screens.facts import FactsScreen
from tui_router.tui.screens.help import HelpScreen
from tui_router.tui.trouble_book import SORTS, key_of
from tui_router.tui.widgets.filter_line import FilterLine
from tui_router.tui.widgets.footer import Footer
from tui_router.tui.widgets.notice import Notice
from tui_router.tui.widgets.tabs_bar import DIAGNOSTICS_TAB, LIVE_TAB, TabsBar
from tui_router.tui.widgets.trouble_list import TroubleList
from tui_router.tui.widgets.trouble_pane import TroublePane
from tui_router.tui.widgets.wiring_bar import WiringBar
from tui_router.tui.widgets.words import Word, Words

if TYPE_CHECKING:
    from tui_router.tui.screens.mending import Mending

_DETAILS = 100
"""Exchanges whose detail is kept."""
_CARD_LEAST = 10
SORT_WORDS = {"last": "last seen first", "seen": "seen most first", "name": "by name"}


class DiagnosticsScreen(Screen[None]):
    """Shows what Live's book of troubles holds; what is done is done by Live, which stays under it."""

    BINDINGS: ClassVar[list[BindingType]] = [key.binding() for key in DIAGNOSTICS]

    def __init__(self, live: "Mending") -> None:
        super().__init__()
        self._live = live
        self._details: dict[int, ExchangeDetail] = {}
        self._asked_at = -1
        self._words = ""
        self._ready = False
        self.whole = False
        """The card has the screen to itself."""

    # layout

    def compose(self) -> ComposeResult:
        yield TabsBar(DIAGNOSTICS_TAB)
        yield WiringBar()
        yield Notice()
        yield FilterLine(placeholder="failed max_tokens deepseek …")
        yield Words([[]], id="air")
        with Container(id="trouble-body"):
            yield TroubleList(id="troubles")
            yield TroublePane(id="trouble-card")
        yield Words(id="no-trouble")
        yield Footer()

    @property
    def groups(self) -> TroubleList:
        return self.query_one(TroubleList)

    @property
    def pane(self) -> TroublePane:
        return self.query_one(TroublePane)

    @property
    def trouble(self) -> Trouble | None:
        return self.groups.trouble if self._ready else None

    def on_mount(self) -> None:
        self._ready = True
        self.groups.cursor = self._live.troubles.chosen
        self.groups.focus()
        self._live.watchers.append(self._heard)
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self._show())
        self._heard()
        self._show()

    def on_unmount(self) -> None:
        self._ready = False
        self._live.watchers.remove(self._heard)

    def on_resize(self, event: events.Resize) -> None:
        width, height = event.size
        self.set_class(width < BREAKPOINTS[1] or height < 30, "-tight")
        self.set_class(width >= BREAKPOINTS[3], "-beside")
        self.set_class(width < 60 or height < MIN_ROWS, "-alone")
        self._arrange()

    def _arrange(self) -> None:
        """The list gets the rows it needs, up to what leaves room for a card."""
        groups, body = self.groups, self.query_one("#trouble-body")
        self.set_class(self.whole, "-whole")
        self.set_class(bool(self._live.troubles.loaded and not self._live.troubles.groups), "-empty")
        height = body.size.height
        if self.has_class("-beside") or self.has_class("-alone") or self.whole or not height:
            groups.styles.height = "1fr"
            return
        wanted = groups.virtual_size.height + 1
        groups.styles.height = max(4, min(wanted, max(height // 2, height - 20), height - _CARD_LEAST))

    # what comes in

    def _heard(self) -> None:
        """Live's bars or groups changed."""
        live = self._live
        if not self._there:
            return
        self.query_one(TabsBar).like(live.query_one(TabsBar))
        wiring, theirs = self.query_one(WiringBar), live.query_one(WiringBar)
        wiring.tiers, wiring.status = theirs.tiers, theirs.status
        wiring.refresh()
        words, severity = live.notice(None)
        if live.not_read and not words:
            words, severity = [("not read  ", "state-warn", "b"), (live.not_read[:200], "ink")], "warning"
        self.query_one(Notice).say(words, severity)
        if live.troubles.ended != self._asked_at and live.reachable:
            self._asked_at = live.troubles.ended
            live.want_troubles()
        self._show()

    @property
    def _there(self) -> bool:
        """False before it is laid out and while it is taken down: Live goes on, and what it tells finds no widget."""
        return self._ready and bool(self.query(Footer))

    def _show(self) -> None:
        if not self._there:
            return
        book, now = self._live.troubles, self._live.now
        groups = book.listed(self._words)
        self.groups.now = self.pane.now = now
        self.groups.words = self._words
        self.query_one(FilterLine).count(sum(map(len, groups.values())), len(book.groups))
        self.query_one("#no-trouble", Words).say(self._nothing())
        self.groups.show(groups)
        self._arrange()

    def _nothing(self) -> list[list[Word]]:
        """What stands here while all is well."""
        since = self._live.since
        head = f"  Nothing has gone wrong{f' since {since}' if since else ''}."
        return [
            [],
            [(head, "ink", "b")],
            [],
            [("  What fails, is mended on the way or is lost in translation gathers here,", "ink-soft")],
            [("  in groups: in whose words, why, and the key that applies the remedy.", "ink-soft")],
            [],
            [
                ("  f", "accent", "b"),
                (" what is known of the targets     ", "ink-soft"),
                ("1", "accent", "b"),
                (" back to Live", "ink-soft"),
            ],
        ]

    @on(TroubleList.Selected)
    def _selected(self, event: TroubleList.Selected) -> None:
        del event
        trouble = self.trouble
        if trouble is not None and key_of(trouble) != self._live.troubles.chosen:
            self._live.troubles.chosen = key_of(trouble)
            self._live.moved_on()
        self._show_card()
        if trouble is not None and trouble.exchanges and trouble.exchanges[0] not in self._details:
            self._read(trouble.exchanges[0])

    @work(exclusive=True, group="card")
    async def _read(self, id: int) -> None:
        try:
            detail = await self._live.follower.client.exchange(id)
        except ControlError:
            return  # purged: the card says what the group knows
        if len(self._details) >= _DETAILS:
            self._details.clear()
        self._details[id] = detail
        if self._there:
            self._show_card()

    @property
    def newest(self) -> ExchangeRow | None:
        """The newest exchange of the group, where it is known."""
        trouble = self.trouble
        if trouble is None or not trouble.exchanges:
            return None
        id = trouble.exchanges[0]
        detail = self._details.get(id)
        return self._live.exchanges.book.get(id) or (detail.row if detail is not None else None)

    @property
    def taught(self) -> list[Fact]:
        return self._live.troubles.taught(self.trouble) if self.trouble is not None else []

    def _show_card(self) -> None:
        trouble, live = self.trouble, self._live
        if trouble is None:
            self.pane.show(None)
        else:
            does = live.u_does(self.taught)
            detail = self._details.get(trouble.exchanges[0]) if trouble.exchanges else None
            self.pane.show(Card(trouble, detail, self.taught, does if does in {"undo", "put back"} else ""))
        self._hints()

    # keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """False for what cannot act now: it is then neither bound nor shown."""
        del parameters
        trouble = self.trouble
        reachable = self._live.reachable
        match action:
            case "fix":
                return trouble is not None and trouble.group == "failed" and reachable
            case "open" | "card":
                return trouble is not None
            case "replay":
                return self.newest is not None and reachable
            case "undo":
                return bool(self._live.u_does(self.taught)) and reachable
            case "facts":
                return reachable
            case "retry":
                return not reachable
            case "filter" | "sort":
                return self._ready and bool(self._live.troubles.groups) and not self.whole
            case _:
                return True

    def _hints(self) -> None:
        if isinstance(self.focused, Input):
            self.query_one(Footer).show((FILTER_DONE, FILTER_CLEAR), ())
            return
        keys = []
        for key in DIAGNOSTICS:
            if not key.footer or not self.check_action(key.action, ()):
                continue
            if key.id == "diag.apply" and (self.trouble is None or self.trouble.offer is None):
                continue
            keys.append(self._live.u_key(key, self.taught) if key.action == "undo" else key)
        self.query_one(Footer).show(tuple(keys), (HELP, COMMANDS))

    def on_descendant_focus(self) -> None:
        self._hints()

    @on(Footer.Pressed)
    async def _hint_pressed(self, event: Footer.Pressed) -> None:
        await self.press(event.key)

    async def press(self, key: Key) -> None:
        """Do what a key does, from wherever it was chosen."""
        await self.app.run_action(key.action, self.app if key is COMMANDS else self)

    @on(TabsBar.Chosen)
    def _tab(self, event: TabsBar.Chosen) -> None:
        if event.tab is LIVE_TAB:
            self.action_live()

    def action_live(self) -> None:
        self.app.pop_screen()

    def action_diagnostics(self) -> None:
        """Here already."""

    def action_back(self) -> None:
        if self.whole:
            self.action_card()
        elif self.query_one(FilterLine).shown:
            self.query_one(FilterLine).action_clear()
        else:
            self.action_live()

    def action_card(self) -> None:
        """The card alone, to be scrolled, and back to the list."""
        self.whole = self.pane.whole = not self.whole
        self._arrange()
        (self.pane if self.whole else self.groups).focus()
        self.pane.scroll_to(y=0, animate=False, immediate=True)
        self.call_after_refresh(self.pane.lay)
        self._hints()

    @on(TroubleList.Opened)
    def _opened(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        if self.trouble is not None and self.trouble.exchanges:
            self._live.jump(self.trouble.exchanges[0])

    def action_fix(self) -> None:
        trouble, row = self.trouble, self.newest
        if trouble is None or not trouble.exchanges:
            return
        if trouble.offer is None:
            asked = f": {trouble.remedy}" if trouble.remedy else ""
            self._live.complain(f"There is nothing to apply{asked}.")
            return
        self._live.fix(trouble.exchanges[0], trouble.offer, row.tier if row is not None else "sonnet")

    def action_replay(self) -> None:
        if self.newest is not None:
            self._live.replay(self.newest)

    def action_undo(self) -> None:
        self._live.undo(self.taught)

    def action_facts(self) -> None:
        self.app.push_screen(FactsScreen(self._live.follower.client), lambda _: self._live.want_troubles())

    def action_retry(self) -> None:
        self._live.follower.retry_now()

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen("Diagnostics", DIAGNOSTICS))

    def action_sort(self) -> None:
        book = self._live.troubles
        book.sort = SORTS[(SORTS.index(book.sort) + 1) % len(SORTS)]
        self._show()
        self._live.tell(f"Sorted: {SORT_WORDS[book.sort]}.")

    # the filter

    def action_filter(self) -> None:
        self.query_one(FilterLine).open()

    def action_filter_done(self) -> None:
        self.query_one(FilterLine).action_leave()

    @on(FilterLine.Changed)
    def _filtered(self, event: FilterLine.Changed) -> None:
        self._words = event.words
        self._show()

    @on(FilterLine.Left)
    def _filter_left(self) -> None:
        self.groups.focus()
        self._hints()
