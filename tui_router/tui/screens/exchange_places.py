"""Where one is on an exchange: the outline that leads there, the line under the page, the words that are looked for."""

from collections.abc import Hashable

from textual import on
from textual.widgets import Input

from tui_router.tui.lines.line import Span, crop
from tui_router.tui.lines.outline_rows import Spot
from tui_router.tui.links import ToExchange
from tui_router.tui.screens.exchange_view import ExchangeView
from tui_router.tui.widgets.find_line import FindLine
from tui_router.tui.widgets.outline import Outline
from tui_router.tui.widgets.page_view import PageView
from tui_router.tui.widgets.words import Words, span_words

FOOT_LINES = 3


class ExchangePlaces(ExchangeView):
    @property
    def outline_alone(self) -> bool:
        """The outline has the screen, because both have no room."""
        return self.has_class("-narrow") and self.has_class("-outline")

    def show_outline(self, shown: bool) -> None:
        self.set_class(shown, "-outline")
        if shown or not self.has_class("-narrow"):
            self.call_after_refresh(lambda: self.outline.take(self.seen) if self.there else None)

    @on(Outline.Selected)
    def _spot_chosen(self, event: Outline.Selected) -> None:
        self._go_to(event.key)

    @on(Outline.Chosen)
    def _to_the_page(self) -> None:
        self._go_to(self.outline.spot)
        self.show_outline(False)
        self.view.focus()

    def _go_to(self, key: Hashable) -> None:
        """Show what an entry of the outline stands for; on the page it belongs to, or on any that knows it."""
        if not isinstance(key, Spot) or not self.there:
            return
        here = [number for number, page in enumerate(self.pages) if page.title == key.page]
        for number in (*here, *(n for n in range(len(self.pages)) if n not in here)):
            page = self.pages[number]
            page.take(self.seen, self.glyphs)
            if page.seek(key.anchor) is not None:
                if number != self.chosen:
                    self.show_page(number)
                self.view.seek(key.anchor)
                return

    @on(ToExchange)
    def _other_exchange(self, event: ToExchange) -> None:
        """Here, when the list knows it; else whoever is asked next sees to it."""
        row = self._live.exchanges.book.get(event.id)
        if row is not None:
            event.stop()
            self._live.exchanges.select(row.id)
            self.look(row)

    @on(PageView.Moved)
    def _moved(self) -> None:
        self.say_place()

    def say_place(self) -> None:
        if not self.there or not len(self.page):
            return
        self._say_foot()
        if self.outline.display and not self.outline.has_focus:
            anchor = self.page.anchor(self.view.cursor)
            if anchor:
                self.outline.mark(self.page.title, anchor)

    def _say_foot(self) -> None:
        """As tall as it has been on this page, so that lines above it do not move with the cursor."""
        if not self.there:
            return
        lines = self.page.foot(self.view.cursor)[:FOOT_LINES] if len(self.page) else []
        self._foot_height = max(self._foot_height, len(lines))
        width = max(10, self.view.size.width - 4)
        said = [span_words([Span("  "), *crop(line, width, self.glyphs.ellipsis)]) for line in lines]
        said += [[]] * (self._foot_height - len(said))
        foot = self.query_one("#exchange-foot", Words)
        if foot.lines != said:
            foot.say(said)

    # finding

    @on(FindLine.Changed)
    def _typed(self, event: FindLine.Changed) -> None:
        self.needle = event.words.strip()
        self.view.light(self.needle)
        self.count(found=not self.needle or self.view.hunt(self.needle, 1, here=True))

    @on(FindLine.Left)
    def _find_left(self, event: FindLine.Left) -> None:
        if event.cleared:
            self.needle = ""
            self.view.light("")
        self.view.focus()
        self.hints()

    def count(self, *, found: bool = True) -> None:
        """Beside the words: which of how many."""
        if not self.there:
            return
        tally = self.view.tally(self.needle) if self.needle else None
        said = ""
        if self.needle and not found:
            said = "nowhere here"
        elif tally is not None and tally[1]:
            said = f"{tally[0]:,} of {tally[1]:,}"
        self.query_one(FindLine).say(said)

    @property
    def typing(self) -> bool:
        return isinstance(self.focused, Input)
