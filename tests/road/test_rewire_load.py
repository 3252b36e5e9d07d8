"""Rewired a thousand times under load: each request is of one wiring from end to end, and none fails."""

import asyncio
import itertools
import json
from typing import Any

import pytest

from tui_router.control.wiring import Change, Wires
from tui_router.journal.record import ExchangeRow, Tiers

REWIRES = 1000
CLIENTS = 16
ASKED = 3
"""Requests let go for each rewire: more would only make the test longer."""
ENOUGH = 100
"""Revisions that must have answered something, and requests that must have been under way while one came into force."""

NAMES = {
    "haiku": "claude-haiku-4-5-20251001",
    "sonnet": "claude-sonnet-4-6",
    "opus": "claude-opus-5-5",
    "default": "m",
}

CONFIG = """
[providers.alpha]
dialect = "chat"
base_url = "{alpha}/v1"
[providers.beta]
dialect = "anthropic"
base_url = "{beta}"
[tiers]
haiku = "alpha/h0"
sonnet = "alpha/s0"
opus = "beta/o0"
default = "beta/d0"
"""


def tiers(number: int) -> dict[str, Any]:
    """A wiring in which no target was ever wired before."""
    here, there = ("alpha", "beta") if number % 2 else ("beta", "alpha")
    return {
        "haiku": f"{here}/h{number}",
        "sonnet": [f"{there}/s{number}", f"{here}/fallback"],
        "opus": f"{here}/o{number}",
        "default": f"{there}/d{number}",
    }


def first(value: str | list[str]) -> str:
    return value if isinstance(value, str) else value[0]


def expected(wires: Wires, tier: str, session: str) -> str:
    own = wires.sessions.get(session, {})
    return first(own.get(tier) or own.get("default") or wires.effective[tier])


