"""Text wrapped to a width in cells, growing at its end without being wrapped again from the start."""

from collections.abc import Iterator
from unicodedata import category

from rich.cells import cell_len

from tui_router.tui.safe_text import MARKS_KEPT, safe_text

_PIECE = 4096
_MOST = 1 << 30


def _break(line: str, width: int, most: int) -> Iterator[str]:
    """One line without feeds in pieces of at most `width` cells, broken at a space where there is one."""
    start = 0
    for _ in range(most):
        head = line[start : start + 2 * width + 8]
        fits = _fitting(head, width)
        if start + fits >= len(line):
            yield line[start:]
            return
        cut = head.rfind(" ", 0, fits + 1)
        if cut <= 0 or not head[:cut].strip():
            yield head[:fits]
            start += fits
        else:
            yield head[:cut]
            start += cut + 1


def _fitting(head: str, width: int) -> int:
    """How many characters of `head` fit in `width` cells; at least one, so that breaking comes to an end."""
    if head.isascii():
        return min(len(head), width)
    used = 0
    for index, char in enumerate(head):
        used += cell_len(char)
        if used > width:
            return max(1, index)
    return len(head)


def _is_mark(char: str) -> bool:
    return category(char) in {"Mn", "Me"}


def wrap(text: str, width: int, most: int = _MOST) -> list[str]:
    """Safe text in lines of at most `width` cells, and no more than `most` lines."""
    width = max(1, width)
    lines: list[str] = []
    for line in text.split("\n"):
        if len(lines) >= most:
            break
        lines.extend(_break(line, width, most - len(lines)))
    return lines


class Flow:
    """Text that grows at its end. Only the last wrapped line can still change, so only it is wrapped again."""

    def __init__(self, width: int) -> None:
        self.width = max(1, width)
        self._done: list[str] = []
        self._last = ""  # raw text of the last wrapped line

    def feed(self, text: str) -> None:
        """`text` is from the wire; a sequence cut between two calls is made harmless all the same."""
        if text and self._last and _is_mark(text[0]):
            text = self._join_marks(text)
        for start in range(0, len(text), _PIECE):
            wrapped = wrap(self._last + safe_text(text[start : start + _PIECE]), self.width)
            self._last = wrapped.pop()
            self._done.extend(wrapped)

    def _join_marks(self, text: str) -> str:
        """Let combining marks at the start of a piece stand on the character before it, as many as may."""
        marks = next((index for index, char in enumerate(text) if not _is_mark(char)), len(text))
        there = next(
            (n for n, char in enumerate(reversed(self._last)) if not _is_mark(char)), len(self._last)
        )
        self._last += text[: min(marks, max(0, MARKS_KEPT - there))]
        return text[marks:]

    def __len__(self) -> int:
        return len(self._done) + 1

    def line(self, index: int) -> str:
        return self._last if index >= len(self._done) else self._done[index]

    def tail(self, count: int) -> list[str]:
        return [self.line(index) for index in range(max(0, len(self) - count), len(self))]
