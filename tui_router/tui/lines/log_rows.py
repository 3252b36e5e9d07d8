"""The lines of Log: when, how bad, who says it, what."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import NamedTuple

from tui_router.control.inspect import Level, LogLine
from tui_router.tui import cells
from tui_router.tui.columns import LEFT, RIGHT
from tui_router.tui.lines.entry import Entry, Look, fit, still
from tui_router.tui.lines.line import Span, justify
from tui_router.tui.lines.wrap import wrap
from tui_router.tui.safe_text import safe_text

_TIME, _LEVEL, _SOURCE = 8, 8, 10
_MOST = 8
"""Screen lines that one line of the log may take."""
_WORDS: dict[Level, tuple[str, str, bool]] = {
    "error": ("error", "state-error", True),
    "warning": ("warning", "state-warn", True),
    "info": ("info", "ink-soft", False),
}


class FileLine(NamedTuple):
    """The key of a line of the log file, counted from its end."""

    number: int


def text_width(width: int) -> int:
    """Cells for the text on a screen this wide."""
    return max(10, width - LEFT - RIGHT - _TIME - _LEVEL - _SOURCE - 3)


def log_head(width: int, said: str, role: str) -> Entry:
    """Names of the columns; at the right end, whether the newest is followed."""
    room = max(1, width - LEFT - RIGHT)
    left = f"{'TIME':<{_TIME}} {'LEVEL':<{_LEVEL}} {'SOURCE':<{_SOURCE}} TEXT"

    def draw(look: Look) -> list[Span]:
        return justify([Span(left, "ink-soft")], [Span(said, role)], room, look.glyphs.ellipsis)

    return Entry(draw)


def log_entries(lines: Iterable[LogLine], width: int) -> Iterator[Entry]:
    for line in lines:
        yield from _entries(line, width)


def _entries(line: LogLine, width: int) -> Iterator[Entry]:
    word, role, bold = _WORDS.get(line.level, _WORDS["info"])
    source = fit(safe_text(line.source[:40], line=True), _SOURCE)
    first = [
        Span(f"{cells.clock(line.at):<{_TIME}} ", "ink-soft"),
        Span(f"{word:<{_LEVEL}} ", role, bold),
        Span(f"{source} ", "ink-soft"),
    ]
    lead = [Span(" " * (_TIME + _LEVEL + _SOURCE + 3))]
    for number, part in enumerate(_parts(line.text, text_width(width))):
        spans = lead if number else first
        yield Entry(still(*spans, Span(part)), key=line.number)


def _parts(text: str, width: int) -> list[str]:
    return wrap(safe_text(text, line=True), width, _MOST) or [""]


def file_entries(lines: Sequence[str], name: str, width: int) -> Iterator[Entry]:
    """The end of the log file under a heading, `lines` safe already."""
    yield Entry(still())
    yield Entry(still(Span("THE LOG FILE  ", "ink-soft"), Span(safe_text(name, line=True), "ink-soft")))
    for number, line in enumerate(lines):
        key: Hashable = FileLine(len(lines) - number)
        for part in wrap(line, max(10, width - LEFT - RIGHT), _MOST):
            yield Entry(still(Span(part)), key=key)
