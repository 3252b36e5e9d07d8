"""A rule: what must be said for a diagnosis to hold. Families of rules are data; the first rule that fits wins."""

import re
from functools import lru_cache

import msgspec

from tui_router.core.diagnosis import Figures
from tui_router.diagnose.envelope import Evidence
from tui_router.diagnose.figures import lists, numbers


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule fits when any of the three is found. Patterns are in lower case, as is what they are held against:

    words       a pattern somewhere in what the upstream said
    about, says a pattern of each, in one sentence and in whichever order: what it speaks of, what it says of it
    codes       a code or type that the upstream gave, in lower case

    `statuses` are the statuses it can have; inside an answer that began well there is none, and any rule may fit.
    `unless` are patterns that must not be found. `figures` are patterns whose named groups are the figures, of
    the words; `many` such whose groups are lists.
    """

    name: str
    words: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    statuses: tuple[int, ...] = ()
    unless: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    many: tuple[str, ...] = ()

    def fits(self, evidence: Evidence) -> bool:
        if self.statuses and evidence.meant is not None and evidence.meant not in self.statuses:
            return False
        return self._found(evidence) and not any(
            compiled(one).search(evidence.lowered) for one in self.unless
        )

    def _found(self, evidence: Evidence) -> bool:
        if any(code in evidence.codes for code in self.codes):
            return True
        if any(compiled(pattern).search(evidence.lowered) for pattern in self.words):
            return True
        if not self.about:
            return False
        about, says = either(self.about), either(self.says)
        return any(about.search(sentence) and says.search(sentence) for sentence in evidence.sentences)

    def read(self, evidence: Evidence) -> Figures:
        return {
            **numbers((spelled(pattern) for pattern in self.figures), evidence.text),
            **lists((spelled(pattern) for pattern in self.many), evidence.text),
        }


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> "re.Pattern[str]":
    """For words in lower case, which is several times as fast as a search in any case. Compiled at the first
    failure, not at start-up; ASCII, so that a word ends where Chinese begins."""
    return re.compile(pattern, re.MULTILINE | re.ASCII)


@lru_cache(maxsize=512)
def spelled(pattern: str) -> "re.Pattern[str]":
    """For figures, which keep the case they were spelled in."""
    return re.compile(pattern, re.IGNORECASE | re.MULTILINE | re.ASCII)


@lru_cache(maxsize=256)
def either(patterns: tuple[str, ...]) -> "re.Pattern[str]":
    return compiled("|".join(f"(?:{pattern})" for pattern in patterns))
