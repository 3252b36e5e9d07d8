"""The three rows under an exchange that failed or was mended: what, their words, what to press."""

from typing import NamedTuple

from tui_router.journal.record import ExchangeDetail, Offer
from tui_router.tui import cells
from tui_router.tui.glyphs import UNICODE, Glyphs
from tui_router.tui.lines.fact_words import sentences
from tui_router.tui.lines.line import Span
from tui_router.tui.lines.mend_words import mend_words, refusal
from tui_router.tui.lines.trouble import figure_words, quote_of, title_of
from tui_router.tui.safe_text import safe_text

KEYS = (("r", "replay"), ("R", "rewire"))
"""What can be pressed on any failure."""


class About(NamedTuple):
    """What the screen knows beside the exchange. `seen` counts such failures, `u` is what that key would do to
    what was learned, `attempt` the one that is looked at."""

    offer: Offer | None = None
    seen: int = 0
    u: str = ""
    attempt: int | None = None


def has_trouble(detail: ExchangeDetail) -> bool:
    if detail.row.state == "repaired":
        return True
    return detail.row.state == "failed" and bool(detail.diagnosis or detail.row.trouble)


def what_spans(detail: ExchangeDetail, glyphs: Glyphs = UNICODE) -> list[Span]:
    row, diagnosis = detail.row, detail.diagnosis
    if row.state == "repaired":
        sign = Span(f"{glyphs.states['repaired']} ", "state-warn", bold=True)
        return [sign, Span("repaired", "state-warn", bold=True), Span(f"   {mend_words(detail)}")]
    sign = Span(f"{glyphs.states['failed']} ", "state-error", bold=True)
    if diagnosis is None:
        told = safe_text(row.trouble[:300], line=True)
        return [sign, Span(told or "failed", "state-error", bold=True)]
    figures = figure_words(diagnosis, row.model or row.provider)
    spans = [sign, Span(title_of(diagnosis), "state-error", bold=True)]
    return [*spans, Span(f"   {figures}")] if figures else spans


def seen_spans(detail: ExchangeDetail, about: About) -> list[Span]:
    """At the right end of the first row."""
    if detail.row.state == "failed" and about.seen > 1:
        return [Span(f"seen {cells.count(about.seen)}×", "ink-soft")]
    return []


def said_spans(detail: ExchangeDetail, about: About, glyphs: Glyphs = UNICODE) -> list[Span]:
    provider, diagnosis = refusal(detail, about.attempt)
    if diagnosis is None:
        return []
    quote = quote_of(diagnosis)
    if not quote:
        message = safe_text(diagnosis.message[:300], line=True)
        return [Span("the client was told  ", "ink-soft"), Span(message, italic=True)] if message else []
    who = safe_text(provider[:60], line=True) or "the upstream"
    before, after = glyphs.quotes
    return [Span(f"{who} said  ", "ink-soft"), Span(f"{before}{quote}{after}", italic=True)]


def do_spans(detail: ExchangeDetail, about: About, glyphs: Glyphs = UNICODE) -> list[Span]:
    """What was learned, or the remedy with its key; then the keys that exist."""
    return _repaired(detail, about, glyphs) if detail.row.state == "repaired" else _failed(detail, about)


def _repaired(detail: ExchangeDetail, about: About, glyphs: Glyphs) -> list[Span]:
    if detail.learned:
        undone = about.u == "put back"
        spans = [
            Span("forgotten  " if undone else "learned  ", "ink-soft"),
            Span(sentences(detail.learned, glyphs), "ink-soft" if undone else "ink"),
            Span("    "),
        ]
        return [*spans, *_key("u", about.u)] if about.u else spans
    diagnosis = detail.diagnosis
    sentence = safe_text(diagnosis.remedy[:300], line=True) if diagnosis else ""
    told = Span(f"{sentence}    ") if sentence else Span("nothing learned    ", "ink-soft")
    return [told, *_key("[", "the attempt before")] if detail.row.attempts > 1 else [told]


def _failed(detail: ExchangeDetail, about: About) -> list[Span]:
    diagnosis, offer = detail.diagnosis, about.offer
    spans: list[Span] = []
    if offer is not None:
        words = safe_text(offer.words[:200], line=True)
        more = " and replay" if offer.facts else ""
        spans = [Span("A", "accent", bold=True), Span(f" {words}{more}    ", bold=True)]
    elif diagnosis is not None and diagnosis.remedy:
        spans = [Span(f"{safe_text(diagnosis.remedy[:300], line=True)}    ", bold=True)]
    for key, word in KEYS:
        spans += _key(key, word)
    return spans


def _key(key: str, words: str) -> list[Span]:
    return [Span(key, "accent", bold=True), Span(f" {words}    ", "ink-soft")]
