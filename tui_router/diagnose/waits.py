"""How long to wait, from whoever said it: a header, a member, a sentence."""

import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from tui_router.diagnose.envelope import Evidence

_READ = 4_000  # characters
LONGEST_WAIT = 400 * 86400.0  # seconds; what is longer was no wait

_UNITS = {
    "ms": 0.001, "millisecond": 0.001, "msec": 0.001, "s": 1.0, "sec": 1.0, "second": 1.0, "m": 60.0, "min": 60.0,
    "minute": 60.0, "h": 3600.0, "hr": 3600.0, "hour": 3600.0, "d": 86400.0, "day": 86400.0, "w": 604800.0,
    "week": 604800.0, "毫秒": 0.001, "秒": 1.0, "秒钟": 1.0, "分": 60.0, "分钟": 60.0, "小时": 3600.0, "天": 86400.0,
}  # fmt: skip
_UNIT = (
    r"(?:milliseconds?|msecs?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w)(?![a-z])"
    r"|毫秒|秒钟?|分钟?|小时|天"
)
_PART = re.compile(rf"(?<!\d)(\d{{1,12}}(?:\.\d{{1,12}})?)\s{{0,2}}({_UNIT})", re.IGNORECASE)
_SPAN = rf"((?<!\d)(?:\d{{1,12}}(?:\.\d{{1,12}})?\s{{0,2}}(?:{_UNIT})[\s,]{{0,3}}(?:and\s)?){{1,6}})"
_WAIT = re.compile(
    r"(?:try(?:ing)? again|retry|retrying|wait|available|reset(?:s|ting)?|refreshe?[sd]?|reset time|retrydelay|cooldown"
    rf"|cooling down|重试|等待|重置)[^\d\n]{{0,40}}?{_SPAN}",
    re.IGNORECASE,
)
_WAIT_BEFORE = re.compile(
    rf"{_SPAN}(?:后|之后|以后|before (?:retrying|trying)|until (?:reset|retry))", re.IGNORECASE
)
_BARE = re.compile(r"retry[ -]?after\W{0,4}(\d{1,7}(?:\.\d{1,6})?)\b(?!-)", re.IGNORECASE)
_MOMENT = re.compile(
    r"(?:reset|again|until|available|access|on|重置|恢复)\D{0,24}"
    r"(\d{4}-\d\d-\d\d)(?:T| at | )(\d\d:\d\d(?::\d\d)?)(?:\.\d{1,9})?\s?(Z|UTC|GMT|[+-]\d\d:?\d\d)?",
    re.IGNORECASE,
)
_SECONDS = ("retry_after", "retry_after_seconds", "resets_in_seconds", "reset_in_seconds", "retryafter", "estimated_time",
            "reset_after", "resets_in", "retry_after_s", "retry_in")  # fmt: skip
_MILLISECONDS = ("retry_after_ms", "retryafterms", "reset_after_ms")
_SPANS = ("retrydelay", "quotaresetdelay", "retry_after", "retryafter")
_MOMENTS = ("resets_at", "reset_at", "resetsat", "resetat", "quotaresettimestamp", "reset_time", "resettime")
_RESET = re.compile(r"(?:^|-)reset(?:-after)?(?:-|$)")


def wait(evidence: Evidence, now: float) -> float | None:
    """Seconds until asking again makes sense, None when nobody said. `now` is UTC epoch seconds, used where the
    response carries no date of its own."""
    clock = _clock(evidence.headers, now)
    for found in _named(evidence, clock):
        if found is not None and math.isfinite(found) and 0 <= found <= LONGEST_WAIT:
            return found
    return None


