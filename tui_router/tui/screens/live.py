"""The Live screen: its keys and what they do."""

import os
from typing import Any, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.geometry import Size
from textual.widgets import Input

from tui_router.control.client import ControlError
from tui_router.control.setup import nothing_configured
from tui_router.control.wiring import Wires
from tui_router.core.target import Tier
from tui_router.journal.filter import Filter
from tui_router.journal.record import ENDED, ExchangeRow, LegName, Status, Tiers
from tui_router.tui.acts.holding import Holding
from tui_router.tui.acts.marking import Marking
from tui_router.tui.acts.searching import Searching
from tui_router.tui.bindings.common import COMMANDS, FILTER_CLEAR, FILTER_DONE, HELP
from tui_router.tui.bindings.key import Key
from tui_router.tui.bindings.live import LIVE, RELEASE, UNDO
from tui_router.tui.screens.compare import CompareScreen
from tui_router.tui.screens.diagnostics import DiagnosticsScreen
from tui_router.tui.screens.exchange import ExchangeScreen
from tui_router.tui.screens.facts import FactsScreen
from tui_router.tui.screens.help import HelpScreen
from tui_router.tui.screens.log import LogScreen
from tui_router.tui.screens.mending import Mending
from tui_router.tui.screens.routes import RoutesScreen
from tui_router.tui.screens.sessions import SessionsScreen
from tui_router.tui.screens.setup import SetupScreen
from tui_router.tui.widgets.exchange_list import ExchangeList
from tui_router.tui.widgets.filter_line import FilterLine
from tui_router.tui.widgets.footer import Footer
from tui_router.tui.widgets.notice import Severity
from tui_router.tui.widgets.tabs_bar import (
    COMPARE_TAB,
    DIAGNOSTICS_TAB,
    LOG_TAB,
    ROUTES_TAB,
    SESSIONS_TAB,
    Tab,
    TabsBar,
)
from tui_router.tui.widgets.words import Word

BESIDE: dict[str, type[RoutesScreen | DiagnosticsScreen | CompareScreen | SessionsScreen | LogScreen]] = {
    ROUTES_TAB.key: RoutesScreen,
    DIAGNOSTICS_TAB.key: DiagnosticsScreen,
    COMPARE_TAB.key: CompareScreen,
    SESSIONS_TAB.key: SessionsScreen,
    LOG_TAB.key: LogScreen,
}
"""The screens that stand beside Live, by the key of their tab."""


