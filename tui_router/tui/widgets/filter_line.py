"""The filter: words that a row must hold, with how many rows do."""

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from tui_router.tui.widgets.words import SPRING, Words


class FilterLine(Widget):
    BINDINGS = [Binding("escape", "clear", show=False), Binding("down", "leave", show=False)]  # noqa: RUF012  # Textual's own form

    @dataclass
    class Changed(Message):
        words: str

    @dataclass
    class Left(Message):
        """The list should have the focus again; `cleared` when the filter is gone."""

        cleared: bool

    def __init__(self, *, placeholder: str = "failed sonnet #38 …") -> None:
        super().__init__()
        self._placeholder = placeholder

    def compose(self) -> ComposeResult:
        yield Words([[("  / ", "accent", "b")]], id="filter-sign")
        yield Input(placeholder=self._placeholder, id="filter-input")
        yield Words([[]], id="filter-count")

    def on_mount(self) -> None:
        self.query_one(Input).cursor_blink = False

    @property
    def shown(self) -> bool:
        return self.has_class("-shown")

    def open(self) -> None:
        self.add_class("-shown")
        self.query_one(Input).focus()

    def count(self, shown: int, known: int) -> None:
        self.query_one("#filter-count", Words).say([[SPRING, (f"{shown} of {known}", "ink-soft")]])

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed(event.value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_leave()

    def action_leave(self) -> None:
        if not self.query_one(Input).value.strip():
            self.action_clear()
        else:
            self.post_message(self.Left(cleared=False))

    def action_clear(self) -> None:
        self.query_one(Input).value = ""
        self.remove_class("-shown")
        self.post_message(self.Left(cleared=True))
