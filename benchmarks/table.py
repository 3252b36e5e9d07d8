"""The columns, their goals, and the table of a run."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.measure import Round


@dataclass(frozen=True)
class Column:
    title: str
    name: str  # of the figure
    goal: float | None
    moonshot: float | None
    unit: str = "ms"
    added: bool = False  # the floor of the same round is taken off
    more_is_better: bool = False

    def value(self, target: Round, floor: Round) -> float | None:
        figure = target.figures.get(self.name)
        if figure is None or not self.added:
            return figure
        return figure - floor.figures[self.name]

    def reached(self, value: float, goal: float | None) -> bool:
        if goal is None:
            return False
        return value >= goal if self.more_is_better else value <= goal


COLUMNS = (
    Column("92 KB, 1 client, added p50", "big c1 p50", 2, 1, added=True),
    Column("92 KB, 1 client, added p99", "big c1 p99", 6, 2.5, added=True),
    Column("92 KB, 8 clients, added p50", "big c8 p50", 12, 6, added=True),
    Column("92 KB, 8 clients, added p99", "big c8 p99", 30, 12, added=True),
    Column("added to the first text delta", "first delta", 2, 1, added=True),
    Column("CPU for a request of 92 KB, 1 client", "cpu big c1", None, None),
    Column("CPU for 1,000 chunks flat out, 1 stream", "cpu chunks c1", 18, 10),
    Column("CPU for 1,000 chunks flat out, 16 streams", "cpu chunks c16", None, None),
    Column("CPU for 1,000 chunks every 10 ms, 16 streams", "cpu paced c16", 95, 60),
    Column("CPU for 1,000 chunks every 10 ms, 64 streams", "cpu paced c64", 70, 45),
    Column("chunks a second, 1 stream", "chunks/s c1", 60000, 90000, unit="", more_is_better=True),
    Column("chunks a second, 16 streams", "chunks/s c16", 70000, 100000, unit="", more_is_better=True),
    Column("small requests a second, 16 clients", "rate", 1800, 4000, unit="", more_is_better=True),
    Column("the same after 64 streams", "rate after", 1800, 4000, unit="", more_is_better=True),
    Column("start to the first 200", "start", 0.45, 0.25, unit="s"),
    Column("memory idle", "memory idle", None, None, unit="MB"),
    Column("memory after load", "memory load", 135, 110, unit="MB"),
    Column("memory after 8 x 92 KB flat out", "memory burst", 160, 130, unit="MB"),
    Column("gap p99 of a 10 ms stream beside that", "gap p99", 25, 14),
)


def number(value: float | None) -> str:
    if value is None:
        return ""
    if abs(value) >= 10000:
        return f"{value / 1000:.0f}k"
    if abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def table(targets: Sequence[Round], floors: Sequence[Round]) -> str:
    """Median of the rounds, least and most in brackets, beside the floor and the goals."""
    lines = [
        "| figure | floor | tui_router | goal | moonshot | |",
        "|---|---|---|---|---|---|",
    ]
    for column in COLUMNS:
        found = [column.value(target, floor) for target, floor in zip(targets, floors, strict=True)]
        values = [value for value in found if value is not None]
        if not values:
            continue
        middle = statistics.median(values)
        spread = f" ({number(min(values))}-{number(max(values))})" if len(values) > 1 else ""
        base = [f.figures[column.name] for f in floors if column.name in f.figures]
        at_floor = number(statistics.median(base)) if base and not column.name.startswith("cpu") else ""
        verdict = ""
        if column.goal is not None:
            verdict = "reached" if column.reached(middle, column.goal) else "missed"
            verdict = "moonshot" if column.reached(middle, column.moonshot) else verdict
        unit = f" {column.unit}" if column.unit else ""
        lines.append(
            f"| {column.title} | {at_floor} | {number(middle)}{spread}{unit} "
            f"| {number(column.goal)} | {number(column.moonshot)} | {verdict} |"
        )
    failed = sum(r.failed for r in (*targets, *floors))
    lines += ["", f"Rounds: {len(targets)}. Failed requests: {failed}."]
    return "\n".join(lines)
