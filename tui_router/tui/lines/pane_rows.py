"""Which parts of the pane have rows, for a size: title, leg titles, body, trouble, tokens, time, blanks."""

from typing import Literal, NamedTuple

from tui_router.journal.record import ExchangeRow
from tui_router.tui.columns import BREAKPOINTS

Pair = Literal["ab", "cd"]
SIDE_BY_SIDE = BREAKPOINTS[1]
ALL_FOUR = BREAKPOINTS[3]
CHART_ROWS = 8
_BODY_LEAST = 5
_CHART_FROM = 30  # rows of the pane
_TALL = 20
_ROOMY = 12


class PaneRows(NamedTuple):
    """Rows of each part; 0 is not shown. `beside` puts trouble and notes at the right of the chart."""

    strip: int
    notes: int
    chart: int
    beside: bool
    time: bool
    tokens: bool
    gap_foot: bool
    gap_time: bool
    gap_end: bool


def give_rows(
    width: int, height: int, *, trouble: bool, notes: bool, zoomed: bool, selected: bool = True
) -> PaneRows:
    narrow = width < SIDE_BY_SIDE
    left = max(0, height - 2 - _BODY_LEAST)
    strip = min(2 if narrow else 3, left) if trouble else 0
    left -= strip
    chart = selected and height >= _CHART_FROM and (width >= ALL_FOUR or zoomed)
    beside = chart and width >= ALL_FOUR
    told = notes and not trouble and height >= _TALL
    time = left >= 2 and not (narrow and trouble) and not chart
    return PaneRows(
        strip=strip,
        notes=(CHART_ROWS if beside else 1) if told else 0,
        chart=CHART_ROWS if chart else 0,
        beside=beside,
        time=time,
        tokens=left >= 1,
        gap_foot=(told or chart) and height >= _TALL,
        gap_time=time and left >= 3 and height >= _ROOMY,
        gap_end=chart,
    )


def leg_counts(width: int) -> tuple[int, ...]:
    """How many legs may be shown at once."""
    return (1,) if width < SIDE_BY_SIDE else (1, 2) if width < ALL_FOUR else (1, 2, 4)


def failed_early(row: ExchangeRow) -> bool:
    return row.state == "failed" and row.times.first is None


def pair_of(row: ExchangeRow) -> Pair:
    """What tells most at first sight: the request where it was refused or mended, else the answer."""
    return "ab" if failed_early(row) or row.state == "repaired" else "cd"
