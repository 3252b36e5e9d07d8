"""Two bodies against each other, aligned line by line: what is equal folds, what differs stands side by side.

Equal members of a body are one line each, deeper runs of them one line together; items of lists are matched as a
shortest edit would, whatever stands before them. Texts are compared in `words`. The result is bounded, whatever
the bodies are.
"""

from typing import Any, Literal, NamedTuple

from tui_router.replay.answers import Answer
from tui_router.replay.values import alike, as_json, brief, content, is_tools, label, read_body, renamed, same
from tui_router.replay.words import Budget, Piece, Pieces, blocks, gaps, rough_blocks, text_rows, word_pieces

Sign = Literal["same", "changed", "left", "right"]
Sort = Literal["head", "title", "value", "text", "fold", "note"]
"""head: what is under it differs; title: the same of what is equal; note: our words, on both sides."""
Part = Literal["request", "argument", "sentence", "block", "answer", "stream"]
"""Where a change is: of an answer a tool's argument, its text, a whole block, or anything else of it."""

DEEPEST = 12
"""Levels compared as structure; what lies deeper is compared as text."""
MOST_LINES = 4_000
MOST_CHARS = 400_000
_ONE_LINE = 60
"""Characters of a string that still stands beside its name."""
_EQUAL_LINES = 8
"""Lines of an equal block of an answer."""
_EQUAL_CHARS = 600


class Cell(NamedTuple):
    """All text is from the wire as it came, but `note` lines."""

    key: str
    pieces: Pieces = ()


class Line(NamedTuple):
    """`change` numbers the changes from 1, over all lines of one comparison; 0 is none."""

    sort: Sort
    sign: Sign
    depth: int
    left: Cell | None
    right: Cell | None
    change: int = 0
    part: Part = "request"


class Comparison(NamedTuple):
    """`cut`: there is more than is shown."""

    lines: list[Line]
    cut: bool

    @property
    def changes(self) -> int:
        return max((line.change for line in self.lines), default=0)


def compare_bodies(
    left: bytes, right: bytes, *, part: Part = "request", budget: Budget | None = None
) -> Comparison:
    walk = _Walk(part, budget or Budget())
    one, other = read_body(left), read_body(right)
    try:
        walk.both("", one, other, 0)
    except RecursionError:
        walk = _Walk(part, walk.budget)
        walk.both("", left.decode("utf-8", "replace"), right.decode("utf-8", "replace"), 0)
    return walk.done()


def compare_lists(
    left: list[Any], right: list[Any], *, part: Part, budget: Budget | None = None
) -> Comparison:
    """Two lists as they read, equal items too."""
    walk = _Walk(part, budget or Budget())
    try:
        walk.items(left, right, 0, whole=True)
    except RecursionError:
        walk = _Walk(part, walk.budget)
        walk.note("These are nested too deep to be compared.")
    return walk.done()


def compare_answers(left: Answer, right: Answer, *, budget: Budget | None = None) -> Comparison:
    walk = _Walk("answer", budget or Budget())
    try:
        walk.items(list(left.blocks), list(right.blocks), 0, whole=True)
        for name in ("error", "stop", "text"):
            one, other = _said(getattr(left, name)), _said(getattr(right, name))
            if one and other:
                walk.both(name, one, other, 0)
            elif one or other:
                walk.alone("left" if one else "right", name, one or other, 0)
    except RecursionError:
        walk = _Walk("answer", walk.budget)
        walk.note("These answers are nested too deep to be compared.")
    return walk.done()


def _said(value: Any) -> Any:
    return ": ".join(value) if isinstance(value, tuple) else value or ""


def _is_long(*texts: str) -> bool:
    return any(len(text) > _ONE_LINE or "\n" in text for text in texts)


