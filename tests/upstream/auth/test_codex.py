import asyncio
import json
import sys

import pytest

from tui_router.core.faults import UpstreamFault
from tui_router.net.http import Http
from tui_router.providers.provider import Provider
from tui_router.upstream.auth import Means, Outgoing, codex_store
from tui_router.upstream.auth import codex as codex_module
from tui_router.upstream.auth.codex import AGAIN_S, EARLY_S, CodexSigner, signer

NOW = 1_795_000_000.0
OUT = Outgoing("POST", "https://example.com/responses", {}, b'{"prompt_cache_key":"s-1"}')


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def servers(stand_in, clock):
    async with stand_in.CodexServers(clock) as made:
        yield made


@pytest.fixture
async def http():
    made = Http()
    yield made
    await made.aclose()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "codex" / "auth.json"


@pytest.fixture
def make(path, servers, http, clock):
    known: list[str] = []

    async def at_hand():
        return http

    async def shorter(seconds):
        await asyncio.sleep(seconds / 10)

    def build():
        made = CodexSigner(
            at_hand,
            path,
            provider=Provider(name="sub", dialect="responses", base_url="https://example.com"),
            env={"CODEX_REFRESH_TOKEN_URL_OVERRIDE": servers.renewals},
            know=lambda secret: known.append(secret.reveal()),
            clock=clock,
            pause=shorter,
        )
        made.told = known
        return made

    return build


def bearer(headers):
    return headers["authorization"].removeprefix("Bearer ")


def kept(path):
    return json.loads(path.read_text())["tokens"]


async def test_a_token_that_holds_is_sent_and_nobody_asked(stand_in, path, make, servers) -> None:
    stand_in.write(path, NOW + EARLY_S + 1)
    headers = await make().headers(OUT)
    assert bearer(headers) == stand_in.token(NOW + EARLY_S + 1, "access1")
    assert (headers["chatgpt-account-id"], headers["session-id"]) == (stand_in.ACCOUNT, "s-1")
    assert servers.used == []


async def test_a_token_near_its_end_is_renewed_and_kept(stand_in, path, make, servers) -> None:
    stand_in.write(path, NOW + EARLY_S - 1)
    headers = await make().headers(OUT)
    assert bearer(headers) == kept(path)["access_token"] == stand_in.token(NOW + 3600, "access2")
    assert kept(path)["refresh_token"] == stand_in.refresh_token(2)
    assert servers.used == [stand_in.refresh_token(1)]
    assert json.loads(path.read_text())["last_refresh"] == "2026-11-18T11:06:40Z"


async def test_many_requests_renew_once(stand_in, path, make, servers) -> None:
    stand_in.write(path, NOW - 1)
    made = make()
    sent = {bearer(headers) for headers in await asyncio.gather(*(made.headers(OUT) for _ in range(20)))}
    assert sent == {kept(path)["access_token"]}
    assert servers.used == [stand_in.refresh_token(1)]


async def test_gateways_that_share_a_login_renew_once(stand_in, path, make, servers) -> None:
    stand_in.write(path, NOW - 1)
    sent = {bearer(headers) for headers in await asyncio.gather(*(make().headers(OUT) for _ in range(5)))}
    assert sent == {kept(path)["access_token"]}
    assert servers.used == [stand_in.refresh_token(1)]


OTHER = """
import asyncio, os, sys
from pathlib import Path
from tui_router.net.http import Http
from tui_router.providers.provider import Provider
from tui_router.upstream.auth import Outgoing
from tui_router.upstream.auth.codex import CodexSigner

async def main():
    http = Http()
    async def at_hand():
        return http
    made = CodexSigner(at_hand, Path(sys.argv[1]), provider=Provider(name="p", dialect="responses", base_url="x"),
                       env=dict(os.environ), clock=lambda: float(sys.argv[2]))
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    headers = await made.headers(Outgoing("POST", "", {}, b"{}"))
    print(headers["authorization"].removeprefix("Bearer "))
    await http.aclose()

asyncio.run(main())
"""


async def test_two_processes_renew_once(stand_in, path, servers, tmp_path) -> None:
    stand_in.write(path, NOW - 1)
    children = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", OTHER, str(path), str(NOW),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            env={"CODEX_REFRESH_TOKEN_URL_OVERRIDE": servers.renewals, "HOME": str(tmp_path)},
        )
        for _ in range(2)
    ]  # fmt: skip
    for child in children:
        assert await child.stdout.readline() == b"ready\n"
    said = await asyncio.gather(*(child.communicate(b"go\n") for child in children))
    assert {out.decode().strip() for out, _ in said} == {kept(path)["access_token"]}
    assert servers.used == [stand_in.refresh_token(1)]


