"""The silences of a stream: the longest one, and all of them as a line of heights."""

from collections.abc import Sequence
from typing import NamedTuple

from tui_router.tui.lines.event_leg import Event

LONG_S = 1.0
"""From here on a gap is worth being seen."""


class Gap(NamedTuple):
    seconds: float
    before: str
    after: str
    behind: int = 0  # number of the event that ended it


class EventGaps:
    """`grow` with the events of a leg; costs the new ones."""

    def __init__(self) -> None:
        self.longest = Gap(0.0, "", "")
        self.count = 0
        self._heights: tuple[tuple[int, int], list[float]] = ((0, 0), [])
        self._times: list[tuple[float, float]] = []  # when a gap ended, how long it was

    def grow(self, events: Sequence[Event]) -> None:
        for index in range(self.count, len(events)):
            event = events[index]
            last = events[index - 1] if index else None
            if last is None or event.at is None or last.at is None:
                continue
            gap = max(0.0, event.at - last.at)
            self._times.append((event.at, gap))
            if gap > self.longest.seconds:
                self.longest = Gap(gap, last.name, event.name, index)
        self.count = len(events)

    def heights(self, width: int) -> list[float]:
        """The longest gap in each of `width` equal pieces of the time, 0 to 1 of the longest of all."""
        if not self._times or width < 1 or not self.longest.seconds:
            return []
        if self._heights[0] == (self.count, width):
            return self._heights[1]
        first, last = self._times[0][0] - self._times[0][1], self._times[-1][0]
        span = (last - first) or 1.0
        found = [0.0] * width
        for at, gap in self._times:
            place = min(width - 1, int((at - first) / span * width))
            found[place] = max(found[place], gap)
        self._heights = ((self.count, width), [gap / self.longest.seconds for gap in found])
        return self._heights[1]


def spark(heights: Sequence[float], signs: str) -> str:
    """One sign a height; the least stands for silence too short to be seen."""
    top = len(signs) - 1
    return "".join(signs[min(top, round(height * top))] for height in heights)
