"""Spans to segments, with the theme and the signs of the app."""

from collections.abc import Iterable

from rich.segment import Segment

from tui_router.tui.glyphs import Glyphs, to_ascii
from tui_router.tui.ink import Ink
from tui_router.tui.lines.line import Span


def segments(spans: Iterable[Span], ink: Ink, glyphs: Glyphs, on: str) -> list[Segment]:
    """`on` is the ground of the whole line: a strip without one shows the terminal's own colour."""
    return [
        Segment(
            to_ascii(span.text) if glyphs.ascii else span.text,
            ink(span.role, span.on or on, bold=span.bold, italic=span.italic),
        )
        for span in spans
        if span.text
    ]
