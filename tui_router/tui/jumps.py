"""Where one can go on a screen: every widget that knows such places names them; the rest is gone to by its focus."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, NamedTuple, Protocol, runtime_checkable

from textual.geometry import Offset
from textual.screen import Screen
from textual.widget import Widget

MOST = 300
LETTERS = "asdfghjklqwertyuiopzxcvbnm"
"""Those under the fingers first."""


class Jump(NamedTuple):
    """`at` is a cell of the widget, or of the screen once it has been gathered; `go` does what a click there would."""

    at: Offset
    go: Callable[[], object]
    of: Widget | None = None
    """Where it is, once it has been gathered."""


@runtime_checkable
class Jumpable(Protocol):
    def jumps(self) -> Iterable[Jump]:
        """The places of this widget that are in view."""
        ...


def places(screen: Screen[Any]) -> list[Jump]:
    """All of a screen, from its top to its bottom, each cell once."""
    found: dict[Offset, Jump] = {}
    width, height = screen.size
    for widget in screen.walk_children(Widget):
        if not _in_view(widget):
            continue
        region = widget.region
        for jump in _of(widget):
            at = region.offset + jump.at
            if 0 <= at.x < width and 0 <= at.y < height and at not in found:
                found[at] = Jump(at, jump.go, widget)
    return sorted(found.values(), key=lambda jump: (jump.at.y, jump.at.x))[:MOST]


def _in_view(widget: Widget) -> bool:
    return widget.is_on_screen and bool(widget.region.area)


def _of(widget: Widget) -> Iterable[Jump]:
    if isinstance(widget, Jumpable):
        return widget.jumps()
    return [Jump(Offset(0, 0), partial(widget.focus, False))] if widget.focusable else []


def labels(count: int) -> list[str]:
    """As many names of one or two letters, none the beginning of another; the short ones first."""
    base = len(LETTERS)
    firsts = 0
    while base - firsts + firsts * base < count and firsts < base:
        firsts += 1
    short = list(LETTERS[: base - firsts])
    long = [first + second for first in LETTERS[base - firsts :] for second in LETTERS]
    return [*short, *long][:count]
