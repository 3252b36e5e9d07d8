"""The heads of the four legs: start line, status, headers, with the time between them."""

from typing import ClassVar

from rich.cells import cell_len

from tui_router.journal.record import ExchangeRow, LegName, Times
from tui_router.tui import cells
from tui_router.tui.languages import TITLES
from tui_router.tui.lines.asked_in import asked_in
from tui_router.tui.lines.line import EMPTY_ROW, GAP, Row, Span
from tui_router.tui.lines.title import LEG_WORDS
from tui_router.tui.lines.wrap import wrap
from tui_router.tui.pages.stack import Piece, StackPage, text_row
from tui_router.tui.safe_text import safe_text
from tui_router.tui.seen import LEGS, RawLeg, Seen

_MOST = 200
"""Headers of one leg that are listed."""
_VALUE = 8_000  # characters of a value
_NAME = 30  # cells of a name, at most


class HeadersPage(StackPage):
    title: ClassVar[str] = "Headers"
    short: ClassVar[str] = "Head"
    wants: ClassVar[tuple[LegName, ...]] = LEGS
    beside: ClassVar[bool] = False

    def build(self, seen: Seen) -> None:
        state = (seen, self.width, self.glyphs.ascii, seen.row, *(_mark(seen.raw[leg]) for leg in LEGS))
        if state == self._built_for:
            return
        self._built_for = state
        self.pieces = [self._leg(seen, leg) for leg in LEGS]
        self.lay_out()

    def _leg(self, seen: Seen, leg: LegName) -> Piece:
        raw, row = seen.raw[leg], seen.row
        rows = [self._title(seen, leg, raw)]
        if not raw.headers and not raw.start and not raw.size:
            rows.append(text_row(Span("  "), Span(_missing(row, leg), "ink-soft")))
        if raw.start:
            rows += self._wrapped("  ", Span(safe_text(raw.start[:_VALUE], line=True)))
        wide = min(_NAME, max((len(name) for name, _ in raw.headers[:_MOST]), default=0)) + 2
        for name, value in raw.headers[:_MOST]:
            rows += self._header(name, value, wide)
        if len(raw.headers) > _MOST:
            rows.append(
                text_row(Span(f"  {self.glyphs.ellipsis} {len(raw.headers) - _MOST} more", "ink-soft"))
            )
        text = "\n".join([raw.start, *(f"{name}: {value}" for name, value in raw.headers)]).strip()
        return Piece([*rows, EMPTY_ROW], ("leg", leg), (f"the head of leg {leg}", text) if text else None)

    def _title(self, seen: Seen, leg: LegName, raw: RawLeg) -> Row:
        row = seen.row
        words = LEG_WORDS[leg]
        if leg in ("b", "c") and row.attempts > 1 and raw.attempt:
            words = f"{words}, attempt {raw.attempt} of {max(raw.attempt, row.attempts)}"
        dialect = TITLES.get(asked_in(seen.detail, raw.attempt), "") if leg in ("b", "c") else "Messages"
        when, after = _when(leg, _times(seen))
        size = cells.size(raw.size) if raw.size else ""
        status = str(raw.status) if raw.status is not None else ""
        room = self.width - GAP - cell_len(f"{leg}  {words}  {status}{when}   {size}")
        if room < cell_len(after) + cell_len(dialect) + 2:
            after = ""
        if room < cell_len(dialect) + 2:
            dialect = ""
        spans = [
            Span(f"{leg}  ", "accent", bold=True),
            Span(words, bold=True),
            Span(f"  {dialect}" if dialect else "", "ink-soft"),
        ]
        if raw.status is not None:
            spans.append(Span(f"  {status}", "state-error" if raw.status >= 400 else "ink", bold=True))
        told = "   ".join(word for word in (f"{when}{after}", size) if word)
        return text_row(*spans, tail=(Span(told, "ink-soft"),), ground="panel")

    def _header(self, name: str, value: str, wide: int) -> list[Row]:
        shown = cells.clip(safe_text(name[:200], line=True), wide - 2, self.glyphs.ellipsis)
        return self._wrapped(f"  {shown:<{wide}}", Span(safe_text(value[:_VALUE], line=True)))

    def _wrapped(self, lead: str, value: Span) -> list[Row]:
        lines = wrap(value.text, max(8, self.width - len(lead)), 40)
        return [
            text_row(Span(" " * len(lead) if number else lead, "ink-soft"), value._replace(text=line))
            for number, line in enumerate(lines)
        ]


def _mark(raw: RawLeg) -> tuple[object, ...]:
    return (tuple(raw.headers), raw.start, raw.status, raw.attempt, raw.size)


def _times(seen: Seen) -> Times:
    """Those of the attempt whose legs are looked at."""
    attempts = {attempt.number: attempt.times for attempt in seen.detail.attempts}
    chosen = attempts.get(seen.attempt or seen.raw["c"].attempt)
    if chosen is None:
        return seen.row.times
    own = seen.row.times
    return Times(read=own.read, sent=chosen.sent, headers=chosen.headers, first=own.first, ended=own.ended)


def _when(leg: LegName, times: Times) -> tuple[str, str]:
    """When its head passed, seconds since the request arrived, and how long after the leg before."""
    at, word = {
        "a": (times.read, "read whole"),
        "b": (times.sent, "sent"),
        "c": (times.headers, "head"),
        "d": (times.first, "first content"),
    }[leg]
    if at is None:
        return "", ""
    before = {"b": times.read, "c": times.sent, "d": times.headers}.get(leg)
    after = f", {cells.first(at - before)} after" if before is not None and at >= before else ""
    return f"{word} {cells.offset(at)}", after


def _missing(row: ExchangeRow, leg: LegName) -> str:
    if leg in ("b", "c") and row.state == "local":
        return "Answered here; nothing was sent upstream."
    if leg in ("b", "c") and not row.attempts:
        return "Not sent."
    return "Reading." if getattr(row.sizes, leg) else "Nothing was kept of it."
