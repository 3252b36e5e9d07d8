"""What providers say of their limits in the headers of an answer: how much is left, of how much, until when.

Two families of names, of Anthropic's and of OpenAI's kind, which most others copied; what a ChatGPT plan tells of its
windows; and the wait that a refusal names.
"""

import math
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from tui_router.diagnose.waits import LONGEST_WAIT, duration
from tui_router.journal.record import Limit

STALE_S = 600.0
"""Seconds after which a figure says nothing any more when nobody told its reset."""
_BUSY = frozenset({429, 529})
_READ = 64
"""Characters of a value that are looked at."""

_NAME = re.compile(
    r"anthropic-ratelimit-(?P<name>requests|tokens|input-tokens|output-tokens)-(?P<part>limit|remaining|reset)"
    r"|x-ratelimit-(?P<part2>limit|remaining|reset)-(?P<name2>requests|tokens)"
)
_PLAN = re.compile(
    r"x-codex-(?P<window>primary|secondary)-(?P<part>used-percent|window-minutes|reset-at|reset-after-seconds)"
)
"""Other meters of the same plan have a word more in their names; they bind single models and are passed over."""
_PERCENT = 100
_SPAN = re.compile(r"(?:[0-9.]{1,12}(?:ms|[smhd])){1,5}")
_FIGURE = re.compile(r"\d{1,15}")


def read_limits(status: int | None, headers: Iterable[tuple[str, str]], now: float) -> list[Limit]:
    """`now` is UTC epoch seconds. A limit of which nobody says how much is left is none, and what cannot be read is
    passed over. A refusal that names a wait and no limit that is used up says that no request is left until then.
    """
    parts: dict[str, dict[str, str]] = {}
    windows: dict[str, dict[str, str]] = {}
    wait = ""
    for name, value in headers:
        lowered = name.lower()
        if lowered == "retry-after":
            wait = value
        elif "ratelimit" in lowered and (found := _NAME.fullmatch(lowered)):
            limit = (found["name"] or found["name2"]).replace("-", " ")
            parts.setdefault(limit, {})[found["part"] or found["part2"]] = value
        elif lowered.startswith("x-codex-") and (found := _PLAN.fullmatch(lowered)):
            windows.setdefault(found["window"], {})[found["part"]] = value
    limits = [limit for said in windows.values() if (limit := _window(said, now)) is not None]
    for limit, said in parts.items():
        left = _figure(said.get("remaining", ""))
        if left is not None:
            of = _figure(said.get("limit", "")) or 0
            limits.append(
                Limit(name=limit, left=left, of=of, resets_at=_moment(said.get("reset", ""), now) or 0.0)
            )
    until = _moment(wait, now) if status in _BUSY else None
    if until and all(limit.left for limit in limits):
        limits = [limit for limit in limits if limit.name != "requests"]
        limits.append(Limit(name="requests", left=0, resets_at=until))
    return limits


def _window(said: dict[str, str], now: float) -> Limit | None:
    """What is left of a window of a plan, in hundredths of it."""
    minutes = _figure(said.get("window-minutes", "")) or 0
    try:
        used = float(said.get("used-percent", "")[:_READ])
    except ValueError:
        return None
    if not minutes or not math.isfinite(used):
        return None
    resets_at = _moment(said.get("reset-at", ""), now) or _moment(said.get("reset-after-seconds", ""), now)
    left = max(0, min(_PERCENT, math.floor(_PERCENT - used)))
    return Limit(name=_span(minutes), left=left, of=_PERCENT, resets_at=resets_at or 0.0)


def _span(minutes: int) -> str:
    """Five hours, a week and thirty days are what plans have."""
    if minutes < 1440:
        return f"{minutes // 60} h" if minutes >= 60 else f"{minutes} min"
    return "week" if minutes == 10080 else "day" if minutes == 1440 else f"{minutes // 1440} days"


def _figure(text: str) -> int | None:
    text = text.strip()
    return int(text) if _FIGURE.fullmatch(text) and text.isascii() else None


def _moment(text: str, now: float) -> float | None:
    """Epoch seconds of "12", "1.5s", "6m0s", epoch seconds or milliseconds, an ISO time or an HTTP date."""
    text = text.strip()[:_READ]
    at = _number(text, now)
    if at is None:
        seconds = duration(text) if _SPAN.fullmatch(text) else None
        at = _date(text) if seconds is None else now + seconds
    return at if at is not None and 0 <= at - now <= LONGEST_WAIT else None


def _number(text: str, now: float) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    if not math.isfinite(number) or number < 0:
        return None
    return now + number if number < 10**9 else number / 1000 if number > 10**11 else number


def _date(text: str) -> float | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            when = read(text)
            return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
        except (ValueError, OverflowError, TypeError, IndexError):
            continue
    return None


class LimitsLeft:
    """The last word of each provider, as long as it holds."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, tuple[float, Limit]]] = {}

    def heard(
        self, provider: str, status: int | None, headers: Iterable[tuple[str, str]], now: float
    ) -> None:
        known = self._known.setdefault(provider, {})
        if status is not None and status < 400:
            # A wait that was named is over when an answer comes.
            known = self._known[provider] = {
                name: (at, limit) for name, (at, limit) in known.items() if limit.left or limit.of
            }
        for limit in read_limits(status, headers, now):
            known[limit.name] = (now, limit)

    def of(self, provider: str, now: float) -> list[Limit]:
        """What is known and has not been reset since."""
        return [
            limit
            for at, limit in self._known.get(provider, {}).values()
            if now < (limit.resets_at or at + STALE_S)
        ]
