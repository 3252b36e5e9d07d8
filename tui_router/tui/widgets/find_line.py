"""What is looked for on a page, and which of how many places one is at."""

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from tui_router.tui.safe_text import safe_text
from tui_router.tui.widgets.words import SPRING, Words


class FindLine(Widget):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "clear", show=False),
        Binding("down", "leave", show=False),
    ]
    DEFAULT_CSS = """
    FindLine { display: none; height: 1; layout: horizontal; background: $panel; padding: 0 2 0 0; }
    FindLine.-shown { display: block; }
    FindLine #find-sign { width: 4; }
    FindLine Input, FindLine Input:focus { width: 1fr; }
    FindLine #find-count { width: 18; margin-left: 2; }
    """

    @dataclass
    class Changed(Message):
        words: str

    @dataclass
    class Left(Message):
        """The page should have the focus again; `cleared` when nothing is looked for any more."""

        cleared: bool

    def compose(self) -> ComposeResult:
        yield Words([[("  / ", "accent", "b")]], id="find-sign")
        yield Input(placeholder="words on this page", id="find-input")
        yield Words([[]], id="find-count")

    def on_mount(self) -> None:
        self.query_one(Input).cursor_blink = False

    @property
    def shown(self) -> bool:
        return self.has_class("-shown")

    def open(self) -> None:
        self.add_class("-shown")
        self.query_one(Input).focus()

    def say(self, told: str) -> None:
        """At the right end: 3 of 17, or that it is nowhere."""
        self.query_one("#find-count", Words).say([[SPRING, (safe_text(told, line=True), "ink-soft")]])

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed(event.value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_leave()

    def action_leave(self) -> None:
        if self.query_one(Input).value.strip():
            self.post_message(self.Left(cleared=False))
        else:
            self.action_clear()

    def action_clear(self) -> None:
        self.query_one(Input).value = ""
        self.remove_class("-shown")
        self.post_message(self.Left(cleared=True))
