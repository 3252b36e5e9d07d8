"""Putting somebody else's text into a filter, so that it means itself."""

import glob
import re

_PLAIN = re.compile(r"[A-Za-z0-9_.:/@+-]+")


def quoted(text: str) -> str:
    """As one value, whatever it holds; without quotes where it needs none."""
    if _PLAIN.fullmatch(text) and text.lower() not in ("and", "or", "not"):
        return text
    return '"' + text.replace('"', '\\"') + '"'


def exactly(name: str) -> str:
    """As the value of an operator that takes globs: this name and no other."""
    return quoted(glob.escape(name))
