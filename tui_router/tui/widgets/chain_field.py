"""What is tried when the first target cannot answer: a list that is added to, shortened and put in order."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from tui_router.tui import cells
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.ink import look_of
from tui_router.tui.lines.line import Span, justify
from tui_router.tui.rewire_draft import LONGEST_CHAIN
from tui_router.tui.safe_text import safe_text
from tui_router.tui.widgets.paint import segments
from tui_router.tui.widgets.target_field import TargetField

_KEYS = (("a", "add"), ("x", "remove"), ("K J", "move"))


class ChainList(Widget, can_focus=True):
    """One line without the focus; with it a line for each target, and the keys."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "cursor(1)", show=False),
        Binding("up,k", "cursor(-1)", show=False),
        Binding("J,shift+down", "shift(1)", show=False),
        Binding("K,shift+up", "shift(-1)", show=False),
        Binding("x,delete,backspace", "remove", show=False),
        Binding("a,space", "add", show=False),
    ]
    DEFAULT_CSS = """
    ChainList { height: auto; background: $background; }
    """

    class Changed(Message):
        """The targets are others, or in another order."""

    class Wanted(Message):
        """Another target is to be added."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.at = 0

    def show(self, targets: list[str]) -> None:
        if targets == self.targets:
            return
        layout = len(targets) != len(self.targets)
        self.targets = targets
        self.at = max(0, min(self.at, len(targets) - 1))
        self.refresh(layout=layout)

    def _changed(self, targets: list[str]) -> None:
        self.show(targets)
        self.post_message(self.Changed())

    def action_cursor(self, by: int) -> None:
        self.at = max(0, min(self.at + by, len(self.targets) - 1))
        self.refresh()

    def action_shift(self, by: int) -> None:
        to = self.at + by
        if 0 <= to < len(self.targets) and self.at < len(self.targets):
            targets = list(self.targets)
            targets[self.at], targets[to] = targets[to], targets[self.at]
            self.at = to
            self._changed(targets)

    def action_remove(self) -> None:
        if self.targets:
            self._changed([name for n, name in enumerate(self.targets) if n != self.at])

    def action_add(self) -> None:
        self.post_message(self.Wanted())

    def on_mouse_down(self, event: events.MouseDown) -> None:
        if event.y < len(self.targets):
            self.at = event.y
            self.refresh()
        else:
            self.action_add()

    def on_focus(self) -> None:
        self.refresh(layout=True)

    def on_blur(self) -> None:
        self.refresh(layout=True)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        del container, viewport, width
        return len(self.targets) + 1 if self.has_focus else 1

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        ink, glyphs = look_of(self.app)
        here = self.has_focus and (y == self.at or not self.targets)
        on = "row-cursor" if here else "background"
        left, right = self._line(y, here, glyphs) if self.has_focus else (self._folded(), [])
        spans = justify([Span(glyphs.focus if here else " ", "accent"), *left], right, width, glyphs.ellipsis)
        return Strip(segments(spans, ink, glyphs, on)).adjust_cell_length(width, ink("ink", on))

    def _folded(self) -> list[Span]:
        if not self.targets:
            return [Span("nothing else is tried", "ink-soft")]
        names = ", then ".join(safe_text(name, line=True) for name in self.targets[:LONGEST_CHAIN])
        return [Span("then ", "ink-soft"), Span(names)]

    def _line(self, y: int, here: bool, glyphs: Glyphs) -> tuple[list[Span], list[Span]]:
        if y < len(self.targets):
            name = cells.clip_middle(
                safe_text(self.targets[y], line=True), self.size.width - 6, glyphs.ellipsis
            )
            return [Span(f"{y + 2} ", "ink-soft"), Span(name, "ink", bold=here)], []
        keys = _KEYS if self.targets else _KEYS[:1]
        return [
            span
            for key, word in keys
            for span in (Span(key, "accent", bold=True), Span(f" {word}  ", "ink-soft"))
        ], []


class ChainField(Widget):
    """The chain behind its first target, and a field to find another one for it."""

    DEFAULT_CSS = """
    ChainField { height: auto; layout: vertical; }
    ChainField TargetField { display: none; }
    ChainField.-adding TargetField { display: block; }
    ChainField.-adding ChainList { display: none; }
    """

    @dataclass
    class Changed(Message):
        targets: list[str]

    def compose(self) -> ComposeResult:
        yield ChainList()
        yield TargetField("", placeholder="part of a name", id="chain-add")

    @property
    def targets(self) -> list[str]:
        return list(self.query_one(ChainList).targets)

    def show(self, targets: list[str]) -> None:
        self.query_one(ChainList).show(targets)

    @property
    def adding(self) -> bool:
        return self.has_class("-adding")

    @on(ChainList.Changed)
    def _list_changed(self, event: ChainList.Changed) -> None:
        event.stop()
        self.post_message(self.Changed(self.targets))

    @on(ChainList.Wanted)
    def action_add(self) -> None:
        self.query_one("#chain-add Input", Input).value = ""
        self.add_class("-adding")
        self.query_one("#chain-add Input", Input).focus()

    def stop_adding(self) -> bool:
        """Back to the list; says whether a target was being looked for."""
        was = self.adding
        if was:
            self.remove_class("-adding")
            self.query_one(ChainList).focus()
        return was

    @on(TargetField.Accepted)
    def _accepted(self, event: TargetField.Accepted) -> None:
        event.stop()
        chosen = self.query_one(TargetField).target
        self.stop_adding()
        if chosen and chosen not in self.targets:
            self.show([*self.targets, chosen])
            self.query_one(ChainList).action_cursor(len(self.targets))
            self.post_message(self.Changed(self.targets))

    @on(TargetField.Changed)
    def _looked(self, event: TargetField.Changed) -> None:
        event.stop()

    def on_key(self, event: events.Key) -> None:
        if event.key == "escape" and self.stop_adding():
            event.stop()
            event.prevent_default()

    def on_descendant_blur(self) -> None:
        if self.adding:
            self.call_after_refresh(self._fold_unless_focused)

    def _fold_unless_focused(self) -> None:
        if self.adding and not self.has_focus_within:
            self.remove_class("-adding")
