import math

from benchmarks.measure import Measurement, Sizes, percentile
from benchmarks.processes import direct, mock
from benchmarks.table import COLUMNS

TINY = Sizes(big=2, crowd=8, first=2, stream=1, streams=16, paced=16, rate=0.05, burst=0.2)


async def test_a_round_at_the_mock_yields_every_figure_a_gateway_gets() -> None:
    spent = iter(range(100))
    with mock() as url:
        measured = Measurement(direct(url), TINY)
        measured.cpu = lambda: next(spent) / 1000
        await measured.latencies()
        await measured.streams()
        await measured.rate("rate")
        await measured.burst()
    figures = measured.round.figures
    by_the_runner = {"start", "memory idle", "memory load", "memory burst", "rate after"}
    assert {column.name for column in COLUMNS} - by_the_runner <= set(figures)
    assert measured.round.failed == 0
    assert not [name for name, value in figures.items() if math.isnan(value)]
    assert figures["cpu chunks c1"] == 1e6 / 1000 / 600


def test_percentile() -> None:
    assert percentile(range(100), 0.99) == 99
    assert percentile([3, 1, 2], 0.5) == 2
    assert math.isnan(percentile([], 0.5))
