"""A rule: what must be said for a diagnosis to hold. Families of rules are data; the first rule that fits wins."""

import re
from functools import lru_cache

import msgspec

from tui_router.diagnose.envelope import Evidence
from tui_router.diagnose.figures import numbers


class Rule(msgspec.Struct, frozen=True):
    """`words` are patterns of which one must be found in what the upstream said, in any case; `codes` are words
    of which one must be a code or type it gave, in lower case; either suffices. `statuses` limits both.
    `unless` are patterns that must not be found. `figures` are patterns whose named groups are the figures.
    """

    name: str
    words: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    statuses: tuple[int, ...] = ()
    unless: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()

    def fits(self, evidence: Evidence) -> bool:
        if self.statuses and evidence.status not in self.statuses:
            return False
        text = evidence.text
        if any(compiled(pattern).search(text) for pattern in self.unless):
            return False
        if any(code in evidence.codes for code in self.codes):
            return True
        return any(compiled(pattern).search(text) for pattern in self.words)

    def read(self, evidence: Evidence) -> dict[str, int | str]:
        return numbers((compiled(pattern) for pattern in self.figures), evidence.text)


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> "re.Pattern[str]":
    """Compiled at the first failure, not at start-up."""
    return re.compile(pattern, re.IGNORECASE)
