"""A page of one column made of pieces that stand under each other, each of which words its own lines."""

from bisect import bisect_right
from collections.abc import Sequence

from tui_router.tui.glyphs import UNICODE, Glyphs
from tui_router.tui.lines.line import EMPTY_ROW, Half, Row, Span, plain
from tui_router.tui.pages.page import Anchor, Taken
from tui_router.tui.seen import Seen


class Piece:
    """A few lines of a page. This one is still; those that fold or grow are made of it."""

    def __init__(self, rows: Sequence[Row] = (), anchor: Anchor = (), taken: Taken | None = None) -> None:
        self.rows = rows
        self.at = anchor
        self.taken = taken

    def __len__(self) -> int:
        return len(self.rows)

    def row(self, line: int) -> Row:
        return self.rows[line]

    def anchor(self, line: int) -> Anchor:
        del line
        return self.at

    def copy(self, line: int) -> Taken | None:
        del line
        return self.taken

    @property
    def folds(self) -> bool | None:
        """Whether it is folded; None when there is nothing to fold."""
        return None

    def fold(self, folded: bool) -> None:
        """Fold or unfold it."""

    def hides(self, needle: str) -> bool:
        """Whether `needle` (casefolded) is in what is folded."""
        del needle
        return False

    def words(self, line: int) -> str:
        """What a search sees of a line, casefolded."""
        left = self.row(line).left
        if left is None:
            return ""
        return plain((*left.lead, *left.value, Span(" "), *left.tail)).casefold().rstrip()

    def has(self, needle: str, line: int) -> bool:
        """Whether it stands on the line, or begins there and goes on in the next one."""
        here = self.words(line)
        if needle in here:
            return True
        if " " not in needle or line + 1 >= len(self):
            return False
        after = self.words(line + 1)
        return needle not in after and needle in f"{here} {after}"


def text_row(*spans: Span, tail: tuple[Span, ...] = (), ground: str = "") -> Row:
    return Row(Half(spans, tail=tail), ground=ground)


class Stack:
    """The part of a page that does not depend on what it shows: `pieces` in order, found by the row."""

    split = False

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.width = 80
        self._starts: list[int] = []
        self._total = 0

    def lay_out(self) -> None:
        """Count anew; to be called when the pieces, or the lines of one, are others."""
        self._starts = []
        self._total = 0
        for piece in self.pieces:
            self._starts.append(self._total)
            self._total += len(piece)

    def __len__(self) -> int:
        return self._total

    def _where(self, index: int) -> tuple[int, int]:
        """Which piece a row is of, and which of its lines."""
        at = max(0, bisect_right(self._starts, index) - 1)
        return at, index - self._starts[at]

    def _piece(self, index: int) -> tuple[Piece, int] | None:
        if not 0 <= index < self._total:
            return None
        at, line = self._where(index)
        return self.pieces[at], line

    def row(self, index: int) -> Row:
        found = self._piece(index)
        return found[0].row(found[1]) if found is not None else EMPTY_ROW

    def toggle(self, index: int, *, want: bool | None = None) -> bool:
        """`want` True unfolds, False folds."""
        found = self._piece(index)
        folded = found[0].folds if found is not None else None
        if found is None or folded is None or (want is not None and folded != want):
            return False
        found[0].fold(not folded)
        self.lay_out()
        return True

    def anchor(self, index: int) -> Anchor:
        found = self._piece(index)
        return found[0].anchor(found[1]) if found is not None else ()

    def seek(self, anchor: Anchor) -> int | None:
        for start, piece in zip(self._starts, self.pieces, strict=True):
            for line in range(len(piece)):
                if piece.anchor(line) == anchor and anchor:
                    return start + line
        return None

    def copy(self, index: int) -> Taken | None:
        found = self._piece(index)
        return found[0].copy(found[1]) if found is not None else None

    def foot(self, index: int) -> list[list[Span]]:
        del index
        return []

    def turn(self) -> str:
        return ""

    # finding

    def find(self, text: str, index: int, step: int) -> int | None:
        needle = text.casefold()
        if not needle or not self._total:
            return None
        first, line = self._where(max(0, min(index, self._total - 1)))
        count = len(self.pieces)
        for away in range(count + 1):
            at = (first + step * away) % count
            piece = self.pieces[at]
            if piece.folds and piece.hides(needle):
                piece.fold(False)
                self.lay_out()
            lines = range(len(piece))
            if away == 0:
                lines = lines[line + 1 :] if step > 0 else lines[:line]
            elif away == count:
                lines = lines[: line + 1] if step > 0 else lines[line:]
            for each in lines if step > 0 else reversed(lines):
                if piece.has(needle, each):
                    return self._starts[at] + each
        return None

    def tally(self, text: str, index: int) -> tuple[int, int]:
        """Which of the rows with `text` the one at `index` is, and how many there are; what is folded counts once."""
        needle = text.casefold()
        which = total = 0
        for start, piece in zip(self._starts, self.pieces, strict=True):
            if piece.folds and piece.hides(needle):
                total += 1
                which += start <= index
                continue
            hits = [line for line in range(len(piece)) if needle and piece.has(needle, line)]
            total += len(hits)
            which += sum(start + line <= index for line in hits)
        return which, total


class StackPage(Stack):
    """A stack that is built anew when something is known that was not, or the width is another."""

    def __init__(self) -> None:
        super().__init__()
        self.glyphs: Glyphs = UNICODE
        self._seen: Seen | None = None
        self._built_for: object = None

    def take(self, seen: Seen, glyphs: Glyphs) -> None:
        self._seen, self.glyphs = seen, glyphs
        self.build(seen)

    def resize(self, left: int, right: int) -> None:
        del right
        self.width = left
        if self._seen is not None:
            self.build(self._seen)

    def build(self, seen: Seen) -> None:
        """Make the pieces and lay them out, unless those that stand there still hold."""
        raise NotImplementedError
