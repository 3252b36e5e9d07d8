"""Whole exchanges in a file: JSON lines, one exchange a line, to keep, to send to somebody, to take in again.

A line is `{"tui_router": 1, "row": …, "detail": …, "legs": [{leg, attempt, status, start, headers, size, marks,
"text": … | "base64": …}]}`: `text` where the bytes are UTF-8, so that a person can read and search the file.
Who reads one got it from anybody: whatever is in it, `BundleFault` is all that `read_bundle` raises.
"""

import base64
from typing import Any

import msgspec

from tui_router.journal.record import (
    COMMENT_CAP,
    LEG_CAP,
    AttemptRow,
    ExchangeDetail,
    ExchangeRow,
    LegCapture,
    LegName,
    Mark,
)
from tui_router.journal.redact import redact_detail, redact_leg

FORMAT = 1
MAX_BYTES = 64 * 1024 * 1024
MAX_LINES = 5_000
LINE_CAP = 32 * 1024 * 1024
"""Bytes of a line that is written; the legs of an exchange that needs more are cut, and say so by their size."""
MAX_LEGS = 64
MAX_HEADERS = 500
MAX_MARKS = 100_000
MAX_ITEMS = 100_000
"""Entries of any other list."""
TEXT_CAP = 16_384
"""Characters of any text that is no body."""
DEPTH = 12
_MOST = 2**53
"""What every reader of JSON can count up to, and SQLite too."""
_TOOLS, _TOOL_NAME = 16, 128
_LONGEST_S = 1e9
_LAST_MOMENT = 32_503_680_000  # the year 3000; dates beyond 9999 cannot be worded


class BundleFault(ValueError):
    """`line` counts from 1; 0 speaks of the whole file. `words` go on after "line 3: "."""

    def __init__(self, line: int, words: str) -> None:
        super().__init__(f"line {line}: {words}" if line else words)
        self.line = line
        self.words = words


class Bundled(msgspec.Struct, kw_only=True):
    """One exchange with every leg that was kept of it."""

    detail: ExchangeDetail
    legs: list[LegCapture] = []

    @property
    def row(self) -> ExchangeRow:
        return self.detail.row

    @property
    def attempt(self) -> AttemptRow | None:
        """The last one: what the client got came from it."""
        return self.detail.attempts[-1] if self.detail.attempts else None

    def leg(self, leg: LegName, attempt: int = 0) -> LegCapture | None:
        """Of b and c, 0 is the last attempt that has one."""
        found = [each for each in self.legs if each.leg == leg and attempt in (0, each.attempt)]
        return max(found, key=lambda each: each.attempt) if found else None


class _Leg(msgspec.Struct, kw_only=True, omit_defaults=True):
    leg: LegName
    attempt: int = 0
    status: int | None = None
    start: str = ""
    headers: list[tuple[str, str]] = []
    size: int = 0
    marks: list[Mark] = []
    text: str | None = None
    base64: str | None = None


class _Line(msgspec.Struct, kw_only=True):
    tui_router: int
    row: dict[str, Any]
    detail: dict[str, Any] = {}
    legs: list[_Leg] = []


def redacted(exchange: Bundled) -> Bundled:
    """What every export begins with. What the gateway handed out is masked already; a second time costs little."""
    detail = redact_detail(exchange.detail)
    detail.weighed = exchange.detail.weighed
    return Bundled(detail=detail, legs=[redact_leg(leg) for leg in exchange.legs])


def write_line(exchange: Bundled) -> bytes:
    """One line with its end, at most `LINE_CAP` bytes, without secrets."""
    exchange = redacted(exchange)
    detail = _plain(msgspec.to_builtins(exchange.detail))
    row = detail.pop("row")
    cap = LEG_CAP
    while True:
        legs = [_written(leg, cap) for leg in exchange.legs]
        line = msgspec.json.encode({"tui_router": FORMAT, "row": row, "detail": detail, "legs": legs}) + b"\n"
        if len(line) <= LINE_CAP or cap < 1024:
            return line
        cap //= 2


def _written(leg: LegCapture, cap: int) -> dict[str, Any]:
    data = leg.data[:cap]
    out: dict[str, Any] = _plain(
        msgspec.to_builtins(
            _Leg(
                leg=leg.leg,
                attempt=leg.attempt,
                status=leg.status,
                start=leg.start,
                headers=leg.headers,
                size=max(leg.size, len(leg.data)),
                marks=[mark for mark in leg.marks if mark.offset <= len(data)][:MAX_MARKS],
            )
        )
    )
    try:
        out["text"] = data.decode("utf-8")
    except UnicodeDecodeError:
        out["base64"] = base64.b64encode(data).decode("ascii")
    return out


