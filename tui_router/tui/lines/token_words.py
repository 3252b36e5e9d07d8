"""The figures of an exchange: the prompt against its window, what came out and how fast."""

from tui_router.journal.record import ExchangeRow
from tui_router.tui import cells
from tui_router.tui.glyphs import UNICODE, Glyphs
from tui_router.tui.lines.line import Span

_PARTS = ("system", "tools", "messages")


def token_spans(row: ExchangeRow, width: int, glyphs: Glyphs = UNICODE) -> tuple[list[Span], list[Span]]:
    """Prompt, its share of the window, its parts; at the right what came out and how fast."""
    tokens = row.tokens
    about = glyphs.estimate if tokens.estimated else ""
    given = about + cells.count(tokens.input) if tokens.input else glyphs.nothing
    left = [Span("in  ", "ink-soft"), Span(given, bold=bool(tokens.input))]
    if row.window and tokens.input:
        share = tokens.input / row.window
        left += [Span("  "), *meter(row, share, 10 if width < 110 else 16, glyphs)]
        left.append(
            Span(f" {cells.percent(tokens.input, row.window)}", "state-warn" if share > 0.85 else "ink")
        )
        left.append(Span(f" of {cells.limit(row.window)}", "ink-soft"))
    if width >= 100:
        for name in _PARTS:
            value = getattr(tokens, name)
            if value:
                left += [Span(f"   {name} ", "ink-soft"), Span(cells.count(value))]
        if tokens.cache_read:
            left += [Span("   cached ", "ink-soft"), Span(cells.count(tokens.cache_read))]
        if tokens.cache_write:
            left += [Span("   cache written ", "ink-soft"), Span(cells.count(tokens.cache_write))]
    return left, _out_spans(row, about, glyphs)


def _out_spans(row: ExchangeRow, about: str, glyphs: Glyphs) -> list[Span]:
    tokens, times = row.tokens, row.times
    if not tokens.output:
        return [Span("out ", "ink-soft"), Span(f"{glyphs.nothing}", "ink-soft")]
    live = row.state == "live"
    right = [
        Span("out ", "ink-soft"),
        Span(about + cells.count(tokens.output), "tokens-out" if live else "ink", bold=True),
    ]
    if times.first is not None and times.ended is not None:
        rate = cells.rate(tokens.output, times.ended - times.first, glyphs)
        if rate != glyphs.nothing:
            right.append(Span(f"  {rate}"))
    return right


def meter(row: ExchangeRow, share: float, width: int, glyphs: Glyphs) -> list[Span]:
    """How full the window is, the filled part split into system, tools and messages where they are counted."""
    filled = max(1, min(width, round(share * width)))
    tokens = row.tokens
    parts = [(name, getattr(tokens, name)) for name in _PARTS]
    total = sum(value for _, value in parts)
    spans: list[Span] = []
    used = 0
    for name, value in parts if total else []:
        upto = filled if name == "messages" else used + round(filled * value / total)
        upto = min(filled, upto)
        spans.append(Span(glyphs.meter * (upto - used), f"tokens-{name}"))
        used = upto
    if not total:
        spans.append(Span(glyphs.meter * filled, "tokens-messages"))
    return [*(span for span in spans if span.text), Span(glyphs.track * (width - filled), "line")]
