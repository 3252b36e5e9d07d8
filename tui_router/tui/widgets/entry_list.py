"""A list of lines of different sorts, drawn line by line; the cursor is tied to a thing and not to a place."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui_router.tui.columns import LEFT, RIGHT
from tui_router.tui.ink import look_of
from tui_router.tui.jumps import Jump
from tui_router.tui.lines.entry import Entry, Look
from tui_router.tui.lines.line import crop
from tui_router.tui.links import sign_at
from tui_router.tui.widgets.paint import segments

_ABOVE = 2
"""Lines of a heading that come into view with the first thing under it."""


class EntryList(ScrollView, can_focus=True):
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("pagedown,ctrl+d", "move(10)", "Page down", show=False),
        Binding("pageup,ctrl+u", "move(-10)", "Page up", show=False),
        Binding("home,g", "move(-1000000)", "Top", show=False),
        Binding("end,G", "move(1000000)", "Bottom", show=False),
    ]

    @dataclass
    class Selected(Message):
        """The cursor is on another thing, or on none."""

        key: Hashable

    class Opened(Message):
        """Double click."""

    class Sign(Message):
        """A click on the fold sign of what the cursor is on now."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.cursor: Hashable = None
        self.entries: Sequence[Entry] = ()
        self.now = 0.0
        self.phase = -1
        self.fill = "background"
        """Ground below the last line."""
        self._head: Sequence[Entry] = ()
        self._spans: dict[Hashable, tuple[int, int]] = {}
        """Where each thing begins, and how many lines it has."""
        self._order: list[Hashable] = []
        self._moving: list[int] = []

    # what the screen calls

    def show(self, entries: Sequence[Entry], *, head: Sequence[Entry] = ()) -> None:
        """Another state of the lines; the cursor stays on its thing, or near where that was. `head` does not scroll."""
        before, was = self._place(), self.cursor
        self.entries, self._head = entries, head
        self._index()
        size = Size(1, len(entries) + len(head))
        if size != self.virtual_size:
            self.virtual_size = size
        if self.cursor not in self._spans:
            place = 0 if before is None else min(before, len(self._order) - 1)
            self.cursor = self._order[place] if self._order else None
        self._reveal()
        self.refresh()
        if self.cursor != was:
            self.post_message(self.Selected(self.cursor))

    def turn(self, phase: int) -> None:
        """The next frame of what moves."""
        self.phase = phase
        top = self.scroll_offset.y
        for number in self._moving:
            y = number - top
            if 0 <= y < self._rows:
                self.refresh(Region(0, y + len(self._head), self.size.width, 1))

    @property
    def moving(self) -> bool:
        return bool(self._moving)

    def _index(self) -> None:
        self._spans, self._order, self._moving = {}, [], []
        for number, entry in enumerate(self.entries):
            if entry.moving:
                self._moving.append(number)
            if entry.key is None:
                continue
            if entry.key in self._spans:
                first, _ = self._spans[entry.key]
                self._spans[entry.key] = (first, number - first + 1)
            else:
                self._spans[entry.key] = (number, 1)
                self._order.append(entry.key)

    # the cursor

    @property
    def _rows(self) -> int:
        return max(1, self.size.height - len(self._head))

    def _place(self) -> int | None:
        """Which of the things the cursor is on, from 0."""
        return self._order.index(self.cursor) if self.cursor in self._spans else None

    @property
    def at_end(self) -> bool:
        """The cursor is on the last thing, or there is none."""
        return not self._order or self.cursor == self._order[-1]

    def go(self, key: Hashable) -> None:
        if key not in self._spans:
            return
        before, self.cursor = self.cursor, key
        self._reveal()
        if key != before:
            self.refresh()
            self.post_message(self.Selected(key))

    def action_move(self, by: int) -> None:
        if self._order:
            place = max(0, min((self._place() or 0) + by, len(self._order) - 1))
            if by < 0 and place == 0:
                self.scroll_to(y=0, animate=False, immediate=True)
            self.go(self._order[place])

    def _reveal(self) -> None:
        if self.cursor not in self._spans:
            return
        number, long = self._spans[self.cursor]
        top, rows = self.scroll_offset.y, self._rows
        first = number
        while first > max(0, number - _ABOVE) and self.entries[first - 1].key is None:
            first -= 1
        if first < top:
            self.scroll_to(y=first, animate=False, immediate=True)
        elif number + long > top + rows:
            self.scroll_to(y=number + long - rows, animate=False, immediate=True)

    def jumps(self) -> Iterator[Jump]:
        """Each thing in view, at its first line there."""
        seen: set[Hashable] = set()
        top, above = self.scroll_offset.y, self.gutter.top + len(self._head)
        for number, entry in enumerate(self.entries[top : top + self._rows]):
            if entry.key is not None and entry.key not in seen:
                seen.add(entry.key)
                yield Jump(Offset(0, number + above), partial(self._jump, entry.key))

    def _jump(self, key: Hashable) -> None:
        self.focus()
        self.go(key)

    def on_click(self, event: events.Click) -> None:
        y = event.y - self.gutter.top
        number = y - len(self._head) + self.scroll_offset.y
        if y >= len(self._head) and number < len(self.entries):
            key = self.entries[number].key
            if key is not None:
                drawn = self.render_line(y).text
                self.go(key)
                if sign_at(drawn, event.x, look_of(self.app)[1]):
                    self.post_message(self.Sign())
                elif event.chain > 1:
                    self.post_message(self.Opened())

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def on_resize(self) -> None:
        self._reveal()

    # drawing

    def render_line(self, y: int) -> Strip:
        width = self.outer_size.width  # the scrollbar stands in the right margin
        if y < len(self._head):
            return self.drawn(self._head[y], width)
        number = y - len(self._head) + self.scroll_offset.y
        if number >= len(self.entries):
            return self.below(width)
        return self.drawn(self.entries[number], width)

    def below(self, width: int) -> Strip:
        """A line under the last one."""
        ink, _ = look_of(self.app)
        return Strip.blank(width, ink("ink", self.fill))

    def drawn(self, entry: Entry, width: int) -> Strip:
        ink, glyphs = look_of(self.app)
        here = entry.key is not None and entry.key == self.cursor
        on = "row-cursor" if here else entry.ground
        sign = (glyphs.focus if self.has_focus else glyphs.focus_elsewhere) if here else " "
        spans = entry.draw(Look(glyphs, here, self.phase, self.now))
        body = segments(crop(spans, width - LEFT - RIGHT, glyphs.ellipsis), ink, glyphs, on)
        lead = [Segment(sign, ink("accent", on)), Segment(" " * (LEFT - 1), ink("ink", on))]
        return Strip([*lead, *body]).adjust_cell_length(width, ink("ink", on))
