"""The second row: where each tier goes, as detailed as the width allows."""

from itertools import groupby

from rich.cells import cell_len

from tui_router.core.target import TIERS, Target
from tui_router.journal.record import Status, Tiers
from tui_router.tui import cells
from tui_router.tui.columns import BREAKPOINTS, LEFT, RIGHT
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.ink import Ink
from tui_router.tui.safe_text import safe_text
from tui_router.tui.targets import more
from tui_router.tui.widgets.bar import Bar, Piece, wide

_GAP = 2
_STRIDE = {80: 26, 110: 36, 190: 44}
"""Cells from one tier to the next while three fit, by breakpoint."""
_SHORTEST = 4


class WiringBar(Bar):
    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.tiers: Tiers | None = None
        self.status: Status | None = None
        self.known = 0
        self.following = True
        self.newer = 0

    def pieces(self, width: int, ink: Ink, glyphs: Glyphs) -> tuple[list[Piece], list[Piece]]:
        right = self._list_state(ink, glyphs) if width >= BREAKPOINTS[1] else []
        if self.tiers is None:
            return [("", ink())], right
        groups = self._groups()
        if not groups:
            return [("no tier has a target: press ", ink("ink-soft")), ("R", ink("accent", bold=True))], right
        room = width - LEFT - RIGHT - (wide(right) + 2 if right else 0)
        for detail in ("latency", "provider", "model"):
            made = [self._group(tiers, chain, detail, ink, glyphs) for tiers, chain in groups]
            joined = self._join(made, room, width, ink)
            if joined is not None:
                return joined, right
        return self._squeezed(groups, room, ink, glyphs), right

    def _list_state(self, ink: Ink, glyphs: Glyphs) -> list[Piece]:
        if not self.known:
            return []
        if self.following:
            return [(f"{glyphs.follow} ", ink("state-live")), ("following", ink("ink-soft"))]
        if self.newer:
            return [(f"{glyphs.newer} {self.newer} new", ink("state-live", bold=True))]
        return [("paused", ink("ink-soft"))]

    def _groups(self) -> list[tuple[list[str], list[str]]]:
        """Neighbouring tiers with the same chain stand together."""
        chains = [(tier, self.tiers.chain(tier)) for tier in TIERS] if self.tiers else []
        wired = [(tier, chain) for tier, chain in chains if chain]
        return [
            ([tier for tier, _ in group], chain) for chain, group in groupby(wired, key=lambda pair: pair[1])
        ]

    def _latency(self, provider: str) -> str:
        for state in self.status.providers if self.status else ():
            if state.name == provider and state.latency_ms is not None:
                return f"  {cells.took(max(state.latency_ms / 1000, 0)) if state.latency_ms >= 1000 else f'{state.latency_ms:.0f} ms'}"
        return ""

    def _names(self, tiers: list[str], ink: Ink, glyphs: Glyphs) -> list[Piece]:
        pieces: list[Piece] = []
        for number, tier in enumerate(tiers):
            hue = ink(f"tier-{tier}")
            pieces.append((f"{' ' if number else ''}{glyphs.tiers[tier]} {tier}", hue))
        return pieces

    def _group(
        self, tiers: list[str], chain: list[str], detail: str, ink: Ink, glyphs: Glyphs
    ) -> list[Piece]:
        soft = ink("ink-soft")
        target = Target.parse(chain[0])
        model = safe_text(target.model or target.provider, line=True)
        pieces = [
            *self._names(tiers, ink, glyphs),
            (f" {glyphs.arrow} ", soft),
            (model, ink()),
        ]
        if detail != "model" and target.model:
            pieces.append((f" {glyphs.at} {safe_text(target.provider, line=True)}", soft))
        if len(chain) > 1:
            pieces.append((more(chain), soft))
        if detail == "latency":
            pieces.append((self._latency(target.provider), soft))
        return pieces

    def _join(self, made: list[list[Piece]], room: int, width: int, ink: Ink) -> list[Piece] | None:
        """Side by side on the stride of the width, closer when that is too long; None when it does not fit."""
        stride = _STRIDE[max((at for at in _STRIDE if at <= width), default=80)]
        for each in (stride, 0):
            pieces: list[Piece] = []
            for number, group in enumerate(made):
                pieces += group
                if number < len(made) - 1:
                    pad = each - wide(group)
                    pieces.append((" " * max(_GAP, pad), ink()))
            if wide(pieces) <= room:
                return pieces
        return None

    def _squeezed(
        self, groups: list[tuple[list[str], list[str]]], room: int, ink: Ink, glyphs: Glyphs
    ) -> list[Piece]:
        """Models cut to fit, long ones first; then without what stands behind them; the names of the tiers
        alone when even that is too much."""
        usual = [Target.parse(chain[0]) for _, chain in groups]
        models = [safe_text(target.model or target.provider, line=True) for target in usual]
        wanted = [cell_len(model) for model in models]
        room -= sum(wide(self._names(tiers, ink, glyphs)) + 1 for tiers, _ in groups)
        room -= _GAP * (len(groups) - 1)
        marks = [more(chain) for _, chain in groups]
        shares = fair_shares(wanted, room - sum(map(len, marks)))
        if min(shares) < min(_SHORTEST, *wanted):
            marks = [""] * len(groups)
            shares = fair_shares(wanted, room)
        pieces: list[Piece] = []
        for (tiers, _), model, share, mark in zip(groups, models, shares, marks, strict=True):
            pieces += [(" " * _GAP, ink())] if pieces else []
            pieces += self._names(tiers, ink, glyphs)
            if min(shares) >= min(_SHORTEST, cell_len(model)):
                clipped = cells.clip_middle(model, share, glyphs.ellipsis)
                pieces += [(glyphs.arrow, ink("ink-soft")), (clipped, ink())]
                pieces += [(mark, ink("ink-soft"))] if mark else []
        return pieces


def fair_shares(wanted: list[int], room: int) -> list[int]:
    """Cells for each: the short get what they want, the long share what is left evenly."""
    shares = [0] * len(wanted)
    left = max(0, room)
    order = sorted(range(len(wanted)), key=lambda number: wanted[number])
    for done, number in enumerate(order):
        shares[number] = min(wanted[number], left // (len(order) - done))
        left -= shares[number]
    return shares