async def test_a_client_that_hangs_up_does_not_lose_the_answer(stand_in, path, make, servers) -> None:
    stand_in.write(path, NOW - 1)
    servers.hold = asyncio.Event()
    made = make()
    asking = asyncio.create_task(made.headers(OUT))
    while not servers.used:
        await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    servers.hold.set()
    assert bearer(await made.headers(OUT)) == kept(path)["access_token"]
    assert servers.used == [stand_in.refresh_token(1)]


async def test_a_login_server_that_hangs_keeps_nobody_waiting_while_the_token_holds(
    stand_in, path, make, servers, monkeypatch
) -> None:
    monkeypatch.setattr(codex_module, "GRACE_S", 0.0)
    stand_in.write(path, NOW + 60)
    before = kept(path)["access_token"]
    servers.hold = asyncio.Event()
    made = make()
    assert bearer(await made.headers(OUT)) == before
    while not servers.used:
        await asyncio.sleep(0)
    assert bearer(await made.headers(OUT)) == before
    servers.hold.set()
    while kept(path)["access_token"] == before:
        await asyncio.sleep(0)
    assert bearer(await made.headers(OUT)) == kept(path)["access_token"]
    assert servers.used == [stand_in.refresh_token(1)]


async def test_a_refusal_takes_what_somebody_else_has_renewed(stand_in, path, make, servers) -> None:
    stand_in.write(path, NOW + 3600)
    made = make()
    await made.headers(OUT)
    stand_in.write(path, NOW + 7200, number=5)
    assert await made.refused()
    assert bearer(await made.headers(OUT)) == stand_in.token(NOW + 7200, "access5")
    assert servers.used == []


async def test_a_refusal_renews_a_token_that_should_hold(stand_in, path, make, servers) -> None:
    stand_in.write(path, NOW + 3600)
    made = make()
    await made.headers(OUT)
    assert await made.refused()
    assert (
        bearer(await made.headers(OUT)) == kept(path)["access_token"] != stand_in.token(NOW + 3600, "access1")
    )
    assert len(servers.used) == 1


async def test_a_late_refusal_of_the_token_before_does_not_renew_again(
    stand_in, path, make, servers, clock
) -> None:
    stand_in.write(path, NOW - 1)
    made = make()
    await made.headers(OUT)
    clock.now += 10
    assert await made.refused()
    await made.headers(OUT)
    assert len(servers.used) == 1
    clock.now += 100
    assert await made.refused()
    await made.headers(OUT)
    assert len(servers.used) == 2


@pytest.mark.parametrize("code", ["refresh_token_expired", "refresh_token_invalidated", "token_revoked"])
async def test_a_dead_login_says_so_and_asks_no_more(stand_in, path, make, servers, clock, code) -> None:
    stand_in.write(path, NOW - 1)
    servers.refuse = (401, {"error": {"code": code}})
    made = make()
    for _ in range(3):
        with pytest.raises(UpstreamFault) as fault:
            await made.headers(OUT)
        clock.now += 600
    diagnosis = fault.value.diagnosis
    assert (diagnosis.type, diagnosis.status, diagnosis.heals) == ("authentication_error", 401, False)
    assert diagnosis.message == f"provider sub: the login has ended ({code}); run `codex login`"
    assert len(servers.used) == 1
    assert made.state().problem == f"the login has ended ({code}); run `codex login`"
    # a new login is taken as soon as it is there
    stand_in.write(path, NOW + 9000, number=7)
    assert bearer(await made.headers(OUT)) == stand_in.token(NOW + 9000, "access7")
    assert made.state() == ("plus", NOW + 9000, "")


async def test_a_token_that_still_holds_is_used_when_it_is_not_renewed(
    stand_in, path, make, servers, clock
) -> None:
    stand_in.write(path, NOW + 100)
    servers.refuse = (503, {})
    made = make()
    assert bearer(await made.headers(OUT)) == stand_in.token(NOW + 100, "access1")
    await made.headers(OUT)
    assert len(servers.used) == 1  # not at every request
    assert made.state() == ("plus", NOW + 100, "")
    clock.now += AGAIN_S
    await made.headers(OUT)
    assert len(servers.used) == 2
    servers.refuse = None
    clock.now += AGAIN_S
    assert (
        bearer(await made.headers(OUT))
        == kept(path)["access_token"]
        == stand_in.token(clock.now + 3600, "access2")
    )


