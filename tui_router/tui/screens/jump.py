"""A letter over every place one can go to; typed, it goes there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widget import Widget

from tui_router.tui.ink import look_of
from tui_router.tui.jumps import Jump, labels


@dataclass(eq=False)
class Letter:
    """The name of one place. What has been typed of it is quiet; one that is not `meant` any more is gone."""

    label: str
    jump: Jump
    typed: int = 0
    meant: bool = True

    @property
    def region(self) -> Region:
        return Region(self.jump.at.x, self.jump.at.y, len(self.label), 1)


class Letters(Widget):
    """The names in one widget, over its own lines: a widget for each name would take a while to come."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Letters { position: absolute; }
    """

    def __init__(self, source: Widget | None, letters: Sequence[Letter]) -> None:
        super().__init__()
        self._source = source
        self._letters = letters
        self._place = Region.from_union([letter.region for letter in letters])
        self.styles.offset = self._place.offset
        self.styles.width, self.styles.height = self._place.size

    def render_line(self, y: int) -> Strip:
        ink, _ = look_of(self.app)
        place = self._place
        parts: list[Strip] = []
        x, behind = 0, self._behind(y)
        for letter in sorted(self._letters, key=lambda letter: letter.jump.at.x):
            start = letter.jump.at.x - place.x
            if letter.jump.at.y != place.y + y or not letter.meant or start < x:
                continue
            done, left = letter.label[: letter.typed], letter.label[letter.typed :]
            name = [
                Segment(done, ink("ink-soft", "overlay")),
                Segment(left, ink("on-accent", "accent", bold=True)),
            ]
            parts += [behind.crop(x, start), Strip(name)]
            x = start + len(letter.label)
        return Strip.join([*parts, behind.crop(x, place.width)])

    def _behind(self, y: int) -> Strip:
        """The line of the widget under it."""
        place, source = self._place, self._source
        if source is None:
            return Strip.blank(place.width)
        at = place.offset - source.region.offset - (source.gutter.left, source.gutter.top)
        if at.x < 0 or at.y + y < 0:
            return Strip.blank(place.width, source.rich_style)
        line = source.render_line(at.y + y).crop(at.x, at.x + place.width)
        return line.adjust_cell_length(place.width, source.rich_style)


class JumpScreen(ModalScreen[None]):
    """The screen under it stays as it is. Any other key leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,ctrl+o", "leave", "Leave", show=False)]

    def __init__(self, jumps: Sequence[Jump]) -> None:
        super().__init__()
        self.letters = [Letter(name, jump) for name, jump in zip(labels(len(jumps)), jumps, strict=False)]
        self._typed = ""
        self._laid_for: Size | None = None

    def compose(self) -> ComposeResult:
        of: dict[Widget | None, list[Letter]] = {}
        for letter in self.letters:
            of.setdefault(letter.jump.of, []).append(letter)
        for source, letters in of.items():
            yield Letters(source, letters)

    def on_key(self, event: events.Key) -> None:
        if event.key in ("escape", "ctrl+o"):
            return
        event.stop()
        typed = self._typed + (event.character or "\0")
        meant = [letter for letter in self.letters if letter.label.startswith(typed)]
        if not meant:
            self.dismiss(None)
        elif meant[0].label == typed:
            self.dismiss(None)
            self.app.call_later(meant[0].jump.go)
        else:
            self._typed = typed
            for letter in self.letters:
                letter.meant, letter.typed = letter in meant, len(typed)
            for widget in self.query(Letters):
                widget.refresh()

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.dismiss(None)

    def on_resize(self, event: events.Resize) -> None:
        """The places are elsewhere then."""
        if self._laid_for is not None and event.size != self._laid_for:
            self.dismiss(None)
        self._laid_for = event.size

    def action_leave(self) -> None:
        self.dismiss(None)
