"""The drawn side of the exchange list: rows to lines, kept until something about them changes."""

import time
from collections.abc import Callable

from rich.segment import Segment
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui_router.journal.record import ExchangeRow
from tui_router.tui import cells
from tui_router.tui.columns import layout
from tui_router.tui.exchange_row import Look, RowPainter
from tui_router.tui.ink import SPINNER_FPS, look_of
from tui_router.tui.row_book import RowBook
from tui_router.tui.safe_text import safe_text

HEAD = 1
"""Lines of the heading, which stays while the rows scroll under it."""
_CACHED = 2_000


class RowsView(ScrollView, can_focus=True):
    """Draws a `RowBook`. Who moves the cursor and adds rows is the business of `ExchangeList`."""

    ALLOW_SELECT = False

    def __init__(self, *, clock: Callable[[], float] = time.time, id: str | None = None) -> None:
        """`clock`: epoch seconds, for how long a live exchange has taken."""
        super().__init__(id=id)
        self._clock = clock
        self.book = RowBook()
        self._painter: RowPainter | None = None
        self._strips: dict[int, Strip] = {}
        self._cursor: int | None = None
        self._phase = 0
        self._flashing: dict[int, float] = {}
        self._live: set[int] = set()
        self.animated = True
        self.screen_width = 0

    def on_mount(self) -> None:
        self.set_interval(1 / SPINNER_FPS, self._tick)

    @property
    def row(self) -> ExchangeRow | None:
        """The exchange under the cursor."""
        return None if self._cursor is None else self.book.get(self._cursor)

    @property
    def live(self) -> int:
        """Exchanges that have not ended."""
        return len(self._live)

    @property
    def held(self) -> list[int]:
        """Those that wait for a person, the oldest first."""
        rows = (self.book.get(id) for id in self._live)
        return sorted(row.id for row in rows if row is not None and row.state == "held")

    @property
    def page_rows(self) -> int:
        return max(1, self.size.height - HEAD)

    def _resized(self) -> None:
        size = Size(1, len(self.book) + HEAD)  # nothing scrolls sideways
        if size != self.virtual_size:
            self.virtual_size = size
        self.refresh()

    def _scroll(self, y: int) -> None:
        y = max(0, min(y, len(self.book) - self.page_rows))
        self.scroll_to(y=y, animate=False, immediate=True, force=True)

    def _forget_drawn(self) -> None:
        self._painter = None
        self._strips.clear()
        self.refresh()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._painter = None
        self._strips.clear()

    def _refresh_row(self, id: int) -> None:
        position = self.book.position(id)
        if position is None:
            return
        y = position - self.scroll_offset.y
        if 0 <= y < self.page_rows:
            self.refresh(Region(0, y + HEAD, self.size.width, 1))

    def _tick(self) -> None:
        """One frame for all that is live: glyph, figures that count up, the tip of the bar."""
        self._phase += 1
        if not self.screen.is_active:
            return  # behind a dialog nothing needs to move
        now = time.monotonic()
        done = [id for id, until in self._flashing.items() if until <= now]
        for id in done:
            del self._flashing[id]
        for id in (*self._live, *done):
            self._strips.pop(id, None)
            self._refresh_row(id)

    def render_line(self, y: int) -> Strip:
        width = self.outer_size.width  # the scrollbar stands in the right margin
        if self._painter is None:
            columns = layout(width, self.screen_width or self.app.size.width)
            self._painter = RowPainter(columns, width, *look_of(self.app))
        if y < HEAD:
            return self._painter.heading().apply_style(self.rich_style)
        row = self.book.at(y - HEAD + self.scroll_offset.y)
        if row is None:
            return self._blank(y, width).apply_style(self.rich_style)
        strip = self._strips.get(row.id)
        if strip is None:
            cursor = ("focus" if self.has_focus else "elsewhere") if row.id == self._cursor else ""
            look = Look(cursor, self._phase if self.animated else -1, self._clock(), row.id in self._flashing)
            strip = self._painter.row(row, look).apply_style(self.rich_style)
            if len(self._strips) >= _CACHED:
                self._strips.clear()
            self._strips[row.id] = strip
        return strip

    def _blank(self, y: int, width: int) -> Strip:
        """Below the last row; a filter that matches nothing says so in the first line."""
        if y != HEAD or not self.book.words or len(self.book):
            return Strip.blank(width)
        ink, glyphs = look_of(self.app)
        words = cells.clip(safe_text(self.book.words, line=True), max(8, width - 60), glyphs.ellipsis)
        hidden = cells.plural(self.book.known, "exchange")
        said = f"  Nothing matches {words}. {hidden} hidden. "
        return Strip(
            [
                Segment(said, ink("ink-soft")),
                Segment("esc", ink("accent", bold=True)),
                Segment(" clear the filter", ink("ink-soft")),
            ]
        ).adjust_cell_length(width)
