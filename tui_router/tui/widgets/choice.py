"""A short list to choose one line from: a key at the left, a name, and what it means."""

from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui_router.tui import cells
from tui_router.tui.ink import look_of
from tui_router.tui.safe_text import safe_text

_SAYS = 8
"""Cells for the second column where a swatch comes behind it."""


@dataclass(frozen=True, slots=True)
class Option:
    """`key` is a letter that chooses at once; `says` stands in a second column, in `role`; `tail` at the right."""

    value: str
    name: str
    says: str = ""
    key: str = ""
    role: str = "ink-soft"
    tail: str = ""
    tier: str = ""
    swatch: tuple[str, ...] = ()  # colours of a theme that is not worn, shown behind `says`


class Choice(ScrollView, can_focus=True):
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", show=False),
        Binding("up,k", "move(-1)", show=False),
        Binding("pagedown", "move(8)", show=False),
        Binding("pageup", "move(-8)", show=False),
        Binding("home", "move(-100000)", show=False),
        Binding("end", "move(100000)", show=False),
        Binding("enter", "choose", show=False),
    ]
    DEFAULT_CSS = """
    Choice { height: auto; overflow-x: hidden; }
    """

    @dataclass
    class Moved(Message):
        option: Option

    @dataclass
    class Chosen(Message):
        option: Option

    def __init__(
        self, options: list[Option], *, column: int = 20, active: bool = True, id: str | None = None
    ) -> None:
        """`column`: where the second column begins. `active` False draws the cursor although the focus is elsewhere."""
        super().__init__(id=id)
        self.options = options
        self.highlighted = 0
        self._column = column
        self._active = active

    def on_mount(self) -> None:
        self._measure()

    def _measure(self) -> None:
        self.virtual_size = Size(1, len(self.options))
        self.refresh(layout=True)

    @property
    def option(self) -> Option | None:
        return self.options[self.highlighted] if self.options else None

    def offer(self, options: list[Option], highlighted: int = 0) -> None:
        self.options = options
        self.highlighted = min(highlighted, max(0, len(options) - 1))
        self._measure()
        self._reveal()

    def action_move(self, by: int) -> None:
        before = self.highlighted
        self.highlighted = max(0, min(self.highlighted + by, len(self.options) - 1))
        if self.highlighted != before:
            self._reveal()
            self.refresh()
            self.post_message(self.Moved(self.options[self.highlighted]))

    def _reveal(self) -> None:
        top, rows = self.scroll_offset.y, max(1, self.size.height)
        if self.highlighted < top:
            self.scroll_to(y=self.highlighted, animate=False, immediate=True)
        elif self.highlighted >= top + rows:
            self.scroll_to(y=self.highlighted - rows + 1, animate=False, immediate=True)

    def action_choose(self) -> None:
        if self.option is not None:
            self.post_message(self.Chosen(self.option))

    def on_key(self, event: events.Key) -> None:
        for number, option in enumerate(self.options):
            if option.key and event.character == option.key:
                event.stop()
                self.highlighted = number
                self.refresh()
                self.post_message(self.Chosen(option))

    def on_click(self, event: events.Click) -> None:
        number = event.y + self.scroll_offset.y
        if number < len(self.options):
            self.action_move(number - self.highlighted)
            self.action_choose()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        number = y + self.scroll_offset.y
        if number >= len(self.options):
            return Strip.blank(width, self.rich_style)
        ink, glyphs = look_of(self.app)
        option = self.options[number]
        here = number == self.highlighted and (self.has_focus or not self._active)
        on = "row-cursor" if here else ""
        ground = ink("ink", on)
        segments = [
            Segment(glyphs.focus if here and self.has_focus else " ", ink("accent", on)),
            Segment(" ", ground),
        ]
        if any(other.key for other in self.options):
            segments.append(Segment(f" {option.key or ' '}  ", ink("accent", on, bold=True)))
        if option.tier:
            segments.append(Segment(f"{glyphs.tiers[option.tier]} ", ink(f"tier-{option.tier}", on)))
        room = width - 4 - sum(cell_len(segment.text) for segment in segments)
        tail = safe_text(option.tail, line=True)
        name = cells.clip_middle(safe_text(option.name, line=True), room - cell_len(tail), glyphs.ellipsis)
        segments.append(Segment(name, ink("ink", on, bold=here)))
        x = sum(cell_len(segment.text) for segment in segments)
        if option.says:
            gap = max(2, self._column - x)
            says = cells.clip(
                safe_text(option.says, line=True), width - x - gap - 3 - cell_len(tail), glyphs.ellipsis
            )
            segments += [Segment(" " * gap, ground), Segment(says, ink(option.role, on))]
            x += gap + cell_len(says)
        if option.swatch and x < self._column + _SAYS:
            segments.append(Segment(" " * (self._column + _SAYS - x), ground))
            x = self._column + _SAYS
        for colour in option.swatch:
            if x + 2 < width - 3 - cell_len(tail):
                segments.append(Segment(f"  {glyphs.on}", ground + Style(color=colour)))
                x += 3
        if tail:
            gap = max(1, width - 2 - cell_len(tail) - x)
            segments += [Segment(" " * gap, ground), Segment(tail, ink("ink-soft", on))]
        return Strip(segments).adjust_cell_length(width, ground).apply_style(self.rich_style)
