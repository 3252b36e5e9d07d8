"""A request as one tree, a node a line: mark, fold sign, key, value in short, size, tokens.

Only the rows that are asked for are worded, and folding works on the part it concerns, so a body of megabytes costs
what of it is open.
"""

from collections.abc import Callable, Hashable, Iterator
from typing import Literal, NamedTuple

from tui_router.tui.cells import size
from tui_router.tui.glyphs import UNICODE, Glyphs
from tui_router.tui.lines.json_tree import TEXT_LINES, Node
from tui_router.tui.lines.line import EMPTY_ROW, Half, Row, Span
from tui_router.tui.lines.long_text import LongText
from tui_router.tui.lines.note_book import Path
from tui_router.tui.lines.request_halves import Stop, mark_of
from tui_router.tui.lines.request_words import MESSAGES
from tui_router.tui.lines.tree_item import GROUP, Item
from tui_router.tui.lines.tree_weight import TreeWeight
from tui_router.tui.lines.tree_words import key_of, value_of

_TEXT_INDENT = 4
_TAIL = 18  # cells of size and tokens with the gap before them
_GUTTER = 3
_LEAST = 12

PlaceSort = Literal["title", "head", "group", "earlier", "text", "more", "total"]


class Place(NamedTuple):
    """A row before it is worded. `at` is the line of a text; of a group `at` and `upto` are its members."""

    item: Item
    sort: PlaceSort = "head"
    at: int = 0
    upto: int = 0


