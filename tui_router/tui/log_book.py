"""What the gateway said of itself, as far as this inspector has heard it, and which lines of it a filter shows."""

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from tui_router.control.inspect import LogLine
from tui_router.core.redact import mask_secrets
from tui_router.tui.safe_text import safe_text

KEPT = 4_000
"""Lines; a gateway keeps half as many."""
FULL = 500
"""Lines of one answer: one that long has more behind it."""
TAIL_BYTES = 64 * 1024
TAIL_LINES = 200
LINE_CAP = 1_000


class LogBook:
    """Oldest first. `file` is the end of the gateway's log file, read when nobody answers."""

    def __init__(self) -> None:
        self.lines: deque[LogLine] = deque(maxlen=KEPT)
        self.loaded = False
        self.file: list[str] = []

    @property
    def last(self) -> int:
        return self.lines[-1].number if self.lines else 0

    def load(self, lines: Sequence[LogLine]) -> None:
        """What was told after `last`. Numbers that begin again are those of a gateway that was started anew."""
        self.loaded = True
        if lines and lines[0].number <= self.last:
            self.lines.clear()
        self.lines.extend(lines)

    def listed(self, words: str, *, worse: bool) -> Iterator[LogLine]:
        """The lines with all of these words; `worse` leaves out what is neither a warning nor an error."""
        wanted = words.casefold().split()
        for line in self.lines:
            if not (worse and line.level == "info") and fits(line, wanted):
                yield line

    def get(self, number: int) -> LogLine | None:
        return next((line for line in reversed(self.lines) if line.number == number), None)


def fits(line: LogLine, wanted: Sequence[str]) -> bool:
    """Words in any case; `level:error` and `source:scribe` look in their own column, `#38` for an exchange."""
    return all(_has(line, word) for word in wanted)


def _has(line: LogLine, word: str) -> bool:
    column, colon, rest = word.partition(":")
    if colon and column == "level":
        return line.level.startswith(rest)
    if colon and column == "source":
        return line.source.casefold().startswith(rest)
    if word.startswith("#") and word[1:].isascii() and word[1:].isdigit():
        return line.exchange == int(word[1:20])
    return word in f"{line.source} {line.text}".casefold()


def tail(path: Path) -> list[str]:
    """The last lines of a log file, masked and safe to draw. Raises `OSError`; a file that is not there has none."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - TAIL_BYTES))
            text = file.read(TAIL_BYTES).decode("utf-8", "replace")
    except FileNotFoundError:
        return []
    lines = [line for line in text.splitlines() if line.strip()]
    if size > TAIL_BYTES:
        lines = lines[1:]  # cut in the middle
    newest = islice(lines, max(0, len(lines) - TAIL_LINES), None)
    return [safe_text(mask_secrets(line[:LINE_CAP]), line=True) for line in newest]
