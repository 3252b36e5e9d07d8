"""The pieces of the Answer page: thinking, text, a call, an error, the last line."""

from tui_router.core.redact import mask_secrets
from tui_router.tui import cells
from tui_router.tui.glyphs import UNICODE, Glyphs
from tui_router.tui.lines.answer_parts import AnswerPart
from tui_router.tui.lines.entry_flow import EntryFlow
from tui_router.tui.lines.json_line import json_spans
from tui_router.tui.lines.line import EMPTY_ROW, Half, Row, Span, crop, justify
from tui_router.tui.lines.wrap import Flow
from tui_router.tui.pages.page import Taken
from tui_router.tui.pages.stack import Piece, text_row
from tui_router.tui.pages.tool_cards import Card, Line, card_of
from tui_router.tui.safe_text import safe_text

NARROW = 78
"""Cells of a line under which thinking is folded at first."""
LONG = 12
"""Lines of thinking that are folded at first, however wide the page is."""
_INSIDE = 2  # cells between a card's edge and what stands in it
_SCANNED = 4 * 1024 * 1024


class Growing(Piece):
    """A part of an answer. `refit` gives it a width, `tokens` are estimated, `live` says that more may come."""

    what = ""

    def __init__(self, part: AnswerPart, number: int) -> None:
        super().__init__(anchor=("block", number))
        self.part = part
        self.tokens = 0
        self.live = False
        self.width = 0
        self.glyphs = UNICODE
        self._flow: EntryFlow | None = None

    def refit(self, width: int, glyphs: Glyphs) -> None:
        if width != self.width or glyphs is not self.glyphs:
            self.width, self.glyphs = width, glyphs
            self._flow = None

    @property
    def room(self) -> int:
        """Cells of its text."""
        return self.width

    def flow(self) -> Flow:
        """The wrapped text; grown by what came since the last time."""
        entry = self.part.text
        if entry is None:
            return Flow(self.room)
        if self._flow is None or self._flow.entry is not entry:
            self._flow = EntryFlow(entry, self.room)
        return self._flow.grown()

    @property
    def whole(self) -> str:
        return mask_secrets(self.part.text.text) if self.part.text is not None else ""

    def copy(self, line: int) -> Taken | None:
        del line
        return (self.what, self.whole) if self.part.chars else None

    def caret(self, *spans: Span) -> tuple[Span, ...]:
        return (*spans, Span(self.glyphs.caret, "accent")) if self.live else spans

    def about(self) -> str:
        """Tokens and time, in soft ink after a name."""
        said = f"  {self.glyphs.estimate}{cells.count(self.tokens)} tokens" if self.tokens else ""
        seconds = self.part.seconds
        return f"{said}  {cells.took(seconds)}" if seconds else said


class Prose(Growing):
    """Text as it was said; a blank line follows."""

    what = "the text"

    def __len__(self) -> int:
        return len(self.flow()) + 1

    def row(self, line: int) -> Row:
        flow = self.flow()
        if line >= len(flow):
            return EMPTY_ROW
        span = Span(flow.line(line))
        return text_row(*(self.caret(span) if line == len(flow) - 1 else (span,)))

    def words(self, line: int) -> str:
        flow = self.flow()
        return flow.line(line).casefold() if line < len(flow) else ""


class Body(Prose):
    """An answer that is no message: its JSON, or the page a proxy made."""

    what = "the answer"

    def row(self, line: int) -> Row:
        flow = self.flow()
        if line >= len(flow):
            return EMPTY_ROW
        text = flow.line(line)
        json = self.part.text is not None and self.part.text.sort == "json"
        return text_row(*(json_spans(text) if json else (Span(text, italic=True),)))