def _plain(value: Any) -> Any:
    """Without halves of surrogate pairs, which JSON cannot carry."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {_plain(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value


def read_bundle(lines: bytes) -> list[Bundled]:
    """Every exchange, in the order of the file. Empty lines are passed over. Raises `BundleFault` for the first line
    that cannot be taken; then nothing should be."""
    if len(lines) > MAX_BYTES:
        raise BundleFault(0, f"the bundle is larger than {MAX_BYTES >> 20} MB")
    found: list[Bundled] = []
    at = number = 0
    while at < len(lines):
        end = lines.find(b"\n", at)
        end = len(lines) if end < 0 else end
        number += 1
        line = lines[at:end].strip()
        at = end + 1
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not line:
            continue
        if len(found) == MAX_LINES:
            raise BundleFault(number, f"a bundle holds at most {MAX_LINES:,} exchanges")
        found.append(_read(line, number))
    return found


def _read(line: bytes, number: int) -> Bundled:
    try:
        read = msgspec.json.decode(line, type=_Line)
        if read.tui_router != FORMAT:
            raise BundleFault(number, f"format {str(read.tui_router)[:20]} is not one that is known here")
        detail = msgspec.convert(_bounded({**read.detail, "row": read.row}, DEPTH), type=ExchangeDetail)
        legs = [_leg(leg, number) for leg in read.legs[: MAX_LEGS + 1]]
    except BundleFault:
        raise
    except RecursionError:
        raise BundleFault(number, "it is nested too deeply") from None
    except ValueError as error:  # msgspec's own are among them
        raise BundleFault(number, f"it is not an exchange: {str(error)[:200]}") from None
    if len(legs) > MAX_LEGS:
        raise BundleFault(number, f"it has more than {MAX_LEGS} legs")
    places = [(leg.leg, leg.attempt) for leg in legs]
    if len(set(places)) < len(places):
        raise BundleFault(number, "a leg stands in it twice")
    _hold(detail, number)
    return Bundled(detail=detail, legs=legs)


def _bounded(value: Any, depth: int) -> Any:
    """The same with long texts and lists cut. Raises `ValueError` for what is too deep or no usable figure."""
    if depth == 0:
        raise ValueError("nested too deeply")
    if isinstance(value, str):
        return value[:TEXT_CAP]
    if isinstance(value, bool | None):
        return value
    if isinstance(value, int | float):
        if not -_MOST <= value <= _MOST:
            raise ValueError("a figure in it is out of all bounds")
        return value
    if isinstance(value, dict):
        if len(value) > MAX_ITEMS:
            raise ValueError("an object in it is too large")
        return {str(key)[:TEXT_CAP]: _bounded(each, depth - 1) for key, each in value.items()}
    return [_bounded(each, depth - 1) for each in value[:MAX_ITEMS]]


def _leg(leg: _Leg, number: int) -> LegCapture:
    if (leg.text is None) == (leg.base64 is None):
        raise BundleFault(number, f"leg {leg.leg} has neither text nor base64, or both")
    data = leg.text.encode() if leg.text is not None else base64.b64decode(leg.base64 or "", validate=True)
    if len(data) > LEG_CAP:
        raise BundleFault(number, f"leg {leg.leg} is larger than {LEG_CAP >> 20} MB")
    if not 0 <= leg.attempt <= MAX_LEGS or not 0 <= leg.size <= _MOST or not 0 <= (leg.status or 0) <= 999:
        raise BundleFault(number, f"leg {leg.leg} has a figure out of all bounds")
    return LegCapture(
        leg=leg.leg,
        attempt=leg.attempt,
        status=leg.status,
        start=leg.start[:TEXT_CAP],
        headers=[(name[:TEXT_CAP], value[:TEXT_CAP]) for name, value in leg.headers[:MAX_HEADERS]],
        data=data,
        size=max(leg.size, len(data)),
        marks=[mark for mark in leg.marks[:MAX_MARKS] if 0 <= mark.offset <= _MOST and 0 <= mark.at <= _MOST],
    )


def _hold(detail: ExchangeDetail, number: int) -> None:
    """What the gateway promises of its own rows holds for these too: a screen draws and adds up these figures."""
    row = detail.row
    times = [row.times, *(attempt.times for attempt in detail.attempts)]
    seconds = [getattr(each, name) or 0 for each in times for name in each.__struct_fields__]
    moments = [row.started_at, *(fact.learned_at for fact in (*detail.applied, *detail.learned))]
    counts = [
        *(getattr(row.tokens, name) for name in row.tokens.__struct_fields__),
        *(getattr(row.sizes, name) for name in row.sizes.__struct_fields__),
        *(row.revision, row.depth, row.rule, row.cost or 0, row.attempts, row.notes, row.losses),
        *(row.replay_of or 0, row.window or 0),
    ]
    if row.id < 1 or not 0 <= (row.status or 0) <= 999 or min(counts) < 0:
        raise BundleFault(number, "a figure of its row cannot be one")
    if not all(0 <= second <= _LONGEST_S for second in seconds):
        raise BundleFault(number, "one of its times cannot be one")
    if not all(0 <= moment <= _LAST_MOMENT for moment in moments):
        raise BundleFault(number, "one of its dates cannot be one")
    row.comment = row.comment[:COMMENT_CAP]
    row.tools = [name[:_TOOL_NAME] for name in row.tools[:_TOOLS]]
    detail.attempts = detail.attempts[:MAX_LEGS]
