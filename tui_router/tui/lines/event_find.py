"""Finding a text in the events of a stream by their bytes. A text cut between two events is in neither."""

from bisect import bisect_right

from tui_router.tui.lines.event_leg import EventLeg
from tui_router.tui.lines.event_rows import EventRows
from tui_router.tui.lines.tree_find import forms_of


def next_event(rows: EventRows, text: str, index: int, step: int) -> int | None:
    """The next row behind (before) `index` one of whose events has the text, its run unfolded; round at the end."""
    if not text or not len(rows):
        return None
    forms = forms_of(text)
    folded = rows.run_at(index)
    best: tuple[int, bool, int] | None = None  # unit, whether it is of the left leg, number
    unit_here = _unit_number(rows, index, step, folded is not None)
    for left, leg in ((True, rows.left), (False, rows.right)):
        if rows.shown != "both" and left != (rows.shown == "c"):
            continue
        lows = bytes(leg.text).lower()
        number = _number(rows, leg, unit_here, left=left, step=step)
        hit = _next(leg, lows, forms, number, step)
        if hit is None:
            continue
        unit = rows.unit_of(hit, left=left)
        if unit is None:
            continue
        here = (_distance(unit, unit_here, step, len(rows.pairs.units)), left, hit)
        best = here if best is None or here[0] < best[0] else best
    return rows.row_of(best[2], left=best[1]) if best is not None else None


def _unit_number(rows: EventRows, index: int, step: int, run: bool) -> int:
    """The unit the search begins behind; of the head of a run that is looked into the one before it."""
    if index < 0:
        return -1 if step > 0 else len(rows.pairs.units)
    group, line = rows.place(min(index, len(rows) - 1))
    if run:
        return group.lo - 1 if step > 0 else group.lo
    return group.lo + max(0, line - 1) if group.hi - group.lo > 1 else group.lo


def _distance(unit: int, here: int, step: int, count: int) -> int:
    """Units to walk, at least one, round the end."""
    return ((unit - here) * step - 1) % max(1, count)


def _number(rows: EventRows, leg: EventLeg, unit: int, *, left: bool, step: int) -> int:
    """The number of the event on this leg that the search begins behind (before)."""
    units = rows.pairs.units
    if unit < 0:
        return -1
    if unit >= len(units):
        return len(leg.events)
    if left:
        near = next((one for one in range(unit, -1, -1) if units[one].left >= 0), -1)
        passed = 1 if step < 0 and near < unit else 0
        return units[near].left + passed if near >= 0 else -1
    return units[unit].hi - 1 if step > 0 else units[unit].lo


def _next(leg: EventLeg, low: bytes, forms: tuple[bytes, ...], number: int, step: int) -> int | None:
    events = leg.events
    if not events:
        return None
    if step > 0:
        start = events[number].end if 0 <= number < len(events) else events[0].start
        ways = ((start, len(low)), (0, len(low)))
        found = next((at for lo, hi in ways if (at := _first(low, forms, lo, hi)) is not None), None)
    else:
        end = events[number].start if 0 <= number < len(events) else len(low)
        ways = ((0, end), (0, len(low)))
        found = next((at for lo, hi in ways if (at := _last(low, forms, lo, hi)) is not None), None)
    if found is None:
        return None
    return max(0, bisect_right(events, found, key=lambda event: event.start) - 1)


def _first(low: bytes, forms: tuple[bytes, ...], lo: int, hi: int) -> int | None:
    return min((at for form in forms if (at := low.find(form, lo, hi)) >= 0), default=None)


def _last(low: bytes, forms: tuple[bytes, ...], lo: int, hi: int) -> int | None:
    return max((at for form in forms if (at := low.rfind(form, lo, hi)) >= 0), default=None)
