"""Numbers, names and waits out of an upstream's words."""

import math
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from tui_router.diagnose.envelope import Evidence

LONGEST_WAIT = 400 * 86400.0  # seconds; what is longer was no wait

_UNITS = {
    "ms": 0.001, "millisecond": 0.001, "s": 1.0, "sec": 1.0, "second": 1.0, "m": 60.0, "min": 60.0, "minute": 60.0,
    "h": 3600.0, "hr": 3600.0, "hour": 3600.0, "d": 86400.0, "day": 86400.0, "week": 604800.0,
}  # fmt: skip
_PART = re.compile(
    r"(\d+(?:\.\d+)?)\s*(milliseconds?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?)(?![a-z])",
    re.IGNORECASE,
)
_WAIT = re.compile(
    r"(?:try again|retry|retrying|wait|available|resets?|refreshe[sd]|reset time|retrydelay)"
    r"[^\d\n]{0,40}?((?:\d+(?:\.\d+)?\s*(?:milliseconds?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?)"
    r"(?![a-z])[\s,]*(?:and\s*)?)+)",
    re.IGNORECASE,
)
_MOMENT = re.compile(
    r"(?:reset|again|until|available)\D{0,20}(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)"
)
_WAIT_FIELDS = ("retry_after", "retry_after_seconds", "resets_in_seconds", "reset_in_seconds", "retryAfter")


def numbers(patterns: Iterable["re.Pattern[str]"], text: str) -> dict[str, int | str]:
    """The named groups of the first pattern that fits; whole numbers as numbers ("128,000" too)."""
    for pattern in patterns:
        match = pattern.search(text)
        if match is not None:
            return {name: _plain(value) for name, value in match.groupdict().items() if value}
    return {}


def _plain(value: str) -> int | str:
    digits = re.sub(r"(?<=\d)[,_](?=\d{3})", "", value)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 15 else value


def duration(text: str) -> float | None:
    """Seconds in "7m12s", "1 hour 5 minutes", "644ms"."""
    parts = _PART.findall(text)
    if not parts:
        return None
    return sum(
        float(number) * _UNITS[unit.lower() if unit.lower() in _UNITS else unit.lower().rstrip("s")]
        for number, unit in parts
    )


def wait(evidence: Evidence, now: float) -> float | None:
    """Seconds until asking again makes sense, None when nobody said. `now` is UTC epoch seconds, used where the
    response carries no date of its own."""
    found = _from_headers(evidence.headers, now)
    if found is None:
        found = next(
            (float(evidence.numbers[name]) for name in _WAIT_FIELDS if name in evidence.numbers), None
        )
    if found is None:
        delay = evidence.strings.get("retryDelay", "")
        found = duration(delay) if delay else None
    if found is None:
        found = _from_text(evidence.text, _clock(evidence.headers, now))
    if found is None and evidence.numbers.get("resets_at", 0) > 10**9:
        found = evidence.numbers["resets_at"] - _clock(evidence.headers, now)
    return found if found is not None and 0 <= found <= LONGEST_WAIT and math.isfinite(found) else None


def _from_headers(headers: Mapping[str, str], now: float) -> float | None:
    if (milliseconds := _number(headers.get("retry-after-ms", ""))) is not None:
        return milliseconds / 1000
    said = headers.get("retry-after", "").strip()
    if not said:
        return None
    seconds = _number(said)
    if seconds is not None:
        return seconds
    moment = _http_date(said)
    if moment is not None:
        return max(0.0, moment - _clock(headers, now))
    return duration(said)


def _from_text(text: str, clock: float) -> float | None:
    said = _WAIT.search(text)
    if said is not None:
        return duration(said[1])
    moment = _MOMENT.search(text)
    if moment is None:
        return None
    try:
        when = datetime.fromisoformat(moment[1])
    except ValueError:
        return None
    return max(0.0, (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() - clock)


def _clock(headers: Mapping[str, str], now: float) -> float:
    dated = _http_date(headers.get("date", ""))
    return now if dated is None else dated


def _http_date(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp() if text else None
    except (ValueError, OverflowError, TypeError):
        return None


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None


def in_words(seconds: float) -> str:
    """A wait for a person: "12 s", "7 min", "5 h 12 min", "2 days"."""
    whole = math.ceil(seconds)
    if whole < 120:
        return f"{whole} s"
    minutes = math.ceil(whole / 60)
    if minutes < 120:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    return f"{round(hours / 24)} days"
