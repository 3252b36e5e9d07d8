"""The card of one group: what happened with figures, their words, why, what the client saw, and what to press."""

from collections.abc import Sequence
from typing import NamedTuple

from tui_router.core.fact import Fact
from tui_router.journal.record import AttemptRow, ExchangeDetail, Trouble
from tui_router.tui import cells
from tui_router.tui.glyphs import UNICODE, Glyphs
from tui_router.tui.lines.fact_words import assignment, fact_words, target_words
from tui_router.tui.lines.line import Span, span_width
from tui_router.tui.lines.trouble import field_of, figure_words, quote_of
from tui_router.tui.lines.trouble_rows import last_words, reason_words, sign_of, what_words
from tui_router.tui.lines.why import why
from tui_router.tui.lines.wrap import wrap
from tui_router.tui.safe_text import safe_text

_FACTS = 5
_NUMBERS = 4
_GREEN = 66
_WIDE = 90


class CardLine(NamedTuple):
    """`right` stands at the right edge; a blank one may be left out where rows are few."""

    left: list[Span]
    right: list[Span]


BLANK = CardLine([], [])


class Card(NamedTuple):
    """What a card is made of. `detail` is that of the newest exchange, once it has been read."""

    trouble: Trouble
    detail: ExchangeDetail | None = None
    taught: Sequence[Fact] = ()
    undo: str = ""
    """What `u` would take back, when something was just done."""


def card_lines(card: Card, width: int, rows: int, now: float, glyphs: Glyphs = UNICODE) -> list[CardLine]:
    """The card in `width` cells. What is short of `rows` goes without air; the keys are always the last line."""
    trouble = card.trouble
    wide = width >= _WIDE
    label = 17 if wide else 10
    room = max(10, width - label)
    sections = [
        _said(card, room, wide=wide, rows=rows, glyphs=glyphs),
        [
            *_told("why", why(trouble.name), room),
            *_told("client saw" if wide else "client", _saw(card), room),
        ],
        _remedy(card, room, glyphs),
    ]
    lines = [_title(card, width, now, wide=wide, glyphs=glyphs), BLANK]
    for section in sections:
        lines += [_labelled(name, spans, label, wide=wide) for name, spans in section]
        lines += [BLANK] if section else []
    keys = _labelled("", key_spans(card, room, glyphs), label, wide=wide)
    if len(lines) + 1 > rows:
        lines = [lines[0], *(line for line in lines[1:] if line != BLANK)]
        if len(lines) + 3 <= rows:
            lines.insert(1, BLANK)
            lines.append(BLANK)
        lines = lines[: max(1, rows - 1)]
    return [*lines, keys]


def _labelled(name: str, spans: list[Span], label: int, *, wide: bool) -> CardLine:
    text = ("  " + name if wide else name).ljust(label)
    return CardLine([Span(text, "ink-soft"), *spans], [])


def _title(card: Card, width: int, now: float, *, wide: bool, glyphs: Glyphs) -> CardLine:
    trouble, diagnosis = card.trouble, card.trouble.diagnosis
    sign, role = sign_of(trouble, glyphs)
    left = [Span(f"{sign} ", role, bold=True), Span(what_words(trouble), role, bold=True)]
    figures = ""
    if diagnosis is not None and trouble.group != "lost":
        figures = figure_words(diagnosis, trouble.model or trouble.provider)
    if figures:
        left.append(Span(f"   {figures}"))
    numbers = " ".join(f"#{id}" for id in trouble.exchanges[:_NUMBERS])
    since = f"{cells.plural(trouble.count, 'time')} since {last_words(trouble.first, now)}   " if wide else ""
    if span_width(left) + len(since) + len(numbers) + 3 > width:
        since = ""
    return CardLine(left, [Span(since + numbers, "ink-soft")])


def failing(detail: ExchangeDetail | None) -> AttemptRow | None:
    """The attempt that was refused last."""
    if detail is None:
        return None
    return next((attempt for attempt in reversed(detail.attempts) if (attempt.status or 0) >= 400), None)


Section = list[tuple[str, list[Span]]]


def _said(card: Card, room: int, *, wide: bool, rows: int, glyphs: Glyphs) -> Section:
    trouble, diagnosis = card.trouble, card.trouble.diagnosis
    if diagnosis is None or trouble.group == "lost":
        reason = reason_words(trouble)
        return _told("reason", reason, room) if reason else []
    label = "upstream said" if wide else "upstream"
    attempt = failing(card.detail)
    status = attempt.status if attempt is not None else diagnosis.status
    head = [Span(f"{status} {diagnosis.type}".strip())]
    field = safe_text(field_of(diagnosis)[:60], line=True)
    if field:
        head.append(Span(f" {glyphs.at} {field}", "ink-soft"))
    quote, most = quote_of(diagnosis), max(1, min(6, rows - 10))
    if not quote:
        told = safe_text(diagnosis.message[:300], line=True)
        return [(label, head), *(("", [Span(line)]) for line in wrap(told, room, most) if line)]
    before, after = glyphs.quotes
    lines = _cut(f"{before}{quote}{after}", room, most, glyphs)
    return [(label, head), *(("", [Span(line, italic=True)]) for line in lines)]


