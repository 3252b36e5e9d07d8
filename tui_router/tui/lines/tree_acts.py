"""What translation did to the parts of one side of a request."""

from collections.abc import Sequence

from tui_router.core.note import Note
from tui_router.tui.lines.align import Pair, pair_requests
from tui_router.tui.lines.json_tree import Node
from tui_router.tui.lines.note_book import NoteBook
from tui_router.tui.lines.tree_item import Item


class TreeActs:
    """`left` says whose side: leg a, or leg b. Fields that were renamed without a note are known by their pair."""

    def __init__(self, a: Node | None, b: Node | None, notes: Sequence[Note], *, left: bool) -> None:
        self.left = left
        self._book = NoteBook(notes)
        self._pairs: dict[str, Pair] = {}
        for pair in pair_requests(a, b, notes) if a is not None and b is not None else []:
            node = pair.left if left else pair.right
            if node is not None:
                self._pairs.setdefault(node.key, pair)

    def pair_of(self, item: Item) -> Pair | None:
        return self._pairs.get(item.path[0]) if len(item.path) == 1 else None

    def note_of(self, item: Item) -> Note | None:
        if not item.path:
            return None
        table = self._book.left if self.left else self._book.right
        found = table.get(item.note_path)
        pair = self.pair_of(item)
        return found or (pair.note if pair is not None else None)

    def note_near(self, item: Item) -> Note | None:
        """The note of the part, or of the nearest part it is in."""
        for one in reversed(item.chain):
            note = self.note_of(one)
            if note is not None:
                return note
        return None

    def act_of(self, item: Item, closed: bool) -> str:
        note = self.note_of(item)
        if note is not None:
            return note.act
        pair = self.pair_of(item)
        act = pair.act if pair is not None else ""
        if act or not closed:
            return act
        path = item.note_path
        return self._book.under(path if self.left else None, None if self.left else path)
