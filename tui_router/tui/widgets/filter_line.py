"""The filter: words that a row must hold, or the whole language, with how many rows do."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from tui_router.journal.filter import Filter, FilterFault, compile_filter
from tui_router.tui import cells
from tui_router.tui.ink import look_of
from tui_router.tui.lines.filter_words import choice_lines
from tui_router.tui.safe_text import safe_text
from tui_router.tui.widgets.filter_input import FilterInput
from tui_router.tui.widgets.words import SPRING, Word, Words, span_words

_SIGN = 4
_COUNT = 12
"""Cells kept for the count, so that the field does not jump with its digits."""


class FilterLine(Widget):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "clear", show=False)]

    @dataclass
    class Changed(Message):
        """Another filter holds. `filter` is None where a filter is words and nothing else."""

        words: str
        filter: Filter | None = None

    @dataclass
    class Left(Message):
        """The list should have the focus again; `cleared` when the filter is gone."""

        cleared: bool

    def __init__(
        self,
        *,
        placeholder: str = "failed sonnet #38 …",
        language: bool = False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`language`: operators are understood, and completed; a filter that is wrong is not told to anybody."""
        super().__init__()
        self._placeholder = placeholder
        self._language = language
        self._clock = clock
        self._compiled = compile_filter("")
        self._told: dict[str, Word] = {}

    def compose(self) -> ComposeResult:
        with Horizontal(id="filter-row"):
            yield Words([[("  / ", "accent", "b")]], id="filter-sign")
            yield FilterInput(placeholder=self._placeholder, completes=self._language, id="filter-input")
            yield Words([[]], id="filter-count")
        yield Words(id="filter-below")

    @property
    def shown(self) -> bool:
        return self.has_class("-shown")

    @property
    def field(self) -> FilterInput:
        return self.query_one(FilterInput)

    def open(self) -> None:
        self.add_class("-shown")
        self.field.focus()

    # what stands at the right

    def count(self, shown: int, known: int) -> None:
        self._tell("count", (f"{shown:,} of {known:,}", "ink-soft"))

    def busy(self, words: str) -> None:
        """What the list is doing; "" when it is done."""
        self._tell("busy", (words, "ink-soft"))

    def searching(self, words: str, role: str = "ink-soft") -> None:
        """How far the search in bodies is, or why it ended; "" when there is nothing to say."""
        self._tell("searching", (words, role))

    def _tell(self, what: str, word: Word) -> None:
        self._told[what] = word
        self._draw_end()

    def _draw_end(self) -> None:
        """The most telling of what there is to say."""
        if not self.is_mounted:
            return
        _, glyphs = look_of(self.app)
        words = [
            self._told[what]
            for what in ("fault", "busy", "searching", "count")
            if self._told.get(what, ("",))[0]
        ]
        said, role = (words[0][0], words[0][1]) if words else ("", "ink-soft")
        room = max(_COUNT, (self.size.width - _SIGN) * 11 // 20)
        said = cells.clip(safe_text(said, line=True), room, glyphs.ellipsis)
        end = self.query_one("#filter-count", Words)
        end.styles.width = max(_COUNT, cell_len(said) + 1)  # a blank before it at least
        end.say([[SPRING, (said, role)]])

    # what stands below

    def _draw_below(self) -> None:
        """How the text could go on; else the filter in words, where it is more than words."""
        below = self.query_one("#filter-below", Words)
        stem, picked = self.field.offered()
        lines: list[list[Word]] = []
        _, glyphs = look_of(self.app)
        if stem is not None:
            lines = [span_words(line) for line in choice_lines(stem.choices, picked, self.size.width, glyphs)]
        elif self.field.has_focus and self._told.get("fault") is None and not self._compiled.only_words:
            said = cells.clip(
                safe_text(self._compiled.explain(), line=True), self.size.width - 4, glyphs.ellipsis
            )
            lines = [[(f"    {said}", "ink-soft")]]
        below.set_class(bool(lines), "-shown")
        below.set_class(stem is None, "-explained")
        below.say(lines)

    # the field

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if not self._language:
            self.post_message(self.Changed(event.value))
            return
        fault: FilterFault | None = None
        try:
            self._compiled = compile_filter(event.value, clock=self._clock)
        except FilterFault as wrong:
            fault = wrong
        field = self.field
        field.fault = fault
        field.refresh()
        self._told.pop("fault", None)
        if fault is not None:
            self._told["fault"] = (fault.words, "ink-soft" if fault.unfinished else "state-error")
        else:
            self.post_message(self.Changed(event.value, self._compiled))
        self._draw_end()
        self._draw_below()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_leave()

    @on(FilterInput.Down)
    def _down(self, event: FilterInput.Down) -> None:
        event.stop()
        self.action_leave()

    def on_descendant_focus(self) -> None:
        self._draw_below()

    def on_descendant_blur(self) -> None:
        self._draw_below()

    def on_resize(self) -> None:
        self._draw_end()
        self._draw_below()

    def action_leave(self) -> None:
        if not self.field.value.strip():
            self.action_clear()
            return
        if self._told.get("fault") is None:
            self.field.keep(self.field.value)
        self.post_message(self.Left(cleared=False))

    def action_clear(self) -> None:
        if self._told.get("fault") is None:
            self.field.keep(self.field.value)
        self.field.value = ""
        self.remove_class("-shown")
        self.post_message(self.Left(cleared=True))
