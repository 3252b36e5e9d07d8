"""The list of exchanges: newest first, drawn line by line, its cursor tied to an id and not to a place.

Rows arrive in batches. A batch redraws the lines it touched; only a changed number of rows asks for a layout.
"""

import asyncio
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset
from textual.message import Message
from textual.reactive import reactive

from tui_router.journal.filter import Filter, compile_filter
from tui_router.journal.record import ENDED, ExchangeRow
from tui_router.tui.jumps import Jump
from tui_router.tui.links import ToExchange, number_at
from tui_router.tui.widgets.rows_view import HEAD, RowsView

FLASH = 1.0
"""Seconds a row that just failed keeps the cursor's ground."""


class ExchangeList(RowsView):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", "Down", show=False),
        Binding("k,up", "move(-1)", "Up", show=False),
        Binding("g,home", "newest", "Newest", show=False),
        Binding("G,end", "oldest", "Oldest", show=False),
        Binding("ctrl+d", "page(0.5)", "Half a page down", show=False),
        Binding("ctrl+u", "page(-0.5)", "Half a page up", show=False),
        Binding("pagedown,space", "page(1.0)", "Page down", show=False),
        Binding("pageup", "page(-1.0)", "Page up", show=False),
    ]

    following: reactive[bool] = reactive(True, init=False)
    newer: reactive[int] = reactive(0, init=False)
    """Rows that came while not following."""

    @dataclass
    class Selected(Message):
        """The cursor is on another exchange, or on none."""

        row: ExchangeRow | None

    class Opened(Message):
        """Double click: show the exchange on the whole screen."""

    class NearEnd(Message):
        """The oldest rows known are in view: older ones would be welcome."""

    class FollowChanged(Message):
        pass

    class Filtered(Message):
        """A filter has gone through all rows."""

    @dataclass
    class Filtering(Message):
        """A filter is under way, and has looked at so many."""

        looked: int

    _steps: Iterator[int] | None = None

    # what others call

    def put(self, rows: Iterable[ExchangeRow]) -> None:
        """New and changed exchanges, any number at once."""
        rows = list(rows)
        now = time.monotonic()
        for row in rows:
            before = self.book.get(row.id)
            ended = before is not None and before.state not in ENDED
            if row.state == "failed" and ended and self.animated:
                self._flashing[row.id] = now + FLASH
            (self._live.discard if row.state in ENDED else self._live.add)(row.id)
            self._strips.pop(row.id, None)
        newest = self.book.at(0)
        above = newest.id if newest else -1
        came, changed = self.book.put(rows)
        if came:
            self._arrived([id for id in came if id > above])
        for id in changed:
            self._refresh_row(id)
        row_now = self.row
        if row_now is not None and any(row.id == row_now.id for row in rows):
            self.post_message(self.Selected(row_now))

    def clear(self) -> None:
        self.book.clear()
        self._live.clear()
        self._strips.clear()
        self._cursor = None
        self.newer = 0
        self._resized()
        self.post_message(self.Selected(None))

    def filter(self, wanted: str | Filter) -> None:
        """Show only the rows it fits; the cursor stays on its exchange where that is shown. A text that cannot be read
        raises `FilterFault`.
        """
        filter = compile_filter(wanted, clock=self._clock) if isinstance(wanted, str) else wanted
        self._steps = steps = self.book.filtering(filter)
        for looked in steps:
            self.post_message(self.Filtering(looked))
            self.run_worker(self._filter_on(steps), group="filter", exclusive=True)
            return
        self._laid()

    def recheck(self, ids: Iterable[int]) -> None:
        """The filter in force has learned something of these exchanges: let them in, or out."""
        if self.book.recheck(ids):
            self._refiltered()

    async def _filter_on(self, steps: Iterator[int]) -> None:
        """The rest of a long filter. A pause of nothing between two slices lets everybody else have a turn, which
        `call_later` would not: a queue that is not empty is read on without one.
        """
        while steps is self._steps:  # a filter given anew leaves the old one where it is
            looked = next(steps, None)
            if looked is None:
                self._laid()
                return
            self.post_message(self.Filtering(looked))
            await asyncio.sleep(0)

    def _laid(self) -> None:
        self._strips.clear()
        self._refiltered()

    def _refiltered(self) -> None:
        self._resized()
        position = 0 if self._cursor is None or self.following else self.book.nearest(self._cursor)
        self._go(position if position is not None else 0, follow=self.following)
        self.post_message(self.Filtered())

    def select(self, id: int) -> bool:
        """Put the cursor on an exchange; False when it is not in the list (yet)."""
        position = self.book.position(id)
        if position is None:
            return False
        self._go(position, follow=position == 0)
        return True

    # arrivals

    def _arrived(self, fresh: list[int]) -> None:
        """`fresh` are the ids above what was the newest row; older pages come in below and move nothing."""
        keep = self.scroll_offset.y
        self._resized()
        if self._cursor is None:
            self._go(0, follow=self.following)
            return
        if not fresh:
            self.refresh()
            return
        if not self.following:
            self.newer += len(fresh)
            self._scroll(keep + len(fresh))
            self.refresh()
            return
        taken = [id for id in fresh if self._takes_cursor(id)]
        position = self.book.position(max(taken)) if taken else self.book.position(self._cursor)
        self._go(position or 0, follow=True)

    def _takes_cursor(self, id: int) -> bool:
        """What was answered here says nothing about an upstream: following passes it by."""
        row = self.book.get(id)
        return row is not None and row.state != "local" and row.kind != "count"

    # the cursor

    def _go(self, position: int, *, follow: bool) -> None:
        """Put the cursor on the row at `position`, and say so when that is another exchange."""
        before = self._cursor
        self.following = follow
        if follow:
            self.newer = 0
        row = self.book.at(max(0, min(position, len(self.book) - 1)))
        self._cursor = row.id if row else None
        if self._cursor != before:
            for id in (before, self._cursor):
                if id is not None:
                    self._strips.pop(id, None)
                    self._refresh_row(id)
            self.post_message(self.Selected(row))
        if row is not None:
            self._reveal(max(0, min(position, len(self.book) - 1)))

    def _reveal(self, position: int) -> None:
        top, rows = self.scroll_offset.y, self.page_rows
        if position < top:
            self._scroll(position)
        elif position >= top + rows:
            self._scroll(position - rows + 1)
        if position >= self.book.known - rows:
            self.post_message(self.NearEnd())

    def action_move(self, by: int) -> None:
        here = self.book.nearest(self._cursor) if self._cursor is not None else 0
        if here is None:
            return
        there = max(0, min(here + by, len(self.book) - 1))
        self._go(there, follow=there == 0)

    def action_page(self, pages: float) -> None:
        step = max(1, int(self.page_rows * abs(pages)))
        self.action_move(step if pages > 0 else -step)

    def action_newest(self) -> None:
        self._go(0, follow=True)
        self._scroll(0)

    def action_oldest(self) -> None:
        self._go(len(self.book) - 1, follow=len(self.book) <= 1)

    def trouble(self, by: int) -> bool:
        """To the next row further down (1) or up (-1) that failed or was mended; False when there is none."""
        here = self.book.nearest(self._cursor) if self._cursor is not None else None
        if here is None:
            return False
        there = here + by
        while (row := self.book.at(there)) is not None:
            if row.state in ("failed", "repaired"):
                self._go(there, follow=False)
                return True
            there += by
        return False

    def toggle_follow(self) -> None:
        if self.following:
            self.following = False
        else:
            self.action_newest()

    def watch_following(self) -> None:
        self.post_message(self.FollowChanged())

    def watch_newer(self) -> None:
        self.post_message(self.FollowChanged())

    def jumps(self) -> Iterator[Jump]:
        """The rows in view."""
        top = self.scroll_offset.y
        for position in range(top, min(top + self.page_rows, len(self.book))):
            yield Jump(Offset(0, position - top + HEAD), partial(self._jump, position))

    def _jump(self, position: int) -> None:
        self.focus()
        self._go(position, follow=position == 0)

    def on_click(self, event: events.Click) -> None:
        if event.y < HEAD:
            return
        position = event.y - HEAD + self.scroll_offset.y
        if position < len(self.book):
            row = self.book.at(position)
            number = number_at(self.render_line(event.y).text, event.x)
            if row is not None and number is not None and number == row.replay_of:
                self.post_message(ToExchange(number))
                return
            self._go(position, follow=position == 0)
            if event.chain > 1:
                self.post_message(self.Opened())

    def on_focus(self) -> None:
        self._redraw_cursor()

    def on_blur(self) -> None:
        self._redraw_cursor()

    def _redraw_cursor(self) -> None:
        if self._cursor is not None:
            self._strips.pop(self._cursor, None)
            self._refresh_row(self._cursor)

    def on_resize(self) -> None:
        self._forget_drawn()
        self._resized()
        if self._cursor is not None:
            self._reveal(self.book.nearest(self._cursor) or 0)

    def on_mouse_scroll_down(self) -> None:
        """Somebody is looking further down: new rows do not pull the view back up."""
        if self.max_scroll_y > 0:
            self.following = False
