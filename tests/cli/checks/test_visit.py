"""A visit while a gateway runs, played by a stand-in that holds the lock."""

import json
import os
from pathlib import Path

import pytest

from tui_router import __version__
from tui_router.cli.checks import visit as module
from tui_router.cli.checks.report import Report
from tui_router.cli.checks.visit import Asked, Visit
from tui_router.settings.places import find_places
from tui_router.settings.process import GatewayInfo, GatewayLock

KEY = "sk-" + "test-" + "0" * 20
TOKEN = "test-" + "0" * 30
STATUS = {"version": "1", "pid": 7, "url": "http://x", "started_at": 1.0, "revision": 1}


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {
        "TUI_ROUTER_HOME": str(tmp_path / "home"),
        "HOME": str(tmp_path),
        "PATH": str(tmp_path),
        "BOX_KEY": KEY,
    }


@pytest.fixture
def visit(report: Report, env, tmp_path: Path, sandbox, stand, answer):
    """With a gateway whose tiers and providers are these."""

    async def run(
        asked: Asked, *, key_set: bool = True, tiers: str = '{"default": "box/text"}', more: str = ""
    ):
        places = find_places(env)
        places.prepare()
        places.config_file.write_text(
            f'[providers.box]\ndialect = "chat"\nbase_url = "{sandbox.url}/v1"\nkey = "env:BOX_KEY"\n'
            f'[tiers]\ndefault = "box/tools"\n{more}'
        )
        provider = {"name": "box", "dialect": "chat", "base_url": "u", "key_set": key_set}

        def reply(path: str, _body: bytes) -> bytes:
            match path.partition("?")[0]:
                case "/control/v1/status":
                    return answer(json.dumps({**STATUS, "providers": [provider]}))
                case "/control/v1/tiers":
                    return answer(f'{{"revision": 1, "tiers": {tiers}}}', "200 OK" if tiers else "500 Oops")
                case _:
                    return answer('{"type": "message", "content": []}')

        url = await stand(reply)
        info = GatewayInfo(
            pid=os.getpid(), url=url, version=__version__, control_token=f"{TOKEN}-c", client_token=TOKEN
        )
        with GatewayLock.acquire(places.lock, info):
            await Visit(report, asked, env, tmp_path).run()
        return {(finding.about, finding.check): finding for finding in report.findings}

    return run


async def test_the_wiring_in_force_is_asked_and_not_the_files(visit, sandbox) -> None:
    found = await visit(Asked(fast=True))
    assert found["box/text", "answers"].state == "ok"
    assert ("box/tools", "answers") not in found
    assert [sent["model"] for sent in sandbox.requests] == ["text"]


async def test_settings_that_are_named_are_asked_as_they_stand(visit, env, tmp_path: Path) -> None:
    found = await visit(Asked(fast=True, config=find_places(env).config_file))
    assert found["box/tools", "answers"].state == "ok"
    assert found["gateway", "settings in force"].state == "warn"


async def test_a_wiring_that_cannot_be_read_leaves_the_files(visit) -> None:
    found = await visit(Asked(fast=True), tiers="")
    assert found["gateway", "wiring"].state == "warn"
    assert found["box/tools", "answers"].state == "ok"


async def test_a_key_that_the_gateway_does_not_have(visit) -> None:
    found = await visit(Asked(offline=True), key_set=False)
    told = found["box", "key in the gateway"]
    assert told.state == "fail"
    assert told.paste == ["tui-router stop && tui-router"]


async def test_offline_no_provider_is_asked(visit, sandbox, report) -> None:
    found = await visit(Asked(offline=True))
    assert ("box", "key in the gateway") not in found
    assert found["box", "address"].state == "skipped"
    assert found["end to end", "request"].state == "skipped"
    assert not sandbox.requests
    assert report.requests == 0


async def test_a_request_goes_through_the_gateway_that_runs(visit) -> None:
    found = await visit(Asked())
    assert found["end to end", "request"].state == "ok"
    assert found["box", "languages"].state == "ok"


async def test_another_gateways_settings_are_not_judged_by_its_road(visit, env) -> None:
    found = await visit(Asked(config=find_places(env).config_file))
    assert found["end to end", "request"].state == "skipped"
    assert found["end to end", "request"].paste == ["tui-router stop"]


async def test_what_is_not_wired_is_only_a_warning(visit) -> None:
    more = '[providers.spare]\ndialect = "chat"\nbase_url = "http://127.0.0.1:1/v1"\nkey = "env:NO_KEY"\n'
    found = await visit(Asked(fast=True), more=more)
    assert found["spare", "key"].state == "warn"
    assert found["spare", "address"].state == "warn"


async def test_what_the_client_names_itself_has_no_stand_in(visit) -> None:
    more = '[providers.far]\npreset = "anthropic"\nkey = "env:BOX_KEY"\nbase_url = "http://127.0.0.1:1"\n'
    found = await visit(Asked(offline=True), more=more, tiers='{"opus": "far"}')
    assert found["far", "answers"].state == "skipped"


async def test_more_targets_than_are_asked_are_said(visit, monkeypatch) -> None:
    monkeypatch.setattr(module.settings, "MOST_TARGETS", 1)
    found = await visit(Asked(offline=True), tiers='{"default": ["box/a", "box/b", "box/c"]}')
    assert found["wiring", "targets"].said == "2 more targets are wired than are asked here"


async def test_nothing_secret_is_told(visit, report) -> None:
    await visit(Asked())
    for word in (KEY, TOKEN):
        assert word not in report.as_json()


async def test_a_proxy_in_the_clients_own_settings_counts(visit, tmp_path: Path) -> None:
    (tmp_path / ".claude").mkdir()
    (tmp_path / ".claude" / "settings.json").write_text('{"env": {"HTTPS_PROXY": "http://p:1"}}')
    found = await visit(Asked(offline=True))
    assert found["network", "proxy"].state == "warn"
