import asyncio
import json
import stat

import pytest
from msgspec.structs import replace

from tui_router.core.target import Target
from tui_router.gateway.overlays import MOST, Overlays
from tui_router.providers.provider import Provider
from tui_router.routing.table import Launch, build

P = Provider(name="p", dialect="chat", base_url="http://127.0.0.1")
PLAIN = build(providers={"p": P}, tiers={"default": [Target("p", "m")]})
OWN = replace(
    PLAIN,
    launches={"l": Launch(tiers={"opus": (Target("p", "a"), Target("p", "b"))}, subagent=Target("p", "s"))},
    sessions={"s-1": {"haiku": (Target("p", "c"),)}},
)


async def test_what_launches_and_sessions_have_survives(tmp_path) -> None:
    path = tmp_path / "overlays.json"
    await Overlays(path).close(OWN)
    back = Overlays(path).laid_over(PLAIN)
    assert (back.launches, back.sessions) == (OWN.launches, OWN.sessions)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_it_is_written_when_it_changes_and_only_then(tmp_path) -> None:
    path = tmp_path / "overlays.json"
    overlays = Overlays(path)
    overlays.keep(OWN)
    async with asyncio.timeout(30):
        while not path.exists():
            await asyncio.sleep(0.01)
    written = path.stat().st_mtime_ns
    overlays.keep(OWN)
    await overlays.close(OWN)
    assert path.stat().st_mtime_ns == written
    await overlays.close(PLAIN)
    assert json.loads(path.read_text()) == {"version": 1, "launches": {}, "sessions": {}}


def test_a_provider_that_is_gone_takes_its_targets_along(tmp_path) -> None:
    path = tmp_path / "overlays.json"
    path.write_text(
        json.dumps(
            {
                "version": 1,
                "launches": {"l": {"tiers": {"opus": ["gone/a", "p/b"]}, "subagent": "gone/x"}, "m": {"subagent": "gone/y"}},
                "sessions": {"s": {"opus": ["gone/a"], "gold": ["p/x"]}, "t": {"opus": ["p/x"] * 20}},
            }
        )
    )  # fmt: skip
    back = Overlays(path).laid_over(PLAIN)
    assert back.launches == {"l": Launch(tiers={"opus": (Target("p", "b"),)})}
    assert back.sessions == {"t": {"opus": (Target("p", "x"),)}}


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"version": 2}', '{"version": 1, "sessions": {"s": {"opus": 5}}}', "\xff"]
)
def test_a_broken_file_is_empty(tmp_path, text) -> None:
    path = tmp_path / "overlays.json"
    path.write_bytes(text.encode("latin-1"))
    assert Overlays(path).laid_over(PLAIN) is PLAIN


async def test_the_newest_are_kept(tmp_path) -> None:
    path = tmp_path / "overlays.json"
    many = {f"s{n}": {"opus": (Target("p", "x"),)} for n in range(MOST + 5)}
    await Overlays(path).close(replace(PLAIN, sessions=many))
    kept = json.loads(path.read_text())["sessions"]
    assert (len(kept), "s4" in kept, f"s{MOST + 4}" in kept) == (MOST, False, True)


async def test_a_session_keeps_its_model_over_a_restart(start, sandbox) -> None:
    from tui_router.control.wiring import Change

    config = f'[providers.sandbox]\ndialect = "chat"\nbase_url = "{sandbox.url}/v1"\n[tiers]\ndefault = "sandbox/text"\n'
    async with start(config) as road:
        now = (await road.control.wiring()).revision
        await road.control.rewire(
            Change(revision=now, session="s-1", patch={"tiers": {"opus": "sandbox/long"}})
        )
        await road.control.put_launch("one", {"opus": "sandbox/unicode"}, None)
    async with start(config) as road:
        assert (await road.control.wiring()).sessions == {"s-1": {"opus": "sandbox/long"}}
        assert "one" in road.gateway.wiring.table.launches
