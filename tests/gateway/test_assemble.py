import asyncio

from tui_router.journal.record import Tiers


async def test_the_scribes_count_reaches_the_row(road) -> None:
    await road.ask(
        "text", system="You are brief.", tools=[{"name": "Bash", "input_schema": {"type": "object"}}]
    )
    number = (await road.last()).row.id
    async with asyncio.timeout(15):
        while True:
            tokens = (await road.control.exchange(number)).row.tokens
            if tokens.system and tokens.tools and tokens.messages:
                return
            await asyncio.sleep(0.05)


async def test_numbers_go_on_after_a_restart(start, sandbox) -> None:
    config = f'[providers.sandbox]\ndialect = "chat"\nbase_url = "{sandbox.url}/v1"\n[tiers]\ndefault = "sandbox/text"\n'
    async with start(config) as road:
        await road.ask("text")
        first = (await road.last()).row.id
    async with start(config) as road:
        await road.ask("text")
        rows = await road.control.exchanges()
    assert [row.id > first for row in rows] == [True, False]
    assert rows[1].stored or rows[1].id == first


async def test_a_new_revision_is_told_once_in_the_log(road) -> None:
    before = road.gateway.wiring.table.revision
    await road.control.put_tiers(Tiers(revision=before, tiers={"opus": "sandbox/long"}))
    road.gateway.wiring.listed({}, {})  # swaps the table, and is no revision
    told = [line.text for line in await road.control.log() if line.source == "wiring"]
    assert told == [f"revision {before + 1}, from api: opus: sandbox/thinking → sandbox/long"]
