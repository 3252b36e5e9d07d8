"""What applying a remedy would put down, as a difference from what is known."""

from collections.abc import Sequence
from typing import NamedTuple

from tui_router.core.fact import Fact
from tui_router.tui import cells
from tui_router.tui.glyphs import UNICODE, Glyphs
from tui_router.tui.lines.fact_words import assignment, fact_words, target_words
from tui_router.tui.lines.line import Span, crop, span_width

_MOST = 6


class Putting(NamedTuple):
    """A fact that would be known, and what is known in its place now."""

    before: Fact | None
    after: Fact


def preview_lines(changes: Sequence[Putting], width: int, glyphs: Glyphs = UNICODE) -> list[list[Span]]:
    """Of each target its name, then what goes and what comes, with its meaning under it."""
    lines: list[list[Span]] = []
    target = ""
    for change in changes[:_MOST]:
        named = target_words(change.after, glyphs)
        if named != target:
            target = named
            lines.append([Span(cells.clip(named, width, glyphs.ellipsis), bold=True)])
        if change.before is not None:
            lines.append(_tinted("- ", change.before, "removed-bg", width, glyphs))
        lines.append(_tinted("+ ", change.after, "added-bg", width, glyphs))
        lines.append(crop([Span(f"  it {fact_words(change.after)}", "ink-soft")], width, glyphs.ellipsis))
    left = len(changes) - _MOST
    return [*lines, [Span(f"and {left} more", "ink-soft")]] if left > 0 else lines


def _tinted(sign: str, fact: Fact, ground: str, width: int, glyphs: Glyphs) -> list[Span]:
    role = "state-ok" if sign == "+ " else "state-error"
    source = ", pinned" if fact.pinned else ""
    if ground == "removed-bg":
        source = (f"from #{fact.exchange}" if fact.exchange is not None else fact.origin) + source
    spans = [Span(sign, role, on=ground), Span(assignment(fact), on=ground)]
    spans += [Span(f"    {source.removeprefix(', ')}", "ink-soft", on=ground)] if source else []
    spans = crop(spans, width, glyphs.ellipsis)
    return [*spans, Span(" " * max(0, width - span_width(spans)), on=ground)]
