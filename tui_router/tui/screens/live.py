"""The Live screen: its keys and what they do."""

import os
from typing import ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.notifications import SeverityLevel
from textual.widgets import Input

from tui_router.control.client import ControlError
from tui_router.core.target import Tier
from tui_router.journal.record import LegName, Tiers
from tui_router.tui import clipboard
from tui_router.tui.bindings import COMMANDS, FILTER_CLEAR, FILTER_DONE, HELP, LIVE, Key
from tui_router.tui.ink import look_of
from tui_router.tui.safe_text import safe_text
from tui_router.tui.screens.help import HelpScreen
from tui_router.tui.screens.live_view import LiveView
from tui_router.tui.screens.replay import ReplayScreen
from tui_router.tui.screens.rewire import Rewired, RewireScreen, spoken
from tui_router.tui.widgets.exchange_list import ExchangeList
from tui_router.tui.widgets.filter_line import FilterLine
from tui_router.tui.widgets.footer import Footer

COPY_CAP = 4 * 1024 * 1024
"""Bytes of a leg that are copied at most."""


class LiveScreen(LiveView):
    BINDINGS: ClassVar[list[BindingType]] = [key.binding() for key in LIVE]

    # keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """False for what cannot act now: it is then neither bound nor shown."""
        del parameters
        row = self.exchanges.row if self.is_mounted else None
        pane = row is not None and (self.pane.zoomed or not self.has_class("-alone"))
        match action:
            case "open":
                return row is not None and not self.pane.zoomed
            case "back":
                return self.is_mounted and (self.pane.zoomed or self.query_one(FilterLine).shown)
            case "replay":
                return row is not None and not self._gone
            case "rewire":
                return self._tiers is not None and not self._gone
            case "undo":
                return self._undo is not None and not self._gone
            case "retry":
                return bool(self._gone)
            case "split" | "leg" | "pane":
                return pane
            case "copy":
                return (row is not None and not self._gone) or (
                    self.has_class("-empty") and bool(self.empty.command)
                )
            case "copy_lines":
                return self.has_class("-empty") and bool(self.empty.exports)
            case "filter" | "follow":
                return self.is_mounted and self.exchanges.book.known > 0 and not self.pane.zoomed
            case _:
                return True

    def _hints(self) -> None:
        if not self.is_mounted:
            return
        if isinstance(self.focused, Input):
            self.query_one(Footer).show((FILTER_DONE, FILTER_CLEAR), ())
            return
        keys = tuple(key for key in LIVE if key.footer and self.check_action(key.action, ()))
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
        self.pane.zoomed = True

    def action_back(self) -> None:
        if self.pane.zoomed:
            self.pane.zoomed = False
        else:
            self.query_one(FilterLine).action_clear()

    def action_follow(self) -> None:
        self.exchanges.toggle_follow()

    def action_filter(self) -> None:
        self.query_one(FilterLine).open()

    def action_split(self) -> None:
        self.pane.toggle_split()

    def action_leg(self, leg: LegName) -> None:
        self.pane.show_pair("ab" if leg in ("a", "b") else "cd")
        self.pane.focus_leg(leg)

    def action_pane(self) -> None:
        (self.exchanges if self.pane.has_focus_within and not self.pane.zoomed else self.pane).focus()

    def action_retry(self) -> None:
        self.follower.retry_now()

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen())

    @on(ExchangeList.Opened)
    def _opened(self) -> None:
        self.action_open()

    # acts

    def tell(self, text: str, *, severity: SeverityLevel = "information") -> None:
        """A toast; never markup, whatever the wire put into the text."""
        self.notify(safe_text(text, line=True), severity=severity, markup=False, timeout=6)

    def _providers(self) -> list[str]:
        return [provider.name for provider in self._status.providers] if self._status else []

    def action_replay(self) -> None:
        row = self.exchanges.row
        if row is not None:
            screen = ReplayScreen(self.follower.client, row, self._tiers, self._providers())
            self.app.push_screen(screen, self._replayed)

    def _replayed(self, id: int | None) -> None:
        if id is not None and not self.exchanges.select(id):
            self._select_soon = id

    def action_rewire(self, tier: Tier | None = None) -> None:
        row = self.exchanges.row
        chosen: Tier = tier or (row.tier if row is not None else "sonnet")
        screen = RewireScreen(self.follower.client, chosen, self.exchanges.live, self._providers())
        self.app.push_screen(screen, self._rewired)

    def _rewired(self, done: Rewired | None) -> None:
        if done is None:
            return
        self._undo = done
        self.wiring(done.tiers)
        _, glyphs = look_of(self.app)
        self.tell(f"{done.tier} now goes to {spoken(done.after, glyphs)}. u undo")
        self._hints()

    @work(exclusive=True, group="undo")
    async def action_undo(self) -> None:
        """Put the tier back, unless somebody has pointed it elsewhere since."""
        done = self._undo
        if done is None:
            return
        client = self.follower.client
        try:
            now = await client.tiers()
            if now.tiers.get(done.tier) != done.after:
                self.tell(f"{done.tier} was rewired again meanwhile; nothing was undone.", severity="warning")
            else:
                tiers = {name: target for name, target in now.tiers.items() if name != done.tier}
                if done.before:
                    tiers[done.tier] = done.before
                self.wiring(await client.put_tiers(Tiers(revision=now.revision, tiers=tiers)))
                _, glyphs = look_of(self.app)
                where = (
                    f"goes to {spoken(done.before, glyphs)} again" if done.before else "is not wired again"
                )
                self.tell(f"{done.tier} {where}.")
        except ControlError as error:
            self.tell(f"Not undone: {error}", severity="error")
            return
        self._undo = None
        self._hints()

    def action_copy(self) -> None:
        row = self.exchanges.row
        if row is None:
            self._put_on_clipboard("the connect command", self.empty.command)
        else:
            self._copy_leg(row.id, self.pane.focused_leg)

    def action_copy_lines(self) -> None:
        self._put_on_clipboard("the export lines", "\n".join(self.empty.exports))

    @work(exclusive=True, group="copy")
    async def _copy_leg(self, id: int, leg: LegName) -> None:
        parts: list[bytes] = []
        offset = 0
        try:
            while offset < COPY_CAP:
                piece = await self.follower.client.leg(id, leg, offset=offset)
                parts.append(piece.data)
                if piece.next <= offset or piece.next >= piece.size:
                    break
                offset = piece.next
        except ControlError as error:
            self.tell(f"Nothing was copied: {error}", severity="error")
            return
        text = b"".join(parts).decode("utf-8", "replace")
        if text:
            self._put_on_clipboard(f"leg {leg} of #{id}, secrets removed,", text)
        else:
            self.tell(f"Leg {leg} of #{id} is empty.", severity="warning")

    def _put_on_clipboard(self, what: str, text: str) -> None:
        self.tell(clipboard.copy(what, text, self.app.copy_to_clipboard, self._copy_file, os.environ))
