"""Lines of a list that has more than one sort of thing in it: what draws a line, and what the cursor finds there."""

from collections.abc import Callable, Hashable
from typing import NamedTuple

from rich.cells import cell_len

from tui_router.tui.cells import clip
from tui_router.tui.glyphs import UNICODE, Glyphs
from tui_router.tui.lines.line import Span


class Look(NamedTuple):
    """What changes about a line without its content changing. `phase` counts spinner frames; below zero nothing
    moves. `now` is epoch seconds.
    """

    glyphs: Glyphs = UNICODE
    here: bool = False  # the cursor is on it
    phase: int = -1
    now: float = 0.0


class Entry(NamedTuple):
    """Neighbours with the same key belong together, and the cursor covers them all; it never stands on a line without
    a key. `ground` is the role behind the line, `moving` says that a spinner turns in it.
    """

    draw: Callable[[Look], list[Span]]
    key: Hashable = None
    ground: str = "background"
    moving: bool = False


def still(*spans: Span) -> Callable[[Look], list[Span]]:
    """For a line that is always the same."""
    return lambda _: list(spans)


def fit(text: str, width: int, *, right: bool = False, ellipsis: str = "…") -> str:
    """`text` (safe already) in exactly `width` cells; what is longer is cut."""
    text = clip(text, width, ellipsis)
    pad = " " * max(0, width - cell_len(text))
    return pad + text if right else text + pad
