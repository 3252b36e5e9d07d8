"""Two texts against each other: their lines are aligned, then the words of lines that differ.

The work is counted in steps and bounded, whatever the texts are: where words would cost too much a line differs
as a whole, and where lines would, it is said from which character on the texts differ.
"""

import re
from collections.abc import Hashable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

STEPS = 1_500_000
"""Steps of one comparison, some 0.5 s of Python."""
DEEPEST = 700
"""Edits that are looked for between two sequences."""
LONGEST_LINE = 20_000
"""Characters of a line whose words are still compared."""
CONTEXT = 2
"""Equal lines that stand beside a change; what lies between is counted."""
_KEPT = 300
"""Characters of an equal run inside a line."""
_SHOWN = 2_000
"""Characters of a changed run."""
_EXCERPT = 80
_LEAST_SHARED = 0.25
_WORDS = re.compile(r"\w+|\s+|[^\w\s]")


class Piece(NamedTuple):
    text: str
    changed: bool = False


Pieces = tuple[Piece, ...]


class TextRow(NamedTuple):
    """A line of both texts, None where only the other has one. `same` counts equal lines that are left out; `hunk`
    numbers the changes from 1; `note` stands in place of both, in our words.
    """

    left: Pieces | None = None
    right: Pieces | None = None
    same: int = 0
    hunk: int = 0
    note: str = ""


class Budget:
    """Steps left for a whole comparison."""

    def __init__(self, steps: int = STEPS) -> None:
        self.left = steps

    def take(self, steps: int) -> bool:
        self.left -= steps
        return self.left >= 0


Block = tuple[int, int, int]
"""An equal run: where it begins on the left and on the right, and how long it is."""


def blocks(left: Sequence[Hashable], right: Sequence[Hashable], budget: Budget) -> list[Block] | None:
    """The equal runs of a shortest edit, in order (Myers, "An O(ND) Difference Algorithm"); None when it costs too
    much.
    """
    head, tail = _ends(left, right)
    if not budget.take(head + tail + 1):
        return None
    middle = _edit(left[head : len(left) - tail], right[head : len(right) - tail], budget)
    if middle is None:
        return None
    found = [(0, 0, head), *((x + head, y + head, long) for x, y, long in middle)]
    found.append((len(left) - tail, len(right) - tail, tail))
    return [block for block in found if block[2]]


def _ends(left: Sequence[Hashable], right: Sequence[Hashable]) -> tuple[int, int]:
    """How much is equal at the beginning and at the end."""
    head = 0
    most = min(len(left), len(right))
    while head < most and left[head] == right[head]:
        head += 1
    tail = 0
    while tail < most - head and left[-1 - tail] == right[-1 - tail]:
        tail += 1
    return head, tail


def rough_blocks(left: Sequence[Hashable], right: Sequence[Hashable]) -> list[Block]:
    """What is equal at both ends, where looking between them costs too much."""
    head, tail = _ends(left, right)
    found = [(0, 0, head), (len(left) - tail, len(right) - tail, tail)]
    return [block for block in found if block[2]]


def _edit(left: Sequence[Hashable], right: Sequence[Hashable], budget: Budget) -> list[Block] | None:
    n, m = len(left), len(right)
    if not n or not m:
        return []
    rows: list[list[int]] = []  # rows[d][i]: how far along `left` d edits reach on diagonal 2i - d
    for d in range(min(n + m, DEEPEST) + 1):
        row: list[int] = []
        steps = d + 1
        for i in range(d + 1):
            k = 2 * i - d
            x = start = _reach(rows, d, i)[0] if d else 0
            while x < n and x - k < m and left[x] == right[x - k]:
                x += 1
            steps += x - start
            row.append(x)
            if x >= n and x - k >= m:
                rows.append(row)
                return _walk_back(rows, x, k)
        rows.append(row)
        if not budget.take(steps):
            return None
    return None


def _reach(rows: list[list[int]], d: int, i: int) -> tuple[int, bool]:
    """Where the d-th edit on a diagonal ends, and whether it took one from the left."""
    before = rows[d - 1]
    down = before[i] if i < d else -1
    along = before[i - 1] + 1 if i else -1
    return max(down, along), along > down


def _walk_back(rows: list[list[int]], x: int, k: int) -> list[Block]:
    found: list[Block] = []
    for d in range(len(rows) - 1, 0, -1):
        i = (k + d) // 2
        start, along = _reach(rows, d, i)
        if x > start:
            found.append((start, start - k, x - start))
        x, k = (rows[d - 1][i - 1], k - 1) if along else (rows[d - 1][i], k + 1)
    if x > 0:
        found.append((0, 0, x))
    return found[::-1]


