"""What the parts of a request weigh in tokens: as they were counted, else by their share of the bytes."""

from typing import TypeVar

from tui_router.journal.record import Weighed
from tui_router.tui.cells import count
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.lines.request_halves import BYTES_PER_TOKEN
from tui_router.tui.lines.tree_item import Item

_T = TypeVar("_T")


class TreeWeight:
    """`total` is the whole prompt, 0 when it is not known; `exact` says that it is the upstream's own figure.

    `weighed` is of leg a, `known` are its fields that were counted as a whole; without them everything is a share of
    `total`, or of the bytes alone.
    """

    def __init__(
        self, weighed: Weighed | None, total: int, *, exact: bool = False, known: dict[str, int] | None = None
    ) -> None:
        self.weighed = weighed
        self.total = total
        self.exact = exact
        self.known = known or {}

    def words(self, item: Item, glyphs: Glyphs) -> str:
        """Nothing for what weighs less than one."""
        tokens, counted = self.of(item)
        if tokens < 1:
            return ""
        return ("" if counted else glyphs.estimate) + count(round(tokens))

    def of(self, item: Item) -> tuple[float, bool]:
        """Tokens, and whether they were counted. Of a part of something counted its share of the bytes."""
        counted = self._counted(item)
        if counted is not None:
            return counted, True
        above = item.parent
        if above is None:
            if self.total:
                return self.total, self.exact
            return item.node.size / BYTES_PER_TOKEN, False
        whole, _ = self.of(above)
        return whole * item.node.size / max(1, above.node.size), False

    def _counted(self, item: Item) -> int | None:
        weighed, path = self.weighed, item.path
        if weighed is None or not path:
            return self.known.get(path[0]) or None if len(path) == 1 else None
        match path[0], len(path):
            case "system", 1:
                return sum(weighed.system) or None
            case "system", 2:
                return _at(weighed.system, item.index)
            case "tools", 1:
                return sum(tokens for _, tokens in weighed.tools) or None
            case "tools", 2:
                return _at([tokens for _, tokens in weighed.tools], item.index)
            case "messages", 1:
                return sum(sum(message) for message in weighed.messages) or None
            case "messages", _:
                return self._message(item, weighed)
        return None

    @staticmethod
    def _message(item: Item, weighed: Weighed) -> int | None:
        path = item.path
        chain = item.chain
        blocks = _at(weighed.messages, chain[2].index) if len(path) <= 4 else None
        if blocks is None:
            return None
        if len(path) == 2:
            return sum(blocks)
        if path[2] != "content":
            return None
        if len(path) == 3:
            return sum(blocks)
        return _at(blocks, item.index)


def _at(values: list[_T], index: int) -> _T | None:
    return values[index] if index < len(values) else None
