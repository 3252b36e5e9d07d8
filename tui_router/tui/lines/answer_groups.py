"""Entries of legs c and d that belong together, merged in order."""

from collections.abc import Hashable, Sequence
from typing import NamedTuple

from tui_router.tui.lines.entries import Entry


class Group(NamedTuple):
    left: Entry | None
    right: Entry | None

    @property
    def key(self) -> Hashable:
        entry = self.right or self.left
        return entry.slot if entry else None


def merge(left: Sequence[Entry], right: Sequence[Entry]) -> list[Group]:
    """Pair entries of the same slot without changing the order of either side."""
    where = {entry.slot: index for index, entry in reversed(list(enumerate(right)))}
    groups: list[Group] = []
    at = 0
    for entry in left:
        partner = where.get(entry.slot, -1)
        if partner < at:
            groups.append(Group(entry, None))
            continue
        groups.extend(Group(None, other) for other in right[at:partner])
        groups.append(Group(entry, right[partner]))
        at = partner + 1
    groups.extend(Group(None, other) for other in right[at:])
    return groups


def offset_words(at: float | None) -> str:
    """Seconds since the request in five cells: +0.61, +13.1, +124."""
    if at is None:
        return ""
    at = max(0.0, at)
    digits = 2 if at < 9.995 else 1 if at < 99.95 else 0
    return f"+{at:.{digits}f}"