async def test_a_bad_day_of_the_login_server_is_not_the_end(stand_in, path, make, servers, clock) -> None:
    stand_in.write(path, NOW - 1)
    servers.refuse = (503, {})
    made = make()
    for _ in range(2):
        with pytest.raises(UpstreamFault) as fault:
            await made.headers(OUT)
    diagnosis = fault.value.diagnosis
    assert (diagnosis.type, diagnosis.status, diagnosis.heals) == ("api_error", 502, True)
    assert "the login server answers 503" in diagnosis.message
    assert len(servers.used) == 1  # the second came too soon
    assert made.state().problem == "the login server answers 503"
    servers.refuse = None
    clock.now += 6
    assert bearer(await made.headers(OUT)) == kept(path)["access_token"]
    assert made.state().problem == ""


async def test_codex_itself_was_faster(stand_in, path, make, servers) -> None:
    stand_in.write(path, NOW - 1)
    servers.number = 2
    servers.before = lambda: stand_in.write(path, NOW + 3600, number=2)
    assert bearer(await make().headers(OUT)) == stand_in.token(NOW + 3600, "access2")
    assert len(servers.used) == 1


async def test_used_up_and_nobody_wrote(stand_in, path, make, servers) -> None:
    stand_in.write(path, NOW - 1)
    servers.number = 2
    with pytest.raises(UpstreamFault, match=r"refresh_token_reused\); run `codex login`"):
        await make().headers(OUT)


async def test_tokens_that_cannot_be_written_are_used_and_written_later(
    stand_in, path, make, servers, monkeypatch
) -> None:
    stand_in.write(path, NOW - 1)
    made = make()
    real = codex_store.save_tokens

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(codex_store, "save_tokens", full)
    fresh = bearer(await made.headers(OUT))
    assert fresh == stand_in.token(NOW + 3600, "access2")
    assert fresh == bearer(await made.headers(OUT)) != kept(path)["access_token"]
    assert "could not be written" in made.state().problem
    monkeypatch.setattr(codex_store, "save_tokens", real)
    assert bearer(await made.headers(OUT)) == kept(path)["access_token"] == fresh
    assert len(servers.used) == 1


async def test_a_folder_that_takes_no_file_keeps_the_token_from_being_used_up(
    stand_in, path, make, servers, monkeypatch
) -> None:
    stand_in.write(path, NOW - 1)
    monkeypatch.setattr(codex_module, "unwritable", lambda _: "the folder cannot be written")
    with pytest.raises(UpstreamFault, match="could not be kept: the folder cannot be written"):
        await make().headers(OUT)
    assert servers.used == []


async def test_a_login_during_the_renewal_wins(stand_in, path, make, servers) -> None:
    stand_in.write(path, NOW - 1)
    servers.before = lambda: stand_in.write(path, NOW + 9000, number=8)
    assert bearer(await make().headers(OUT)) == stand_in.token(NOW + 9000, "access8")
    assert kept(path)["refresh_token"] == stand_in.refresh_token(8)


async def test_without_a_login_it_says_what_to_do(make) -> None:
    with pytest.raises(UpstreamFault, match="provider sub: there is no Codex login at") as fault:
        await make().headers(OUT)
    assert fault.value.diagnosis.type == "authentication_error"
    assert await make().refused()


async def test_tokens_of_another_program_end_with_it(stand_in, path, make, servers) -> None:
    stand_in.write(path, NOW - 1, auth_mode="chatgptAuthTokens")
    with pytest.raises(UpstreamFault, match="nothing to renew it with; run `codex login`"):
        await make().headers(OUT)
    assert servers.used == []


async def test_every_token_is_told_to_be_masked_and_none_is_shown(stand_in, path, make) -> None:
    stand_in.write(path, NOW - 1)
    made = make()
    await made.headers(OUT)
    tokens = kept(path)
    old = (stand_in.token(NOW - 1, "access1"), stand_in.refresh_token(1))
    assert {tokens["access_token"], tokens["refresh_token"], stand_in.ACCOUNT, *old} <= set(made.told)
    assert len(made.told) == len(set(made.told))
    assert repr(made) == f"CodexSigner({str(path)!r})"


def test_it_is_made_from_the_surroundings(tmp_path) -> None:
    async def none():
        raise AssertionError("no client yet")

    env = {"CODEX_HOME": str(tmp_path)}
    made = signer(Provider(name="sub", dialect="responses", base_url="x"), Means(none, env, lambda _: None))
    assert made.path == tmp_path / "auth.json"


@pytest.mark.parametrize(
    ("url", "goes"),
    [
        ("http://example.com/responses", False),
        ("http://127.0.0.1:9/x", True),
        ("https://example.com/x", True),
    ],
)
async def test_the_login_is_not_sent_in_plain_text(stand_in, path, make, url, goes) -> None:
    stand_in.write(path, NOW + 3600)
    asking = make().headers(OUT._replace(url=url))
    if goes:
        assert "authorization" in await asking
        return
    with pytest.raises(UpstreamFault, match="would be sent in plain text"):
        await asking
