"""The column at the right of a very wide screen: the last ten minutes by tier, the sessions, what was learned."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len
from textual.strip import Strip
from textual.widget import Widget

from tui_router.core.fact import Fact
from tui_router.core.target import TIERS
from tui_router.journal.record import ENDED, ExchangeRow
from tui_router.tui import cells
from tui_router.tui.columns import LEFT, RIGHT
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.ink import Ink, look_of
from tui_router.tui.lines.fact_words import fact_words
from tui_router.tui.row_book import RowBook
from tui_router.tui.safe_text import safe_text
from tui_router.tui.widgets.bar import Piece, line

SPAN_S = 600
BUCKETS = 14
_FACTS = 5
LOOKED_AT = 2_000
"""Newest rows looked at: ten minutes of a very busy gateway."""


@dataclass
class TierSums:
    buckets: list[int] = field(default_factory=lambda: [0] * BUCKETS)
    count: int = 0
    failed: int = 0
    took: list[float] = field(default_factory=list)


@dataclass
class Sums:
    tiers: dict[str, TierSums] = field(default_factory=dict)
    sessions: Counter[str] = field(default_factory=Counter)
    clients: dict[str, str] = field(default_factory=dict)
    costs: dict[str, float] = field(default_factory=dict)


def sum_up(book: RowBook, now: float) -> Sums:
    sums = Sums()
    for position in range(min(LOOKED_AT, len(book))):
        row = book.at(position)
        if row is None or now - row.started_at > SPAN_S:
            break
        _add(sums, row, now)
    return sums


def _add(sums: Sums, row: ExchangeRow, now: float) -> None:
    if row.session:
        sums.sessions[row.session] += 1
        sums.clients.setdefault(row.session, row.client)
        if row.cost:
            sums.costs[row.session] = sums.costs.get(row.session, 0.0) + row.cost
    if row.state == "local":
        return
    tier = sums.tiers.setdefault(row.tier, TierSums())
    age = min(SPAN_S - 1, max(0, int(now - row.started_at)))
    tier.buckets[BUCKETS - 1 - age * BUCKETS // SPAN_S] += 1
    tier.count += 1
    tier.failed += row.state == "failed"
    if row.state in ENDED and row.times.ended is not None:
        tier.took.append(row.times.ended)


def sparkline(buckets: list[int], signs: str) -> str:
    most = max(buckets, default=0) or 1
    return "".join(signs[(len(signs) - 1) * value // most] for value in buckets)


class Rail(Widget):
    ALLOW_SELECT = False

    def __init__(
        self,
        book: RowBook,
        *,
        facts: Callable[[], Sequence[Fact]] = tuple,
        clock: Callable[[], float] = time.time,
        id: str | None = None,
    ) -> None:
        """`facts`: what is known of the targets, newest first."""
        super().__init__(id=id)
        self._facts = facts
        self._book = book
        self._clock = clock
        self._lines: list[tuple[list[Piece], list[Piece]]] = []

    def on_mount(self) -> None:
        self.set_interval(1.0, self.recount)

    def recount(self) -> None:
        """Once a second is enough for ten minutes."""
        if not self.display:
            return
        ink, glyphs = look_of(self.app)
        lines = self._drawn(sum_up(self._book, self._clock()), ink, glyphs)
        if lines != self._lines:
            self._lines = lines
            self.refresh()

    def _drawn(self, sums: Sums, ink: Ink, glyphs: Glyphs) -> list[tuple[list[Piece], list[Piece]]]:
        soft = ink("ink-soft")
        lines: list[tuple[list[Piece], list[Piece]]] = [([("LAST 10 MINUTES", soft)], [])]
        for tier in TIERS:
            known = sums.tiers.get(tier)
            if known is None:
                continue
            hue = ink(f"tier-{tier}")
            left = [(f"{glyphs.tiers[tier]} {tier:<8}", hue), (sparkline(known.buckets, glyphs.spark), hue)]
            middle = sorted(known.took)[len(known.took) // 2] if known.took else None
            failed = f"{glyphs.states['failed']}{known.failed}" if known.failed else glyphs.states["ok"]
            right = [
                (f"{known.count:>3}", ink()),
                (f"{cells.took(middle, glyphs):>8}", soft),
                (f"{failed:>4}", ink("state-error", bold=True) if known.failed else soft),
            ]
            lines.append((left, right))
        if not sums.tiers:
            lines.append(([("nothing", soft)], []))
        lines += [([], []), ([("SESSIONS", soft)], [])]
        for session, number in sums.sessions.most_common(5):
            name = cells.clip(safe_text(session, line=True), 8, "")
            client = cells.clip(safe_text(sums.clients[session], line=True), 22, glyphs.ellipsis)
            cost = cells.money(sums.costs[session], glyphs) if session in sums.costs else ""
            right = [(f"{number}", ink()), (f"{cost:>8}", soft)] if sums.costs else [(f"{number}", ink())]
            lines.append(([(f"{name:<9}", ink("ink", bold=True)), (f" {client}", soft)], right))
        if not sums.sessions:
            lines.append(([("none seen", soft)], []))
        return [*lines, *self._learned(ink, glyphs)]

    def _learned(self, ink: Ink, glyphs: Glyphs) -> list[tuple[list[Piece], list[Piece]]]:
        facts = [fact for fact in self._facts() if fact.origin != "catalog"][:_FACTS]
        lines: list[tuple[list[Piece], list[Piece]]] = [([], []), ([("LEARNED", ink("ink-soft"))], [])]
        for fact in facts:
            name = cells.clip(safe_text(fact.model or fact.provider, line=True), 16, glyphs.ellipsis)
            room = max(8, self.size.width - LEFT - RIGHT - cell_len(name) - 2)
            said = cells.clip(fact_words(fact), room, glyphs.ellipsis)
            lines.append(([(f"{name}  ", ink()), (said, ink("ink-soft"))], []))
        return lines if facts else []

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._lines = []
        self.call_later(self.recount)

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        left, right = self._lines[y]
        return line(left, right, width).apply_style(self.rich_style)
