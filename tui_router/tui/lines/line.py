"""The vocabulary of a drawn line: spans with a role, a half with a value column, a row of two halves.

A role is a colour name of the theme. Widths are terminal cells. All text in a span is safe already.
"""

from collections.abc import Hashable
from typing import NamedTuple

from rich.cells import cell_len

from tui_router.tui.cells import clip

GAP = 2
"""Cells between a value and what stands at the right end."""


class Span(NamedTuple):
    """`on` is a ground of its own; empty is that of the line."""

    text: str
    role: str = "ink"
    bold: bool = False
    italic: bool = False
    on: str = ""


class Half(NamedTuple):
    """One side of a row: `lead` (sign, key) from the left, `value` from column `at`, `tail` at the right end.

    With `at` 0 the value follows the lead.
    """

    lead: tuple[Span, ...] = ()
    value: tuple[Span, ...] = ()
    tail: tuple[Span, ...] = ()
    at: int = 0


class Row(NamedTuple):
    """`mark` stands on the spine; `ground` tints the whole row; `key` names what enter folds."""

    left: Half | None = None
    right: Half | None = None
    mark: Span | None = None
    ground: str = ""
    key: Hashable = None


EMPTY_ROW = Row()


def span_width(spans: tuple[Span, ...] | list[Span]) -> int:
    return sum(cell_len(span.text) for span in spans)


def crop(spans: tuple[Span, ...] | list[Span], width: int, ellipsis: str = "…") -> list[Span]:
    """The spans in at most `width` cells, the cut shown."""
    if span_width(spans) <= width:
        return list(spans)
    kept: list[Span] = []
    room = width
    for span in spans:
        taken = cell_len(span.text)
        if taken >= room:
            kept.append(span._replace(text=clip(span.text, room, ellipsis) if taken > room else span.text))
            if taken == room and room > 0:
                kept[-1] = span._replace(text=clip(span.text + " ", room, ellipsis))
            break
        kept.append(span)
        room -= taken
    return [span for span in kept if span.text]


def justify(left: list[Span], right: list[Span], width: int, ellipsis: str = "…") -> list[Span]:
    """`left` from the left edge, `right` to the right edge, exactly `width` cells; the left side gives way."""
    right = crop(right, width, ellipsis)
    room = width - span_width(right)
    left = crop(left, max(0, room - (GAP if right else 0)), ellipsis)
    return [*left, Span(" " * (room - span_width(left))), *right]


def lay(half: Half, width: int, ellipsis: str = "…") -> list[Span]:
    """The half in exactly `width` cells. A tail takes what the value leaves, and never less than its share."""
    lead = list(half.lead)
    if half.at and half.value:
        lead = crop(lead, max(1, min(half.at, width) - 1), ellipsis)
        lead.append(Span(" " * max(0, min(half.at, width) - span_width(lead))))
    left_over = width - span_width(lead) - span_width(half.value) - GAP
    tail = crop(half.tail, max(round(width * 0.3), left_over), ellipsis)
    return justify([*lead, *half.value], tail, width, ellipsis)


def plain(spans: list[Span] | tuple[Span, ...]) -> str:
    return "".join(span.text for span in spans)
