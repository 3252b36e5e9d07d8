"""Results kept by the JSON they were made from: a client sends the same tools with every turn.

Sources are compared, not hashed: that takes a tenth of the time, and ends at the first byte that differs.
"""

from typing import Generic, TypeVar

from msgspec import Raw

T = TypeVar("T")

MOST = 8
"""Results kept: a few sessions and their subagents."""

LARGEST = 256 * 1024
"""Bytes of a source that is kept. A coding agent's tools are 30 to 100 KB."""


class _Kept(Generic[T]):
    __slots__ = ("result", "source", "terms")

    def __init__(self, source: Raw, terms: object, result: T) -> None:
        self.source = source
        self.terms = terms
        self.result = result


class Recent(Generic[T]):
    """`terms` is whatever else the result depends on. A result must not be changed by those who find it."""

    __slots__ = ("_kept", "_largest", "_most")

    def __init__(self, most: int = MOST, largest: int = LARGEST) -> None:
        self._most = most
        self._largest = largest
        self._kept: tuple[_Kept[T], ...] = ()  # the last used first

    def find(self, source: Raw, terms: object = None) -> T | None:
        for kept in self._kept:
            if kept.source == source and kept.terms == terms:
                self._put_first(kept)
                return kept.result
        return None

    def keep(self, source: Raw, result: T, terms: object = None) -> None:
        """`source` should own its bytes: a view of a body keeps the whole body."""
        if len(source) <= self._largest:
            self._put_first(_Kept(source, terms, result))

    def _put_first(self, kept: _Kept[T]) -> None:
        if not self._kept or self._kept[0] is not kept:
            others = tuple(other for other in self._kept if other is not kept)
            self._kept = (kept, *others[: self._most - 1])
