import pytest

from tui_router.gateway.reload import Reload
from tui_router.routing.asked import named
from tui_router.settings.load import load

CONFIG = """
[providers.p]
dialect = "chat"
base_url = "http://127.0.0.1:9/v1"
[tiers]
opus = ["p/m", "p/n"]
[[routes]]
when = { model = "cc-*" }
to = ["p/n", "p/m"]
[aliases]
"claude-router/x" = "p/m"
"""


def test_settings_become_a_table(tmp_path) -> None:
    path = tmp_path / "c.toml"
    path.write_text(CONFIG)
    table = Reload(load(path, env={}), {}, path).table(7)
    assert table.revision == 7
    assert list(table.providers) == ["p"]
    assert [str(target) for target in table.tiers["opus"]] == ["p/m", "p/n"]
    assert [[str(target) for target in rule.to] for rule in table.routes] == [["p/n", "p/m"]]
    assert [str(target) for target in table.aliases["claude-router/x"]] == ["p/m"]


async def test_a_providers_own_list_arrives_by_itself(road) -> None:
    import asyncio

    async with asyncio.timeout(30):
        while "hostile" not in road.gateway.wiring.table.listed.get("sandbox", {}):
            await asyncio.sleep(0.02)
    assert "sandbox/hostile" in [model.target for model in road.gateway.wiring.models()]


async def test_launches_survive_a_changed_file(
    start, sandbox, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import asyncio

    from tui_router.gateway import clock

    monkeypatch.setattr(clock, "BEAT", 0.02)
    base = (
        f'[providers.sandbox]\ndialect = "chat"\nbase_url = "{sandbox.url}/v1"\n[tiers]\ndefault = "sandbox/'
    )
    async with start(base + 'text"\n') as road:
        await road.control.put_launch("one", {"opus": "sandbox/long"}, None)
        (tmp_path / "config.toml").write_text(base + 'unicode"\n')
        async with asyncio.timeout(30):
            while road.gateway.wiring.tiers().tiers["default"] != "sandbox/unicode":
                await asyncio.sleep(0.01)
        assert str(road.gateway.wiring.resolve(named("claude-opus-5"), launch="one").target) == "sandbox/long"


async def test_the_log_tells_of_settings_and_lists(
    start, sandbox, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import asyncio

    from tui_router.gateway import clock

    monkeypatch.setattr(clock, "BEAT", 0.02)
    good = f'[providers.sandbox]\ndialect = "chat"\nbase_url = "{sandbox.url}/v1"\n'
    dead = '[providers.dead]\ndialect = "chat"\nbase_url = "http://127.0.0.1:9/v1"\n'

    async def told(words: str) -> None:
        async with asyncio.timeout(30):
            while not any(words in line.text for line in await road.control.log()):
                await asyncio.sleep(0.01)

    async with start(good + dead) as road:
        path = tmp_path / "config.toml"
        await told(f"the settings are {path}")
        await told("sandbox has ")
        await told("dead: its models are not known: ")
        path.write_text(good + "[nothing]\n")
        await told("refused, those of before stay in force: ")
        path.write_text(good + '[tiers]\nopus = "sandbox/long"\n')
        await told(f"read again from {path}")
