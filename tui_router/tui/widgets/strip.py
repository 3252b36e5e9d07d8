"""What went wrong, in their words, and what to press; or what was mended. At most three rows."""

from textual.strip import Strip
from textual.widget import Widget

from tui_router.journal.record import ExchangeDetail
from tui_router.tui import cells
from tui_router.tui.columns import RIGHT
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.ink import look_of
from tui_router.tui.lines.line import Span, crop, justify, span_width
from tui_router.tui.lines.trouble import figure_words, quote_of, title_of
from tui_router.tui.safe_text import safe_text
from tui_router.tui.widgets.paint import segments

_LEFT = 1
KEYS = (("r", "replay"), ("R", "rewire"))
"""What can be pressed now."""


def has_trouble(detail: ExchangeDetail) -> bool:
    if detail.row.state == "repaired":
        return True
    return detail.row.state == "failed" and bool(detail.diagnosis or detail.row.trouble)


def _what(detail: ExchangeDetail, glyphs: Glyphs) -> list[Span]:
    row, diagnosis = detail.row, detail.diagnosis
    trouble = safe_text(row.trouble[:300], line=True)
    if row.state == "repaired":
        sign = Span(f"{glyphs.states['repaired']} ", "state-warn", bold=True)
        told = trouble or (title_of(diagnosis) if diagnosis else "mended by itself")
        return [sign, Span("repaired", "state-warn", bold=True), Span(f"   {told}")]
    sign = Span(f"{glyphs.states['failed']} ", "state-error", bold=True)
    if diagnosis is None:
        return [sign, Span(trouble or "failed", "state-error", bold=True)]
    figures = figure_words(diagnosis, row.model or row.provider)
    spans = [sign, Span(title_of(diagnosis), "state-error", bold=True)]
    return [*spans, Span(f"   {figures}")] if figures else spans


def _said(detail: ExchangeDetail, glyphs: Glyphs) -> list[Span]:
    diagnosis, row = detail.diagnosis, detail.row
    if diagnosis is None:
        return []
    quote = quote_of(diagnosis)
    if not quote:
        message = safe_text(diagnosis.message[:300], line=True)
        return [Span("the client was told  ", "ink-soft"), Span(message, italic=True)] if message else []
    who = safe_text(row.provider, line=True) or "the upstream"
    before, after = glyphs.quotes
    return [Span(f"{who} said  ", "ink-soft"), Span(f"{before}{quote}{after}", italic=True)]


def _remedy(detail: ExchangeDetail) -> list[Span]:
    """The remedy as a sentence, then the keys that exist."""
    diagnosis, row = detail.diagnosis, detail.row
    sentence = safe_text(diagnosis.remedy[:300], line=True) if diagnosis else ""
    spans: list[Span] = []
    if row.state == "repaired":
        return (
            [Span(sentence)] if sentence else [Span(cells.plural(row.attempts or 2, "attempt"), "ink-soft")]
        )
    if sentence:
        spans.append(Span(f"{sentence}    ", bold=True))
    for key, word in KEYS:
        spans += [Span(key, "accent", bold=True), Span(f" {word}    ", "ink-soft")]
    return spans


class TroubleStrip(Widget):
    ALLOW_SELECT = False
    DEFAULT_CSS = """
    TroubleStrip { height: 3; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.detail: ExchangeDetail | None = None

    def show(self, detail: ExchangeDetail | None) -> None:
        self.detail = detail
        self.refresh()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        ink, glyphs = look_of(self.app)
        detail = self.detail
        if detail is None:
            return Strip.blank(width)
        repaired = detail.row.state == "repaired"
        ground = "notice-bg" if repaired else "trouble-bg"
        what, said, remedy = _what(detail, glyphs), _said(detail, glyphs), _remedy(detail)
        lines = [what, said, remedy] if self.size.height >= 3 and said else [what, remedy]
        spans: list[Span] = lines[y] if y < len(lines) else []
        room = max(0, width - _LEFT - RIGHT - 1)
        if y:
            spans = [Span("  "), *spans]
            if span_width(spans) > room and spans[-1].text.startswith(" "):
                spans = _keep_keys(spans, room, glyphs.ellipsis)
        bar = Span(glyphs.focus, "state-warn" if repaired else "state-error")
        body = justify(crop(spans, room, glyphs.ellipsis), [], room, glyphs.ellipsis)
        line = segments((bar, Span(" "), *body), ink, glyphs, ground)
        return Strip(line).adjust_cell_length(width, ink("ink", ground))


def _keep_keys(spans: list[Span], room: int, ellipsis: str) -> list[Span]:
    """The sentence gives way, the keys stay."""
    at = next((i for i, span in enumerate(spans) if span.role == "accent"), len(spans))
    keys = spans[at:]
    return [*crop(spans[:at], max(0, room - span_width(keys) - 1), ellipsis), Span(" "), *keys]