def gaps(found: list[Block], n: int, m: int) -> Iterator[tuple[slice, slice, Block | None]]:
    """What differs before each equal run, and the run; the last has none."""
    x = y = 0
    for block in found:
        yield slice(x, block[0]), slice(y, block[1]), block
        x, y = block[0] + block[2], block[1] + block[2]
    yield slice(x, n), slice(y, m), None


def word_pieces(left: str, right: str, budget: Budget) -> tuple[Pieces, Pieces]:
    """Two lines in runs that are equal and runs that are not."""
    whole = _from_there(left, right)
    if max(len(left), len(right)) > LONGEST_LINE:
        return whole
    ours, theirs = _WORDS.findall(left), _WORDS.findall(right)
    found = blocks(ours, theirs, budget)
    if found is None:
        return whole
    solid = [block for block in found if "".join(ours[block[0] : block[0] + block[2]]).strip()]
    shared = sum(len(word) for x, _, long in solid for word in ours[x : x + long])
    if shared < _LEAST_SHARED * min(len(left), len(right)):
        return whole
    before: list[Piece] = []
    after: list[Piece] = []
    for gap_left, gap_right, block in gaps(solid, len(ours), len(theirs)):
        for pieces, words, gap in ((before, ours, gap_left), (after, theirs, gap_right)):
            if words[gap]:
                pieces.append(_clipped("".join(words[gap])))
        if block is not None:
            run = _folded("".join(ours[block[0] : block[0] + block[2]]))
            before.append(run)
            after.append(run)
    return tuple(before), tuple(after)


def _from_there(left: str, right: str) -> tuple[Pieces, Pieces]:
    """Two lines that differ from some character on; of short ones all is taken to differ."""
    at = first_difference(left, right) if max(len(left), len(right)) > _SHOWN else 0
    before = (_folded(left[:at]),) if at else ()
    return (*before, _clipped(left[at:])), (*before, _clipped(right[at:]))


def _clipped(text: str) -> Piece:
    more = len(text) - _SHOWN
    return Piece(text if more <= 0 else f"{text[:_SHOWN]} … {more:,} more characters", changed=True)


def _folded(text: str) -> Piece:
    if len(text) <= _KEPT:
        return Piece(text)
    part = _KEPT // 3
    return Piece(f"{text[:part]} … {len(text) - 2 * part:,} the same … {text[-part:]}")


def first_difference(left: str, right: str) -> int:
    """The character from which on they differ, from 0."""
    at, step = 0, 1 << 16
    while step:
        while left[at : at + step] == right[at : at + step] and at + step <= min(len(left), len(right)):
            at += step
        step >>= 1
    return at


def _from_character(left: str, right: str) -> list[TextRow]:
    at = first_difference(left, right)

    def excerpt(text: str) -> Pieces:
        before = Piece(text[max(0, at - _EXCERPT) : at].replace("\n", " "))
        return before, Piece(text[at : at + _EXCERPT].replace("\n", " "), changed=True)

    note = f"too much differs to be shown; it begins at character {at + 1:,}"
    return [TextRow(note=note, hunk=1), TextRow(excerpt(left), excerpt(right), hunk=1)]


def text_rows(left: str, right: str, budget: Budget) -> list[TextRow]:
    """The lines of both, side by side; equal ones only near a change."""
    ours, theirs = left.split("\n"), right.split("\n")
    found = blocks(ours, theirs, budget)
    if found is None:
        return _from_character(left, right)
    rows: list[TextRow] = []
    hunk = 0
    parts = list(gaps(found, len(ours), len(theirs)))
    for number, (gap_left, gap_right, block) in enumerate(parts):
        before, after = ours[gap_left], theirs[gap_right]
        if before or after:
            hunk += 1
            rows.extend(_changed(before, after, hunk, budget))
        if block is not None:
            run = ours[block[0] : block[0] + block[2]]
            last = (
                number == len(parts) - 2
                and parts[-1][0].start >= len(ours)
                and parts[-1][1].start >= len(theirs)
            )
            rows.extend(_equal(run, first=not rows, last=last))
    return rows


def _changed(before: list[str], after: list[str], hunk: int, budget: Budget) -> Iterator[TextRow]:
    for one, other in zip_longest(before, after):
        if one is None:
            yield TextRow(None, (_clipped(other),), hunk=hunk)
        elif other is None:
            yield TextRow((_clipped(one),), None, hunk=hunk)
        else:
            yield TextRow(*word_pieces(one, other, budget), hunk=hunk)


def _equal(run: list[str], *, first: bool, last: bool) -> Iterator[TextRow]:
    """What is near a change, and the number of the rest."""
    top = 0 if first else CONTEXT
    bottom = 0 if last else CONTEXT
    shown = run if len(run) <= top + bottom + 1 else [*run[:top], None, *run[len(run) - bottom :]]
    for line in shown:
        if line is None:
            yield TextRow(same=len(run) - top - bottom)
        else:
            piece = (_folded(line),)
            yield TextRow(piece, piece)
