"""The words of the leg bars, from what the views hold."""

from tui_router.core.note import LOSSY
from tui_router.journal.record import ExchangeDetail, LegName
from tui_router.tui import cells
from tui_router.tui.lines.asked_in import asked_in
from tui_router.tui.lines.line import Span
from tui_router.tui.lines.title import leg_title
from tui_router.tui.widgets.answer_legs import AnswerLegs
from tui_router.tui.widgets.leg_bar import Title, Titles
from tui_router.tui.widgets.request_legs import RequestLegs


def _named(leg: LegName, detail: ExchangeDetail, attempt: int) -> list[Span]:
    return leg_title(leg, detail.row, attempt, asked_in(detail, attempt))


def _request_title(leg: LegName, detail: ExchangeDetail, legs: RequestLegs, attempt: int) -> Title:
    mine = legs.a if leg == "a" else legs.b
    known = mine.size or (0 if attempt and leg == "b" else getattr(detail.row.sizes, leg))
    right = [Span(cells.size(known), "ink-soft")] if known else []
    if leg == "a" and detail.row.tokens.input:
        about = "≈" if detail.row.tokens.estimated else ""
        right.append(Span(f"  {about}{cells.count(detail.row.tokens.input)}", "ink-soft"))
    if mine.truncated:
        right.append(Span("  cut", "state-warn"))
    return _named(leg, detail, attempt or mine.attempt or detail.row.attempts), right


def _answer_title(leg: LegName, detail: ExchangeDetail, legs: AnswerLegs, attempt: int) -> Title:
    mine = legs.c if leg == "c" else legs.d
    if mine.streams:
        told = cells.plural(mine.events, "chunk" if leg == "c" else "event")
    else:
        known = mine.size or (0 if attempt and leg == "c" else getattr(detail.row.sizes, leg))
        told = cells.size(known) if known else ""
    right = [Span(told, "ink-soft")]
    if mine.truncated:
        right.append(Span("  cut", "state-warn"))
    return _named(leg, detail, attempt or mine.attempt or detail.row.attempts), right


def pair_titles(
    detail: ExchangeDetail, request: RequestLegs, answer: AnswerLegs, attempt: int = 0
) -> tuple[Titles, Titles]:
    """`attempt`: the one that is looked at, 0 for the newest."""
    return (
        Titles(_request_title("a", detail, request, attempt), _request_title("b", detail, request, attempt)),
        Titles(_answer_title("c", detail, answer, attempt), _answer_title("d", detail, answer, attempt)),
    )


def narrow_titles(detail: ExchangeDetail, pair: str, answer: AnswerLegs, attempt: int = 0) -> Titles:
    """One column: what it shows, and how to see the others."""
    if pair == "ab":
        left = [
            Span("a b  ", "accent", bold=True),
            Span("sent, then translated", bold=True),
            Span("   c d  answer", "ink-soft"),
        ]
        lossy = any(note.act in LOSSY for note in detail.notes)
        told = cells.plural(len(detail.notes), "note") if detail.notes else ""
        role = "state-warn" if lossy else "ink-soft"
        if attempt:
            told, role = f"attempt {attempt} of {max(attempt, detail.row.attempts)}", "ink"
        return Titles((left, [Span(told, role)]))
    leg: LegName = answer.alone
    title, right = _answer_title(leg, detail, answer, attempt)
    others = " ".join(name for name in "abcd" if name != leg)
    return Titles(([*title[:2], Span(f"   {others}  other legs", "ink-soft")], right))
