"""Operators that compare a figure of a row. A row that does not have it never fits, whatever the comparison."""

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

from tui_router.journal.filter.leaf import Leaf
from tui_router.journal.filter.values import (
    BYTES,
    COMPARE,
    COMPARED,
    COUNTS,
    DOLLARS,
    RATES,
    SECONDS,
    Given,
    number,
)
from tui_router.journal.record import ExchangeRow


class Figure(NamedTuple):
    """`said`: the comparison in words, with the value where {} stands."""

    means: str
    example: str
    units: Mapping[str, float]
    said: str
    of: Callable[[ExchangeRow], float | None]


def _count(tokens: int, row: ExchangeRow) -> int | None:
    """Nothing is a figure only once the upstream has said so."""
    return tokens if tokens or not row.tokens.estimated else None


def _rate(row: ExchangeRow) -> float | None:
    """Tokens a second since the first content, as the list shows it."""
    first, ended = row.times.first, row.times.ended
    if first is None or ended is None or not row.tokens.output or ended - first <= 0.05:
        return None
    return row.tokens.output / (ended - first)


FIGURES: dict[str, Figure] = {
    "in": Figure("tokens of the prompt", ">20k", COUNTS, "{} in", lambda row: _count(row.tokens.input, row)),
    "out": Figure(
        "tokens of the answer", "<50", COUNTS, "{} out", lambda row: _count(row.tokens.output, row)
    ),
    "cache": Figure(
        "tokens read from cache", ">10k", COUNTS, "{} cached", lambda row: _count(row.tokens.cache_read, row)
    ),
    "first": Figure(
        "time to first text", ">2s", SECONDS, "first text after {} s", lambda row: row.times.first
    ),
    "took": Figure("time it took", ">30s", SECONDS, "took {} s", lambda row: row.times.ended),
    "rate": Figure("tokens a second", "<20", RATES, "{} tokens a second", _rate),
    "cost": Figure("US dollars", ">.05", DOLLARS, "cost {} dollars", lambda row: row.cost),
    "tries": Figure("attempts", ">1", COUNTS, "{} attempts", lambda row: row.attempts),
    "notes": Figure("notes of translation", ">0", COUNTS, "{} notes", lambda row: row.notes),
    "size": Figure("bytes sent and got", ">100kB", BYTES, "{} bytes", lambda row: row.sizes.a + row.sizes.d),
}


_COUNTED = ("tries", "notes")
"""Those small enough that somebody may name them exactly without a sign."""


def make(given: Given) -> Leaf:
    figure = FIGURES[given.name]
    if not given.relation and given.name not in _COUNTED:
        raise given.fault(f"~{given.name} compares: ~{given.name}{figure.example}")
    wanted = number(given, figure.units, f"a figure: {figure.example}")
    compare, of = COMPARE[given.relation], figure.of

    def fits(row: ExchangeRow) -> bool:
        found = of(row)
        return found is not None and math.isfinite(found) and compare(found, wanted)

    return Leaf(fits, figure.said.format(f"{COMPARED[given.relation]} {_plain(wanted)}"))


def _plain(value: float) -> str:
    """20,000 and 0.05: whole where it is, in full where it is not."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.6f}".rstrip("0")