class TreeRows:
    """`act_of` says what translation did to a part (closed: to anything inside, too); `title` stands above."""

    def __init__(self, root: Node, *, glyphs: Glyphs = UNICODE, title: tuple[Span, ...] = ()) -> None:
        self.root = Item(root)
        self.glyphs = glyphs
        self.title = title
        self.act_of: Callable[[Item, bool], str] = _no_act
        self.weight = TreeWeight(None, 0)
        self.stop: Stop | None = None
        self.width = 80
        self.open: set[Hashable] = set()
        self.places: list[Place] = []
        self._texts: dict[Path, LongText] = {}
        self._open_first()
        self.lay_out()

    def _open_first(self) -> None:
        """The messages, and the last one of them."""
        for key in MESSAGES:
            messages = self.root.named(key)
            if messages is not None and messages.node.shape == "array" and len(messages):
                self._open_to(messages.kid(len(messages) - 1))
                self.open.add(messages.kid(len(messages) - 1).path)

    def resize(self, width: int) -> None:
        if width != self.width:
            self.width = width
            self._texts.clear()
            self.lay_out()

    def lay_out(self) -> None:
        places = [Place(self.root, "title")]
        places.extend(self._inside(self.root))
        places.append(Place(self.root, "total"))
        self.places = places

    def _block(self, item: Item) -> Iterator[Place]:
        yield Place(item)
        if item.foldable:
            if item.path in self.open:
                yield from self._inside(item)
        elif self.is_long(item):
            text = self.text_of(item)
            if text.start:
                yield Place(item, "earlier")
            for line in range(len(text)):
                yield Place(item, "text", line)
            if not text.whole:
                yield Place(item, "more")

    def _inside(self, item: Item) -> Iterator[Place]:
        if len(item) > GROUP:
            yield from self._hundreds(item, 0, len(item))
            return
        for kid in item.kids():
            if kid.joined:
                yield from self._inside(kid)
            elif not kid.told:
                yield from self._block(kid)

    def _hundreds(self, item: Item, start: int, end: int) -> Iterator[Place]:
        step = _step(end - start)
        if step == 1:
            for index in range(start, end):
                yield from self._block(item.kid(index))
            return
        for at in range(start, end, step):
            upto = min(end, at + step)
            if upto - at == 1:  # the last, alone
                yield from self._hundreds(item, at, upto)
                continue
            yield Place(item, "group", at, upto)
            if (*item.path, at, upto) in self.open:
                yield from self._hundreds(item, at, upto)

    # long strings

    def _room(self, item: Item) -> int:
        return max(_LEAST, self.width - _GUTTER - 2 * item.depth - _TEXT_INDENT)

    def is_long(self, item: Item) -> bool:
        node = item.node
        if node.shape != "string":
            return False
        inline = self.width - _TAIL - _GUTTER - 2 * item.depth - len(node.key[:60]) - _TEXT_INDENT
        return node.size > inline or "\n" in node.text

    def text_of(self, item: Item) -> LongText:
        text = self._texts.get(item.path)
        if text is None:
            text = self._texts[item.path] = LongText(item.node.text, self._room(item))
        return text

    # folding

    def toggle(self, index: int, *, want: bool | None = None) -> bool:
        if not 0 <= index < len(self.places):
            return False
        place = self.places[index]
        item = place.item
        if place.sort == "group":
            return self._flip((*item.path, place.at, place.upto), index, want)
        if place.sort in {"title", "total"}:
            return False
        if item.foldable:
            return self._flip(item.path, index, want)
        if not self.is_long(item):
            return False
        return self._turn_text(index, want)

    def _flip(self, key: Hashable, index: int, want: bool | None) -> bool:
        if want == (key in self.open):
            return False
        self.open.symmetric_difference_update({key})
        self.redo(self.places[index].item, index)
        return True

    def _turn_text(self, index: int, want: bool | None) -> bool:
        place = self.places[index]
        text = self.text_of(place.item)
        if place.sort == "earlier" and want is not False:
            text.begin(0, TEXT_LINES + 1)
        elif want is False or (want is None and place.sort != "more" and text.unfolded):
            if not text.unfolded:
                return False
            text.begin()
        elif text.whole:
            return False
        else:
            text.more()
        self.redo(place.item, index)
        return True

    def redo(self, item: Item, near: int | None = None) -> None:
        """Lay out anew what stands on and under the line of an item; `near` is a row of it, when it is known."""
        seat = item.seat
        index = self.index_of(seat) if near is None else self._head_over(seat, near)
        if index is None or seat is self.root:
            self.lay_out()
            return
        end = index + 1
        depth = len(seat.path)
        while end < len(self.places) and self.places[end].item.path[:depth] == seat.path:
            end += 1
        self.places[index:end] = self._block(seat)

    def _head_over(self, item: Item, index: int) -> int | None:
        back = range(index, -1, -1)
        return next((n for n in back if self.places[n].item is item and self.places[n].sort == "head"), None)

    def index_of(self, item: Item) -> int | None:
        """The row of an item that is unfolded."""
        if item is self.root:
            return 0
        found = (n for n, place in enumerate(self.places) if place.item is item and place.sort == "head")
        return next(found, None)

    def reveal(self, item: Item) -> int:
        """The row of an item, everything above it unfolded."""
        seat = item.seat
        if self._open_to(seat):
            self.lay_out()
        return self.index_of(seat) or 0

    def _open_to(self, item: Item) -> bool:
        before = len(self.open)
        for kid in item.chain[1:]:
            above = kid.parent
            if above is None:
                continue
            if above.parent is not None and not above.joined:
                self.open.add(above.path)
            start, end = 0, len(above)
            while (step := _step(end - start)) > 1:
                start += (kid.index - start) // step * step
                end = min(end, start + step)
                self.open.add((*above.path, start, end))
        return len(self.open) != before

    # drawing

    def __len__(self) -> int:
        return len(self.places)

    def row(self, index: int) -> Row:
        if not 0 <= index < len(self.places):
            return EMPTY_ROW
        place = self.places[index]
        match place.sort:
            case "title":
                return Row(Half(self.title, (), _columns("SIZE", "TOKENS")))
            case "total":
                return Row(Half((Span("   total", "ink-soft"),), (), self._figures(self.root)))
            case "head":
                return self._head(place.item)
            case "group":
                return self._group(place)
        return self._line(place)

    def _head(self, item: Item) -> Row:
        closed = not (item.foldable and item.path in self.open)
        stop = self.stop if len(item.path) == 1 and self.stop and self.stop.field == item.node.key else None
        mark = mark_of(self.act_of(item, closed), self.glyphs)
        if stop and stop.ground == "trouble-bg":
            mark = Span(self.glyphs.states["failed"], "state-error", bold=True)
        sign = " "
        if item.foldable:
            sign = self.glyphs.folded if closed else self.glyphs.unfolded
        lead = (
            mark or Span(" "),
            Span("  " + "  " * item.depth + sign + " ", "ink-soft"),
            Span(key_of(item), "json-key"),
        )
        value = () if self.is_long(item) else (Span("  "), *value_of(item))
        return Row(Half(lead, value, self._figures(item)), ground=stop.ground if stop else "", key=item.path)

    def _figures(self, item: Item) -> tuple[Span, ...]:
        return _columns(size(item.node.size), self.weight.words(item, self.glyphs))

    def _group(self, place: Place) -> Row:
        key = (*place.item.path, place.at, place.upto)
        sign = self.glyphs.unfolded if key in self.open else self.glyphs.folded
        pad = "   " + "  " * (place.item.depth + 1)
        words = Span(f"{place.at:,} to {place.upto - 1:,}", "json-key")
        return Row(Half((Span(f"{pad}{sign} ", "ink-soft"), words)), key=key)

    def _line(self, place: Place) -> Row:
        text = self.text_of(place.item)
        pad = Span(" " * (_GUTTER + 2 * place.item.depth + _TEXT_INDENT))
        match place.sort:
            case "more":
                words = Span(f"{self.glyphs.ellipsis} {text.rest}", "accent")
            case "earlier":
                words = Span(f"{self.glyphs.ellipsis} {text.earlier}", "accent")
            case _:
                words = Span(text.line(place.at), "json-string")
        return Row(Half((pad, words)), key=place.item.path)


def _no_act(item: Item, closed: bool) -> str:
    del item, closed
    return ""


def _step(count: int) -> int:
    """Members of one line when `count` are folded: 1, or the power of a hundred that leaves at most a hundred."""
    step = 1
    while count > step * GROUP:
        step *= GROUP
    return step


def _columns(left: str, right: str) -> tuple[Span, ...]:
    return Span(f"{left:>8}", "ink-soft"), Span(f"{right:>8}", "ink-soft" if right.isupper() else "ink")
