"""Numbers and names out of an upstream's words."""

import math
import re
from collections.abc import Iterable

from tui_router.core.diagnosis import Figures

N = r"(?<!\d)(?:\d{1,3}(?:[,_]\d{3}){1,4}(?!\d)|\d{1,15}(?:\.\d{1,15})?)(?:[kKmM]\b)?"
"""A count as people write it: 8192, 8,192, 8_192, 9000.0, 128k."""

_COUNT = re.compile(rf"-?{N}", re.ASCII)
_TIMES = {"k": 1_000, "m": 1_000_000}
_LONGEST = 300
_MOST = 32
_BETWEEN = re.compile(r"(?:\s*[,;]\s*|\s+and\s+|\s+)")
_QUOTES = "`'\"[](){}.,;: "


def n(name: str) -> str:
    """A pattern for a count that becomes the figure `name`."""
    return rf"(?P<{name}>{N})"


def numbers(patterns: Iterable["re.Pattern[str]"], text: str) -> Figures:
    """The named groups of the patterns; of those that name the same, the first that fits. Counts as integers."""
    found: Figures = {}
    for pattern in patterns:
        if all(name in found for name in pattern.groupindex):
            continue
        match = pattern.search(text)
        if match is None:
            continue
        for name, value in match.groupdict().items():
            if value and name not in found:
                found[name] = plain(value)
    return found


def lists(patterns: Iterable["re.Pattern[str]"], text: str) -> Figures:
    """As `numbers`, but everything that fits, in order of appearance, each once: names that stand side by side
    ("call_1, call_2") are several."""
    found: dict[str, list[str]] = {}
    for pattern in patterns:
        for match in pattern.finditer(text):
            for name, value in match.groupdict().items():
                named = found.setdefault(name, [])
                for word in _BETWEEN.split(value or ""):
                    kept = word.strip(_QUOTES)[:_LONGEST]
                    if kept and kept not in named and len(named) < _MOST:
                        named.append(kept)
    return {name: words for name, words in found.items() if words}


def plain(value: str) -> int | str:
    """A count as an integer, anything else as it was."""
    if not _COUNT.fullmatch(value):
        return value[:_LONGEST]
    digits = value.replace(",", "").replace("_", "").lower()
    times = _TIMES.get(digits[-1], 1)
    count = float(digits.rstrip("km"))
    return round(count * times) if math.isfinite(count) and abs(count * times) < 2**53 else value[:_LONGEST]
