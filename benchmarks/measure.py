"""What is measured, in which order, and from what each figure comes. Figures are named as in table.py."""

import asyncio
import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from benchmarks import bodies
from benchmarks.client import Door, Load, load

_SECONDS = 10.0
"""At most for one measurement, on a machine so slow that its count cannot be had."""

Clock = Callable[[], float]


@dataclass(frozen=True)
class Sizes:
    """Requests for each measurement."""

    big: int = 80
    crowd: int = 160
    first: int = 40
    stream: int = 24
    streams: int = 96
    paced: int = 32
    rate: float = 2.5  # seconds
    burst: float = 2.0  # seconds


QUICK = Sizes(big=40, crowd=80, first=20, stream=12, streams=48, paced=16, rate=1.0)


@dataclass
class Round:
    figures: dict[str, float] = field(default_factory=dict)
    failed: int = 0


def percentile(values: Iterable[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


class Measurement:
    """One round at one door. `cpu` is a running total of the target's CPU seconds, absent for the floor."""

    def __init__(self, door: Door, sizes: Sizes, cpu: Clock | None = None) -> None:
        self.door = door
        self.sizes = sizes
        self.cpu = cpu or (lambda: 0.0)
        self.direct = cpu is None
        self.round = Round()

    async def latencies(self) -> None:
        """Bodies of 92 KB: whole answers by one client and by eight, and the first text delta of a stream."""
        whole, stream = self._body(bodies.big(20, stream=False)), self._body(bodies.big(20, stream=True))
        for body in (whole, stream):
            await self._load(body, 1, 5)
        for name, clients, count in (("c1", 1, self.sizes.big), ("c8", 8, self.sizes.crowd)):
            await self._quiet()
            before = self.cpu()
            totals = [a.total * 1000 for a in (await self._load(whole, clients, count)).answers]
            await self._quiet()
            self._set(f"cpu big {name}", (self.cpu() - before) * 1000 / len(totals))
            self._set(f"big {name} p50", statistics.median(totals))
            self._set(f"big {name} p99", percentile(totals, 0.99))
        firsts = [
            a.first * 1000 for a in (await self._load(stream, 1, self.sizes.first, 20)).answers if a.first
        ]
        self._set("first delta", percentile(firsts, 0.5))

    async def streams(self) -> None:
        """Text deltas as fast as they come, then one every 10 ms."""
        for name, clients, count, chunks in (
            ("c1", 1, self.sizes.stream, 600),
            ("c16", 16, self.sizes.streams, 300),
        ):
            body = self._body(bodies.small(chunks, stream=True))
            spent, result = await self._costing(body, clients, count, chunks)
            self._set(f"chunks/s {name}", sum(a.deltas for a in result.answers) / result.seconds)
            self._set(f"cpu chunks {name}", spent)
        for clients, count in ((16, self.sizes.paced), (64, 64)):
            spent, _ = await self._costing(
                self._body(bodies.small(100, 10, stream=True)), clients, count, 100
            )
            self._set(f"cpu paced c{clients}", spent)

    async def rate(self, name: str) -> None:
        """Small whole answers as fast as sixteen clients can ask."""
        result = await load(self.door, self._body(bodies.small(5, stream=False)), 16, seconds=self.sizes.rate)
        self.round.failed += result.failed()
        self._set(name, len(result.answers) / result.seconds)

    async def burst(self) -> None:
        """A stream with a delta every 10 ms beside eight clients that send 92 KB as fast as they can."""
        paced = self._body(bodies.small(int(self.sizes.burst * 90), 10, stream=True))
        stream, big = await asyncio.gather(
            load(self.door, paced, 1, count=1),
            load(self.door, self._body(bodies.big(20, stream=False)), 8, seconds=self.sizes.burst),
        )
        self.round.failed += stream.failed() + big.failed()
        arrivals = stream.answers[0].arrivals
        gaps = [(b - a) * 1000 for a, b in pairwise(arrivals)]
        self._set("gap p99", percentile(gaps, 0.99))
        self._set("burst requests", len(big.answers))

    def _body(self, body: dict[str, object]) -> dict[str, object]:
        return bodies.as_chat(body) if self.direct else body

    def _set(self, name: str, value: float) -> None:
        self.round.figures[name] = value

    async def _load(
        self, body: dict[str, object], clients: int, count: int, deltas: int | None = None
    ) -> Load:
        result = await load(self.door, body, clients, count=count, seconds=_SECONDS)
        self.round.failed += result.failed(deltas)
        return result

    async def _quiet(self) -> None:
        """Wait until what was put off is done: a figure holds all of its own work, and none of the one before."""
        if self.direct:
            return
        for _ in range(40):
            before = self.cpu()
            await asyncio.sleep(0.25)
            if self.cpu() - before < 0.01:
                return

    async def _costing(
        self, body: dict[str, object], clients: int, count: int, chunks: int
    ) -> tuple[float, Load]:
        """Milliseconds of CPU for 1,000 chunks of the upstream, and the load that caused them."""
        await self._quiet()
        before = self.cpu()
        result = await self._load(body, clients, count, chunks)
        await self._quiet()
        return (self.cpu() - before) * 1e6 / (len(result.answers) * chunks), result
