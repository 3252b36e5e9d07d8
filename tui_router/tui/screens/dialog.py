"""What every dialog shares: a ground of its own, the rest dimmed, esc to leave."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from tui_router.tui.columns import BREAKPOINTS
from tui_router.tui.standing import Leaving, Result
from tui_router.tui.widgets.words import SPRING, Word

ESC_CLOSE: list[Word] = [SPRING, ("esc", "accent", "b"), (" close", "ink-soft")]


class Dialog(Leaving[Result], ModalScreen[Result]):
    """Its content goes in a container with the id "dialog". Leaving by esc gives None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "Close", show=False)]

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width < BREAKPOINTS[1] or event.size.height < 30, "-narrow")

    @property
    def narrow(self) -> bool:
        return self.app.size.width < BREAKPOINTS[1]

    def action_close(self) -> None:
        self.dismiss(None)
