"""Which columns of the exchange list stand where, by the width of the screen."""

from dataclasses import dataclass
from itertools import pairwise

LEFT = 2
RIGHT = 2
BREAKPOINTS = (80, 110, 140, 190)
"""Widths in cells at which the layout changes; one table for every part of the screen."""
RAIL_FROM = 190
MIN_ROWS = 20


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    heading: str
    x: int
    width: int
    right: bool = False

    @property
    def end(self) -> int:
        return self.x + self.width


_RIGHT = frozenset({"in", "out", "first", "took", "rate"})
_WIDE_GAP = frozenset({"bar", "note"})

# name and width; 0 takes what is left. "bar" has no heading.
_TINY = (("state", 12), ("target", 0), ("out", 6), ("took", 7))
_NARROW = (("time", 8), ("state", 12), ("tier", 9), ("target", 0), ("in", 6), ("out", 6), ("took", 8))
_MIDDLE = (
    *(("time", 8), ("state", 12), ("tier", 9), ("target", 22), ("kind", 9)),
    *(("in", 6), ("out", 6), ("took", 7), ("bar", 12), ("note", 0)),
)
_WIDE = (
    *(("time", 8), ("state", 12), ("tier", 9), ("target", 23), ("kind", 9), ("in", 7), ("out", 7)),
    *(("first", 8), ("took", 8), ("bar", 14), ("rate", 6), ("note", 0)),
)


def layout(width: int, screen_width: int | None = None) -> tuple[Column, ...]:
    """Columns for a list `width` cells wide on a screen `screen_width` wide; gap 1, three before bar and note."""
    screen = screen_width or width
    if screen < BREAKPOINTS[0]:
        chosen: tuple[tuple[str, int], ...] = _TINY
    elif screen < BREAKPOINTS[1]:
        chosen = _NARROW
    else:
        chosen = _MIDDLE if screen < BREAKPOINTS[2] else _WIDE
    gaps = sum(_gap(before, name) for (before, _), (name, _) in pairwise(chosen))
    rest = max(4, width - LEFT - RIGHT - gaps - sum(wide for _, wide in chosen))
    columns: list[Column] = []
    x = LEFT
    before = ""
    for name, fixed in chosen:
        x += _gap(before, name) if before else 0
        wide = fixed or rest
        heading = "" if name == "bar" else name.upper()
        columns.append(Column(name, heading, x, wide, right=name in _RIGHT))
        x += wide
        before = name
    return tuple(columns)


def _gap(before: str, name: str) -> int:
    """Words beside right-aligned figures need air; a note straight after the bar does not."""
    return 3 if name in _WIDE_GAP and before != "bar" else 1


def list_rows(height: int) -> int:
    """Rows of the list above the lower half: 7 of 24, 10 of 40, 14 of 60."""
    return max(4, 7 + (height - 24) * 7 // 36)
