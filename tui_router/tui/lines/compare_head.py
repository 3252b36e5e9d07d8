"""What stands over a comparison: which two they are, and four figures of each with bars; the better one is bold."""

from typing import NamedTuple

from tui_router.journal.record import ENDED, AttemptRow, ExchangeDetail, ExchangeRow
from tui_router.replay.verdict import Figures
from tui_router.tui import cells
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.ink import state_look
from tui_router.tui.lines.line import Span, crop, span_width
from tui_router.tui.safe_text import safe_text

_NAME = 16
"""Cells under which a name says little."""
_FAILED = frozenset({"failed", "cancelled", "interrupted"})


class Compared(NamedTuple):
    """An exchange as one side of a comparison; `attempt` None is the exchange as a whole."""

    detail: ExchangeDetail
    attempt: AttemptRow | None = None

    @property
    def row(self) -> ExchangeRow:
        return self.detail.row

    @property
    def first(self) -> float | None:
        return _since(self.attempt, "first") if self.attempt is not None else self.row.times.first

    @property
    def took(self) -> float | None:
        return _since(self.attempt, "ended") if self.attempt is not None else self.row.times.ended

    @property
    def out(self) -> int | None:
        return None if self.attempt is not None or not self.row.tokens.output else self.row.tokens.output

    @property
    def cost(self) -> float | None:
        return None if self.attempt is not None else self.row.cost

    @property
    def failed(self) -> str:
        """Why it has no answer, in words."""
        if self.attempt is not None and self.attempt.number < self.row.attempts:
            return safe_text(self.attempt.outcome[:120], line=True) or "failed"
        if self.row.state not in _FAILED:
            return ""
        return safe_text(self.row.trouble[:120], line=True) or self.row.state


def _since(attempt: AttemptRow, name: str) -> float | None:
    """Seconds from the sending of this attempt."""
    at, sent = getattr(attempt.times, name), attempt.times.sent
    return max(0.0, at - (sent or 0.0)) if at is not None else None


def figures(side: Compared, tools: list[str]) -> Figures:
    named = tuple(safe_text(tool[:60], line=True) for tool in tools)
    return Figures(side.took, side.cost, side.failed, side.row.state in ENDED, named)


class Figure(NamedTuple):
    name: str
    said: str
    value: float | None
    lower: bool  # less is better


def four(side: Compared, glyphs: Glyphs) -> list[Figure]:
    out = side.out
    return [
        Figure("first", cells.first(side.first, glyphs), side.first, True),
        Figure("took", cells.took(side.took, glyphs), side.took, True),
        Figure("out", cells.count(out) if out is not None else glyphs.nothing, out, False),
        Figure("cost", cells.money(side.cost, glyphs), side.cost, True),
    ]


def title_spans(letter: str, side: Compared, width: int, glyphs: Glyphs) -> list[Span]:
    """Which one it is: A #36 ▄ sonnet → kimi-k2.5 · fireworks   12:03:58."""
    row = side.row
    number = f"#{row.id}"
    if side.attempt is not None:
        number += f" attempt {side.attempt.number}"
    if row.replay_of is not None:
        number += f" {glyphs.replay} of #{row.replay_of}"
    lead = [
        Span(f"{letter}  ", "accent", bold=True),
        Span(f"{number}  ", "ink-soft"),
        Span(f"{glyphs.tiers[row.tier]} {row.tier} ", f"tier-{row.tier}"),
        Span(f"{glyphs.arrow} ", "ink-soft"),
    ]
    tail = [Span(cells.clock(row.started_at), "ink-soft")]
    if side.failed or row.state not in {"ok", "repaired"}:
        glyph, role, word, _ = state_look("failed" if side.failed else row.state, glyphs, 0)
        tail = [Span(f"{glyph} {word}", role, bold=bool(side.failed)), Span("  "), *tail]
    if width - span_width(lead) - span_width(tail) < _NAME:
        tail = tail[:-2]  # when it was counts least
    room = width - span_width(lead) - span_width(tail) - 2
    named = side.attempt if side.attempt is not None and side.attempt.model else row
    model, provider = cells.target(named.model, named.provider, max(1, room), glyphs)
    lead += [Span(model or "answered here", bold=True), Span(provider, "ink-soft")]
    lead = crop(lead, max(0, width - span_width(tail) - 1), glyphs.ellipsis)
    return [*lead, Span(" " * max(1, width - span_width(lead) - span_width(tail))), *tail]


def figure_spans(
    side: Compared, other: Compared, width: int, glyphs: Glyphs
) -> tuple[list[Span], list[Span]]:
    """The four figures, and under each a bar as long as it is beside the larger of both."""
    each = width // 4
    said: list[Span] = []
    bars: list[Span] = []
    for ours, theirs in zip(four(side, glyphs), four(other, glyphs), strict=True):
        better = ours.lower and bool(ours.value and theirs.value and ours.value < theirs.value)
        words = [Span(f"{ours.name} ", "ink-soft"), Span(ours.said, bold=better)]
        words = crop(words, each - 1, glyphs.ellipsis)
        said += [*words, Span(" " * (each - span_width(words)))]
        most = max(ours.value or 0.0, theirs.value or 0.0)
        room = each - 2
        filled = round(room * (ours.value or 0.0) / most) if most > 0 else 0
        filled = max(1, filled) if ours.value else 0
        bars += [
            Span(glyphs.meter * filled, "ink" if better else "ink-soft"),
            Span(glyphs.track * (room - filled), "line"),
            Span(" " * (each - room)),
        ]
    return said, bars


def head_lines(
    a: Compared, b: Compared, half: int, glyphs: Glyphs, *, split: bool, roomy: bool
) -> list[list[Span]]:
    """The lines over a comparison. Two columns of `half` cells, or one; `roomy` with bars and air."""
    air: list[list[Span]] = [[]] if roomy else []
    sides = []
    for letter, side, other in (("A", a, b), ("B", b, a)):
        said, bars = figure_spans(side, other, half, glyphs)
        sides.append([title_spans(letter, side, half, glyphs), *air, said, *([bars] if roomy else []), *air])
    if not split:
        if not roomy:
            return [line for side in sides for line in side]
        return [*sides[0][:1], *sides[0][2:4], *sides[1][:1], *sides[1][2:4], []]
    gap = " " * 5
    return [
        [*left, Span(" " * (half - span_width(left))), Span(gap), *right] if left or right else []
        for left, right in zip(*sides, strict=True)
    ]
