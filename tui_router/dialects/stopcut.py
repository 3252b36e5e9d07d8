"""Stop sequences where the target has no field for them: the text is cut here, where one of them begins.

What may be the beginning of one is held back, so that the cut does not depend on how the text came in pieces.
"""

from collections.abc import Sequence


class StopCut:
    """Text goes in piece by piece, what may be shown comes out. `matched` is the sequence at which it was cut: the
    one that was whole first, as a model would have stopped at it, and the longest of those that end together.
    Nothing comes out after it. `mute` counts the characters that went in and did not come out, and those that are held
    back elsewhere for what was cut."""

    __slots__ = ("_held", "_longest", "_stops", "matched", "mute")

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops = sorted(filter(None, stops), key=len, reverse=True)
        self._longest = max(map(len, self._stops), default=0)
        self._held = ""
        self.matched: str | None = None
        self.mute = 0

    def feed(self, text: str) -> str:
        if not self._stops:
            return text
        shown = self._before(text)
        self.mute += len(text) - len(shown)
        return shown

    def _before(self, text: str) -> str:
        if self.matched is not None:
            return ""
        held, self._held = self._held + text, ""
        ends = [(at + len(stop), stop) for stop in self._stops if (at := held.find(stop)) >= 0]
        if ends:
            end, self.matched = min(ends, key=lambda one: one[0])
            return held[: end - len(self.matched)]
        keep = self._beginning(held)
        self._held = held[len(held) - keep :]
        return held[: len(held) - keep]

    def flush(self) -> str:
        """No more text follows: what was held back is no stop sequence."""
        held, self._held = self._held, ""
        self.mute -= len(held)
        return held

    def _beginning(self, text: str) -> int:
        """How many characters at the end may be the beginning of a sequence."""
        for size in range(min(self._longest - 1, len(text)), 0, -1):
            tail = text[-size:]
            if any(stop.startswith(tail) for stop in self._stops):
                return size
        return 0
