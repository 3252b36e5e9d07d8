"""A long string wrapped as far as it is looked at: from its beginning, or from a place that was sought in it."""

from tui_router.tui.cells import size
from tui_router.tui.lines.json_tree import TEXT_LINES
from tui_router.tui.lines.wrap import Flow

MORE_LINES = 2_000
"""Lines that one press unfolds."""
BEFORE = 400
"""Characters shown before what was sought, where no line begins nearby."""
FOUND_LINES = 12
_PIECE = 4_096


class LongText:
    """`most` lines are shown, from the character `start`. What is further is neither read nor wrapped."""

    def __init__(self, text: str, width: int, most: int = TEXT_LINES, start: int = 0) -> None:
        self.text = text
        self.width = width
        self.most = most
        self.start = start
        self._flow = Flow(width)
        self._at = start

    def _read(self, lines: int) -> None:
        while self._at < len(self.text) and len(self._flow) <= lines:
            self._feed(self._at + _PIECE)

    def _feed(self, upto: int) -> None:
        self._flow.feed(self.text[self._at : upto])
        self._at = min(len(self.text), upto)

    def __len__(self) -> int:
        """Lines that are shown."""
        self._read(self.most)
        return min(self.most, len(self._flow))

    def line(self, index: int) -> str:
        return self._flow.line(index)

    @property
    def whole(self) -> bool:
        """Whether nothing stands behind the lines that are shown."""
        self._read(self.most)
        return self._at >= len(self.text) and len(self._flow) <= self.most

    @property
    def unfolded(self) -> bool:
        return self.most > TEXT_LINES or self.start > 0

    @property
    def rest(self) -> str:
        """What is behind the lines shown, in words: lines where the text has them, else its whole size."""
        if self.whole:
            return ""
        feeds = self.text.count("\n", self.start) + 1 - len(self)
        if feeds > 0:
            return f"{feeds:,} more line{'s' if feeds > 1 else ''}"
        return f"{size(len(self.text))} in all"

    @property
    def earlier(self) -> str:
        feeds = self.text.count("\n", 0, self.start)
        return f"{feeds:,} earlier line{'s' if feeds > 1 else ''}" if feeds else f"{size(self.start)} before"

    def more(self) -> None:
        self.most = (0 if self.most == TEXT_LINES else self.most) + MORE_LINES

    def begin(self, start: int = 0, most: int = TEXT_LINES) -> None:
        self.start = self._at = start
        self.most = most
        self._flow = Flow(self.width)

    def search(self, low: str, line: int, step: int) -> int | None:
        """The next shown line behind (before) `line` that has `low`, a lower-case text."""
        ways = range(line + 1, len(self)) if step > 0 else range(min(line, len(self)) - 1, -1, -1)
        return next((at for at in ways if low in self.line(at).lower()), None)

    def beyond(self, low: str, step: int, after: int = -1) -> int | None:
        """The next character behind `after` and the lines shown (before them) where `low` stands."""
        if step < 0:
            at = self.text[: self.start].lower().rfind(low)
        elif self.whole:
            return None
        else:
            at = self.text.lower().find(low, max(after + 1, self._end()))
        return at if at >= 0 else None

    def _end(self) -> int:
        """The character behind the lines shown; where unseen characters were spelled out it may be a few less."""
        probe, at, shown = Flow(self.width), self.start, len(self)
        while at < self._at - _PIECE and len(probe) <= shown:
            last = at
            probe.feed(self.text[at : at + _PIECE])
            at += _PIECE
            if len(probe) > shown:  # one too far: again, and by the character
                probe, at = Flow(self.width), last
                probe.feed(self.text[self.start : last])
                break
        while at < len(self.text) and len(probe) <= shown:
            probe.feed(self.text[at])
            at += 1
        return max(self.start, at - len(probe.line(len(probe) - 1)))

    def show(self, low: str, at: int) -> int:
        """Unfold the line around the character `at`, where `low` stands; its number."""
        if not (self.start <= at < self._at and at - self.start < _PIECE):
            head = self.text.rfind("\n", max(0, at - BEFORE), at)
            self.begin(head + 1 if head >= 0 else max(0, at - BEFORE), FOUND_LINES)
        probe = Flow(self.width)
        probe.feed(self.text[self.start : at])
        line = len(probe) - 1
        self.most = max(self.most, line + TEXT_LINES)
        self._read(self.most)
        near = range(max(0, line - 1), min(len(self), line + 3))
        return next((index for index in near if low in self.line(index).lower()), min(line, len(self) - 1))
