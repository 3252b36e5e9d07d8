"""`python -m benchmarks [--rounds 3] [--quick] [--json FILE] [--command CMD] [--language gemini]`: the installed gateway beside the direct floor.

`python -m benchmarks screen` measures the inspector instead.
"""

import argparse
import asyncio
import json
import os
import shlex
import sys
import time
from dataclasses import asdict
from pathlib import Path

from benchmarks import bodies, processes
from benchmarks.measure import QUICK, Measurement, Round, Sizes
from benchmarks.table import table
from benchmarks.tongues import TONGUES


async def floor(mock: str, sizes: Sizes) -> Round:
    direct = Measurement(processes.direct(mock), sizes)
    await direct.latencies()
    await direct.streams()
    await direct.rate("rate")
    await direct.burst()
    return direct.round


async def target(mock: str, sizes: Sizes, command: list[str], language: str) -> Round:
    probe = processes.through("http://x").request(bodies.small(1, stream=False))
    with processes.gateway(mock, probe, command, language) as gateway:
        measured = Measurement(processes.through(gateway.url), sizes, gateway.cpu)
        figures = measured.round.figures
        figures["start"] = gateway.start
        await asyncio.sleep(1.5)  # what it still does after its first answer
        figures["memory idle"] = gateway.memory()
        await measured.rate("rate")
        await measured.latencies()
        await measured.streams()
        await measured.rate("rate after")
        figures["memory load"] = gateway.memory()
        await measured.burst()
        figures["memory burst"] = gateway.memory()
        return measured.round


def main() -> int:
    if sys.argv[1:2] == ["screen"]:
        from benchmarks import screen

        return screen.main(sys.argv[2:])
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="half the requests")
    parser.add_argument("--json", type=Path, help="write every figure of every round here")
    parser.add_argument("--command", help="measure this instead of the installed tui-router")
    parser.add_argument("--language", choices=list(TONGUES), default="chat", help="the upstream's")
    given = parser.parse_args()
    command = shlex.split(given.command or str(Path(sys.executable).with_name("tui-router")))
    sizes = QUICK if given.quick else Sizes()
    targets: list[Round] = []
    floors: list[Round] = []
    for number in range(given.rounds):
        began = time.monotonic()
        with processes.mock() as mock:
            floors.append(asyncio.run(floor(mock, sizes)))
            targets.append(asyncio.run(target(mock, sizes, command, given.language)))
        print(f"round {number + 1} of {given.rounds}: {time.monotonic() - began:.0f} s", file=sys.stderr)
    print(
        f"{os.cpu_count()} cores, load of the last five minutes {os.getloadavg()[1]:.1f}, Python {sys.version.split()[0]}\n"
    )
    print(table(targets, floors))
    if given.json:
        rounds = [{"floor": asdict(f), "target": asdict(t)} for f, t in zip(floors, targets, strict=True)]
        given.json.write_text(json.dumps(rounds, indent=1))
    return 1 if any(r.failed for r in (*floors, *targets)) else 0


if __name__ == "__main__":
    raise SystemExit(main())
