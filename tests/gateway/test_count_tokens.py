import asyncio

BODY = {
    "model": "claude-opus-5-5",
    "system": "You are brief.",
    "tools": [{"name": "Bash", "description": "Runs a command.", "input_schema": {"type": "object"}}],
    "messages": [{"role": "user", "content": "The quick brown fox jumps over the lazy dog."}],
}
PATH = "/v1/messages/count_tokens?beta=true"


async def test_a_burst_is_answered_here(road, sandbox) -> None:
    answers = await asyncio.gather(*[road.post(BODY, path=PATH) for _ in range(24)])
    found = [await road.result(reply) for reply in answers]
    assert {status for status, _ in found} == {200}
    counts = {answer["input_tokens"] for _, answer in found}
    assert len(counts) == 1
    assert 20 < counts.pop() < 200
    assert not sandbox.requests
    rows = await road.control.exchanges()
    assert {(row.kind, row.state, row.tier) for row in rows} == {("count", "local", "opus")}


async def test_tools_and_system_weigh(road) -> None:
    async def count(**without: object) -> int:
        return (await road.result(await road.post({**BODY, **without}, path=PATH)))[1]["input_tokens"]

    whole = await count()
    assert await count(tools=[]) < whole
    assert await count(system="") < whole


async def test_without_the_scribe_the_size_is_the_estimate(road, monkeypatch) -> None:
    async def silent(_body: bytes, timeout: float = 2.0) -> None:
        return None

    monkeypatch.setattr(road.gateway.recorder, "count", silent)
    status, answer = await road.result(await road.post(BODY, path=PATH))
    assert status == 200
    assert answer["input_tokens"] > 10