class _Walk:
    def __init__(self, part: Part, budget: Budget) -> None:
        self.budget = budget
        self._part: Part = part
        self._lines: list[Line] = []
        self._changes = 0
        self._chars = 0
        self._cut = False

    def done(self) -> Comparison:
        return Comparison(self._lines, self._cut)

    def note(self, words: str, depth: int = 0) -> None:
        cell = Cell("", (Piece(words),))
        self._add(Line("note", "same", depth, cell, cell))

    def _add(self, line: Line) -> None:
        self._chars += sum(len(p.text) for cell in (line.left, line.right) if cell for p in cell.pieces)
        if len(self._lines) >= MOST_LINES or self._chars > MOST_CHARS:
            self._cut = True
        else:
            self._lines.append(line)

    def _differs(self, sort: Sort, sign: Sign, depth: int, left: Cell | None, right: Cell | None) -> None:
        self._changes += 1
        self._add(Line(sort, sign, depth, left, right, self._changes, self._part))

    # values

    def both(self, key: str, left: Any, right: Any, depth: int) -> None:
        """A value that both have, at `depth`; the root has no name."""
        if self._cut:
            return
        if not key and isinstance(left, dict) and isinstance(right, dict):
            self.members(left, right, depth)
        elif same(left, right):
            cell = Cell(key, (Piece(brief(left)),))
            self._add(Line("value", "same", depth, cell, cell))
        elif depth >= DEEPEST:
            self._text(key, as_json(left), as_json(right), depth)
        elif isinstance(left, dict) and isinstance(right, dict):
            self.members(left, right, self._head(key, depth))
        elif isinstance(left, list) and isinstance(right, list):
            self.items(left, right, self._head(key, depth))
        elif isinstance(left, str) and isinstance(right, str) and (not key or _is_long(left, right)):
            self._text(key, left, right, depth)
        else:
            one: Pieces = (Piece(brief(left), changed=True),)
            other: Pieces = (Piece(brief(right), changed=True),)
            if isinstance(left, str) and isinstance(right, str):
                one, other = word_pieces(brief(left), brief(right), self.budget)
            self._differs("value", "changed", depth, Cell(key, one), Cell(key, other))

    def _head(self, key: str, depth: int, other: str = "") -> int:
        if not key:
            return depth
        self._add(Line("head", "same", depth, Cell(key), Cell(other or key)))
        return depth + 1

    def members(self, left: dict[str, Any], right: dict[str, Any], depth: int) -> None:
        partners = renamed(left, right)
        run: list[str] = []
        for key, value in left.items():
            if key in right and same(value, right[key]):
                run.append(key)
                continue
            self._run(run, left, depth)
            run = []
            if key in right:
                self.both(key, value, right[key], depth)
            elif key in partners:
                other = partners[key]
                sides = (
                    Cell(key, (Piece(brief(value), changed=True),)),
                    Cell(other, (Piece(brief(right[other]), changed=True),)),
                )
                self._differs("value", "changed", depth, *sides)
            else:
                self.alone("left", key, value, depth)
        self._run(run, left, depth)
        taken = set(partners.values())
        for key, value in right.items():
            if key not in left and key not in taken:
                self.alone("right", key, value, depth)

    def _run(self, keys: list[str], values: dict[str, Any], depth: int) -> None:
        """Equal members, one line each at the top; deeper they stand together."""
        if depth and len(keys) > 2:
            self._fold(len(keys), depth)
            return
        for key in keys:
            value = values[key]
            words = f"… {len(value)} the same" if isinstance(value, list) and value else brief(value)
            if is_tools(value):
                words = brief(value)
            cell = Cell(key, (Piece(words),))
            self._add(Line("value", "same", depth, cell, cell))

    def _fold(self, count: int, depth: int) -> None:
        cell = Cell("", (Piece(f"… {count} the same"),))
        self._add(Line("fold", "same", depth, cell, cell))

    def alone(self, side: Literal["left", "right"], key: str, value: Any, depth: int) -> None:
        cell = Cell(key, (Piece(brief(value), changed=True),))
        self._differs(
            "value", side, depth, cell if side == "left" else None, cell if side == "right" else None
        )

    # lists

    def items(self, left: list[Any], right: list[Any], depth: int, *, whole: bool = False) -> None:
        """`whole`: equal items are shown too, as they read."""
        ours, theirs = [as_json(item) for item in left], [as_json(item) for item in right]
        found = blocks(ours, theirs, self.budget) or rough_blocks(ours, theirs)
        for gap_left, gap_right, block in gaps(found, len(left), len(right)):
            self._gap(left, gap_left, right, gap_right, depth, whole=whole)
            if block is None:
                continue
            if whole:
                for n in range(block[2]):
                    self._equal(label(block[0] + n, left[block[0] + n]), left[block[0] + n], depth)
            else:
                self._fold(block[2], depth)

    def _gap(
        self, left: list[Any], here: slice, right: list[Any], there: slice, depth: int, *, whole: bool
    ) -> None:
        """Items that differ: those that may be the same thing are matched, the others stand alone."""
        ours, theirs = range(len(left))[here], range(len(right))[there]
        one, other = [alike(left[n]) for n in ours], [alike(right[n]) for n in theirs]
        kin = blocks(one, other, self.budget) or rough_blocks(one, other)
        for gap_left, gap_right, block in gaps(kin, len(ours), len(theirs)):
            if self._cut:
                return
            for n in ours[gap_left]:
                self._item_alone("left", n, left[n], depth, whole=whole)
            for n in theirs[gap_right]:
                self._item_alone("right", n, right[n], depth, whole=whole)
            for step in range(block[2] if block else 0):
                assert block is not None  # noqa: S101  # the range is empty without one
                n, m = ours[block[0] + step], theirs[block[1] + step]
                self._item(n, left[n], m, right[m], depth)

    def _item_alone(
        self, side: Literal["left", "right"], number: int, value: Any, depth: int, *, whole: bool
    ) -> None:
        if self._cut:
            return
        before = self._part
        self._part = "block" if before == "answer" and whole else before
        self.alone(side, label(number, value), content(value), depth)
        self._part = before

    def _item(self, n: int, left: Any, m: int, right: Any, depth: int) -> None:
        """One thing, changed."""
        if self._cut:
            return
        before = self._part
        if self._part == "answer" and isinstance(left, dict):
            self._part = {"tool_use": "argument", "text": "sentence", "thinking": "sentence"}.get(
                str(left.get("type")), "answer"
            )  # type: ignore[assignment]  # the words are those of `Part`
        if not isinstance(left, dict) or not isinstance(right, dict) or depth + 1 >= DEEPEST:
            self.both(label(n, left), left, right, depth)
        else:
            self._head(label(n, left), depth, label(m, right))
            self._inside(left, right, depth + 1)
        self._part = before

    def _inside(self, left: dict[str, Any], right: dict[str, Any], depth: int) -> None:
        one, other = content(left), content(right)
        if isinstance(one, str) and isinstance(other, str):
            self._text("", one, other, depth)
        elif isinstance(one, dict) and isinstance(other, dict):
            self.members(one, other, depth)
        elif isinstance(one, list) and isinstance(other, list):
            self.items(one, other, depth)
        else:
            self.both("", one, other, depth)

    def _equal(self, key: str, value: Any, depth: int) -> None:
        """An equal block of an answer, as it reads."""
        cell = Cell(key)
        self._add(Line("title", "same", depth, cell, cell))
        inside = content(value)
        members = inside.items() if isinstance(inside, dict) else [("", inside)]
        for name, item in members:
            words = item if isinstance(item, str) else brief(item)
            shown = words.split("\n")
            if len(shown) > _EQUAL_LINES:
                shown = [
                    *shown[: _EQUAL_LINES - 1],
                    f"… {len(shown) - _EQUAL_LINES + 1} more lines, the same",
                ]
            for number, text in enumerate(shown):
                cell = Cell(name if not number else "", (Piece(text[:_EQUAL_CHARS]),))
                self._add(Line("text" if not name else "value", "same", depth + 1, cell, cell))

    # texts

    def _text(self, key: str, left: str, right: str, depth: int) -> None:
        """Two texts that differ, under their name."""
        depth = self._head(key, depth)
        first, last = self._changes, 0
        for row in text_rows(left, right, self.budget):
            if self._cut:
                break
            if row.note:
                self._changes = first + row.hunk
                cell = Cell("", (Piece(row.note),))
                self._add(Line("note", "changed", depth, cell, cell, self._changes, self._part))
            elif row.same:
                self._fold_lines(row.same, depth)
            else:
                sides = [Cell("", side) if side is not None else None for side in (row.left, row.right)]
                sign: Sign = "same"
                if row.hunk:
                    last = row.hunk
                    sign = "changed" if all(sides) else "left" if sides[0] else "right"
                self._changes = first + last
                change = self._changes if row.hunk else 0
                self._add(Line("text", sign, depth, sides[0], sides[1], change, self._part))

    def _fold_lines(self, count: int, depth: int) -> None:
        cell = Cell("", (Piece(f"… {count:,} {'line' if count == 1 else 'lines'} the same"),))
        self._add(Line("fold", "same", depth, cell, cell))
