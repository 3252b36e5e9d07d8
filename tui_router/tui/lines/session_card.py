"""What stands under the tree of sessions: its context by turn, when it began, who asks, how it is wired and resumed."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from rich.cells import cell_len

from tui_router.core.target import TIERS
from tui_router.journal.sessions import Branch, Session
from tui_router.tui import cells
from tui_router.tui.columns import BREAKPOINTS, LEFT, RIGHT
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.lines.context_rows import chart, one_line
from tui_router.tui.lines.line import Span, crop, justify
from tui_router.tui.lines.rule_rows import tiers_words
from tui_router.tui.lines.session_rows import FULL, branch_name, share
from tui_router.tui.lines.trouble_rows import last_words
from tui_router.tui.safe_text import safe_text

_CARD = 44
"""Cells of the words beside the chart."""
_LABEL = 10
_TALLEST = 12
_LEAST = 5
_RESUMABLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,127}")


class Card(NamedTuple):
    """`branch` None: the session as a whole. `tiers`: those of this session alone."""

    session: Session
    short: str
    branch: Branch | None = None
    tiers: Mapping[str, object] = {}
    now: float = 0.0


def resume(id: str) -> str:
    """The command that goes on with a session; empty for an id that is no plain word, which no shell should get."""
    return f"claude -r {id}" if _RESUMABLE.fullmatch(id) else ""


def _title(card: Card, width: int, glyphs: Glyphs) -> list[Span]:
    of = card.branch or card.session
    left = [Span(card.short, bold=True)]
    if card.branch is not None:
        left += [Span(f" {glyphs.at} ", "ink-soft"), Span(branch_name(card.branch), bold=True)]
    main = card.branch is None or card.branch.kind == "main"
    left.append(Span(f"   context {'' if main else 'of main '}by turn", "ink-soft"))
    part = share(of.context, of.window)
    right: list[Span] = []
    if part is not None and of.window:
        role = "state-warn" if part > FULL else "ink-soft"
        words = f"{cells.count(of.context)} of {cells.limit(of.window)}"
        right = [Span(words, role), Span(f"  {part:.0%}", role, bold=part > FULL)]
    return justify(left, right, width, glyphs.ellipsis)


def _wiring(card: Card, glyphs: Glyphs, *, roomy: bool) -> list[list[Span]]:
    """Where its own tiers go, a line each where there is room."""
    if not any(tier in card.tiers for tier in TIERS):
        return [[Span("its own" if card.session.wired else "as the tiers")]]
    if not roomy:
        return [tiers_words(card.tiers, glyphs)]
    return [tiers_words({tier: card.tiers[tier]}, glyphs) for tier in TIERS if tier in card.tiers]


def _about(card: Card, glyphs: Glyphs, *, roomy: bool) -> list[tuple[str, list[Span]]]:
    """Label and words."""
    session = card.session
    command = resume(session.id)
    wiring = _wiring(card, glyphs, roomy=roomy)
    return [
        ("started", [Span(last_words(session.started_at, card.now)), Span(_ago(card), "ink-soft")]),
        ("client", [Span(safe_text(session.client[:100], line=True) or "not told")]),
        *zip(("wiring", *[""] * (len(wiring) - 1)), wiring, strict=True),
        ("resume", [Span(command) if command else Span("its name is not one to type", "ink-soft")]),
    ]


def _ago(card: Card) -> str:
    age = card.now - card.session.last_at
    return f"   last heard {cells.prose_time(max(0.0, age))} ago"


def _labelled(label: str, words: list[Span], width: int, glyphs: Glyphs) -> list[Span]:
    return crop([Span(label.ljust(_LABEL), "ink-soft"), *words], width, glyphs.ellipsis)


def card_lines(card: Card, width: int, height: int, glyphs: Glyphs) -> list[list[Span]]:
    """At most `height` lines of `width` cells less the margins."""
    inner = width - LEFT - RIGHT
    roomy = width >= BREAKPOINTS[1] and height >= _LEAST + 4
    about = _about(card, glyphs, roomy=roomy)
    turns = card.session.turns
    if not roomy:
        lines = [_title(card, inner, glyphs)]
        lines.append(one_line(turns, inner, glyphs) if turns else [Span("No turn yet.", "ink-soft")])
        lines += [_labelled(label, words, inner, glyphs) for label, words in about]
        return lines[:height]
    wide = inner - _CARD - 4
    tall = max(_LEAST, min(_TALLEST, height - 5))
    if turns:
        drawn = chart(turns, wide, tall, glyphs)
    else:
        drawn = [[Span("No turn of the main conversation yet.", "ink-soft")]]
    beside = [_labelled(label, words, _CARD, glyphs) for label, words in about]
    lines = [[], _title(card, inner, glyphs), []]
    for number in range(max(len(drawn), len(beside))):
        left = crop(drawn[number], wide, glyphs.ellipsis) if number < len(drawn) else []
        right = beside[number] if number < len(beside) else []
        pad = wide + 4 - sum(cell_len(span.text) for span in left)
        lines.append([*left, Span(" " * pad), *right])
    return lines[:height]
