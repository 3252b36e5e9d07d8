"""Why the newest requests went where they went, one line each."""

from tui_router.journal.record import ExchangeRow
from tui_router.tui import cells
from tui_router.tui.columns import BREAKPOINTS, LEFT, RIGHT
from tui_router.tui.lines.entry import Look, fit
from tui_router.tui.lines.line import Span
from tui_router.tui.safe_text import safe_text

_TIME = 10


def why_head() -> list[Span]:
    return [Span("WHY", "ink-soft"), Span("   the last decisions", "ink-soft")]


def why_spans(row: ExchangeRow, width: int, look: Look) -> list[Span]:
    """12:04:33  claude-opus-5-5  → name has opus  → openai/gpt-5.4."""
    asked, target = (24, 34) if width >= BREAKPOINTS[1] else (19, 24)
    reason = max(8, min(60, width - LEFT - RIGHT - _TIME - asked - target - 4))
    arrow = f"{look.glyphs.arrow} "
    model = cells.clip_middle(safe_text(row.client_model[:200], line=True), asked - 2, look.glyphs.ellipsis)
    said = cells.clip(safe_text(row.reason[:300], line=True), reason - 2, look.glyphs.ellipsis)
    spans = [Span(f"{cells.clock(row.started_at)}  ", "ink-soft")] if width >= BREAKPOINTS[0] else []
    return [
        *spans,
        Span(fit(model, asked)),
        Span(arrow, "ink-soft"),
        Span(fit(said, reason), "ink-soft"),
        Span(arrow, "ink-soft"),
        Span(safe_text(f"{row.provider[:100]}/{row.model[:200]}", line=True), bold=True),
    ]
