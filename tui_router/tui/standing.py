"""Whether a screen has all its widgets.

Timers, the follower and answers of the gateway go on while Textual mounts and removes a screen. It removes the widgets
one by one, in no order that can be told: one that is still there says nothing of the others.
"""

from typing import Any, TypeVar

from textual.await_remove import AwaitRemove
from textual.screen import Screen

Result = TypeVar("Result")


def stands(screen: Screen[Any], last: str | type) -> bool:
    """True from when `last`, the widget that is composed last, is there, until the screen begins to be removed.

    Textual says of a node that it is not displayed from the moment when its removal begins.
    """
    return screen.display and bool(screen.query(last))


class Leaving(Screen[Result]):
    """Its workers end when its removal begins; Textual ends them when all widgets are gone, and an answer that comes
    in between would look for one of those."""

    def remove(self) -> AwaitRemove:
        self.workers.cancel_node(self)
        return super().remove()
