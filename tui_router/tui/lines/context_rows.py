"""How the context of a session grew turn by turn, drawn as bars or as one line; compactions stand out."""

from collections.abc import Sequence
from typing import NamedTuple

from tui_router.journal.sessions import Turn
from tui_router.tui import cells
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.lines.line import Span

AXIS = 6
"""Cells of the scale at the left."""
_BAR, _COMPACTED, _OVER = "tokens-tools", "state-warn", "state-warn"


class Bar(NamedTuple):
    """`share` of the window, 0 to 1."""

    share: float
    compaction: bool
    tokens: int


def bars(turns: Sequence[Turn]) -> list[Bar]:
    """Each prompt as a share of its window; where no window is known, of the largest prompt."""
    most = max((turn.tokens for turn in turns), default=0) or 1
    known = any(turn.window for turn in turns)
    window = next((turn.window for turn in reversed(turns) if turn.window), None)
    found: list[Bar] = []
    for turn in turns:
        whole = (turn.window or window or most) if known else most
        part = min(1.0, max(0.0, turn.tokens / whole))
        found.append(Bar(part, turn.kind == "compaction", max(0, turn.tokens)))
    return found


def compactions(found: Sequence[Bar]) -> list[tuple[int, str]]:
    """Which bar stands after a compaction, and what it brought: 112k → 15.0k."""
    return [
        (number + 1, f"{cells.count(bar.tokens)} → {cells.count(found[number + 1].tokens)}")
        for number, bar in enumerate(found[:-1])
        if bar.compaction and not found[number + 1].compaction
    ]


class Pitch(NamedTuple):
    """Cells of a bar, and from one to the next."""

    bar: int
    step: int


def pitch(number: int, room: int) -> Pitch:
    """As wide as they can be while all are seen; the oldest are left out when they cannot."""
    for each in (Pitch(2, 4), Pitch(2, 3), Pitch(1, 2), Pitch(1, 1)):
        if number * each.step <= room:
            return each
    return Pitch(1, 1)


def chart(turns: Sequence[Turn], width: int, height: int, glyphs: Glyphs) -> list[list[Span]]:
    """Bars in `height` lines and, below them, what compactions brought."""
    room = max(1, width - AXIS)
    at = pitch(len(turns), room)
    found = bars(turns[-(room // at.step) :])
    known = any(turn.window for turn in turns)
    most = max((bar.tokens for bar in found), default=0)
    scale = {0: "100%" if known else cells.count(most), height // 2: "50%" if known else "", height - 1: "0"}
    lines = [_level(found, at, height - 1 - y, height, scale.get(y, ""), glyphs) for y in range(height)]
    return [*lines, _marks(found, at, room, glyphs)]


def _level(
    found: Sequence[Bar], at: Pitch, level: int, height: int, label: str, glyphs: Glyphs
) -> list[Span]:
    """One line of the chart; `level` counts from the bottom."""
    spans = [Span(label.rjust(AXIS - 2) + "  ", "ink-soft")]
    steps = len(glyphs.spark)
    for bar in found:
        filled = bar.share * height - level
        if level == 0:
            filled = max(filled, 1 / steps)
        index = min(steps, max(0, round(filled * steps)))
        sign = glyphs.spark[index - 1] if index else " "
        spans.append(Span(sign * at.bar, _COMPACTED if bar.compaction else _BAR))
        spans.append(Span(" " * (at.step - at.bar)))
    return spans


def _marks(found: Sequence[Bar], at: Pitch, room: int, glyphs: Glyphs) -> list[Span]:
    line = ""
    for number, said in compactions(found):
        words = f"{glyphs.slow} compacted, {said.replace('→', glyphs.arrow)}"
        x = number * at.step
        if x + len(words) > room:
            x = room - len(words)
        if x >= len(line) + (2 if line else 0):
            line = line.ljust(x) + words
    return [Span(" " * AXIS), Span(line, "ink-soft")]


def one_line(turns: Sequence[Turn], width: int, glyphs: Glyphs) -> list[Span]:
    """The same as a line of signs, for small screens, with the last compaction in words."""
    found = bars(turns)
    marks = compactions(found)
    said = f"  {glyphs.slow} compacted, {marks[-1][1].replace('→', glyphs.arrow)}" if marks else ""
    room = max(4, width - len(said))
    steps = len(glyphs.spark) - 1
    spans = [
        Span(glyphs.spark[round(bar.share * steps)], _COMPACTED if bar.compaction else _BAR)
        for bar in found[-room:]
    ]
    return [*spans, Span(said, "ink-soft")]