def _named(evidence: Evidence, clock: float) -> Iterator[float | None]:
    """What was named, the plainest first."""
    headers = evidence.headers
    yield _milliseconds(headers.get("retry-after-ms", "") or headers.get("x-ms-retry-after-ms", ""))
    yield _retry_after(headers.get("retry-after", ""), clock)
    numbers = {key.lower().replace("-", "_"): value for key, value in evidence.numbers.items()}
    strings = {key.lower().replace("-", "_"): value for key, value in evidence.strings.items()}
    for key in _SECONDS:
        yield float(numbers[key]) if key in numbers else None
    for key in _MILLISECONDS:
        yield numbers[key] / 1000 if key in numbers else None
    for key in _SPANS:
        yield (_number(strings[key]) or duration(strings[key])) if key in strings else None
    yield _from_text(evidence.text, clock)
    for key in _MOMENTS:
        yield _until(numbers[key], clock) if key in numbers else None
        yield _iso(strings[key], clock) if key in strings else None
    yield _from_limits(headers, clock)
    yield _from_limits({key.replace("_", "-"): value for key, value in strings.items()}, clock)


def duration(text: str) -> float | None:
    """Seconds in "7m12s", "1 hour 5 minutes", "644ms"."""
    parts = _PART.findall(text[:200])
    if not parts:
        return None
    return sum(
        float(number) * _UNITS[unit.lower() if unit.lower() in _UNITS else unit.lower().rstrip("s")]
        for number, unit in parts
    )


def _retry_after(said: str, clock: float) -> float | None:
    said = said.strip()
    if not said:
        return None
    seconds = _number(said)
    if seconds is not None:
        return seconds
    moment = _http_date(said)
    if moment is not None:
        return max(0.0, moment - clock)
    return duration(said)


def _from_text(whole: str, clock: float) -> float | None:
    text = whole[:_READ]
    said = _WAIT.search(text) or _WAIT_BEFORE.search(text)
    if said is not None:
        return duration(said[1])
    bare = _BARE.search(text)
    if bare is not None:
        return float(bare[1])
    moment = _MOMENT.search(text)
    if moment is None:
        return None
    zone = (moment[3] or "").upper().replace("UTC", "Z").replace("GMT", "Z")
    return _iso(f"{moment[1]}T{moment[2]}{zone}", clock)


def _from_limits(headers: Mapping[str, str], clock: float) -> float | None:
    """When the limits reset that are exhausted. A limit of which something is left describes itself only."""
    found: list[float] = []
    for name, value in headers.items():
        lowered = name.lower()
        if "ratelimit" not in lowered.replace("rate-limit", "ratelimit") or not _RESET.search(lowered):
            continue
        left = headers.get(_RESET.sub(lambda reset: reset[0].replace("reset", "remaining"), lowered), "")
        remaining = _number(left)
        status = headers.get(lowered.replace("-reset", "-status"), "rejected")
        if (remaining is not None and remaining > 0) or status.startswith("allowed"):
            continue
        seconds = _reset(value, clock)
        if seconds is not None:
            found.append(seconds)
    return max(found, default=None)


def _reset(value: str, clock: float) -> float | None:
    number = _number(value)
    if number is not None:
        return _until(number, clock) if number > 10**9 else number
    return duration(value) if _PART.match(value.strip()) and "-" not in value else _iso(value, clock)


def _until(moment: float, clock: float) -> float | None:
    """`moment` in epoch seconds or milliseconds."""
    seconds = moment / 1000 if moment > 10**11 else moment
    return seconds - clock if seconds > 10**9 else None


def _iso(value: str, clock: float) -> float | None:
    try:
        when = datetime.fromisoformat(value.strip())
        seconds = (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() - clock
    except (ValueError, OverflowError):
        return None
    return seconds if seconds >= 0 else None


def _milliseconds(text: str) -> float | None:
    number = _number(text)
    return None if number is None else number / 1000


def _clock(headers: Mapping[str, str], now: float) -> float:
    dated = _http_date(headers.get("date", ""))
    return now if dated is None else dated


def _http_date(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp() if text else None
    except (ValueError, OverflowError, TypeError, IndexError):
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