class Client:
    """Asks on and on, streaming in turn, as one session. `asked` holds, for each of its requests: status,
    text, the newest revision known before and after, and the number of the tier."""

    def __init__(self, number: int, served: Any, kit: Any, book: dict[int, Wires]) -> None:
        self.session = f"session-{number}"
        self._number, self._served, self._kit, self._book = number, served, kit, book
        self.asked: dict[str, tuple[int, str, int, int, int]] = {}

    async def run(self, turns: asyncio.Semaphore, done: asyncio.Event) -> None:
        for turn in itertools.count():
            await turns.acquire()
            if done.is_set():
                return
            name, tier = f"{self._number}-{turn}", list(NAMES)[turn % 4]
            before = max(self._book)
            status, said = await self._ask(name, NAMES[tier], stream=bool((turn // 4) % 2))
            self.asked[name] = (status, said, before, max(self._book), turn % 4)

    async def _ask(self, name: str, model: str, *, stream: bool) -> tuple[int, str]:
        body = {
            "model": model,
            "max_tokens": 100,
            "messages": [{"role": "user", "content": name}],
            "stream": stream,
        }
        headers = {"x-claude-code-session-id": self.session, "x-claude-code-agent-id": name}
        status, data = await self._kit.read(await self._served.post(body, headers=headers))
        if status != 200:
            return status, data.decode()
        if stream:
            return status, self._kit.text_of(self._kit.frames(data))
        return status, json.loads(data)["content"][0]["text"]


async def rewire(served: Any, number: int, last: Wires) -> Wires:
    """The wiring after one more rewire, each time by another of the ways there are."""
    control = served.control
    match number % 5:
        case 0:
            await control.put_tiers(Tiers(revision=last.revision, tiers=tiers(number)))
            return await control.wiring()
        case 1 | 2:
            session = f"session-{number % CLIENTS}"
            own = (
                {tier: tiers(number)[tier] for tier in ("sonnet", "haiku")}
                if number % 3
                else {"sonnet": None}
            )
            patch = {"tiers": own}
            return await control.rewire(Change(revision=last.revision, patch=patch, session=session))
        case 3:
            return await control.rewire(Change(revision=last.revision, patch={"tiers": tiers(number)}))
        case _:
            patch = {
                "tiers": {"opus": tiers(number)["opus"]},
                "aliases": {f"alias-{number % 7}": f"alpha/a{number}"},
            }
            return await control.rewire(Change(revision=last.revision, patch=patch))


async def every_row(served: Any) -> list[ExchangeRow]:
    found: list[ExchangeRow] = []
    while True:
        page = await served.control.exchanges(before=found[-1].id if found else None, limit=5000)
        found += page
        if not page:
            return found


async def test_a_thousand_rewires_under_load_mix_nothing(serve, stand_in, kit) -> None:
    ups = {name: await stand_in(name) for name in ("alpha", "beta")}
    async with serve(CONFIG.format(**{name: up.url for name, up in ups.items()})) as served:
        last = await served.control.wiring()
        book: dict[int, Wires] = {last.revision: last}
        turns, done = asyncio.Semaphore(CLIENTS), asyncio.Event()
        clients = [Client(number, served, kit, book) for number in range(CLIENTS)]
        async with asyncio.TaskGroup() as group:
            for client in clients:
                group.create_task(client.run(turns, done))
            for number in range(1, REWIRES + 1):
                last = await rewire(served, number, last)
                assert last.revision not in book
                book[last.revision] = last
                for _ in range(ASKED):
                    turns.release()
            done.set()
            for _ in clients:
                turns.release()

        rows = {row.agent: row for row in await every_row(served)}
        for row in list(rows.values())[::100]:
            assert json.loads(await served.leg(row.id, "b"))["model"] == row.model
    upstream = {
        _said(seen.fields): (name, seen.model) for name, up in ups.items() for seen in up.posts
    }  # the leg b that arrived
    asked = {name: (client, *told) for client in clients for name, told in client.asked.items()}
    assert rows.keys() == upstream.keys() == asked.keys()
    wrong = []
    for name, (client, status, said, before, _, at) in asked.items():
        row = rows[name]
        wired = expected(book[row.revision], list(NAMES)[at], client.session)
        if not (
            status == 200
            and row.state == "ok"
            and f"{row.provider}/{row.model}" == wired
            and said == f"{row.provider} {row.model}"
            and upstream[name] == (row.provider, row.model)
            and row.revision >= before
        ):
            wrong.append((name, status, said, upstream[name], wired, before, row))
    assert wrong == []
    assert len({row.revision for row in rows.values()}) >= ENOUGH
    assert sum(after > before for _, _, _, before, after, _ in asked.values()) >= ENOUGH
    assert {row.stream for row in rows.values()} == {True, False}
    assert any("this session" in row.reason for row in rows.values())


def _said(fields: dict[str, Any]) -> str:
    """The name of the request, which its one message holds."""
    content = fields["messages"][-1]["content"]
    return content if isinstance(content, str) else content[0]["text"]


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("how", ["tiers", "session", "file"])
async def test_an_exchange_under_way_keeps_its_target(
    start, stand_in, kit, tmp_path, stream, how, monkeypatch
):
    from tui_router.gateway import clock

    monkeypatch.setattr(clock, "BEAT", 0.02)
    gate = asyncio.Event()
    alpha, beta = await stand_in("alpha", hold=gate), await stand_in("beta")
    config = CONFIG.format(alpha=alpha.url, beta=beta.url)
    async with start(config) as road:
        body = {"model": NAMES["sonnet"], "max_tokens": 9, "messages": [{"role": "user", "content": "x"}]}
        ask = {"x_claude_code_session_id": "one"}
        under_way = asyncio.ensure_future(road.post({**body, "stream": stream}, **ask))
        await kit.until(_has_post(alpha))
        old = (await road.control.wiring()).revision

        if how == "file":
            (tmp_path / "config.toml").write_text(config.replace("alpha/s0", "beta/s1"))
            await kit.until(_revision_after(road, old))
        else:
            session = "one" if how == "session" else ""
            change = Change(revision=old, patch={"tiers": {"sonnet": "beta/s1"}}, session=session)
            await road.control.rewire(change)
        status, answer = await road.result(await road.post(body, **ask))
        assert (status, answer["content"][0]["text"]) == (200, "beta s1")

        gate.set()
        status, answer = await road.result(await under_way)
        said = kit.text_of(answer) if stream else answer["content"][0]["text"]
        assert (status, said) == (200, "alpha s0")
        rows = {row.model: row for row in await road.control.exchanges()}
        assert rows["s0"].revision == old < rows["s1"].revision
        assert [seen.model for seen in alpha.posts] == ["s0"]


def _has_post(up: Any):
    async def look() -> bool:
        return bool(up.posts)

    return look


def _revision_after(road: Any, old: int):
    async def look() -> bool:
        return (await road.control.wiring()).revision > old

    return look
