"""A filter ready for rows."""

import time

from tui_router.journal.filter.leaf import All, BodyTest, Leaf, Node, Test, fits_of, leaves, said_of
from tui_router.journal.filter.parser import parse
from tui_router.journal.filter.values import Clock
from tui_router.journal.record import ExchangeRow


def _everything(row: ExchangeRow) -> bool:
    del row
    return True


class Filter:
    """`bodies` are the searches it needs: `matches` looks in what they have found so far."""

    def __init__(self, text: str, node: Node | None) -> None:
        self.text = text.strip()
        self._node = node
        self.matches: Test = _everything if node is None else fits_of(node)
        found = () if node is None else tuple(leaves(node))
        self.bodies: tuple[BodyTest, ...] = tuple(leaf.body for leaf in found if leaf.body is not None)

    def __bool__(self) -> bool:
        """Whether it asks for anything."""
        return self._node is not None

    def __call__(self, row: ExchangeRow) -> bool:
        return self.matches(row)

    @property
    def words(self) -> tuple[str, ...]:
        """Bare words that every row it lets through must say."""
        parts = self._node.parts if isinstance(self._node, All) else (self._node,)
        return tuple(dict.fromkeys(part.word for part in parts if isinstance(part, Leaf) and part.word))

    @property
    def only_words(self) -> bool:
        """`words` are all it asks for."""
        parts = self._node.parts if isinstance(self._node, All) else (self._node,)
        return all(part is None or (isinstance(part, Leaf) and bool(part.word)) for part in parts)

    def where(self) -> tuple[str, tuple[str, ...]]:
        """A condition on the table `exchange` that every row it lets through fulfils, and its values: constant text,
        never a word in it."""
        return " AND instr(hay, ?) > 0" * len(self.words), self.words

    def explain(self) -> str:
        """In plain words: "sonnet, failed, more than 20,000 in". What was typed stands in it as it was."""
        return "everything" if self._node is None else said_of(self._node)


def compile_filter(text: str, *, clock: Clock = time.time) -> Filter:
    """Raises `FilterFault`, nothing else, whatever the text. `clock`: UTC epoch seconds, for what is said of the time."""
    return Filter(text, parse(text, clock))
