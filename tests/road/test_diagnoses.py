"""Every trouble an upstream can make, met on the whole road: mended where it can be, else told so that the client
does the right thing. The second request of the same kind needs no repair.
"""

import json
from typing import Any

import pytest

from tui_router.diagnose.course import MOST_ATTEMPTS, PASSING
from tui_router.diagnose.taxonomy import TAXONOMY
from tui_router.sandbox import provoke
from tui_router.sandbox.scenario import Scenario, scenarios
from tui_router.sandbox.server import SandboxServer

TROUBLES = {name: scenario for name, scenario in scenarios().items() if scenario.diagnosis}
SLOW = {"silent", "silent-once", "stall"}
"""Their waits must be real for the gateway to grow tired of them."""
MENDED_BEFORE = {"tool-id-plain", "no-blank-text"}
"""What Messages refuses everywhere is mended before it is sent."""


def config(sandbox: SandboxServer, slow: SandboxServer, language: str) -> str:
    """One provider a scenario, so that none learns from another."""
    lines = []
    for name, scenario in TROUBLES.items():
        base = (slow if name in SLOW else sandbox).url + ("/v1" if language == "chat" else "")
        limit = 0.7 if name in SLOW else 20
        lines += [f'[providers."{name}"]', f'dialect = "{language}"', f'base_url = "{base}"']
        lines += [f"timeouts = {{ connect = 20, first_byte = {limit}, idle = {limit} }}"]
        quirks = [f"{key} = {json.dumps(value)}" for key, value in scenario.quirks.items()]
        lines += [f"quirks = {{ {', '.join(quirks)} }}"] if quirks else []
    return "\n".join(lines) + "\n"


async def wrong(road: Any, name: str, scenario: Scenario) -> list[object]:
    """What is not as it should be after this trouble; empty when all is well."""
    body = provoke.body(name, model=f"{name}/{name}")
    headers = {key.replace("-", "_"): value for key, value in provoke.headers(name).items()}
    status, found = await road.result(await road.post(body, **headers))
    detail = await road.last()
    row = detail.row
    attempts = [(attempt.repair or attempt.cause, attempt.outcome) for attempt in detail.attempts]
    if attempts[-1] == ("stale connection", "ok"):
        return []  # a kept connection was closed under the request, and nothing of it had been read
    if name in MENDED_BEFORE and row.dialect == "anthropic":
        return [] if (status, row.state, row.attempts) == (200, "ok", 1) else [status, attempts]
    problems: list[object] = []
    if row.diagnosis != scenario.diagnosis:
        problems.append(f"is {row.diagnosis}")
    if row.attempts > MOST_ATTEMPTS:
        problems.append("over the budget")
    if scenario.mends:
        if status != 200 or row.state != "repaired":
            problems.append(f"{status} {row.state}")
        elif scenario.diagnosis not in (*PASSING, "stream_violation"):
            status, _ = await road.result(await road.post(body, **headers))
            again = await road.last()
            if (status, again.row.state, again.row.attempts) != (200, "ok", 1):
                problems.append(f"the second: {status} {again.row.state} in {again.row.attempts}")
    else:
        wanted = TAXONOMY[scenario.diagnosis]
        last = found[-1][1] if isinstance(found, list) else found
        error = last.get("error", {"type": f"no error, {row.state}"})
        if status != 200 and status != wanted.answer_status:
            problems.append(f"answered {status}")
        if error["type"] != wanted.type:
            problems.append(f"told as {error['type']}")
    return [*problems, attempts] if problems else []


@pytest.mark.filterwarnings("ignore:Sending a large body:ResourceWarning")  # it is in memory already
@pytest.mark.parametrize("language", ["chat", "anthropic"])
async def test_every_trouble_is_mended_or_told(start: Any, language: str) -> None:
    async with (
        SandboxServer(pace=0) as sandbox,
        SandboxServer(pace=1) as slow,
        start(config(sandbox, slow, language)) as road,
    ):
        problems = {
            name: await wrong(road, name, scenario)
            for name, scenario in TROUBLES.items()
            if language in scenario.speaks
        }
    assert len(problems) > 30
    assert not any(problems.values()), "\n".join(f"{name}: {bad}" for name, bad in problems.items() if bad)
