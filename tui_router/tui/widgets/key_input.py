"""A field for the place of a key. A key itself never gets into it, so that it is neither drawn nor sent."""

from dataclasses import dataclass

from textual.message import Message
from textual.widgets import Input

from tui_router.tui.rewire_draft import TYPED, holds_secret


class KeyInput(Input):
    @dataclass
    class Refused(Message):
        """What was typed or pasted is a key; the field stays as it was."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(placeholder="env:NAME or file:/path", max_length=TYPED, id=id)

    def validate_value(self, value: str) -> str:
        if holds_secret(value):
            self.post_message(self.Refused())
            return self.value
        return value
