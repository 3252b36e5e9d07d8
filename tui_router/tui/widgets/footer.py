"""The last row: keys that act here, in order of use. What does not fit is left out; help stays."""

from dataclasses import dataclass
from functools import partial

from textual import events
from textual.geometry import Offset
from textual.message import Message

from tui_router.tui.bindings.key import Key
from tui_router.tui.columns import LEFT, RIGHT
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.ink import Ink
from tui_router.tui.jumps import Jump
from tui_router.tui.keymap import keys_of
from tui_router.tui.widgets.bar import Bar, Piece, wide

_GAP = "  "
_COMMANDS_FROM = 100


class Footer(Bar):
    @dataclass
    class Pressed(Message):
        """A hint was clicked."""

        key: Key

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.keys: tuple[Key, ...] = ()
        self.fixed: tuple[Key, ...] = ()
        self._spans: list[tuple[int, int, Key]] = []

    def show(self, keys: tuple[Key, ...], fixed: tuple[Key, ...]) -> None:
        """`fixed` stay at the right end; the last of them only when there is room."""
        if (keys, fixed) != (self.keys, self.fixed):
            self.keys, self.fixed = keys, fixed
            self.refresh()

    def pieces(self, width: int, ink: Ink, glyphs: Glyphs) -> tuple[list[Piece], list[Piece]]:
        held = keys_of(self.app)
        fixed = tuple(map(held.now, self.fixed if width >= _COMMANDS_FROM else self.fixed[:1]))
        right: list[Piece] = []
        for key in fixed:
            right += [(_GAP, ink())] if right else []
            right += self._hint(key, ink, glyphs)
        self._spans = []
        left: list[Piece] = []
        x = LEFT
        room = width - RIGHT - wide(right) - 2
        for key in map(held.now, self.keys):
            hint = self._hint(key, ink, glyphs)
            gap = len(_GAP) if left else 0
            if x + gap + wide(hint) > room:
                break
            left += [(_GAP, ink())] if gap else []
            left += hint
            x += gap
            self._spans.append((x, x + wide(hint), key))
            x += wide(hint)
        x = width - RIGHT - wide(right)
        for key in fixed:
            end = x + wide(self._hint(key, ink, glyphs))
            self._spans.append((x, end, key))
            x = end + len(_GAP)
        return left, right

    def _hint(self, key: Key, ink: Ink, glyphs: Glyphs) -> list[Piece]:
        shown = glyphs.enter if key.shown == "⏎" else glyphs.tab if key.shown == "⇥" else key.shown
        return [(shown, ink("accent", bold=True)), (f" {key.label}", ink("ink-soft"))]

    def jumps(self) -> list[Jump]:
        return [
            Jump(Offset(start, 0), partial(self.post_message, self.Pressed(key)))
            for start, _, key in self._spans
        ]

    def on_click(self, event: events.Click) -> None:
        for start, end, key in self._spans:
            if start <= event.x < end:
                self.post_message(self.Pressed(key))
                return
