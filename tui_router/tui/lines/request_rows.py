"""Legs a and b as rows: every part on a line with its partner, folded, with what translation did on the spine.

Only the rows that are asked for are worded. The left and the right side always have the same number of rows,
because a row is a pair.
"""

from collections.abc import Hashable, Sequence
from typing import NamedTuple

from tui_router.core.note import Note
from tui_router.tui.cells import size
from tui_router.tui.glyphs import UNICODE, Glyphs
from tui_router.tui.lines.align import HEAVY, Pair, pair_requests, rank
from tui_router.tui.lines.json_tree import TEXT_LINES, Node
from tui_router.tui.lines.line import Half, Row, Span
from tui_router.tui.lines.request_halves import PairWords, Stop, is_long, mark_of
from tui_router.tui.lines.wrap import wrap
from tui_router.tui.safe_text import safe_text

MORE_LINES = 2_000
_TEXT_INDENT = 4


class Place(NamedTuple):
    """A row before it is worded: the pair's head (`text` -1), or a line of its long text."""

    pair: Pair
    text: int = -1
    more: bool = False


class RequestRows:
    """`known` are tokens the scribe counted for a field of leg a ("system", "tools", "messages")."""

    def __init__(
        self,
        left: Node | None,
        right: Node | None,
        notes: Sequence[Note] = (),
        *,
        glyphs: Glyphs = UNICODE,
        stop: Stop | None = None,
        known: dict[str, int] | None = None,
        narrow: bool = False,
    ) -> None:
        self.glyphs = glyphs
        self.narrow = narrow
        self.open: set[Hashable] = {("lmessages",)}
        self.words = PairWords(glyphs, stop, known or {}, self.open)
        self.widths = (50, 50)
        self.pairs = pair_requests(left, right, notes)
        if narrow:
            self.pairs.sort(key=self._urgency)
        self.most: dict[Hashable, int] = {}
        self._texts: dict[Hashable, tuple[list[str], list[str]]] = {}
        self.places: list[Place] = []

    def _urgency(self, pair: Pair) -> int:
        """In one column what was changed comes first, then what is heavy, then what stayed as it was."""
        if rank(pair)[0] == HEAVY:
            return 1
        return 0 if pair.act or pair.inner or self.words.stopped(pair) else 2

    def resize(self, left: int, right: int) -> None:
        if (left, right) != self.widths or not self.places:
            self.widths = self.words.widths = (left, right)
            self._texts.clear()
            self.lay_out()

    def folded_like(self, other: "RequestRows") -> None:
        """Take over what is folded and unfolded in another view of the same exchange."""
        self.open = self.words.open = other.open
        self.most = other.most

    def lay_out(self) -> None:
        self.places = []
        for pair in self.pairs:
            self._place(pair)

    def _place(self, pair: Pair) -> None:
        self.places.append(Place(pair))
        if pair.foldable:
            if pair.id in self.open:
                for kid in pair.kids:
                    self._place(kid)
            return
        left, right = self._text_of(pair)
        shown = max(len(left), len(right))
        self.places.extend(Place(pair, index) for index in range(shown))
        if self._rest(pair):
            self.places.append(Place(pair, shown, more=True))

    def _text_of(self, pair: Pair) -> tuple[list[str], list[str]]:
        """The lines of a long string on both sides, as many as are unfolded; nothing when one line says it."""
        known = self._texts.get(pair.id)
        if known is None:
            left = self._wrapped(pair, 0, pair.left)
            right = [] if self.narrow and left else self._wrapped(pair, 1, pair.right)
            known = self._texts[pair.id] = (left, right)
        return known

    def _room(self, pair: Pair, side: int) -> int:
        return max(8, self.widths[side] - 2 * pair.depth - _TEXT_INDENT)

    def _wrapped(self, pair: Pair, side: int, node: Node | None) -> list[str]:
        if node is None or not is_long(node, self.widths[side]):
            return []
        most, width = self.most.get(pair.id, TEXT_LINES), self._room(pair, side)
        return wrap(safe_text(node.text[: most * width * 4]), width, most)

    def _rest(self, pair: Pair) -> str:
        """What of a long string is still folded, in words."""
        shown = self.most.get(pair.id, TEXT_LINES)
        node = pair.left if is_long(pair.left, self.widths[0]) else pair.right
        if node is None or not any(len(lines) >= shown for lines in self._text_of(pair)):
            return ""
        room = self._room(pair, 0 if node is pair.left else 1)
        head = safe_text(node.text[: (shown + 1) * room * 4])
        if len(wrap(head, room, shown + 1)) <= shown:
            return ""
        feeds = node.text.count("\n") + 1 - shown
        return f"{feeds} more line{'s' if feeds > 1 else ''}" if feeds > 0 else f"{size(node.size)} in all"

    def toggle(self, index: int, *, want: bool | None = None) -> bool:
        """Fold or unfold what stands on row `index`; says whether anything changed."""
        if not 0 <= index < len(self.places):
            return False
        pair, _, more = self.places[index]
        if pair.foldable:
            is_open = pair.id in self.open
            if want == is_open:
                return False
            self.open.symmetric_difference_update({pair.id})
        elif self._text_of(pair) != ([], []):
            whole = self.most.get(pair.id, TEXT_LINES)
            if more or (whole == TEXT_LINES and want is not False):
                self.most[pair.id] = (0 if whole == TEXT_LINES else whole) + MORE_LINES
            elif want is not True:
                self.most.pop(pair.id, None)
            self._texts.pop(pair.id, None)
        else:
            return False
        self.lay_out()
        return True

    def __len__(self) -> int:
        return len(self.places)

    def row(self, index: int) -> Row:
        place = self.places[index]
        pair = place.pair
        if place.text >= 0:
            return self._text_row(place)
        stop = self.words.stopped(pair)
        ground = stop.ground if stop else ""
        act = pair.act or (pair.inner if pair.id not in self.open else "")
        mark = mark_of(act, self.glyphs)
        if stop and stop.ground == "trouble-bg":
            mark = Span(self.glyphs.states["failed"], "state-error", bold=True)
        if self.narrow:
            return Row(self.words.one_column(pair, mark, stop), None, None, ground, pair.id)
        return Row(self.words.left(pair), self.words.right(pair, stop), mark, ground, pair.id)

    def _text_row(self, place: Place) -> Row:
        pair = place.pair
        pad = Span(" " * (2 * pair.depth + _TEXT_INDENT))
        if place.more:
            words = Span(f"{self.glyphs.ellipsis} {self._rest(pair)}", "accent")
            return Row(Half((pad, words)), None, key=pair.id)
        halves = [
            Half((pad, Span(lines[place.text], "json-string"))) if place.text < len(lines) else None
            for lines in self._text_of(pair)
        ]
        if self.narrow:
            return Row(halves[0] or halves[1], None, key=pair.id)
        return Row(halves[0], halves[1], key=pair.id)
