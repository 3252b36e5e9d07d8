"""Operators that take nothing: what a row is or is not."""

from tui_router.journal.filter.leaf import Leaf, Test
from tui_router.journal.filter.values import Given
from tui_router.journal.record import ENDED

FLAGS: dict[str, tuple[str, Test]] = {
    "e": ("failed", lambda row: row.state == "failed"),
    "ok": ("ok", lambda row: row.state == "ok"),
    "live": ("live", lambda row: row.state not in ENDED),
    "repaired": ("repaired", lambda row: row.state == "repaired"),
    "held": ("held", lambda row: row.state == "held"),
    "cancelled": ("cancelled", lambda row: row.state == "cancelled"),
    "local": ("answered here", lambda row: row.state == "local"),
    "replay": ("a replay", lambda row: row.replay_of is not None),
    "marked": ("marked", lambda row: row.marked),
    "edited": ("edited", lambda row: row.edited),
    "imported": ("imported", lambda row: row.imported),
    "stream": ("streamed", lambda row: row.stream),
    "lossy": ("lost something", lambda row: row.losses > 0),
}


def make(given: Given) -> Leaf:
    said, fits = FLAGS[given.name]
    return Leaf(fits, said)