class Thinking(Growing):
    what = "the thinking"

    def __init__(self, part: AnswerPart, number: int) -> None:
        super().__init__(part, number)
        self._chosen: bool | None = None

    @property
    def room(self) -> int:
        return self.width - 2

    @property
    def folds(self) -> bool | None:
        if not self.part.chars:
            return None
        if self._chosen is not None:
            return self._chosen
        return not self.live and (self.width < NARROW or len(self.flow()) > LONG)

    def fold(self, folded: bool) -> None:
        self._chosen = folded

    def hides(self, needle: str) -> bool:
        return needle in self.whole.casefold()

    def __len__(self) -> int:
        return 2 if self.folds in (True, None) else len(self.flow()) + 2

    def words(self, line: int) -> str:
        flow = self.flow()
        return flow.line(line - 1).casefold() if 0 < line <= len(flow) and not self.folds else ""

    def row(self, line: int) -> Row:
        flow, folded = self.flow(), self.folds
        if line >= len(self) - 1:
            return EMPTY_ROW
        if line:
            span = Span(flow.line(line - 1), "ink-soft", italic=True)
            shown = self.caret(span) if line == len(flow) else (span,)
            return text_row(Span(f"{self.glyphs.focus_elsewhere} ", "line"), *shown)
        sign = " " if folded is None else self.glyphs.folded if folded else self.glyphs.unfolded
        spans = [
            Span(f"{sign} ", "ink-soft"),
            Span("thinking", "ink-soft", bold=True),
            Span(self.about(), "ink-soft"),
        ]
        if folded is None:
            spans.append(Span("  hidden by the model" if not self.live else "", "ink-soft"))
        elif folded:
            first = safe_text(self.whole[: 2 * self.width].strip(), line=True)
            spans.append(Span(f"  {first}", "ink-soft", italic=True))
        return text_row(*crop(spans, self.width, self.glyphs.ellipsis))


class Call(Growing):
    """A tool call, or a block of a kind that has no look of its own."""

    def __init__(self, part: AnswerPart, number: int) -> None:
        super().__init__(part, number)
        self._open = False
        self._drawn: tuple[object, Card | None] = (None, None)

    @property
    def what(self) -> str:  # type: ignore[override]  # named after its tool
        return f"the input of {self.part.name}" if self.part.sort == "call" else self.part.kind

    @property
    def room(self) -> int:
        return max(8, self.width - 2 * _INSIDE)

    def card(self) -> Card | None:
        """Drawn again when it grew, while it can be read: an input that streams is no JSON before its end."""
        drawn_for = (self.part.chars, self.live, self.width, self._open, self.glyphs.ascii)
        if self._drawn[0] != drawn_for:
            card = None
            if not self.live and (self.part.sort == "call" or self.part.chars):
                card = card_of(self.part.name, self.whole, self.room, self.glyphs, open=self._open)
            self._drawn = (drawn_for, card)
        return self._drawn[1]

    @property
    def folds(self) -> bool | None:
        card = self.card()
        if card is None or (not card.more and not self._open):
            return None
        return not self._open

    def fold(self, folded: bool) -> None:
        self._open = not folded

    def hides(self, needle: str) -> bool:
        return needle in self.whole.casefold()

    def __len__(self) -> int:
        card = self.card()
        if card is None:
            return 2 + (len(self.flow()) if self.part.chars else 0)
        return 2 + len(card.lines) + bool(card.more) + bool(card.lines and self.width >= NARROW)

    def row(self, line: int) -> Row:
        if line == len(self) - 1:
            return EMPTY_ROW
        card = self.card()
        if line == 0:
            return self._title(card)
        if card is None:
            text = Span(self.flow().line(line - 1), "json-string")
            shown = self.caret(text) if line == len(self.flow()) else (text,)
            return self._boxed(Line(shown))
        if line <= len(card.lines):
            return self._boxed(card.lines[line - 1])
        if card.more and line == len(card.lines) + 1:
            words = f"{self.glyphs.ellipsis} {cells.plural(card.more, 'more line')}"
            return self._boxed(Line((Span(words, "accent"),)))
        return self._boxed(Line(()))

    def _title(self, card: Card | None) -> Row:
        name = safe_text(self.part.name[:80], line=True)
        left = [Span(card.title if card is not None and card.title else name, bold=True)]
        if self.part.sort == "other" and self.part.kind != self.part.name:
            left.append(Span(f"  {safe_text(self.part.kind[:60], line=True)}", "ink-soft"))
        if card is not None and card.argument:
            left.append(Span(f"  {card.argument}", "json-string"))
        told = f"{card.told}   " if card is not None and card.told else ""
        tokens = f"{self.glyphs.estimate}{cells.count(self.tokens)} tokens" if self.tokens else ""
        return self._boxed(Line(tuple(left)), Span(f"{told}{tokens}".strip(), "ink-soft"))

    def _boxed(self, line: Line, tail: Span | None = None) -> Row:
        """The line on its ground from edge to edge of the text."""
        pad = Span(" " * _INSIDE)
        right = [tail] if tail is not None and tail.text else []
        spans = [pad, *justify(list(line.spans), right, self.room, self.glyphs.ellipsis), pad]
        return Row(Half(tuple(span._replace(on=line.ground) for span in spans)))


def piece_for(part: AnswerPart, number: int) -> Growing:
    match part.sort:
        case "text":
            return Prose(part, number)
        case "thinking":
            return Thinking(part, number)
        case "body":
            return Body(part, number)
        case _:
            return Call(part, number)
