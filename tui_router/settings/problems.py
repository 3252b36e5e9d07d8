"""What is wrong with the settings, said so that a person can mend it: file, line, key, and the way out."""

import re
from collections.abc import Iterable
from pathlib import Path

import msgspec

SHOWN = 60
"""Characters of a user's own text that a message repeats."""

TOLD = 20
"""Problems an error spells out."""

_KEY_SHAPED = re.compile(r"sk-|sk_|gsk_|AIza|AKIA|ghp_|github_pat_|xox[abp]-|eyJ|Bearer ", re.IGNORECASE)
_MACHINE_MADE = re.compile(r"[A-Za-z0-9+_=-]{32,}")


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """`line` counts from 1; None when no line can be blamed. `nearest` is the known key that was likely meant."""

    file: str
    line: int | None
    key: str
    text: str
    nearest: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        subject = f"{self.key}: " if self.key else ""
        hint = f"; did you mean {self.nearest}?" if self.nearest else ""
        return f"{place}: {subject}{self.text}{hint}"


class SettingsError(Exception):
    """All problems of one reading, in the order of the lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: p.line or 0))
        told = [str(problem) for problem in self.problems[:TOLD]]
        if len(self.problems) > TOLD:
            told.append(f"and {len(self.problems) - TOLD} more")
        super().__init__("\n".join(told))


def one_problem(path: Path | str, text: str, *, line: int | None = None, key: str = "") -> SettingsError:
    return SettingsError([Problem(file=str(path), line=line, key=key, text=text)])


def looks_secret(text: str) -> bool:
    """Whether this could be somebody's key: its first letters are a provider's, or no person typed it."""
    return bool(_KEY_SHAPED.search(text) or _MACHINE_MADE.search(text))


def shown(text: object) -> str:
    """A user's own text, safe to repeat: short, no control characters, and nothing that looks like a key.

    People paste a key where its reference belongs, and error messages end up in bug reports.
    """
    plain = str(text)
    if looks_secret(plain):
        return '"…" (not repeated, it looks like a key)'
    clipped = plain if len(plain) <= SHOWN else plain[: SHOWN - 1] + "…"
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in clipped) + '"'


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word most like this one, empty when none is close."""
    import difflib

    return next(iter(difflib.get_close_matches(word[:SHOWN], list(known), 1, 0.6)), "")
