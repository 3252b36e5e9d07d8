"""Tool names a target accepts, and the way back. One map for each request."""

import hashlib
import re
from collections.abc import Iterable

LONGEST = 64
_KEPT = 55  # characters of a changed name that stay in front of its hash

_FITS = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_FOREIGN = re.compile(r"[^a-zA-Z0-9_-]")


class NameMap:
    """Names that fit stay. The others are cut and carry a hash of the whole, so that two never meet.

    `changed` holds only those that had to change, client's name to target's.
    """

    __slots__ = ("_back", "_taken", "changed")

    def __init__(self, names: Iterable[str]) -> None:
        """`names` are all the client declares: a changed name never takes the place of one of them."""
        self.changed: dict[str, str] = {}
        self._back: dict[str, str] = {}
        self._taken = {name for name in names if _FITS.fullmatch(name)}

    def out(self, name: str) -> str:
        if name in self._back:
            # The client's own name looks like one that we made for another.
            return self.changed.get(name) or self._change(name)
        if name in self._taken:
            return name
        if _FITS.fullmatch(name):
            self._taken.add(name)
            return name
        return self.changed.get(name) or self._change(name)

    def back(self, name: str) -> str:
        return self._back.get(name, name)

    def _change(self, name: str) -> str:
        stem = _FOREIGN.sub("_", name)[:_KEPT]
        salt = ""
        while True:
            digest = hashlib.sha256((name + salt).encode("utf-8", "surrogatepass")).hexdigest()[:8]
            new = f"{stem}_{digest}"
            if new not in self._taken and new not in self._back:
                break
            salt += "+"
        self.changed[name] = new
        self._back[new] = name
        return new
