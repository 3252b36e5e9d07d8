"""The events of two legs brought together: a chunk of the upstream and the events it caused are one unit.

What passed at the same moment belongs together; inside a moment (one read may hold many chunks) the kinds tell what
belongs to which.
"""

from collections.abc import Iterator, Sequence
from math import inf
from typing import NamedTuple

from tui_router.tui.lines.event_leg import Event

AT_ONCE = 2_000

_PARTNER = {"tool": "open", "usage": "stop", "comment": ""}
_STRUCTURE = frozenset({"start", "open", "close", "signature"})
"""What may stand before the event a chunk turned into, because it is caused by it too."""


class Unit(NamedTuple):
    """`left` is a number among the events of the upstream, -1 for none; the right ones go from `lo` up to `hi`."""

    left: int
    lo: int
    hi: int


class EventPairs:
    """`frozen` units will not change any more; the rest is laid out again when more has come."""

    def __init__(self) -> None:
        self.units: list[Unit] = []
        self.frozen = 0
        self.behind = False
        """There are events that were not laid out yet: a call lays out at most `AT_ONCE` units."""
        self._left = 0
        self._right = 0

    def lay_out(self, left: Sequence[Event], right: Sequence[Event], front: float) -> int:
        """Pair what is new; both legs are known up to the moment `front`. The number of units that stayed."""
        stayed = self.frozen
        self.behind = False
        del self.units[stayed:]
        at_left, at_right = self._left, self._right
        if not at_left and left:
            while at_right < len(right) and _before(right[at_right], left[0].at):
                self.units.append(Unit(-1, at_right, at_right + 1))
                at_right += 1
        while at_left < len(left):
            self.behind = len(self.units) - stayed > AT_ONCE and self.frozen > stayed
            if self.behind:
                return stayed
            end = at_left + 1
            while end < len(left) and left[end].at == left[at_left].at:
                end += 1
            later = left[end].at if end < len(left) else None
            upto = at_right if later is not None else len(right)
            while upto < len(right) and _before(right[upto], later):
                upto += 1
            self.units.extend(_moment(left, (at_left, end), right, (at_right, upto)))
            at_left, at_right = end, upto
            if later is not None and later <= front:
                self.frozen, self._left, self._right = len(self.units), at_left, at_right
        self.units.extend(Unit(-1, index, index + 1) for index in range(at_right, len(right)))
        return stayed

    def lay_alone(self, events: Sequence[Event], *, left: bool) -> int:
        """One leg by itself, an event a unit."""
        stayed = len(self.units)
        fresh = range(stayed, min(len(events), stayed + AT_ONCE))
        self.behind = fresh.stop < len(events)
        self.units.extend(Unit(index, 0, 0) if left else Unit(-1, index, index + 1) for index in fresh)
        self.frozen = len(self.units)
        return stayed


def front_of(left: Sequence[Event], right: Sequence[Event], *, left_whole: bool, right_whole: bool) -> float:
    """The moment up to which nothing more will come on either leg."""
    fronts = [
        inf if whole else (events[-1].at or 0.0) if events else -inf
        for events, whole in ((left, left_whole), (right, right_whole))
    ]
    return min(fronts)


def _before(event: Event, moment: float | None) -> bool:
    return event.at is not None and moment is not None and event.at < moment


def _moment(
    left: Sequence[Event], lefts: tuple[int, int], right: Sequence[Event], rights: tuple[int, int]
) -> Iterator[Unit]:
    at, end = rights
    for index in range(*lefts):
        kind = left[index].kind
        if index == lefts[1] - 1:
            yield from _rest(index, kind, right, at, end)
            return
        wanted = _PARTNER.get(kind, kind)
        upto = at
        while upto < end and right[upto].kind != wanted and right[upto].kind in _STRUCTURE:
            upto += 1
        found = upto < end and right[upto].kind == wanted
        yield Unit(index, at, upto + 1 if found else at)
        at = upto + 1 if found else at


def _rest(index: int, kind: str, right: Sequence[Event], at: int, end: int) -> Iterator[Unit]:
    """All that is left goes with the last chunk of the moment, but a ping that no chunk caused."""
    ours = next((n for n in range(at, end) if right[n].kind == "ping" and kind not in {"ping", "start"}), end)
    yield Unit(index, at, ours)
    for number in range(ours, end):
        yield Unit(-1, number, number + 1)
