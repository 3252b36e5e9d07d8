"""The last ten minutes, summed up from the rows Live holds: what each tier and each provider did."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from tui_router.journal.record import ExchangeRow

SPAN_S = 600
BUCKETS = 10
"""One a minute."""
LOOKED_AT = 2_000
"""Newest rows looked at: ten minutes of a very busy gateway."""
DECISIONS = 8


@dataclass
class Sum:
    """`waits` are seconds to the upstream's status line, by minute."""

    buckets: list[int] = field(default_factory=lambda: [0] * BUCKETS)
    waits: list[list[float]] = field(default_factory=lambda: [[] for _ in range(BUCKETS)])
    count: int = 0
    failed: int = 0
    repaired: int = 0
    live: int = 0

    def add(self, row: ExchangeRow, bucket: int) -> None:
        self.buckets[bucket] += 1
        self.count += 1
        self.failed += row.state == "failed"
        self.repaired += row.state == "repaired"
        self.live += row.state in ("waiting", "held", "live")
        if row.times.headers is not None and row.times.sent is not None:
            self.waits[bucket].append(max(0.0, row.times.headers - row.times.sent))


@dataclass
class Recent:
    """`tiers` are requests that went where their tier goes, not where a rule sent them."""

    tiers: dict[str, Sum] = field(default_factory=dict)
    providers: dict[str, Sum] = field(default_factory=dict)
    decisions: list[ExchangeRow] = field(default_factory=list)


def recent(rows: Iterable[ExchangeRow], now: float) -> Recent:
    """`rows` newest first; `now` in epoch seconds."""
    sums = Recent()
    for row in islice(rows, LOOKED_AT):
        if not row.provider or row.state == "local":
            continue
        if len(sums.decisions) < DECISIONS:
            sums.decisions.append(row)
        age = max(0.0, now - row.started_at)
        if age >= SPAN_S:
            if len(sums.decisions) >= DECISIONS:
                break
            continue
        bucket = BUCKETS - 1 - int(age) * BUCKETS // SPAN_S
        sums.providers.setdefault(row.provider, Sum()).add(row, bucket)
        if not row.rule:
            sums.tiers.setdefault(row.tier, Sum()).add(row, bucket)
    return sums


def spark(values: Iterable[float], signs: str, most: float = 0.0) -> str:
    """A line of signs, the largest value (or `most`) the highest."""
    values = [max(0.0, value) for value in values]
    top = max([most, *values]) or 1.0
    return "".join(signs[min(len(signs) - 1, round((len(signs) - 1) * value / top))] for value in values)
