"""Google's tokens from a token server on loopback. No file of the machine is read and nothing but loopback is asked."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tui_router.core.faults import UpstreamFault
from tui_router.core.secret import Secret
from tui_router.net.http import Http
from tui_router.providers.provider import Provider
from tui_router.upstream.auth import Means, Outgoing, google
from tui_router.upstream.auth.google import GoogleSigner, file_of, signer

PROVIDER = Provider(name="cloud", dialect="bedrock", base_url="http://127.0.0.1:1", auth="google")
OUT = Outgoing("POST", "http://127.0.0.1:1/x", {}, b"")
REFRESH = "refresh-" + "test-" * 4


class TokenServer:
    """Gives a new token to each question: test-token-1, test-token-2 …"""

    def __init__(self) -> None:
        self.bodies: list[str] = []
        self.seconds = 3600
        self.refusal = ""
        self.hold: asyncio.Event | None = None
        self.url = ""

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        size = int(head.split("content-length:")[1].split("\r\n")[0])
        self.bodies.append((await reader.readexactly(size)).decode())
        if self.hold is not None:
            await self.hold.wait()
        answer = {"access_token": f"test-token-{len(self.bodies)}", "expires_in": self.seconds}
        status = "200 OK"
        if self.refusal:
            status, answer = (
                "400 Bad Request",
                {"error": self.refusal, "error_description": "Token has been revoked."},
            )
        body = json.dumps(answer).encode()
        writer.write(
            f"HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n".encode()
            + body
        )
        await writer.drain()
        writer.close()


@pytest.fixture
async def tokens() -> AsyncIterator[TokenServer]:
    handler = TokenServer()
    server = await asyncio.start_server(handler, "127.0.0.1", 0)
    handler.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/token"
    yield handler
    server.close()


@pytest.fixture
async def http() -> AsyncIterator[Http]:
    client = Http()
    yield client
    await client.aclose()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "adc.json"


@pytest.fixture
def login(file, tokens, monkeypatch) -> Callable[..., dict[str, str]]:
    """What `gcloud auth application-default login` writes, and the environment that names it."""
    monkeypatch.setattr("google.oauth2.credentials._GOOGLE_OAUTH2_TOKEN_ENDPOINT", tokens.url)

    def write(**more: str) -> dict[str, str]:
        told = {
            "type": "authorized_user",
            "client_id": "c",
            "client_secret": "test-cs",
            "refresh_token": REFRESH,
        }
        file.write_text(json.dumps(told | more))
        return {"GOOGLE_APPLICATION_CREDENTIALS": str(file)}

    return write


@pytest.fixture(scope="session")
def private_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    plain = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain).decode()


@pytest.fixture
def service(file, private_key) -> Callable[[str], dict[str, str]]:
    """The file of a service account whose tokens come from this address."""

    def write(url: str) -> dict[str, str]:
        told = {
            "type": "service_account",
            "client_email": "e@example.com",
            "private_key": private_key,
            "token_uri": url,
        }
        file.write_text(json.dumps(told))
        return {"GOOGLE_APPLICATION_CREDENTIALS": str(file)}

    return write


def made(http: Http, env: dict[str, str], known: list[str] | None = None) -> GoogleSigner:
    async def client() -> Http:
        return http

    def know(secret: Secret) -> None:
        if known is not None:
            known.append(secret.reveal())

    return signer(PROVIDER, Means(client, env, know))


async def test_a_token_is_fetched_once_and_used_until_it_ends(http, tokens, login) -> None:
    known: list[str] = []
    signs = made(http, login(), known)
    found = await asyncio.gather(*(signs.headers(OUT) for _ in range(8)))
    assert found == [{"authorization": "Bearer test-token-1"}] * 8
    assert len(tokens.bodies) == 1
    assert f"refresh_token={REFRESH}" in tokens.bodies[0]
    assert known == ["test-token-1"]


async def test_a_service_account_gets_its_tokens_too(http, tokens, service) -> None:
    assert await made(http, service(tokens.url)).headers(OUT) == {"authorization": "Bearer test-token-1"}
    assert "assertion=" in tokens.bodies[0]


async def test_a_token_about_to_end_is_renewed(http, tokens, login) -> None:
    tokens.seconds = 30
    signs = made(http, login())
    await signs.headers(OUT)
    assert await signs.headers(OUT) == {"authorization": "Bearer test-token-2"}


async def test_a_token_server_that_hangs_keeps_nobody_waiting_while_the_token_holds(
    http, tokens, login, monkeypatch
) -> None:
    monkeypatch.setattr(google, "GRACE_S", 0.0)
    tokens.seconds = 100
    signs = made(http, login())
    await signs.headers(OUT)
    tokens.hold = asyncio.Event()
    for _ in range(3):
        assert await signs.headers(OUT) == {"authorization": "Bearer test-token-1"}
    tokens.hold.set()
    while await signs.headers(OUT) == {"authorization": "Bearer test-token-1"}:
        await asyncio.sleep(0)
    assert [token for token in tokens.bodies if "refresh_token" in token] == tokens.bodies


async def test_a_token_that_still_holds_is_used_when_it_is_not_renewed(http, tokens, login) -> None:
    tokens.seconds = 100
    signs = made(http, login())
    await signs.headers(OUT)
    tokens.refusal = "invalid_grant"
    assert await signs.headers(OUT) == {"authorization": "Bearer test-token-1"}


async def test_one_refusal_brings_one_new_token_for_all_that_were_refused(http, tokens, login) -> None:
    signs = made(http, login())
    await signs.headers(OUT)
    assert await asyncio.gather(*(signs.refused() for _ in range(5))) == [True] * 5
    assert len(tokens.bodies) == 2
    assert await signs.headers(OUT) == {"authorization": "Bearer test-token-2"}


async def test_who_pays_is_told_where_the_file_says_it(http, tokens, login) -> None:
    headers = await made(http, login(quota_project_id="payer-1")).headers(OUT)
    assert headers["x-goog-user-project"] == "payer-1"


async def test_a_login_that_was_revoked_says_what_to_do(http, tokens, login) -> None:
    signs = made(http, login())
    await signs.headers(OUT)
    tokens.refusal = "invalid_grant"
    assert await signs.refused() is False
    with pytest.raises(UpstreamFault, match="gcloud auth application-default login") as caught:
        await signs.headers(OUT)
    assert caught.value.diagnosis.type == "authentication_error"
    assert REFRESH not in str(caught.value.diagnosis)


async def test_without_a_file_it_says_what_to_do(http, tmp_path) -> None:
    signs = made(http, {"HOME": str(tmp_path)})
    with pytest.raises(UpstreamFault, match="GOOGLE_APPLICATION_CREDENTIALS"):
        await signs.headers(OUT)
    assert await signs.refused() is False


BROKEN = {
    "empty": "",
    "cut": "{",
    "a list": "[]",
    "no type": "{}",
    "text": '"x"',
    "another type": '{"type":"external_account","credential_source":{"executable":{"command":"/bin/true"}}}',
    "no members": '{"type":"authorized_user"}',
    "a number": '{"type":7}',
    "NUL": "\x00",
    "deep": '{"type":' + "[" * 30_000,
    "huge": '{"type":"' + "x" * 100_000,
    "no key": '{"type":"service_account","private_key":"x","client_email":"e","token_uri":"http://127.0.0.1:1"}',
    "wrong members": '{"type":"authorized_user","client_id":7,"client_secret":[],"refresh_token":{},"token_uri":1}',
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=list(BROKEN))
async def test_a_broken_file_is_a_fault_like_any_other(http, file, text: str) -> None:
    file.write_text(text)
    with pytest.raises(UpstreamFault) as caught:
        await made(http, {"GOOGLE_APPLICATION_CREDENTIALS": str(file)}).headers(OUT)
    assert caught.value.diagnosis.type == "authentication_error"


@pytest.mark.parametrize(
    "url",
    ["http://169.254.169.254/token", "http://metadata.google.internal/computeMetadata/v1/token", "http://token.example/t", "ftp://x/t"],
)  # fmt: skip
async def test_a_file_leads_neither_to_the_machines_own_credentials_nor_over_plain_http(
    service, url: str
) -> None:
    class Nobody(Http):
        async def send(self, *args: object, **kwargs: object):
            raise AssertionError("it was asked")

    with pytest.raises(UpstreamFault, match="token address"):
        await made(Nobody(), service(url)).headers(OUT)


async def test_a_kind_that_is_not_read_is_named(http, file) -> None:
    file.write_text('{"type":"impersonated_service_account"}')
    with pytest.raises(UpstreamFault, match="impersonated_service_account") as caught:
        await made(http, {"GOOGLE_APPLICATION_CREDENTIALS": str(file)}).headers(OUT)
    assert "gcloud auth print-access-token" in caught.value.diagnosis.message


async def test_the_metadata_server_is_never_asked(http, tmp_path, monkeypatch) -> None:
    def asked(*_: object, **__: object) -> None:
        raise AssertionError("the metadata server was asked")

    for name in ("ping", "get", "is_on_gce"):
        monkeypatch.setattr(f"google.auth.compute_engine._metadata.{name}", asked)
    monkeypatch.setattr("google.auth.default", asked)
    monkeypatch.setattr("socket.create_connection", asked)
    with pytest.raises(UpstreamFault, match="no Google credentials"):
        await made(http, {"HOME": str(tmp_path), "GCE_METADATA_HOST": "127.0.0.1:1"}).headers(OUT)


async def test_a_token_server_that_is_not_there_is_told(http, service) -> None:
    with pytest.raises(UpstreamFault, match="not reached"):
        await made(http, service("http://127.0.0.1:9/token")).headers(OUT)


async def test_a_missing_extra_is_named(http, login, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "google.oauth2.credentials", None)
    with pytest.raises(UpstreamFault, match=r"pip install 'tui-router\[vertex\]'"):
        await made(http, login()).headers(OUT)


def test_where_the_file_lies(tmp_path: Path) -> None:
    assert file_of({"GOOGLE_APPLICATION_CREDENTIALS": "/a/b.json", "HOME": "/h"}) == Path("/a/b.json")
    assert file_of({"CLOUDSDK_CONFIG": "/c"}) == Path("/c/application_default_credentials.json")
    assert file_of({"HOME": "/h"}) == Path("/h/.config/gcloud/application_default_credentials.json")
