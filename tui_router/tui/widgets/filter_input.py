"""The field of a filter: it marks what is wrong, completes operators, and recalls what was typed before."""

from dataclasses import dataclass
from typing import ClassVar

from rich.highlighter import Highlighter
from rich.text import Text
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from tui_router.journal.filter import FilterFault
from tui_router.journal.filter.parser import LONGEST
from tui_router.tui.ink import look_of
from tui_router.tui.lines.filter_words import Stem, completion

KEPT = 50
"""Filters that can be recalled."""


class _FaultMark(Highlighter):
    def __init__(self, field: "FilterInput") -> None:
        self._field = field

    def highlight(self, text: Text) -> None:
        fault = self._field.fault
        if fault is not None and not fault.unfinished:
            ink, _ = look_of(self._field.app)
            text.stylize(ink("state-error", bold=True), fault.start, fault.end)


class FilterInput(Input):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", show=False),
        Binding("up", "recall(-1)", show=False),
        Binding("down", "recall(1)", show=False),
    ]

    @dataclass
    class Down(Message):
        """There is nothing newer to recall: whoever went down wants the list."""

    def __init__(self, *, placeholder: str, completes: bool, id: str | None = None) -> None:
        super().__init__(placeholder=placeholder, id=id, max_length=LONGEST, highlighter=_FaultMark(self))
        self.cursor_blink = False
        self.fault: FilterFault | None = None
        self.completes = completes
        self._earlier: list[str] = []
        self._recalled = 0
        """How many steps back; 0 is what is being typed."""
        self._typed = ""
        self._stem: Stem | None = None
        self._picked = -1
        self._made = ""

    # completion

    def offered(self) -> tuple[Stem | None, int]:
        """How the text could go on, and which of these ways stands in the field now, -1 for none."""
        if not self.completes or not self.has_focus:
            return None, -1
        if self._picked >= 0 and self.value == self._made:
            return self._stem, self._picked
        return (completion(self.value) if self.cursor_at_end else None), -1

    def action_complete(self) -> None:
        """The next way to go on. Without one, tab goes where it always goes."""
        stem, picked = self.offered()
        if stem is None:
            raise SkipAction
        self._stem, self._picked = stem, (picked + 1) % len(stem.choices)
        self._made = self.value[: stem.start] + stem.choices[self._picked].text
        self.value = self._made
        self.cursor_position = len(self._made)

    # earlier filters

    def keep(self, text: str) -> None:
        """Remember it as the newest of the earlier ones."""
        self._recalled = 0
        if text.strip():
            self._earlier = [*(each for each in self._earlier if each != text), text][-KEPT:]

    def action_recall(self, by: int) -> None:
        there = self._recalled - by
        if there < 0:
            self.post_message(self.Down())
            return
        if there > len(self._earlier):
            return
        if self._recalled == 0:
            self._typed = self.value
        self._recalled = there
        self.value = self._earlier[-there] if there else self._typed
        self.cursor_position = len(self.value)
