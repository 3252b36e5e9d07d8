"""The bytes of a leg as they passed, in lines of the width with their offsets.

Lines end where the bytes have a line feed and where the width ends. Only where they begin is kept; the text is made
of the rows that are asked for. UTF-8 is read, everything that does not print is a point. A leg that begins with a zero
byte is no text at all: it stands as hexadecimal figures with its letters beside them.
"""

from bisect import bisect_right
from collections.abc import Iterator

from tui_router.tui.cells import size
from tui_router.tui.glyphs import UNICODE, Glyphs
from tui_router.tui.lines.line import EMPTY_ROW, Half, Row, Span
from tui_router.tui.safe_text import safe_text
from tui_router.tui.seen import RawLeg

AT_ONCE = 20_000
"""Lines counted in one go."""
MOST_FEEDS = 150_000
"""Bytes with more line feeds than this are cut at the width alone, so that a body of line feeds stays cheap."""
_EDGE = 9  # cells of an offset: 8 MB has seven digits
_LEAST = 8  # bytes of a line, however narrow
_FIGURES = 4  # cells of a byte in figures: two, a blank, its letter
_DUMPED = 16  # bytes of a line that is copied


class RawRows:
    """`grow` after bytes have come, `resize` for another width; both cost what is new."""

    def __init__(self, glyphs: Glyphs = UNICODE) -> None:
        self.glyphs = glyphs
        self.leg = RawLeg()
        self.width = 80
        self._begin()

    def _begin(self) -> None:
        self._starts: list[int] = []  # offset of each line that a line feed ends, then of the last one
        self._rows: list[int] = []  # its first row
        self._next = 0
        self._total = 0
        self._blocks = False
        self._seen = 0
        self.behind = False
        """Lines are counted in slices: `grow` wants to be called again soon."""

    def look_at(self, leg: RawLeg) -> None:
        if leg is not self.leg or len(leg.data) < self._seen:
            self.leg = leg
            self._begin()
        self.grow()

    def resize(self, width: int) -> None:
        if width != self.width:
            self.width = width
            self._begin()
            self.grow()

    @property
    def binary(self) -> bool:
        return self.leg.data[:1] == b"\0"

    @property
    def room(self) -> int:
        """Bytes of one row; a cell is left over for a wide character at the end."""
        if self.binary:
            fits = max(2, (self.width - _EDGE - 2) // _FIGURES)
            return fits // _LEAST * _LEAST or fits
        return max(_LEAST, self.width - _EDGE - 1)

    def grow(self) -> None:
        data = self.leg.data
        if len(data) == self._seen and not self.behind:
            return
        if self.binary or (
            not self._blocks and data.count(b"\n", self._seen) + len(self._starts) > MOST_FEEDS
        ):
            self._blocks = True
        self._seen = len(data)
        if self._blocks:
            self._total = -(-len(data) // self.room)
            self.behind = False
            return
        self._index(data)

    def _index(self, data: bytearray) -> None:
        """Lines from where the last one began; that one may have become longer."""
        if self._starts:
            self._next, self._total = self._starts.pop(), self._rows.pop()
        room, at, total = self.room, self._next, self._total
        stop = len(self._starts) + AT_ONCE
        while at < len(data) and len(self._starts) < stop:
            end = data.find(b"\n", at)
            long = (len(data) if end < 0 else end) - at
            self._starts.append(at)
            self._rows.append(total)
            total += max(1, -(-long // room))
            at = len(data) if end < 0 else end + 1
        self._next, self._total = at, total
        self.behind = at < len(data)

    def __len__(self) -> int:
        return self._total

    def offset(self, index: int) -> tuple[int, int]:
        """The bytes of a row, from and to, the line feed not among them."""
        data, room = self.leg.data, self.room
        if self._blocks:
            return index * room, min(len(data), (index + 1) * room)
        line = bisect_right(self._rows, index) - 1
        start = self._starts[line] + (index - self._rows[line]) * room
        end = self._starts[line + 1] - 1 if line + 1 < len(self._starts) else len(data)
        if end > start and line + 1 == len(self._starts) and data[end - 1] == 10:
            end -= 1
        return start, max(start, min(end, start + room))

    def row_at(self, offset: int) -> int:
        if self._blocks:
            return offset // self.room
        line = max(0, bisect_right(self._starts, offset) - 1)
        inside = (offset - self._starts[line]) // self.room
        last = (self._rows[line + 1] if line + 1 < len(self._rows) else self._total) - 1
        return min(self._rows[line] + inside, last)

    def text(self, index: int) -> str:
        """The characters that begin in a row; of bytes that are no text their figures too."""
        data = self.leg.data
        start, end = self.offset(index)
        if self.binary:
            return _dump(bytes(data[start:end]), self.room)
        stop = min(len(data), end + 3)
        if start and data[start - 1] != 10:
            start = _past_tail(data, start, end)
        shown = bytes(data[start : _past_tail(data, end, stop)]).decode("utf-8", "replace")
        return "".join(char if char.isprintable() and char != "\ufffd" else "·" for char in shown)

    def row(self, index: int) -> Row:
        if not 0 <= index < self._total:
            return EMPTY_ROW
        start, _ = self.offset(index)
        lead = Span(f"{start:>{_EDGE - 2}}  ", "ink-soft")
        return Row(Half((lead, Span(safe_text(self.text(index), line=True)))))

    def line(self, index: int) -> str:
        """The whole line a row is a part of."""
        data = self.leg.data
        start, upto = self.offset(max(0, min(index, self._total - 1)))
        if self.binary:
            return data[start:upto].hex(" ")
        end = data.find(b"\n", start)
        return bytes(data[data.rfind(b"\n", 0, start) + 1 : end if end >= 0 else len(data)]).decode(
            "utf-8", "replace"
        )

    def whole(self) -> str:
        if self.binary:
            data = self.leg.data
            return "\n".join(data[at : at + _DUMPED].hex(" ") for at in range(0, len(data), _DUMPED))
        return bytes(self.leg.data).decode("utf-8", "replace")

    def find(self, text: str, index: int, step: int) -> int | None:
        """Letters of ASCII in any case; others as they are written."""
        if not text or not self._total:
            return None
        forms = {form.encode("utf-8", "replace").lower() for form in (text, text.lower(), text.upper())}
        low = bytes(self.leg.data).lower()
        start, end = self.offset(max(0, min(index, self._total - 1)))
        for lo, hi in _ways(start, end, len(low), step):
            if step > 0:
                hits = [at for form in forms if (at := low.find(form, lo, hi)) >= 0]
            else:
                hits = [at for form in forms if (at := low.rfind(form, lo, hi)) >= 0]
            if hits:
                return self.row_at(min(hits) if step > 0 else max(hits))
        return None

    def foot(self, index: int) -> list[list[Span]]:
        if not self._total:
            return []
        start, end = self.offset(max(0, min(index, self._total - 1)))
        kept = " the rest was not kept" if self.leg.truncated else ""
        return [[Span(f"bytes {start:,} to {end:,} of {size(self.leg.size)}{kept}", "ink-soft")]]


def _dump(data: bytes, room: int) -> str:
    letters = "".join(chr(byte) if 0x20 <= byte < 0x7F else "·" for byte in data)
    return f"{data.hex(' '):<{3 * room}} {letters}"


def _past_tail(data: bytearray, at: int, stop: int) -> int:
    """Over the later bytes of a character that began before `at`."""
    while at < stop and 0x80 <= data[at] < 0xC0:
        at += 1
    return at


def _ways(start: int, end: int, whole: int, step: int) -> Iterator[tuple[int, int]]:
    """Where to look: behind the row (before it), then round from the other end and the row itself last."""
    return iter(((end, whole), (0, whole)) if step > 0 else ((0, start), (0, whole)))