def _cut(text: str, room: int, most: int, glyphs: Glyphs) -> list[str]:
    lines = wrap(text, room, most + 1)
    if len(lines) > most:
        lines = [*lines[: most - 1], cells.clip(f"{lines[most - 1]} {lines[most]}", room, glyphs.ellipsis)]
    return lines


def _told(label: str, text: str, room: int) -> Section:
    return (
        [(label if not n else "", [Span(line)]) for n, line in enumerate(wrap(text, room, 3))] if text else []
    )


def _saw(card: Card) -> str:
    """What became of it at the client: 400, after 2 tries in 0.2 s."""
    if card.trouble.group == "lost" or card.detail is None:
        return ""
    row = card.detail.row
    tries = f"after {row.attempts} tries " if row.attempts > 1 else ""
    took = f"in {cells.took(row.times.ended)}" if row.times.ended is not None else ""
    how = f"{tries}{took}".strip()
    whole = ", a whole answer" if row.state == "repaired" else ""
    told = f"{row.status or 'no status'}{whole}"
    return f"{told}{', ' if tries or whole else ' '}{how}".strip(" ,")


def _remedy(card: Card, room: int, glyphs: Glyphs) -> Section:
    trouble, offer = card.trouble, card.trouble.offer
    if offer is not None and offer.facts:
        one = offer.facts[0]
        head = f"a fact for {target_words(one, glyphs)}"
        return [
            ("remedy", [Span(head)]),
            *(("", _green(fact, "", room, glyphs)) for fact in offer.facts[:_FACTS]),
        ]
    if card.taught:
        one = card.taught[0]
        head = f"{target_words(one, glyphs)} {fact_words(one)}"
        told: Section = [("learned", [Span(cells.clip(head, room, glyphs.ellipsis))])]
        for fact in card.taught[:_FACTS]:
            source = f"from #{fact.exchange}" if fact.exchange is not None else fact.origin
            told.append(("", _green(fact, f"{source}{', pinned' if fact.pinned else ''}", room, glyphs)))
        left_over = len(card.taught) - _FACTS
        return [*told, ("", [Span(f"and {left_over} more", "ink-soft")])] if left_over > 0 else told
    words = offer.words if offer is not None and not trouble.remedy else trouble.remedy
    return _told("remedy", safe_text(words[:400], line=True), room)


def _green(fact: Fact, source: str, room: int, glyphs: Glyphs) -> list[Span]:
    width = min(room, _GREEN)
    words = cells.clip(assignment(fact), max(4, width - 2), glyphs.ellipsis)
    spans = [Span("+ ", "state-ok", on="added-bg"), Span(words, on="added-bg")]
    if source and span_width(spans) + 4 + len(source) <= width:
        spans.append(Span(f"    {source}", "ink-soft", on="added-bg"))
    return [*spans, Span(" " * max(0, width - span_width(spans)), on="added-bg")]


def key_words(card: Card) -> list[tuple[str, str]]:
    """What can be pressed on this group, the remedy first."""
    trouble, offer = card.trouble, card.trouble.offer
    newest = f"#{trouble.exchanges[0]}" if trouble.exchanges else "it"
    found: list[tuple[str, str]] = []
    if trouble.group == "failed" and offer is not None:
        words = f"apply and replay {newest}" if offer.facts else f"send {newest} again"
        found.append(("A", "point the tier elsewhere" if offer.rewire else words))
        found += [("v", "preview")] if offer.facts else []
    if card.undo:
        found.append(("u", card.undo))
    elif card.taught:
        found.append(("u", "forget it" if len(card.taught) == 1 else f"forget all {len(card.taught)}"))
    if trouble.exchanges:
        found += [("⏎", f"open {newest}"), ("r", "replay")]
    return found


def key_spans(card: Card, room: int, glyphs: Glyphs) -> list[Span]:
    spans: list[Span] = []
    for number, (key, words) in enumerate(key_words(card)):
        more = [
            Span(glyphs.enter if key == "⏎" else key, "accent", bold=True),
            Span(f" {words}", "ink" if number == 0 else "ink-soft", bold=number == 0),
        ]
        gap = [Span("    ")] if spans else []
        if span_width([*spans, *gap, *more]) > room:
            break
        spans += [*gap, *more]
    return spans
