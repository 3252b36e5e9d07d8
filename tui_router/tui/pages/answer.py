"""The answer as a conversation reads: thinking, text, calls as cards, what went wrong, how it ended."""

from typing import ClassVar

from tui_router.journal.record import ENDED, ExchangeDetail, LegName
from tui_router.tui import cells
from tui_router.tui.glyphs import UNICODE, Glyphs
from tui_router.tui.lines.answer_parts import AnswerPart, AnswerParts, out_tokens
from tui_router.tui.lines.line import EMPTY_ROW, Row, Span
from tui_router.tui.lines.mend_words import refusal
from tui_router.tui.lines.timeline import elapsed
from tui_router.tui.lines.trouble import quote_of, title_of
from tui_router.tui.lines.wrap import wrap
from tui_router.tui.pages.answer_pieces import Growing, piece_for
from tui_router.tui.pages.page import Anchor, Taken
from tui_router.tui.pages.raw import RawRows
from tui_router.tui.pages.stack import Piece, Stack, text_row
from tui_router.tui.safe_text import safe_text
from tui_router.tui.seen import Seen

_MOST = 40  # lines of what an upstream said of a failure


class AnswerPage(Stack):
    title: ClassVar[str] = "Answer"
    short: ClassVar[str] = "Answer"
    wants: ClassVar[tuple[LegName, ...]] = ("d",)
    beside: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self.glyphs = UNICODE
        self.parts = AnswerParts()
        self._seen: Seen | None = None
        self._grown: dict[AnswerPart, Growing] = {}
        self._raw: RawRows | None = None
        """Leg d as it passed, while that is what is shown."""

    def take(self, seen: Seen, glyphs: Glyphs) -> None:
        if seen is not self._seen:
            self.parts, self._grown = AnswerParts(), {}
        self._seen, self.glyphs = seen, glyphs
        self.parts.take(seen.d, seen.raw["d"])
        if self._raw is not None:
            self._raw.glyphs = glyphs
            self._raw.look_at(seen.raw["d"])
        self._build()

    def resize(self, left: int, right: int) -> None:
        del right
        if self._raw is not None:
            self._raw.resize(left)
        if left != self.width:
            self.width = left
            self._build()

    def turn(self) -> str:
        if self._raw is not None or self._seen is None:
            self._raw = None
            return "read"
        self._raw = RawRows(self.glyphs)
        self._raw.resize(self.width)
        self._raw.look_at(self._seen.raw["d"])
        return "raw d"

    # what the bytes say for themselves

    def __len__(self) -> int:
        return super().__len__() if self._raw is None else len(self._raw)

    def row(self, index: int) -> Row:
        return super().row(index) if self._raw is None else self._raw.row(index)

    def toggle(self, index: int, *, want: bool | None = None) -> bool:
        return self._raw is None and super().toggle(index, want=want)

    def anchor(self, index: int) -> Anchor:
        return super().anchor(index) if self._raw is None else ()

    def seek(self, anchor: Anchor) -> int | None:
        if self._raw is not None and anchor[:1] == ("block",):
            self._raw = None
        return super().seek(anchor) if self._raw is None else None

    def find(self, text: str, index: int, step: int) -> int | None:
        return super().find(text, index, step) if self._raw is None else self._raw.find(text, index, step)

    def tally(self, text: str, index: int) -> tuple[int, int]:
        return super().tally(text, index) if self._raw is None else (0, 0)

    def copy(self, index: int) -> Taken | None:
        if self._raw is None:
            return super().copy(index)
        return ("leg d", bytes(self._raw.leg.data).decode("utf-8", "replace")) if len(self._raw) else None

    def foot(self, index: int) -> list[list[Span]]:
        return super().foot(index) if self._raw is None else self._raw.foot(index)

    # the pieces

    def _build(self) -> None:
        """Put the pieces together anew; those of the answer keep what they have wrapped."""
        seen = self._seen
        if seen is None:
            return
        row, parts = seen.row, self.parts.list
        live = row.state not in ENDED
        self.pieces = []
        tokens = out_tokens(parts, 0 if live or row.tokens.estimated else row.tokens.output)
        errors = [part for part in parts if part.sort == "error"]
        for number, part in enumerate(parts):
            if part.sort == "error":
                continue
            piece = self._grown.get(part)
            if piece is None:
                piece = self._grown[part] = piece_for(part, number)
            piece.live = live and number == len(parts) - 1
            piece.tokens = tokens[number]
            piece.refit(self.width, self.glyphs)
            self.pieces.append(piece)
        self.pieces += self._ending(seen, errors)
        self.lay_out()

    def _ending(self, seen: Seen, errors: list[AnswerPart]) -> list[Piece]:
        row = seen.row
        if row.state == "failed" or errors:
            said = errors[-1].text.text if errors and errors[-1].text is not None else ""
            number = self.parts.list.index(errors[-1]) if errors else -1
            return [self._failure(seen.detail, said, number)]
        if not self.parts.list:
            return [Piece([text_row(Span(self._waiting(seen), "ink-soft"))])]
        if row.state not in ENDED:
            return []
        return [Piece([text_row(*self._end_spans(seen))])]

    def _failure(self, detail: ExchangeDetail, said: str, number: int) -> Piece:
        """What the client was told, then what stands behind it."""
        row, diagnosis = detail.row, detail.diagnosis
        said = said or (diagnosis.message if diagnosis is not None else "") or row.trouble
        kind = self.parts.error_type or (diagnosis.type if diagnosis is not None else "")
        status = str(row.status or "")
        rows: list[Row] = []
        head = title_of(diagnosis) if diagnosis is not None else safe_text(row.trouble[:200], line=True)
        sign = self.glyphs.states["failed"]
        tail = Span("  ".join(word for word in (safe_text(kind, line=True), status) if word), "ink-soft")
        lead = Span(f"{sign} {head or 'failed'}", "state-error", bold=True)
        rows.append(text_row(lead, tail=(tail,), ground="trouble-bg"))
        rows += self._told("the client was told", said, italic=False)
        provider, diagnosis = refusal(detail)
        if diagnosis is not None:
            before, after = self.glyphs.quotes
            quote = quote_of(diagnosis)
            who = safe_text(provider[:60], line=True) or "the upstream"
            if quote:
                rows += self._told(f"{who} said", f"{before}{quote}{after}", italic=True)
            if diagnosis.remedy:
                rows += self._told("what helps", diagnosis.remedy, italic=False)
        return Piece(rows, ("block", number) if number >= 0 else (), ("what the client was told", said))

    def _told(self, about: str, said: str, *, italic: bool) -> list[Row]:
        if not said.strip():
            return []
        lines = wrap(safe_text(said[: _MOST * self.width]), max(8, self.width - 2), _MOST)
        rows = [EMPTY_ROW, text_row(Span(about, "ink-soft"))]
        return [*rows, *(text_row(Span("  "), Span(line, italic=italic)) for line in lines)]

    def _waiting(self, seen: Seen) -> str:
        row = seen.row
        if row.state in ENDED:
            return (
                "Reading."
                if row.sizes.d and not seen.raw["d"].complete
                else "Nothing was sent to the client."
            )
        if row.state == "held":
            return "Held before it was sent upstream."
        return f"Waiting for the first content, {cells.took(elapsed(row, seen.now))}."

    def _end_spans(self, seen: Seen) -> list[Span]:
        row = seen.row
        tokens = row.tokens
        about = self.glyphs.estimate if tokens.estimated else ""
        spans: list[Span] = []
        stop = safe_text((row.stop or self.parts.stop)[:60], line=True)
        if row.state in {"cancelled", "interrupted"}:
            word = "the client left" if row.state == "cancelled" else "cut short"
            spans += [Span(f"{self.glyphs.states['cancelled']} {word}", "ink-soft"), Span("   ")]
        if stop:
            spans += [Span("stop ", "ink-soft"), Span(stop), Span("   ")]
        for word, figure in (("in", tokens.input), ("out", tokens.output)):
            if figure:
                spans += [Span(f"{word} ", "ink-soft"), Span(f"{about}{cells.count(figure)}"), Span("   ")]
        if tokens.estimated and tokens.output:
            spans.append(Span("counted here", "ink-soft", italic=True))
        return spans or [Span("The end.", "ink-soft")]
