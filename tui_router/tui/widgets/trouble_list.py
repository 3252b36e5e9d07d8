"""What went wrong, in groups: drawn line by line, its cursor tied to a group and not to a place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui_router.journal.record import Trouble
from tui_router.tui.columns import LEFT
from tui_router.tui.ink import look_of
from tui_router.tui.lines.line import Span
from tui_router.tui.lines.trouble_rows import (
    Columns,
    Line,
    columns,
    group_spans,
    head_spans,
    lines,
    trouble_spans,
)
from tui_router.tui.trouble_book import GroupKey, key_of
from tui_router.tui.widgets.paint import segments


class TroubleList(ScrollView, can_focus=True):
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("pagedown,space", "move(10)", "Page down", show=False),
        Binding("pageup", "move(-10)", "Page up", show=False),
        Binding("home,g", "move(-1000000)", "Top", show=False),
        Binding("end,G", "move(1000000)", "Bottom", show=False),
    ]

    @dataclass
    class Selected(Message):
        """The cursor is on another group, on none, or on a newer state of the same one."""

        trouble: Trouble | None

    class Opened(Message):
        """Double click."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.now = 0.0
        self.cursor: GroupKey | None = None
        self.lines: list[Line] = []
        self._places: list[int] = []
        """Numbers of the lines that hold a group."""
        self._groups: Mapping[str, Sequence[Trouble]] = {}
        self.words = ""
        """The filter that was used, for the line that says that nothing matches."""

    # what the screen calls

    def show(self, groups: Mapping[str, Sequence[Trouble]]) -> None:
        """Another state of the groups; the cursor stays on its group, or near where that was."""
        before = self._place()
        self._groups = groups
        self._build()
        if self.cursor is None or self._place() is None:
            place = 0 if before is None else min(before, len(self._places) - 1)
            self.cursor = self._key(place) if self._places else None
        self._reveal()
        self.refresh()
        self.post_message(self.Selected(self.trouble))

    @property
    def trouble(self) -> Trouble | None:
        place = self._place()
        return None if place is None else self.lines[self._places[place]].trouble

    @property
    def roomy(self) -> bool:
        return self._columns.roomy

    @property
    def _columns(self) -> Columns:
        return columns(self.outer_size.width)

    def _build(self) -> None:
        self.lines = lines(self._groups, roomy=self.roomy)
        self._places = [number for number, line in enumerate(self.lines) if line.trouble is not None]
        size = Size(1, len(self.lines) + self._head)
        if size != self.virtual_size:
            self.virtual_size = size

    @property
    def _head(self) -> int:
        """Lines of the heading, which stays while the rest scrolls under it."""
        return 2 if self.roomy else 0

    # the cursor

    def _key(self, place: int) -> GroupKey | None:
        trouble = self.lines[self._places[place]].trouble
        return key_of(trouble) if trouble is not None else None

    def _place(self) -> int | None:
        """Which of the groups the cursor is on, from 0."""
        if self.cursor is None:
            return None
        for place, number in enumerate(self._places):
            trouble = self.lines[number].trouble
            if trouble is not None and key_of(trouble) == self.cursor:
                return place
        return None

    def _go(self, place: int) -> None:
        if not self._places:
            return
        before = self.cursor
        self.cursor = self._key(max(0, min(place, len(self._places) - 1)))
        self._reveal()
        if self.cursor != before:
            self.refresh()
            self.post_message(self.Selected(self.trouble))

    def _reveal(self) -> None:
        place = self._place()
        if place is None:
            return
        number = self._places[place]
        top, rows = self.scroll_offset.y, max(1, self.size.height - self._head)
        first = 0 if place == 0 else number  # the heading above the first group is part of it
        if first < top:
            self.scroll_to(y=first, animate=False, immediate=True)
        elif number >= top + rows:
            self.scroll_to(y=number - rows + 1, animate=False, immediate=True)

    def action_move(self, by: int) -> None:
        self._go((self._place() or 0) + by)

    def on_click(self, event: events.Click) -> None:
        number = event.y - self._head + self.scroll_offset.y
        if event.y >= self._head and number in self._places:
            self._go(self._places.index(number))
            if event.chain > 1:
                self.post_message(self.Opened())

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def on_resize(self) -> None:
        self._build()
        self._reveal()
        self.refresh()

    # drawing

    def render_line(self, y: int) -> Strip:
        ink, glyphs = look_of(self.app)
        width = self.outer_size.width
        if y < self._head:
            return self._drawn(head_spans(self._columns) if y == 0 else [], "", width)
        number = y - self._head + self.scroll_offset.y
        if number >= len(self.lines):
            said = f"Nothing matches {self.words}." if self.words and not self.lines and number == 0 else ""
            return self._drawn([Span(said, "ink-soft")], "", width)
        line = self.lines[number]
        if line.trouble is None:
            return self._drawn(group_spans(line) if line.group else [], "", width)
        here = key_of(line.trouble) == self.cursor
        spans = trouble_spans(line.trouble, self._columns, self.now, here=here, glyphs=glyphs)
        sign = (glyphs.focus if self.has_focus else glyphs.focus_elsewhere) if here else ""
        del ink
        return self._drawn(spans, "row-cursor" if here else "", width, sign)

    def _drawn(self, spans: list[Span], on: str, width: int, sign: str = "") -> Strip:
        ink, glyphs = look_of(self.app)
        ground = ink("ink", on or "background")
        lead = [
            Segment(sign or " ", ink("accent", on or "background")),
            Segment(" " * (LEFT - 1), ground),
        ]
        body = segments(spans, ink, glyphs, on or "background")
        return Strip([*lead, *body]).adjust_cell_length(width, ground)
