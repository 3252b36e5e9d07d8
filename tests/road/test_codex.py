"""A Codex login on the whole road: a gateway in this process, its login server and its service beside it."""

import importlib.util
import json
import sys
import time
from pathlib import Path

import msgspec
import pytest

_spec = importlib.util.spec_from_file_location(
    "codex_stand_in_of_road", Path(__file__).resolve().parents[1] / "codex_stand_in.py"
)
assert _spec is not None
assert _spec.loader is not None
codex = importlib.util.module_from_spec(_spec)
sys.modules["codex_stand_in_of_road"] = codex
_spec.loader.exec_module(codex)

SESSION = "0199f3a0-0000-7000-8000-000000000001"
ASKED = {
    "max_tokens": 32_000,
    "temperature": 0.7,
    "metadata": {"user_id": f"user_abc_account__session_{SESSION}"},
    "thinking": {"type": "adaptive"},
}
REJECTED = {
    "max_output_tokens", "temperature", "top_p", "prompt_cache_retention", "safety_identifier", "stream_options",
    "previous_response_id", "max_tool_calls", "user", "metadata",
}  # fmt: skip


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setenv("CODEX_HOME", str(tmp_path / "codex"))
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path / "codex" / "auth.json"


@pytest.fixture
async def servers(path, monkeypatch):
    async with codex.CodexServers(time.time) as made:
        monkeypatch.setenv("CODEX_REFRESH_TOKEN_URL_OVERRIDE", made.renewals)
        yield made


@pytest.fixture
def road(start, servers):
    return start(
        f'[providers.sub]\npreset = "codex"\nbase_url = "{servers.url}/codex"\n[tiers]\ndefault = "sub/gpt-6.1-sol"\n'
    )


def signed_in(path, servers, *, seconds=86_400.0, taken=True):
    ends = int(time.time() + seconds)
    codex.write(path, ends)
    servers.good = {codex.token(ends, "access1")} if taken else set()


@pytest.mark.parametrize("stream", [True, False])
async def test_a_subscription_answers(road, path, servers, stream) -> None:
    signed_in(path, servers)
    async with road as running:
        status, told = await running.ask("sub/gpt-6.1-sol", stream=stream, **ASKED)
    assert status == 200
    assert "hello there" in json.dumps(told)
    [(headers, body)] = servers.calls
    assert body["stream"] is True
    assert body["store"] is False
    assert body["instructions"] == ""
    assert body["include"] == ["reasoning.encrypted_content"]
    assert isinstance(body["input"], list)
    assert body["prompt_cache_key"] == SESSION
    assert not REJECTED & set(body)
    assert headers["accept"] == "text/event-stream"
    assert headers["chatgpt-account-id"] == codex.ACCOUNT
    assert headers["originator"] == "codex_cli_rs"
    assert headers["user-agent"].startswith("codex_cli_rs/")
    assert headers["session-id"] == headers["session_id"] == headers["x-client-request-id"] == SESSION
    assert servers.used == []


async def test_a_system_prompt_becomes_the_instructions(road, path, servers) -> None:
    signed_in(path, servers)
    async with road as running:
        await running.ask("sub/gpt-6.1-sol", system="Be brief.")
    assert servers.calls[0][1]["instructions"] == "Be brief."


async def test_a_refused_token_is_renewed_and_the_request_sent_once_more(road, path, servers) -> None:
    signed_in(path, servers, taken=False)
    async with road as running:
        status, told = await running.ask("sub/gpt-6.1-sol", stream=False)
        detail = await running.last()
    assert (status, told["content"][0]["text"]) == (200, "hello there")
    assert [attempt.status for attempt in detail.attempts] == [401, 200]
    assert servers.used == [codex.refresh_token(1)]
    assert json.loads(path.read_text())["tokens"]["refresh_token"] == codex.refresh_token(2)


async def test_a_login_at_its_end_says_so_once(road, path, servers) -> None:
    signed_in(path, servers, taken=False)
    servers.refuse = (401, {"error": {"code": "refresh_token_invalidated"}})
    async with road as running:
        for _ in range(2):
            status, told = await running.ask("sub/gpt-6.1-sol", stream=False)
        assert status == 401
        assert told["error"]["type"] == "authentication_error"
        assert "run `codex login`" in told["error"]["message"]
        state = (await running.control.status()).providers[0]
    assert "run `codex login`" in state.problem
    assert len(servers.used) == 1


async def test_without_a_login_nothing_is_sent(road, path, servers) -> None:
    async with road as running:
        status, told = await running.ask("sub/gpt-6.1-sol", stream=False)
    assert status == 401
    assert "there is no Codex login at" in told["error"]["message"]
    assert servers.calls == []


async def test_the_next_of_a_chain_answers_for_a_dead_login(start, path, servers, stand_in) -> None:
    other = await stand_in("other")
    config = f"""
[providers.sub]
preset = "codex"
base_url = "{servers.url}/codex"
[providers.other]
dialect = "chat"
base_url = "{other.url}/v1"
key = "env:STAND_IN_SECRET"
[tiers]
default = ["sub/gpt-6.1-sol", "other/m"]
"""
    async with start(config) as running:
        status, told = await running.ask("claude-sonnet-5", stream=False)
    assert (status, told["content"][0]["text"]) == (200, "other m")


async def test_what_is_left_of_the_plan_and_until_when_is_shown(road, path, servers) -> None:
    signed_in(path, servers)
    servers.limits = {"x-codex-primary-used-percent": "37", "x-codex-primary-window-minutes": "300"}
    async with road as running:
        await running.ask("sub/gpt-6.1-sol")
        await running.last()
        state = (await running.control.status()).providers[0]
    assert [(limit.name, limit.left) for limit in state.limits] == [("5 h", 63)]
    assert state.plan == "plus"
    assert state.login_ends_at == pytest.approx(time.time() + 86_400, abs=60)
    assert state.problem == ""


async def test_no_part_of_the_login_is_found_anywhere(road, path, servers, tmp_path) -> None:
    signed_in(path, servers, taken=False)
    async with road as running:
        await running.ask("sub/gpt-6.1-sol")
        detail = await running.last()
        legs = [await running.control.leg(detail.row.id, leg, attempt=n) for leg in "bc" for n in (1, 2)]
        status = await running.control.status()
        lines = running.gateway.logbook.after(0)
        shown = msgspec.json.encode([detail, legs, status]) + repr(lines).encode()
    told = json.loads(path.read_text())["tokens"]
    hidden = [
        codex.refresh_token(1),
        told["refresh_token"],
        told["access_token"],
        told["id_token"],
        codex.ACCOUNT,
    ]
    hidden = [word.encode() for word in (*hidden, told["access_token"].split(".")[1])]
    assert [word for word in hidden if word in shown] == []
    files = [file for file in (tmp_path / "home").rglob("*") if file.is_file()]
    assert files
    assert [(file.name, word) for file in files for word in hidden if word in file.read_bytes()] == []
