"""Requests that are held before anything of them is sent: which filters hold them, the way to one, what becomes of it."""

from typing import TYPE_CHECKING

from tui_router.control.client import ControlError
from tui_router.control.inspect import Breakpoints
from tui_router.journal.record import ExchangeRow
from tui_router.tui import cells
from tui_router.tui.ink import look_of
from tui_router.tui.safe_text import safe_text
from tui_router.tui.screens.hold import HoldScreen
from tui_router.tui.screens.release import ReleaseScreen
from tui_router.tui.widgets.words import Word

if TYPE_CHECKING:
    from tui_router.tui.screens.live import LiveScreen

_NAMED = 40
"""Cells for a filter in the notice line."""


class Holding:
    def __init__(self, live: "LiveScreen") -> None:
        self._live = live
        self.filters: list[str] = []
        """In force, as far as is known."""
        self._held: list[int] = []

    # what is known

    def read(self) -> None:
        """Ask what is in force: another inspector may have put it there, or this one before it was closed."""
        self._live.run_worker(self._read(), group="hold-read", exclusive=True)

    async def _read(self) -> None:
        try:
            self.heard(await self._live.follower.client.breakpoints())
        except ControlError:
            return  # the follower says why nothing can be reached; held rows show themselves in the list

    def heard(self, breakpoints: Breakpoints) -> None:
        self.filters = breakpoints.filters
        self._live.marked()

    def clear(self) -> None:
        """Another gateway answers: it holds nothing yet."""
        self.filters, self._held = [], []

    def saw(self) -> None:
        """Rows came: one may be held, or not any more."""
        held = self._live.exchanges.held
        if held != self._held:
            self._held = held
            self._live.marked()

    # acts

    def menu(self, row: ExchangeRow | None) -> None:
        """What is to be held; offered is what is like this one."""
        held = [each for id in self._held if (each := self._live.exchanges.book.get(id)) is not None]
        screen = HoldScreen(self._live.follower.client, row, held, self.heard, self._live.now)

        def chosen(number: int | None) -> None:
            if number is not None:
                self._live.jump(number)

        self._live.app.push_screen(screen, chosen)

    def go(self) -> None:
        """To the next one that is held, the one that has waited longest first."""
        row = self._live.exchanges.row
        here = row.id if row is not None else 0
        if self._held:
            self._live.jump(next((id for id in self._held if id > here), self._held[0]))
        else:
            self._live.remark("Nothing is held.")

    def release(self, row: ExchangeRow) -> None:
        """Let it go as it is, changed, elsewhere, or refuse it."""
        live = self._live
        screen = ReleaseScreen(live.follower.client, row, live.tiers_now, live.providers())

        def still() -> None:
            now = live.exchanges.book.get(row.id)
            if now is not None and now.state != "held":
                screen.over()

        def left(_: object) -> None:
            live.watchers.remove(still)

        live.watchers.append(still)
        live.app.push_screen(screen, left)

    # what the notice line says

    def held_words(self) -> list[Word]:
        """That somebody waits, and the key; nothing when nobody does."""
        if not self._held:
            return []
        _, glyphs = look_of(self._live.app)
        row = self._live.exchanges.row
        if row is not None and row.state == "held":
            said, key, does = f"#{row.id} waits for you", "e", " release, change or refuse it"
        else:
            said, key, does = f"{len(self._held)} held", "P", " look at it"
        return [
            (f"{glyphs.states['held']} {said}", "state-warn", "b"),
            (f"   {key}", "accent", "b"),
            (does, "ink"),
        ]

    def armed_words(self) -> list[Word]:
        """That the next one will be held; nothing when none will."""
        if not self.filters:
            return []
        _, glyphs = look_of(self._live.app)
        first = cells.clip(safe_text(self.filters[0], line=True), _NAMED, glyphs.ellipsis)
        more = f" and {len(self.filters) - 1} more" if len(self.filters) > 1 else ""
        words: list[Word] = [
            (f"{glyphs.states['held']} ", "state-warn"),
            ("to be held: ", "ink-soft"),
            (f"{first}{more}", "ink"),
        ]
        if self._live.app.screen is self._live:
            words += [("   p", "accent", "b"), (" change", "ink-soft")]
        return words