class LiveScreen(Mending):
    KEYS: ClassVar[tuple[Key, ...]] = LIVE
    BINDINGS: ClassVar[list[BindingType]] = [key.binding() for key in LIVE]
    _guided = False
    """The guided set-up has been offered; it opens by itself once."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.searching = Searching(self)
        self.marking = Marking(self)
        self.holding = Holding(self)

    def rows(self, rows: list[ExchangeRow]) -> None:
        super().rows(rows)
        self.searching.saw(rows)
        self.holding.saw()

    def connected(self, status: Status) -> None:
        super().connected(status)
        self.holding.read()

    def restarted(self) -> None:
        super().restarted()
        self.holding.clear()

    def notice(self, too_small: Size | None) -> tuple[list[Word], Severity]:
        words, severity = super().notice(too_small)
        held = self.holding.held_words() if severity == "soft" else []
        return (held, "warning") if held else (words or self.holding.armed_words(), severity)

    def follow_filter(self, filter: Filter) -> None:
        self.searching.follow(filter)

    @on(ExchangeList.Selected)
    def _other_row(self) -> None:
        self._say_notice()

    @on(ExchangeList.Filtered)
    def _filter_laid(self) -> None:
        self.searching.filtered()

    # keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """False for what cannot act now: it is then neither bound nor shown."""
        del parameters
        row = self.exchanges.row if self.is_mounted else None
        pane = row is not None and (self.pane.zoomed or not self.has_class("-alone"))
        match action:
            case "open" | "zoom":
                return row is not None
            case "back":
                open = self.is_mounted and (self.pane.zoomed or self.query_one(FilterLine).shown)
                return open or self.resending.busy
            case "replay" | "edit" | "resend" | "mark" | "comment":
                return row is not None and not self._gone
            case "hold":
                return not self._gone
            case "compare":
                return row is not None
            case "cancel":
                return row is not None and row.state not in ENDED and not self._gone
            case "trouble":
                return row is not None
            case "setup":
                return self.has_class("-empty") and not self._gone
            case "rewire":
                return self._tiers is not None and not self._gone
            case "undo":
                return bool(self.u_does(self.learned)) and not self._gone
            case "fix":
                return self.offer is not None and not self._gone
            case "attempt":
                return pane and self.pane.tries > 1
            case "facts":
                return not self._gone
            case "retry":
                return bool(self._gone)
            case "leg":
                return pane or (self.has_class("-empty") and self.empty.demo)
            case "split" | "pane":
                return pane
            case "copy":
                return (row is not None and not self._gone) or (
                    self.has_class("-empty") and bool(self.empty.command)
                )
            case "export":
                return row is not None and not self._gone
            case "copy_lines":
                return self.has_class("-empty") and bool(self.empty.exports)
            case "filter" | "follow":
                return self.is_mounted and self.exchanges.book.known > 0 and not self.pane.zoomed
            case _:
                return True

    def _hints(self) -> None:
        if not self.is_mounted:
            return
        self._say_remedy()
        if isinstance(self.focused, Input):
            self.query_one(Footer).show((FILTER_DONE, FILTER_CLEAR), ())
            return
        keys = tuple(key for key in LIVE if key.footer and self.check_action(key.action, ()))
        keys = tuple(self.u_key(key, self.learned) if key is UNDO else key for key in keys)
        keys = tuple(self.reviving.key(key) for key in keys)
        if self.exchanges.row is not None and self.exchanges.row.state == "held":
            keys = (keys[0], RELEASE, *keys[1:])
        self.query_one(Footer).show(keys, (HELP, COMMANDS))

    def on_descendant_focus(self) -> None:
        self._hints()

    def action_filter_done(self) -> None:
        self.query_one(FilterLine).action_leave()

    @on(Footer.Pressed)
    async def _hint_pressed(self, event: Footer.Pressed) -> None:
        await self.press(event.key)

    async def press(self, key: Key) -> None:
        """Do what a key does, from wherever it was chosen."""
        where = self.app if key is COMMANDS else self
        await self.app.run_action(key.action, where)

    def action_open(self) -> None:
        if self.exchanges.row is not None:
            self.app.push_screen(ExchangeScreen(self, self.exchanges.row))

    def action_zoom(self) -> None:
        self.pane.zoomed = not self.pane.zoomed

    def action_back(self) -> None:
        if self.resending.busy:
            self.resending.stop()
        elif self.pane.zoomed:
            self.pane.zoomed = False
        else:
            self.query_one(FilterLine).action_clear()

    def action_mark(self) -> None:
        if self.exchanges.row is not None:
            self.marking.toggle(self.exchanges.row)

    def action_comment(self) -> None:
        if self.exchanges.row is not None:
            self.marking.comment(self.exchanges.row)

    def action_trouble(self, by: int) -> None:
        if not self.exchanges.trouble(by):
            self.remark(f"No {'older' if by > 0 else 'newer'} failure or repair in the list.")

    def action_follow(self) -> None:
        self.exchanges.toggle_follow()

    def action_filter(self) -> None:
        self.query_one(FilterLine).open()

    def action_split(self) -> None:
        self.pane.toggle_split()

    def action_leg(self, leg: LegName) -> None:
        """Where there is no exchange yet, `d` plays the demo: who opened this screen does it, and the gateway stays."""
        if self.has_class("-empty"):
            if leg == "d":
                self.app.exit("demo")
            return
        self.pane.show_pair("ab" if leg in ("a", "b") else "cd")
        self.pane.focus_leg(leg)

    def action_pane(self) -> None:
        (self.exchanges if self.pane.has_focus_within and not self.pane.zoomed else self.pane).focus()

    def action_attempt(self, by: int) -> None:
        self.pane.turn_attempt(by)

    def go(self, tab: Tab) -> None:
        here = self.app.screen
        beside = BESIDE.get(tab.key)
        if here.is_modal or (beside is not None and isinstance(here, beside)):
            return
        if beside is None:
            if here is not self:
                self.app.pop_screen()
        elif here is self:
            self.app.push_screen(beside(self))
        else:
            self.app.switch_screen(beside(self))

    def action_live(self) -> None:
        """Here already."""

    def action_routes(self) -> None:
        self.go(ROUTES_TAB)

    def action_diagnostics(self) -> None:
        self.go(DIAGNOSTICS_TAB)

    def action_compare_screen(self) -> None:
        self.go(COMPARE_TAB)

    def action_sessions(self) -> None:
        self.go(SESSIONS_TAB)

    def action_log(self) -> None:
        self.go(LOG_TAB)

    def action_facts(self) -> None:
        self.app.push_screen(FactsScreen(self.follower.client))

    @on(TabsBar.Chosen)
    def _tab(self, event: TabsBar.Chosen) -> None:
        self.go(event.tab)

    def action_retry(self) -> None:
        self.reviving.retry()

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen())

    @on(ExchangeList.Opened)
    def _opened(self) -> None:
        self.action_open()

    # acts

    def action_replay(self) -> None:
        if self.exchanges.row is not None:
            self.replay(self.exchanges.row)

    def action_edit(self) -> None:
        if self.exchanges.row is not None:
            self.change(self.exchanges.row)

    def change(self, row: ExchangeRow) -> None:
        """Before it goes on, when it is held; else before it is sent again."""
        (self.holding.release if row.state == "held" else self.resending.edit)(row)

    def action_hold(self) -> None:
        self.holding.menu(self.exchanges.row)

    def action_resend(self) -> None:
        self.resending.all()

    def action_cancel(self) -> None:
        if self.exchanges.row is not None:
            self.resending.cancel(self.exchanges.row)

    def action_compare(self) -> None:
        """In the legs the key is that of leg c."""
        if self.pane.has_focus_within:
            self.action_leg("c")
        elif self.exchanges.row is not None:
            self.comparing.compare(self.exchanges.row)

    def action_fix(self) -> None:
        row, offer = self.exchanges.row, self.offer
        if row is not None and offer is not None:
            self.fix(row.id, offer, row.tier)

    def action_undo(self) -> None:
        self.undo(self.learned)

    def action_rewire(self, tier: Tier | None = None) -> None:
        row = self.exchanges.row
        chosen: Tier = tier or (row.tier if row is not None else "sonnet")
        self.rewire(chosen)

    def action_setup(self) -> None:
        self._guided = True
        screen = SetupScreen(self.follower.client, env=os.environ, command=self.empty.command)
        self.app.push_screen(screen, self._set_up)

    def _set_up(self, done: Wires | None) -> None:
        if done is not None:
            self.tell(f"The wiring stands in {done.config}.")

    def wiring(self, tiers: Tiers) -> None:
        super().wiring(tiers)
        if self._status is not None and nothing_configured(self._status, tiers.tiers) and not self._guided:
            self._guided = True
            self._first_run()

    @work(exclusive=True, group="first-run")
    async def _first_run(self) -> None:
        """Open the guided set-up, unless a gateway that has only just started finds something by then."""
        client = self.follower.client
        try:
            await client.models(refresh=True)
            status, wires = await client.status(), await client.wiring()
        except ControlError:
            return  # its place in the empty screen, and the key, are still there
        if nothing_configured(status, wires.effective) and self.app.screen is self:
            self.action_setup()

    def action_copy(self) -> None:
        row = self.exchanges.row
        if row is None:
            self.put_on_clipboard("the connect command", self.empty.command)
        else:
            self.taking.copy_menu(row, leg=self.pane.focused_leg, attempt=self.pane.attempt)

    def action_export(self) -> None:
        if self.exchanges.row is not None:
            self.taking.export_menu([self.exchanges.row])

    def action_copy_lines(self) -> None:
        self.put_on_clipboard("the export lines", "\n".join(self.empty.exports))
