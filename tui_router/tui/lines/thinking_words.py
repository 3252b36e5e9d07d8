"""What a target makes of the ways a client asks for thinking, in a line and as a table."""

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size

from tui_router.control.wiring import ThinkingRow
from tui_router.tui.cells import clip
from tui_router.tui.glyphs import UNICODE, Glyphs
from tui_router.tui.lines.line import Span
from tui_router.tui.safe_text import safe_text

_LABEL = 12
_ASKED, _SENT = 16, 24
_WIDE = 120
_TOLD = ("adaptive", "budget 31,999")
"""What coding clients send by themselves."""
_DECIDES = ("effort", "budget", "level", "thinking", "type")
_MOST = 20
"""Rows of the table; there are a dozen ways to ask."""


def _said(text: str, most: int, ellipsis: str) -> str:
    return clip(safe_text(text[:400], line=True), most, ellipsis)


def _short(sent: str) -> str:
    """Of what is sent the member that decides, by the last step of its path: effort medium."""
    parts = [part.partition(" ") for part in sent.split(", ")]
    steps = [(path.rpartition(".")[2], blank, value) for path, blank, value in parts]
    return "".join(
        next((each for each in steps if any(word in each[0].lower() for word in _DECIDES)), steps[0])
    )


def thinking_spans(rows: Sequence[ThinkingRow], glyphs: Glyphs = UNICODE) -> list[Span]:
    """One line; nothing when nobody asked what is sent."""
    if not rows:
        return []
    label = [Span("  "), Span(f"{'thinking':<{_LABEL}}", "ink-soft")]
    if len({row.sent for row in rows}) == 1:
        same = "nothing is sent for it" if rows[0].sent == "nothing" else f"always {_short(rows[0].sent)}"
        return [*label, Span(_said(same, 60, glyphs.ellipsis), "ink-soft")]
    told = [row for name in _TOLD for row in rows if row.asked == name] or list(rows[:2])
    pairs = [
        f"{_said(row.asked, 20, glyphs.ellipsis)} {glyphs.arrow} {_said(_short(row.sent), 30, glyphs.ellipsis)}"
        for row in told
    ]
    return [*label, Span(", ".join(pairs), "ink-soft")]


def thinking_table(
    rows: Sequence[ThinkingRow], glyphs: Glyphs = UNICODE, width: int = _WIDE
) -> list[list[Span]]:
    """A line a way to ask, in at most `width` cells: what is sent for it, and why, which gets the larger part."""
    rows = rows[:_MOST]
    lengths = (cell_len(safe_text(row.sent[:400], line=True)) for row in rows)
    sent = min(max(_SENT, (width - _ASKED) * 2 // 5), 2 + max(4, *lengths))
    why = max(1, width - _ASKED - sent)
    head = [Span(f"{'ASKED':<{_ASKED}}{'SENT':<{sent}}WHY", "ink-soft")]
    lines = [
        [
            Span(f"{_said(row.asked, _ASKED - 2, glyphs.ellipsis):<{_ASKED}}"),
            Span(
                set_cell_size(_said(row.sent, sent - 2, glyphs.ellipsis), sent),
                "ink-soft" if row.sent == "nothing" else "ink",
            ),
            Span(_said(row.why, why, glyphs.ellipsis), "ink-soft"),
        ]
        for row in rows
    ]
    return [head, *lines]
