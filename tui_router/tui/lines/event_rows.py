"""Two streams event by event as rows: what the upstream sent and when, beside what it caused.

Runs of like deltas are one row until they are unfolded. A row is worded when it is asked for.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable
from typing import Literal, NamedTuple

from tui_router.tui.cells import first
from tui_router.tui.glyphs import UNICODE, Glyphs
from tui_router.tui.lines.answer_groups import offset_words
from tui_router.tui.lines.event_gaps import LONG_S
from tui_router.tui.lines.event_leg import Event, EventLeg
from tui_router.tui.lines.event_pairs import EventPairs, Unit, front_of
from tui_router.tui.lines.event_words import DELTAS
from tui_router.tui.lines.line import EMPTY_ROW, Half, Row, Span

RUN = 3
"""Like deltas in a row that are folded; fewer say more than a count would."""

Shown = Literal["both", "c", "d"]
MarkOf = Callable[[Event | None, Event | None], tuple[Span | None, str]]
"""Sign and ground of a row by its events."""
_OFFSET, _GAP = 7, 6
_PREVIEW = 6  # events of a run whose text is shown


class Group(NamedTuple):
    """Units from `lo` up to `hi`; more than one are a run."""

    lo: int
    hi: int


class EventRows:
    def __init__(self, left: EventLeg, right: EventLeg, shown: Shown, glyphs: Glyphs = UNICODE) -> None:
        self.left, self.right = left, right
        self.shown = shown
        self.glyphs = glyphs
        self.mark_of: MarkOf = _no_mark
        self.pairs = EventPairs()
        self.open: set[Hashable] = set()
        self._groups: list[Group] = []
        self._starts: list[int] = []
        self._total = 0

    def lay_out(self) -> None:
        """Take in what the legs have read since; costs what is new."""
        left, right = self.left.events, self.right.events
        if self.shown == "both":
            front = front_of(left, right, left_whole=self.left.whole, right_whole=self.right.whole)
            stayed = self.pairs.lay_out(left, right, front)
        else:
            stayed = self.pairs.lay_alone(left if self.shown == "c" else right, left=self.shown == "c")
        self._group_from(*self._loosened(stayed))

    def _loosened(self, stayed: int) -> tuple[int, int]:
        """Take back the groups that may go on in new units. Where to begin, and how far that one is a run for sure."""
        singles = 0
        while self._groups:
            group = self._groups[-1]
            run = group.hi - group.lo > 1
            if not run and singles == RUN:
                break
            self._groups.pop()
            self._total = self._starts.pop()
            if run and group.lo < stayed:
                return group.lo, min(group.hi, stayed)
            singles += 0 if run or group.hi > stayed else 1
        return (self._groups[-1].hi if self._groups else 0), 0

    def fold_again(self) -> None:
        """Count the rows anew, after something was unfolded."""
        groups, self._groups, self._starts, self._total = self._groups, [], [], 0
        for group in groups:
            self._push(group)

    def _push(self, group: Group) -> None:
        self._groups.append(group)
        self._starts.append(self._total)
        self._total += self._height(group)

    def _group_from(self, at: int, sure: int) -> None:
        units = self.pairs.units
        while at < len(units):
            end = max(at + 1, sure)
            sure = 0
            if self._simple(units[at]):
                while end < len(units) and self._goes_on(units[end - 1], units[end]):
                    end += 1
            if end - at >= RUN:
                self._push(Group(at, end))
            else:
                for index in range(at, end):
                    self._push(Group(index, index + 1))
            at = end

    def _events(self, unit: Unit) -> tuple[Event | None, Event | None]:
        """The event at the left and the first at the right."""
        left = self.left.events[unit.left] if unit.left >= 0 else None
        return left, self.right.events[unit.lo] if unit.hi > unit.lo else None

    def _main(self, unit: Unit) -> Event:
        left, right = self._events(unit)
        main = left or right
        assert main is not None, "a unit has at least one event"  # noqa: S101  (an invariant of the pairing)
        return main

    def _simple(self, unit: Unit) -> bool:
        """A delta that caused no more than one delta of its kind."""
        left, right = self._events(unit)
        if unit.hi - unit.lo > 1 or self._main(unit).kind not in DELTAS:
            return False
        return left is None or right is None or left.kind == right.kind

    def _goes_on(self, last: Unit, unit: Unit) -> bool:
        if not self._simple(unit):
            return False
        before, after = self._events(last), self._events(unit)
        if any((one and one.name) != (two and two.name) for one, two in zip(before, after, strict=True)):
            return False
        return (self._gap(unit) or 0.0) <= LONG_S

    def _gap(self, unit: Unit) -> float | None:
        """Seconds since the event before it on its leg."""
        events, index = (self.left.events, unit.left) if unit.left >= 0 else (self.right.events, unit.lo)
        if not index or (now := events[index].at) is None or (last := events[index - 1].at) is None:
            return None
        return max(0.0, now - last)

    def _key(self, group: Group) -> Hashable:
        main = self._main(self.pairs.units[group.lo])
        return "run", self.pairs.units[group.lo].left >= 0, main.start

    def _height(self, group: Group) -> int:
        units = self.pairs.units
        if group.hi - group.lo > 1:
            return 1 + (group.hi - group.lo if self._key(group) in self.open else 0)
        unit = units[group.lo]
        return max(1, unit.hi - unit.lo)

    def __len__(self) -> int:
        return self._total

    # places

    def place(self, index: int) -> tuple[Group, int]:
        """The group a row is in, and which of its rows it is."""
        at = bisect_right(self._starts, index) - 1
        return self._groups[at], index - self._starts[at]

    def unit_at(self, index: int) -> Unit | None:
        if not 0 <= index < self._total:
            return None
        group, line = self.place(index)
        return self.pairs.units[group.lo + max(0, line - 1) if group.hi - group.lo > 1 else group.lo]

    def run_at(self, index: int) -> Group | None:
        """The folded or unfolded run whose head the row is."""
        if not 0 <= index < self._total:
            return None
        group, line = self.place(index)
        return group if group.hi - group.lo > 1 and line == 0 else None

    def event_at(self, index: int) -> tuple[EventLeg, Event] | None:
        """The event of a row: the upstream's where it has one."""
        unit = self.unit_at(index)
        if unit is None:
            return None
        group, line = self.place(index)
        if unit.left >= 0 and (line == 0 or group.hi - group.lo > 1):
            return self.left, self.left.events[unit.left]
        number = unit.lo + (line if group.hi - group.lo == 1 else 0)
        return (self.right, self.right.events[number]) if number < unit.hi else None

    def row_of(self, number: int, *, left: bool) -> int | None:
        """The row of an event, its run unfolded."""
        units = self.pairs.units
        unit = self.unit_of(number, left=left)
        if unit is None:
            return None
        at = bisect_right(self._groups, unit, key=lambda group: group.lo) - 1
        group = self._groups[at]
        if group.hi - group.lo > 1:
            if self._key(group) not in self.open:
                self.open.add(self._key(group))
                self.fold_again()
            return self._starts[at] + 1 + unit - group.lo
        return self._starts[at] + (0 if left else number - units[unit].lo)

    def unit_of(self, number: int, *, left: bool) -> int | None:
        """Units are in the order of both legs, so that each leg's numbers only grow along them."""
        units = self.pairs.units
        if left:
            found = next((n for n, unit in enumerate(units) if unit.left == number), None)
        else:
            at = bisect_left(units, number + 1, key=lambda unit: unit.hi)
            found = at if at < len(units) and units[at].lo <= number < units[at].hi else None
        return found

    def toggle(self, index: int, *, want: bool | None = None) -> bool:
        if not 0 <= index < self._total:
            return False
        group, _ = self.place(index)
        if group.hi - group.lo == 1:
            return False
        key = self._key(group)
        if want == (key in self.open):
            return False
        self.open.symmetric_difference_update({key})
        self.fold_again()
        return True

    # drawing

    def row(self, index: int) -> Row:
        if not 0 <= index < self._total:
            return EMPTY_ROW
        group, line = self.place(index)
        units = self.pairs.units
        if group.hi - group.lo > 1:
            unit = units[group.lo + max(0, line - 1)]
            return self._run(group) if line == 0 else self._unit(unit, 0, indent=2)
        return self._unit(units[group.lo], line)

    def _unit(self, unit: Unit, line: int, indent: int = 0) -> Row:
        left = self._events(unit)[0] if line == 0 else None
        number = unit.lo + line
        right = self.right.events[number] if number < unit.hi else None
        sign, ground = self.mark_of(left, right)
        key = (unit.left, number)
        if self.shown != "both":
            event = left or right
            half = self._event(event, unit, indent=indent, timed=True) if event else None
            return Row(half, None, None, ground, key)
        if left is None and line == 0:
            timed = right.at if right is not None else None
            blank = Half((Span(offset_words(timed), "ink-soft"),))
            return Row(blank, self._event(right, unit, indent=indent), sign, ground, key)
        return Row(
            self._event(left, unit, indent=indent, timed=True) if left is not None else None,
            self._event(right, unit, indent=indent) if right is not None else None,
            sign,
            ground,
            key,
        )

    @staticmethod
    def _lead(event: Event, gap: float | None) -> tuple[Span, ...]:
        slow = gap is not None and gap > LONG_S
        word = "" if gap is None else f"{gap:.2f}" if gap < 100 else f"{gap:.0f}"
        return (
            Span(offset_words(event.at).ljust(_OFFSET), "ink-soft"),
            Span(word.rjust(_GAP - 1) + "  ", "state-warn" if slow else "ink-soft", bold=slow),
        )

    def _event(self, event: Event | None, unit: Unit, *, indent: int = 0, timed: bool = False) -> Half | None:
        if event is None:
            return None
        leg = self.left if unit.left >= 0 and timed else self.right
        kind, name, said = leg.tell(event)
        lead = self._lead(event, self._gap(unit)) if timed else ()
        if kind == "ping" and unit.left < 0 and self.shown == "both":
            said = "ours, in a silence of the upstream"
        loud = kind == "error"
        words = [Span(" " * indent + name, "state-error" if loud else "json-key", bold=loud)]
        if said and kind in DELTAS:
            before, after = self.glyphs.quotes if kind != "args" else ("", "")
            words.append(Span(f"  {before}{said}{after}", "json-string", italic=kind == "thinking"))
        elif said:
            words.append(Span(f"  {said}", "state-error" if loud else "ink" if timed else "ink-soft"))
        return Half((*lead, *words))

    def _run(self, group: Group) -> Row:
        units = self.pairs.units
        first_unit, last_unit = units[group.lo], units[group.hi - 1]
        sign, ground = self.mark_of(*self._events(first_unit))
        is_open = self._key(group) in self.open
        took = None
        start, end = self._main(first_unit).at, self._main(last_unit).at
        if start is not None and end is not None:
            took = first(end - start, self.glyphs)
        lead = self._lead(self._main(first_unit), self._gap(first_unit))
        fold = self.glyphs.unfolded if is_open else self.glyphs.folded
        halves: list[Half | None] = []
        for side, event in enumerate(self._events(first_unit)):
            if event is None:
                halves.append(None)
                continue
            count = f" {'x' if self.glyphs.ascii else '×'}{group.hi - group.lo:,}"
            name = f"{event.name}{count}"
            spans = [Span(f"{fold} ", "ink-soft")] if side == 0 or self.shown != "both" else []
            spans += [Span(name, "json-key"), Span(f"  {took}" if took else "", "ink-soft")]
            if not is_open:
                spans.append(self._preview(group, side, event))
            halves.append(Half((*(lead if side == 0 or self.shown != "both" else ()), *spans)))
        if self.shown == "d":
            halves = [halves[1], None]
        return Row(halves[0], halves[1], sign if self.shown == "both" else None, ground, self._key(group))

    def _preview(self, group: Group, side: int, event: Event) -> Span:
        """How the text of a run begins, as much as a wide screen could show."""
        said = ""
        leg = self.left if side == 0 else self.right
        for unit in self.pairs.units[group.lo : min(group.hi, group.lo + _PREVIEW)]:
            number = unit.left if side == 0 else unit.lo
            said += leg.tell(leg.events[number])[2]
        quotes = ("", "") if event.kind == "args" else self.glyphs.quotes
        return Span(
            f"  {quotes[0]}{said}{self.glyphs.ellipsis}{quotes[1]}",
            "json-string",
            italic=event.kind == "thinking",
        )


def _no_mark(left: Event | None, right: Event | None) -> tuple[Span | None, str]:
    del left, right
    return None, ""
