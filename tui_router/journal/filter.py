"""The filter of the list: words that must all occur, in any case, in what a row says about itself.

Stored rows are searched in SQL and live ones in memory, so both look in the same text, the row's `hay`.
"""

import re
from collections.abc import Callable

import msgspec

from tui_router.journal.record import ExchangeRow

MOST_WORDS = 16

_UNSEEN = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")


def _plain(text: str) -> str:
    """Lower case, without what SQLite cannot hold or would end a text at."""
    return _UNSEEN.sub(" ", text.casefold())


def hay(row: ExchangeRow) -> str:
    said = (
        row.client_model,
        row.provider,
        row.model,
        row.tier,
        row.state,
        row.kind,
        row.diagnosis,
        row.trouble,
        row.session,
        "" if row.status is None else str(row.status),
    )
    return _plain(" ".join(said))


class Filter(msgspec.Struct, frozen=True):
    words: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> "Filter":
        return cls(tuple(dict.fromkeys(_plain(text).split()))[:MOST_WORDS])

    def matches(self, row: ExchangeRow) -> bool:
        if not self.words:
            return True
        text = hay(row)
        return all(word in text for word in self.words)

    def where(self) -> tuple[str, tuple[str, ...]]:
        """A condition on the table `exchange`, and its values: constant text, never a word in it."""
        return " AND instr(hay, ?) > 0" * len(self.words), self.words


def compile_filter(text: str) -> Callable[[ExchangeRow], bool]:
    return Filter.parse(text).matches
