"""One exchange on the whole screen: its pages, its outline, and what can be done with it."""

from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.binding import BindingType

from tui_router.tui.bindings.common import COMMANDS, HELP
from tui_router.tui.bindings.exchange import EXCHANGE, FINDING, MORE_PAGES
from tui_router.tui.bindings.key import Key
from tui_router.tui.bindings.live import RELEASE
from tui_router.tui.screens.exchange_places import ExchangePlaces
from tui_router.tui.screens.help import HelpScreen
from tui_router.tui.screens.image import ImageScreen
from tui_router.tui.widgets.exchange_bar import ExchangeTitle, PageTabs
from tui_router.tui.widgets.find_line import FindLine
from tui_router.tui.widgets.footer import Footer
from tui_router.tui.widgets.page_view import PageView


class ExchangeScreen(ExchangePlaces):
    KEYS: ClassVar[tuple[Key, ...]] = EXCHANGE
    BINDINGS: ClassVar[list[BindingType]] = [key.binding() for key in (*EXCHANGE, *MORE_PAGES)]

    # keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """False for what cannot act now: it is then neither bound nor shown."""
        live = self._live
        match action.partition("(")[0]:
            case "page":
                return not parameters or (isinstance(parameters[0], int) and parameters[0] <= len(self.pages))
            case "hit":
                return bool(self.needle)
            case "attempt":
                return self.tries > 1
            case "fix":
                return live.reachable and live.troubles.offer_of(self.seen.detail) is not None
            case "undo":
                return live.reachable and bool(live.u_does(()))
            case "replay" | "edit" | "rewire" | "copy" | "export" | "mark" | "comment":
                return live.reachable
            case "retry":
                return not live.reachable
            case _:
                return True

    def hints(self) -> None:
        if not self.there:
            return
        footer, live = self.query_one(Footer), self._live
        if self.typing:
            footer.show(FINDING, ())
        else:
            offered = (key for key in self.KEYS if key.footer and self.check_action(key.action, ()))
            keys = tuple(self._as_it_acts(live.reviving.key(key)) for key in offered)
            footer.show(keys, (HELP, COMMANDS))

    def _as_it_acts(self, key: Key) -> Key:
        """The key of a change lets a held request go."""
        held = self.row.state == "held" and key.action == "edit"
        return replace(key, label=RELEASE.label, help=RELEASE.help) if held else key

    def on_descendant_focus(self) -> None:
        self.hints()

    @on(Footer.Pressed)
    async def _hint_pressed(self, event: Footer.Pressed) -> None:
        await self.press(event.key)

    async def press(self, key: Key) -> None:
        """Do what a key does, from wherever it was chosen."""
        await self.app.run_action(key.action, self.app if key is COMMANDS else self)

    @on(ExchangeTitle.Back)
    def action_back(self) -> None:
        if self.query_one(FindLine).shown:
            self.query_one(FindLine).action_clear()
        elif self.outline_alone:
            self.action_outline()
        else:
            self._live.exchanges.select(self.row.id)
            self.app.pop_screen()

    @on(PageTabs.Chosen)
    def _tab(self, event: PageTabs.Chosen) -> None:
        self.action_page(event.number)

    def action_page(self, number: int) -> None:
        self.show_page(number - 1)

    def action_outline(self) -> None:
        """To the outline and back; where both have no room, one takes the place of the other."""
        away = self.outline.has_focus
        self.show_outline(not away)
        if away:
            self.view.focus()
        else:
            self.call_after_refresh(self.outline.focus)

    def action_fold(self) -> None:
        (self.outline if self.outline.has_focus else self.view).action_fold()

    @on(PageView.Picture)
    def _picture(self, event: PageView.Picture) -> None:
        self.app.push_screen(ImageScreen(event.image))

    def action_form(self) -> None:
        self.turn_form()

    def action_step(self, by: int) -> None:
        """The next exchange of the list as it is filtered; the list's cursor goes with it."""
        exchanges = self._live.exchanges
        here = exchanges.book.nearest(self.row.id)
        row = exchanges.book.at(here + by) if here is not None and here + by >= 0 else None
        if row is not None:
            exchanges.select(row.id)
            self.look(row)

    def action_attempt(self, by: int) -> None:
        wanted = max(1, min((self.seen.attempt or self.tries) + by, self.tries))
        attempt = None if wanted == self.tries else wanted
        if attempt != self.seen.attempt:
            self.look_at(attempt)

    def action_find(self) -> None:
        self.query_one(FindLine).open()

    def action_filter_done(self) -> None:
        self.query_one(FindLine).action_leave()

    def action_hit(self, step: int) -> None:
        self.count(found=self.view.hunt(self.needle, step))

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen("Exchange", self.KEYS))

    def action_retry(self) -> None:
        self._live.reviving.retry()

    # acts

    def action_replay(self) -> None:
        self._live.replay(self.row)

    def action_rewire(self) -> None:
        self._live.rewire(self.row.tier, row=self.row)

    def action_undo(self) -> None:
        """What a toast offers here: the last act taken back."""
        self._live.undo(())

    def action_fix(self) -> None:
        offer = self._live.troubles.offer_of(self.seen.detail)
        if offer is not None:
            self._live.fix(self.row.id, offer, self.row.tier)

    def action_copy(self) -> None:
        """The menu, with what the cursor is on among it."""
        self._live.taking.copy_menu(self.row, self.view.taken(), attempt=self.seen.attempt)

    def action_export(self) -> None:
        self._live.taking.export_menu([self.row])

    def action_edit(self) -> None:
        self._live.change(self.row)

    def action_compare(self) -> None:
        self._live.comparing.compare(self.row)

    def action_mark(self) -> None:
        self._live.marking.toggle(self.row)

    def action_comment(self) -> None:
        self._live.marking.comment(self.row)
