"""Finding a text in a request, through everything that is folded.

The bytes are searched first: a part whose bytes hold no form of the text is passed over whole. JSON may write a
character in several ways, so each of them is looked for.
"""

import json
from collections.abc import Iterator

from tui_router.tui.lines.note_book import Path
from tui_router.tui.lines.tree_item import Item
from tui_router.tui.lines.tree_rows import TreeRows

_LARGE = 64 * 1024


def forms_of(text: str) -> tuple[bytes, ...]:
    """How a text may stand in JSON, lower-case bytes: plain, escaped, with its slashes escaped, in other letters."""
    forms: set[bytes] = set()
    for case in {text, text.lower(), text.upper(), text.capitalize()}:
        for is_ascii in (False, True):
            form = json.dumps(case, ensure_ascii=is_ascii)[1:-1]
            forms |= {form.encode("utf-8", "replace"), form.replace("/", "\\/").encode("utf-8", "replace")}
    return tuple({form.lower() for form in forms})


class TreeFind:
    def __init__(self, rows: TreeRows, text: str) -> None:
        self.rows = rows
        self.low = text.lower()
        self.forms = forms_of(text)
        self._known: dict[Path, bool] = {}

    def find(self, index: int, step: int) -> int | None:
        """The row, what it stands in unfolded. Rows above and below the tree count as its beginning."""
        rows = self.rows
        if not self.low or not rows.places:
            return None
        place = rows.places[max(0, min(index, len(rows) - 1))]
        here = self._in_text(index, step)
        if here is not None:
            return here
        item = rows.root if place.sort in {"title", "total"} else place.item
        if place.sort == "group":
            item = place.item.kid(place.at)
        backwards_from_text = step < 0 and place.sort in {"text", "more", "earlier"}
        if backwards_from_text and self.low in item.node.key.lower():
            return rows.index_of(item)
        hits = self._after(item) if step > 0 else self._before(item)
        again = None
        for hit in hits:
            found = self._show(hit, step)
            if found != index:
                return found
            again = index
        return again

    def _in_text(self, index: int, step: int) -> int | None:
        """The next line of the long string that is looked at, or the next place in what of it is folded."""
        rows = self.rows
        place = rows.places[max(0, min(index, len(rows) - 1))]
        item = place.item
        if place.sort == "head" and (item.foldable or step < 0 or item.node.shape != "string"):
            return None
        if place.sort not in {"head", "text", "more", "earlier"} or not rows.is_long(item):
            return None
        text = rows.text_of(item)
        line = {"head": -1, "earlier": -1, "more": len(text)}.get(place.sort, place.at)
        near = text.search(self.low, line, step)
        if near is not None:
            return self._line(item, near)
        after = -1
        while (at := text.beyond(self.low, step, after)) is not None:
            found = self._unfold(item, at)
            if found != index:
                return found
            after = at
        return None

    def _unfold(self, item: Item, at: int) -> int:
        line = self.rows.text_of(item).show(self.low, at)
        self.rows.redo(item)
        return self._line(item, line)

    def _line(self, item: Item, line: int) -> int:
        head = self.rows.index_of(item) or 0
        return head + 1 + (1 if self.rows.text_of(item).start else 0) + line

    def _show(self, hit: Item, step: int) -> int:
        """The row of a node that has the text: the line of its long string, else its own line."""
        index = self.rows.reveal(hit)
        in_key = self.low in hit.node.key.lower()
        if hit.seat is not hit or hit.foldable or not self.rows.is_long(hit) or (in_key and step > 0):
            return index
        low = hit.node.text.lower()
        at = low.find(self.low) if step > 0 else low.rfind(self.low)
        return index if at < 0 else self._unfold(hit, at)

    # the order of the document

    def _has(self, item: Item) -> bool:
        """Whether its bytes may hold the text. What is large and holds others is not searched twice: they are."""
        if item.node.size > _LARGE and item.node.shape in {"object", "array"}:
            return True
        known = self._known.get(item.path)
        if known is None:
            low = bytes(item.node.raw).lower()
            known = self._known[item.path] = any(form in low for form in self.forms)
        return known

    def _hit(self, item: Item) -> bool:
        if item.parent is None:
            return False
        if item.parent.node.shape == "object" and self.low in item.node.key.lower():
            return True
        leaf = item.node.shape not in {"object", "array"}
        return leaf and self._has(item) and self.low in item.node.text.lower()

    def _within(self, item: Item, step: int) -> Iterator[Item]:
        """The nodes inside that have the text."""
        if item.node.shape in {"object", "array"} and self._has(item):
            for kid in item.kids(step):
                yield from self._whole(kid, step)

    def _whole(self, item: Item, step: int) -> Iterator[Item]:
        if step > 0 and self._hit(item):
            yield item
        yield from self._within(item, step)
        if step < 0 and self._hit(item):
            yield item

    def _after(self, item: Item) -> Iterator[Item]:
        yield from self._within(item, 1)
        for kid in reversed(item.chain[1:]):
            above = kid.parent
            for index in range(kid.index + 1, len(above) if above else 0):
                yield from self._whole(above.kid(index), 1)  # type: ignore[union-attr]  # a range of nothing without one
        yield from self._within(self.rows.root, 1)

    def _before(self, item: Item) -> Iterator[Item]:
        for kid in reversed(item.chain[1:]):
            above = kid.parent
            if above is None:
                continue
            for index in reversed(range(kid.index)):
                yield from self._whole(above.kid(index), -1)
            if self._hit(above):
                yield above
        yield from self._within(self.rows.root, -1)
