"""Legs a and b beside each other, as a form of the Request page: found, sought and copied by their pairs."""

from collections.abc import Iterator

from tui_router.journal.record import LegName
from tui_router.tui.columns import BREAKPOINTS, LEFT, RIGHT
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.lines.align import Pair
from tui_router.tui.lines.json_tree import Node
from tui_router.tui.lines.line import Span, justify
from tui_router.tui.lines.note_book import Path
from tui_router.tui.lines.notes import note_spans
from tui_router.tui.lines.request_rows import RequestRows
from tui_router.tui.lines.stops import notes_for, stop_of
from tui_router.tui.lines.tree_find import forms_of
from tui_router.tui.pages.page import Taken
from tui_router.tui.safe_text import safe_text
from tui_router.tui.seen import Seen

SIDE_BY_SIDE = BREAKPOINTS[1]
_SPINE = 5  # cells between two halves, the spine with a blank on either side


def whole_width(left: int, right: int, *, split: bool) -> int:
    """Cells of the view that gave these widths of text."""
    return LEFT + RIGHT + (left + right + _SPINE if split else left)


class BothRows:
    def __init__(self, glyphs: Glyphs) -> None:
        self.glyphs = glyphs
        self.rows: RequestRows | None = None
        self._seen: Seen | None = None
        self._made_for: object = None
        self._narrow = False

    def take(self, seen: Seen) -> None:
        self._seen = seen
        made_for = (seen.a.tree, seen.b.tree, id(seen.detail), seen.attempt, self._narrow)
        if made_for == self._made_for:
            return
        self._made_for = made_for
        old = self.rows
        if seen.a.tree is None and seen.b.tree is None:
            self.rows = None
            return
        tokens = seen.row.tokens
        self.rows = RequestRows(
            seen.a.tree,
            seen.b.tree,
            notes_for(seen.detail, seen.attempt),
            glyphs=self.glyphs,
            stop=stop_of(seen.detail, seen.attempt),
            known={"system": tokens.system, "tools": tokens.tools, "messages": tokens.messages},
            narrow=self._narrow,
        )
        if old is not None:
            self.rows.folded_like(old)

    def resize(self, left: int, right: int, *, split: bool) -> bool:
        """Says whether there is room for two halves; where there is none both sides share a column."""
        whole = whole_width(left, right, split=split)
        self._narrow = whole < SIDE_BY_SIDE
        if self._seen is not None:
            self.take(self._seen)
        if self.rows is not None:
            inside = whole - LEFT - RIGHT
            if self._narrow:
                self.rows.resize(inside, inside)
            else:
                half = (inside - _SPINE) // 2
                self.rows.resize(*((left, right) if split else (half, inside - _SPINE - half)))
        return not self._narrow

    def _pair(self, index: int) -> Pair | None:
        rows = self.rows
        return rows.places[index].pair if rows is not None and 0 <= index < len(rows.places) else None

    def path_at(self, index: int) -> tuple[str | int, ...]:
        pair = self._pair(index)
        path = (pair.left_path or pair.right_path or ()) if pair is not None else ()
        return tuple(int(step) if step.isdecimal() and len(step) < 10 else step for step in path)

    def seek(self, path: tuple[str | int, ...]) -> int | None:
        """The field the path begins with; what is deeper is found in the tree of one leg."""
        rows = self.rows
        if rows is None or not path:
            return None
        wanted = (str(path[0]),)
        found = (
            n
            for n, place in enumerate(rows.places)
            if wanted in (place.pair.left_path, place.pair.right_path)
        )
        return next(found, None)

    def foot(self, index: int, widths: tuple[int, int]) -> list[list[Span]]:
        pair = self._pair(index)
        if pair is None:
            return []
        lines = [note_spans(pair.note, self.glyphs)] if pair.note is not None else []
        told = [_path_words(path) for path in (pair.left_path, pair.right_path) if path]
        spans = [Span(safe_text(f"  {self.glyphs.arrow}  ".join(told)[:400], line=True), "ink-soft")]
        whole = widths[0] if self._narrow else sum(widths)
        return [*lines, justify(spans, [Span("y", "accent", bold=True), Span(" copy", "ink-soft")], whole)]

    def copies(self, index: int) -> list[Taken]:
        pair = self._pair(index)
        if pair is None:
            return []
        taken: list[Taken] = []
        sides: tuple[tuple[LegName, Node | None, Path | None], ...] = (
            ("a", pair.left, pair.left_path),
            ("b", pair.right, pair.right_path),
        )
        for leg, node, path in sides:
            if node is not None:
                taken += [
                    (f"the value in leg {leg}", node.text),
                    (f"the path in leg {leg}", _path_words(path or ())),
                ]
        return taken

    # finding

    def find(self, text: str, index: int, step: int) -> int | None:
        """The next pair one of whose sides has the text in its key or in its own value."""
        rows = self.rows
        here = self._pair(index)
        if rows is None or here is None:
            return None
        forms, low = forms_of(text), text.lower()
        order = [pair for pair in _flat(rows.pairs, forms) if _hit(pair, low, forms)]
        if not order:
            return None
        found = self._after(order, here, step)
        for length in range(1, len(found.id)):
            rows.open.add(found.id[:length])
        rows.lay_out()
        return next(n for n, place in enumerate(rows.places) if place.pair is found)

    def _after(self, order: list[Pair], here: Pair, step: int) -> Pair:
        """The hit behind (before) the pair at the cursor; the first (last) when there is none."""
        assert self.rows is not None  # noqa: S101  (asked for only when there are rows)
        place: dict[int, int] = {}
        for number, pair in enumerate(_walk(self.rows.pairs, {id(pair) for pair in (*order, here)})):
            place.setdefault(id(pair), number)
        at = place.get(id(here), -1)
        if step > 0:
            return next((pair for pair in order if place.get(id(pair), -1) > at), order[0])
        return next((pair for pair in reversed(order) if place.get(id(pair), at) < at), order[-1])


def _has(pair: Pair, forms: tuple[bytes, ...]) -> bool:
    for node in (pair.left, pair.right):
        if node is not None:
            low = bytes(node.raw).lower()
            if any(form in low for form in forms):
                return True
    return False


def _hit(pair: Pair, low: str, forms: tuple[bytes, ...]) -> bool:
    for node in (pair.left, pair.right):
        if node is not None and not node.key.isdecimal() and low in node.key.lower():
            return True
    return not pair.foldable and _has(pair, forms)


def _flat(pairs: list[Pair], forms: tuple[bytes, ...]) -> Iterator[Pair]:
    """All pairs in order; what is inside one is passed over when its bytes hold nothing."""
    for pair in pairs:
        yield pair
        if pair.foldable and _has(pair, forms):
            yield from _flat(pair.kids, forms)


def _walk(pairs: list[Pair], wanted: set[int]) -> Iterator[Pair]:
    """The wanted pairs in order, out of those that were opened so far."""
    for pair in pairs:
        if id(pair) in wanted:
            yield pair
        if "kids" in pair.__dict__:
            yield from _walk(pair.kids, wanted)


def _path_words(path: Path) -> str:
    return "$" + "".join(f"[{step}]" if step.isdecimal() else f".{step}" for step in path)
