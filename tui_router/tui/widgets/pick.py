"""One of many on one line: what is chosen, and on request the list of all under it."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui_router.tui.ink import look_of
from tui_router.tui.lines.check import Check
from tui_router.tui.lines.line import Span, justify
from tui_router.tui.safe_text import safe_text
from tui_router.tui.widgets.choice import Choice, Option
from tui_router.tui.widgets.paint import segments
from tui_router.tui.widgets.words import Words, check_words


class PickLine(Widget, can_focus=True):
    """The one line, with the focus and the keys."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", show=False),
        Binding("right", "step(1)", show=False),
    ]
    DEFAULT_CSS = """
    PickLine { height: 1; background: $background; }
    """

    @dataclass
    class Pressed(Message):
        """The line was clicked."""

    @dataclass
    class Stepped(Message):
        by: int

    @dataclass
    class Left(Message):
        """The focus went elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.said = ""

    def action_step(self, by: int) -> None:
        self.post_message(self.Stepped(by))

    def on_mouse_down(self) -> None:
        self.post_message(self.Pressed())

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()
        self.post_message(self.Left())

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        ink, glyphs = look_of(self.app)
        ground = "row-cursor" if self.has_focus else "background"
        if y:
            return Strip.blank(width, ink("ink", ground))
        bar = Span(glyphs.focus if self.has_focus else " ", "accent")
        told = [bar, Span(safe_text(self.said, line=True))]
        spans = justify(told, [Span(glyphs.unfolded, "ink-soft"), Span(" ")], width, glyphs.ellipsis)
        return Strip(segments(spans, ink, glyphs, ground)).adjust_cell_length(width, ink("ink", ground))


class Pick(Widget):
    """Left and right step; enter, space or down open the list; a letter goes to the next name that begins with it."""

    DEFAULT_CSS = """
    Pick { height: auto; layout: vertical; }
    Pick > Horizontal { height: 1; }
    Pick PickLine { width: 34; }
    Pick #pick-check { width: 1fr; }
    Pick Choice { display: none; background: $surface; max-height: 7; }
    Pick.-open Choice { display: block; }
    """

    @dataclass
    class Changed(Message):
        pick: "Pick"
        value: str

        @property
        def control(self) -> "Pick":
            return self.pick

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.options: list[Option] = []
        self.value = ""

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield PickLine()
            yield Words([[]], id="pick-check")
        yield Choice([], column=16, active=False)

    def on_mount(self) -> None:
        self.query_one(Choice).can_focus = False

    @property
    def is_open(self) -> bool:
        return self.has_class("-open")

    def offer(self, options: list[Option], value: str, said: str = "") -> None:
        """What there is to choose, and what is chosen, told to nobody. `said` stands for a value that is no option."""
        self.value = value
        if options != self.options:
            self.options = options
            self.query_one(Choice).offer(options, self._at)
        line = self.query_one(PickLine)
        line.said = next((option.name for option in options if option.value == value), said)
        line.refresh()

    def tell(self, check: Check) -> None:
        """Words beside the line."""
        _, glyphs = look_of(self.app)
        self.query_one("#pick-check", Words).say([check_words(check, glyphs)])

    @property
    def _at(self) -> int:
        return next((n for n, option in enumerate(self.options) if option.value == self.value), 0)

    def _choose(self, value: str) -> None:
        if value != self.value:
            self.offer(self.options, value)
            self.post_message(self.Changed(self, value))

    def _show(self, *, wanted: bool) -> None:
        wanted = wanted and bool(self.options)
        if wanted and not self.is_open:
            self.query_one(Choice).offer(self.options, self._at)
        self.set_class(wanted, "-open")

    def close(self) -> bool:
        """Fold the list; says whether it was open."""
        was = self.is_open
        self._show(wanted=False)
        return was

    def on_key(self, event: events.Key) -> None:
        choice = self.query_one(Choice)
        step = {"down": 1, "up": -1, "pagedown": 5, "pageup": -5}.get(event.key)
        letter = (event.character or "").casefold()
        if self.is_open and event.key == "escape":
            self.close()
        elif self.is_open and step is not None:
            choice.action_move(step)
        elif self.is_open and event.key in {"enter", "space"}:
            if choice.option is not None:
                self._choose(choice.option.value)
            self.close()
        elif event.key in {"enter", "space", "down"}:
            self._show(wanted=True)
        elif letter.isalnum():
            self._to_letter(letter)
        else:
            return
        event.stop()
        event.prevent_default()

    def _to_letter(self, letter: str) -> None:
        after = [*self.options[self._at + 1 :], *self.options[: self._at + 1]]
        found = next((option for option in after if option.name.casefold().startswith(letter)), None)
        if found is not None:
            self._choose(found.value)
            if self.is_open:
                self.query_one(Choice).offer(self.options, self._at)

    @on(PickLine.Stepped)
    def _stepped(self, event: PickLine.Stepped) -> None:
        event.stop()
        if self.options:
            self._choose(self.options[(self._at + event.by) % len(self.options)].value)

    @on(PickLine.Pressed)
    def _pressed(self, event: PickLine.Pressed) -> None:
        event.stop()
        self._show(wanted=not self.is_open)

    @on(PickLine.Left)
    def _left(self, event: PickLine.Left) -> None:
        event.stop()
        self.call_after_refresh(self._fold_unless_focused)

    def _fold_unless_focused(self) -> None:
        if not self.query_one(PickLine).has_focus:
            self.close()

    @on(Choice.Moved)
    def _moved(self, event: Choice.Moved) -> None:
        event.stop()

    @on(Choice.Chosen)
    def _chosen(self, event: Choice.Chosen) -> None:
        event.stop()
        self._choose(event.option.value)
        self.close()
