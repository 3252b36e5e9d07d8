"""What stands behind an operator: counts, seconds, bytes, moments, globs. Every reader raises `FilterFault` alone."""

import fnmatch
import math
import operator
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from tui_router.journal.filter.fault import FilterFault

Clock = Callable[[], float]
"""UTC epoch seconds."""

LONGEST_VALUE = 500

_NUMBER = re.compile(r"[$]?([0-9]{1,15}(?:\.[0-9]{0,6})?|\.[0-9]{1,6})([A-Za-z/]*)")
_COMMAS = re.compile(r"(?<=[0-9]),(?=[0-9]{3})")
_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[ T]+(.+))?")
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")

COUNTS = {"": 1.0, "k": 1e3, "m": 1e6}
SECONDS = {
    "": 1.0,
    "ms": 1e-3,
    "s": 1.0,
    "m": 60.0,
    "min": 60.0,
    "h": 3600.0,
    "d": 86_400.0,
}
BYTES = {"": 1.0, "b": 1.0, "k": 1e3, "kb": 1e3, "m": 1e6, "mb": 1e6, "g": 1e9, "gb": 1e9}
RATES = {"": 1.0, "/s": 1.0, "k": 1e3, "k/s": 1e3}
DOLLARS = {"": 1.0}

COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "": operator.eq,
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
COMPARED = {
    "": "exactly",
    "=": "exactly",
    "!=": "other than",
    "<": "less than",
    "<=": "at most",
    ">": "more than",
    ">=": "at least",
}


class Given(NamedTuple):
    """An operator as it was written: `name` without its ~, the comparison, the value and where that stands."""

    name: str
    relation: str
    value: str
    start: int
    end: int
    clock: Clock

    def fault(self, words: str) -> FilterFault:
        return FilterFault(words, self.start, self.end)


def number(given: Given, units: Mapping[str, float], wants: str) -> float:
    found = _NUMBER.fullmatch(_COMMAS.sub("", given.value)) if len(given.value) <= 40 else None
    factor = units.get(found[2].lower()) if found else None
    if found is None or factor is None:
        raise given.fault(f"~{given.name} compares with {wants}")
    return float(found[1]) * factor


def whole(given: Given) -> int:
    return whole_of(given, given.value)


def whole_of(given: Given, text: str) -> int:
    """A number as people see it: 38, #38."""
    digits = text.removeprefix("#")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 15):
        raise given.fault(f"~{given.name} takes a number")
    return int(digits)


class Name:
    """An exact name or a glob, in any case. It remembers what it said of a text, since few different ones come by."""

    _KNOWN = 1_000

    def __init__(self, given: Given, *, prefix: bool = False) -> None:
        """`prefix`: the beginning of the name is enough."""
        if given.relation not in ("", "=", "!="):
            raise given.fault(f"~{given.name} takes a name, and = or != before it")
        if len(given.value) > LONGEST_VALUE:
            raise given.fault(f"a name has at most {LONGEST_VALUE} characters")
        pattern = given.value.casefold()
        if prefix and pattern:
            pattern += "*"
        # `translate` makes of each star a group that is not entered twice: no name takes long to refuse.
        self._pattern = re.compile(fnmatch.translate(pattern))
        self._known: dict[str, bool] = {}
        self.unlike = given.relation == "!="

    def fits(self, text: str) -> bool:
        known = self._known.get(text)
        if known is None:
            known = bool(self._pattern.match(text.casefold())) is not self.unlike
            if len(self._known) < self._KNOWN:
                self._known[text] = known
        return known


class Moment(NamedTuple):
    """From `start` until before `end`, UTC epoch seconds: the minute, the second or the day that was named."""

    start: float
    end: float
    said: str


def moment(given: Given) -> Moment:
    """12:04, 2026-11-20 or both, local time. A time without a day is the last one that has passed."""
    try:
        return _moment(given)
    except (ValueError, OverflowError, OSError):
        raise given.fault("a time is 12:04, 2026-11-20 or “2026-11-20 12:04”") from None


def _moment(given: Given) -> Moment:
    text = given.value.strip()[:40]
    now = datetime.fromtimestamp(given.clock(), UTC).astimezone()
    dated = _DAY.fullmatch(text)
    clock = (dated[4] or "") if dated else text
    hour, minute, second, lasts = 0, 0, 0, timedelta(days=1)
    if clock:
        timed = _TIME.fullmatch(clock.strip())
        if timed is None:
            raise ValueError(clock)
        hour, minute, second = int(timed[1]), int(timed[2]), int(timed[3] or 0)
        lasts = timedelta(seconds=1 if timed[3] else 60)
    elif dated is None:
        raise ValueError(text)
    if dated:
        # Local time is what people read on the screen; the naive value is turned into it by `timestamp`.
        begin = datetime(int(dated[1]), int(dated[2]), int(dated[3]), hour, minute, second)  # noqa: DTZ001
    else:
        begin = now.replace(tzinfo=None, hour=hour, minute=minute, second=second, microsecond=0)
        if begin.timestamp() > now.timestamp():
            begin -= timedelta(days=1)
    said = f"{begin:%Y-%m-%d}" if not clock else f"{begin:%H:%M}" if not second else f"{begin:%H:%M:%S}"
    if clock and begin.date() != now.date():
        said = f"{begin:%Y-%m-%d} {said}"
    start, end = begin.timestamp(), (begin + lasts).timestamp()
    if not (math.isfinite(start) and math.isfinite(end)):
        raise ValueError(text)
    return Moment(start, end, said)
