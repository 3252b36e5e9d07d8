"""Tool names a target accepts, and the way back. One map for each request."""

import hashlib
import re
from collections.abc import Iterable

LONGEST = 64
SHORTEST = 16
"""No limit below this is believed: names that keep nothing but their hash would tell a model nothing."""
WIDEST = 1024

_HASH = 8  # characters of it in a changed name, behind a _

_FITS = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_FOREIGN = re.compile(r"[^a-zA-Z0-9_-]")


class NameMap:
    """Names that fit stay. The others are cut and carry a hash of the whole, so that two never meet.

    `changed` holds only those that had to change, client's name to target's; `rule` says in words what fits.
    """

    __slots__ = ("_back", "_fits", "_kept", "_plain", "_taken", "changed", "rule")

    def __init__(self, names: Iterable[str], longest: int = LONGEST, *, plain: bool = False) -> None:
        """`names` are all the client declares: a changed name never takes the place of one of them. `plain`
        names begin with a letter or _."""
        longest = min(max(longest, SHORTEST), WIDEST)
        self._kept = longest - _HASH - 1
        self._plain = plain
        if plain:
            self._fits = re.compile(rf"[a-zA-Z_][a-zA-Z0-9_-]{{0,{longest - 1}}}")
        elif longest == LONGEST:
            self._fits = _FITS
        else:
            self._fits = re.compile(rf"[a-zA-Z0-9_-]{{1,{longest}}}")
        self.rule = f"names are at most {longest} letters, digits, _ and - here"
        if plain:
            self.rule += ", a letter or _ first"
        self.changed: dict[str, str] = {}
        self._back: dict[str, str] = {}
        self._taken = {name for name in names if self._fits.fullmatch(name)}

    def out(self, name: str) -> str:
        if name in self._back:
            # The client's own name looks like one that we made for another.
            return self.changed.get(name) or self._change(name)
        if name in self._taken:
            return name
        if self._fits.fullmatch(name):
            self._taken.add(name)
            return name
        return self.changed.get(name) or self._change(name)

    def back(self, name: str) -> str:
        return self._back.get(name, name)

    def _change(self, name: str) -> str:
        stem = _FOREIGN.sub("_", name)
        if self._plain and (stem[:1].isdigit() or stem.startswith("-")):
            stem = f"_{stem}"
        stem = stem[: self._kept]
        salt = ""
        while True:
            digest = hashlib.sha256((name + salt).encode("utf-8", "surrogatepass")).hexdigest()[:_HASH]
            new = f"{stem}_{digest}"
            if new not in self._taken and new not in self._back:
                break
            salt += "+"
        self.changed[name] = new
        self._back[new] = name
        return new
