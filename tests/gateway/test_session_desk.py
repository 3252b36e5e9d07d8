SESSION = {"x_claude_code_session_id": "s-1", "user_agent": "claude-cli/2.1.330 (external, cli)"}
BODY = {
    "model": "claude-opus-5",
    "max_tokens": 100,
    "messages": [{"role": "user", "content": "hello"}],
    "stream": True,
}


async def test_a_clients_requests_become_a_tree(road) -> None:
    await road.result(await road.post(BODY, **SESSION))
    agent = {**SESSION, "x_claude_code_agent_id": "a1"}
    await road.result(await road.post(BODY, **agent))
    await road.result(
        await road.post(
            BODY, **{**SESSION, "x_claude_code_agent_id": "a2", "x_claude_code_parent_agent_id": "a1"}
        )
    )
    await road.last()
    (session,) = await road.control.sessions()
    assert (session.id, session.exchanges, session.live) == ("s-1", 3, 0)
    assert [(branch.kind, branch.agent, branch.depth) for branch in session.branches] == [
        ("main", "", 0),
        ("subagent", "a1", 1),
        ("subagent", "a2", 2),
    ]
    rows = await road.control.exchanges()
    assert [(row.agent, row.parent, row.depth) for row in rows] == [
        ("a2", "a1", 2),
        ("a1", "", 1),
        ("", "", 0),
    ]


async def test_the_journal_tells_of_earlier_runs_once(start, sandbox) -> None:
    config = f'[providers.sandbox]\ndialect = "chat"\nbase_url = "{sandbox.url}/v1"\n[tiers]\ndefault = "sandbox/text"\n'
    async with start(config) as road:
        await road.result(
            await road.post({**BODY, "messages": [{"role": "user", "content": "x" * 400}]}, **SESSION)
        )
        await road.result(await road.post({**BODY, "model": "sandbox/insufficient_quota"}, **SESSION))
        await road.last()
    async with start(config) as road:
        (session,) = await road.control.sessions()
        assert session.context > 50  # of the one that was answered, though a refused one came after it
        await road.control.purge(None)
    async with start(config) as road:
        await road.result(await road.post(BODY, **SESSION))
        await road.last()
    async with start(config) as road:
        await road.result(await road.post(BODY, **SESSION))
        await road.last()
        for _ in range(2):
            (session,) = await road.control.sessions()
            assert (session.exchanges, len(session.turns)) == (2, 2)
        await road.control.purge(None)
        assert await road.control.sessions() == []
