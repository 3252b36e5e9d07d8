"""AWS's signatures, checked by a server that computes them anew from what reached it. No file of the machine is read: the
environment of every signer is made here."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import LoginRefreshRequired

from tui_router.core.faults import UpstreamFault
from tui_router.core.secret import Secret
from tui_router.net.http import Http
from tui_router.providers.provider import Provider
from tui_router.upstream.auth import Means, Outgoing
from tui_router.upstream.auth.sigv4 import LARGE, SigV4Signer, place_of, signer

KEY_ID = "AKIA" + "TEST" * 4
SECRET = "test/" + "secret" * 5
TOKEN = "session+" + "token" * 8
PROVIDER = Provider(
    name="cloud", dialect="bedrock", base_url="http://127.0.0.1:1", auth="sigv4", region="eu-west-1"
)
PATHS = (
    "/model/eu.anthropic.claude-v1:0/invoke-with-response-stream",
    "/model/arn:aws:bedrock:eu:1:x%2Fy/invoke",
    "/openai/v1/chat/completions?api-version=2024-10-21",
)


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
    }


@pytest.fixture(autouse=True)
def nothing_of_the_machine(monkeypatch, tmp_path) -> None:
    """botocore looks at the process's own environment too."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


def made(env: dict[str, str], known: list[str] | None = None, provider: Provider = PROVIDER) -> SigV4Signer:
    async def http() -> Http:
        raise AssertionError("signing asks nobody")

    def know(secret: Secret) -> None:
        if known is not None:
            known.append(secret.reveal())

    return signer(provider, Means(http, env, know))


def outgoing(body: bytes = b"{}") -> Outgoing:
    return Outgoing("POST", "http://127.0.0.1:1" + PATHS[0], {"content-type": "application/json"}, body)


class Checker:
    """Answers 200 to a request whose signature is right, 403 to any other."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        line, *rest = head.split("\r\n")[:-2]
        headers = {name.lower(): value.strip() for name, _, value in (row.partition(":") for row in rest)}
        body = await reader.readexactly(int(headers["content-length"]))
        self.lines.append(line)
        right = self._right(line.split(" ")[1], headers, body)
        status = "200 OK" if right else "403 Forbidden"
        writer.write(f"HTTP/1.1 {status}\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{{}}".encode())
        await writer.drain()
        writer.close()

    def _right(self, path: str, headers: dict[str, str], body: bytes) -> bool:
        told = headers["authorization"]
        signed = told.split("SignedHeaders=")[1].split(",")[0].split(";")
        region, service = told.split("Credential=")[1].split("/")[2:4]
        request = AWSRequest("POST", f"http://{headers['host']}{path}", data=body)
        for name in signed:
            request.headers[name] = headers[name]
        request.context["timestamp"] = headers["x-amz-date"]
        auth = SigV4Auth(Credentials(KEY_ID, SECRET), service, region)
        text = auth.string_to_sign(request, auth.canonical_request(request))
        return told.endswith(f"Signature={auth.signature(text, request)}")


@pytest.fixture
async def checker() -> AsyncIterator[tuple[Checker, Callable]]:
    checks = Checker()
    server = await asyncio.start_server(checks, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    client = Http()

    async def send(signs: SigV4Signer, path: str, body: bytes, spoilt: bytes = b"") -> int:
        headers = {"content-type": "application/json", "user-agent": "x", "accept-encoding": "identity"}
        headers |= await signs.headers(Outgoing("POST", url + path, headers, body))
        reply = await client.send("POST", url + path, headers, spoilt or body)
        await reply.aclose()
        return reply.status

    yield checks, send
    await client.aclose()
    server.close()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("token", ["", TOKEN])
async def test_what_arrives_fits_its_signature(checker, env, path: str, token: str) -> None:
    checks, send = checker
    signs = made(
        env | {"AWS_ACCESS_KEY_ID": KEY_ID, "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_SESSION_TOKEN": token}
    )
    assert await send(signs, path, b'{"a":"\xc3\xa9"}') == 200
    assert await send(signs, path, b"x" * (LARGE + 1)) == 200
    assert await send(signs, path, b"{}", spoilt=b"[]") == 403
    assert checks.lines[0] == f"POST {path} HTTP/1.1"  # as it was signed, letter by letter


async def test_the_headers_of_a_signature(env) -> None:
    known: list[str] = []
    env |= {"AWS_ACCESS_KEY_ID": KEY_ID, "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_SESSION_TOKEN": TOKEN}
    headers = await made(env, known).headers(outgoing())
    assert set(headers) == {"authorization", "x-amz-date", "x-amz-security-token"}
    assert f"Credential={KEY_ID}/" in headers["authorization"]
    assert "/eu-west-1/bedrock/aws4_request" in headers["authorization"]
    assert SECRET not in str(headers)
    assert {SECRET, TOKEN} <= set(known)


async def test_a_profile_is_read_and_read_anew_when_it_was_refused(env) -> None:
    file = Path(env["AWS_SHARED_CREDENTIALS_FILE"])
    file.write_text(f"[work]\naws_access_key_id = {KEY_ID}\naws_secret_access_key = {SECRET}\n")
    signs = made(env | {"AWS_PROFILE": "work"})
    assert KEY_ID in (await signs.headers(outgoing()))["authorization"]
    assert await signs.refused() is False
    file.write_text(f"[work]\naws_access_key_id = AKIANEW\naws_secret_access_key = {SECRET}\n")
    assert await signs.refused() is True
    assert "AKIANEW" in (await signs.headers(outgoing()))["authorization"]
    file.unlink()
    assert await signs.refused() is False


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"),
        ({"AWS_ACCESS_KEY_ID": KEY_ID}, "no AWS credentials"),
        ({"AWS_PROFILE": "nobody"}, "nobody"),
    ],
)
async def test_without_credentials_it_says_what_to_do(env, more: dict, words: str) -> None:
    with pytest.raises(UpstreamFault, match=words) as caught:
        await made(env | more).headers(outgoing())
    assert caught.value.diagnosis.type == "authentication_error"
    assert await made(env | more).refused() is False


SSO = "sso_start_url = https://corp.example/start\nsso_region = eu-west-1\nsso_account_id = 1\nsso_role_name = dev\n"
SESSION = "sso_session = corp\nsso_account_id = 1\nsso_role_name = dev\n[sso-session corp]\n" + SSO
PROGRAM = "credential_process = /bin/echo "


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        (SSO, "`aws sso login --profile work`"),
        (SESSION, "`aws sso login --profile work`"),
        ("role_arn = arn:aws:iam::1:role/x\nsource_profile = nobody\n", "nobody"),
        ("role_arn = arn:aws:iam::1:role/x\nweb_identity_token_file = /no/such/token\n", "/no/such/token"),
        ("credential_process = /no/such/program\n", "/no/such/program"),
        (PROGRAM + "[]\n", "AWS credentials cannot be had"),
        (PROGRAM + '\'{"Version":1,"AccessKeyId":5,"SecretAccessKey":7}\'\n', "are no text"),
        (PROGRAM + '\'{"Version":1,"AccessKeyId":"a\\nb","SecretAccessKey":"x"}\'\n', "are no text"),
        ("region = eu-west-1\n", "credential_source = Ec2InstanceMetadata"),
    ],
)
async def test_a_profile_that_leads_nowhere_says_why_and_what_to_do(env, profile: str, words: str) -> None:
    Path(env["AWS_CONFIG_FILE"]).write_text(f"[profile work]\n{profile}")
    with pytest.raises(UpstreamFault) as caught:
        await made(env | {"AWS_PROFILE": "work"}).headers(outgoing())
    assert words in caught.value.diagnosis.message
    assert caught.value.diagnosis.type == "authentication_error"


async def test_a_login_that_ended_says_how_it_is_renewed(env, monkeypatch) -> None:
    def ended(_: object) -> None:
        raise LoginRefreshRequired

    monkeypatch.setattr("botocore.credentials.CredentialResolver.load_credentials", ended)
    with pytest.raises(UpstreamFault, match="`aws login`"):
        await made(env).headers(outgoing())


async def test_a_machines_role_is_asked_for_where_a_profile_says_so(env, monkeypatch) -> None:
    asked: list[object] = []

    def nothing(*args: object, **_: object) -> dict[str, str]:
        asked.append(args)
        return {}

    monkeypatch.setattr("botocore.utils.InstanceMetadataFetcher.retrieve_iam_role_credentials", nothing)
    role = "role_arn = arn:aws:iam::1:role/x\ncredential_source = Ec2InstanceMetadata\n"
    Path(env["AWS_CONFIG_FILE"]).write_text(f"[profile work]\n{role}")
    with pytest.raises(UpstreamFault):
        await made(env | {"AWS_PROFILE": "work"}).headers(outgoing())
    assert asked


async def test_a_broken_file_is_told_and_not_quoted(env) -> None:
    Path(env["AWS_SHARED_CREDENTIALS_FILE"]).write_text(f"{SECRET}\n[[[")
    with pytest.raises(UpstreamFault) as caught:
        await made(env).headers(outgoing())
    assert SECRET not in str(caught.value.diagnosis)


async def test_without_a_region_it_says_so(env) -> None:
    nowhere = Provider(name="cloud", dialect="bedrock", base_url="http://127.0.0.1:1", auth="sigv4")
    with pytest.raises(UpstreamFault, match="AWS_REGION"):
        await made(env, provider=nowhere).headers(outgoing())


async def test_a_missing_extra_is_named(env, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "botocore.credentials", None)
    monkeypatch.setitem(sys.modules, "botocore.session", None)
    with pytest.raises(UpstreamFault, match=r"pip install 'tui-router\[bedrock\]'"):
        await made(env).headers(outgoing())


async def test_the_machines_own_credentials_are_never_asked_for(env, monkeypatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr("botocore.utils.IMDSFetcher._fetch_metadata_token", lambda *a: asked.append(a))
    monkeypatch.setattr("botocore.utils.IMDSFetcher._get_request", lambda *a, **_: asked.append(a))
    with pytest.raises(UpstreamFault):
        await made(env).headers(outgoing())
    assert asked == []


@pytest.mark.parametrize(
    ("url", "region", "env", "place"),
    [
        ("https://bedrock-runtime.us-east-1.amazonaws.com", "", {}, ("bedrock", "us-east-1")),
        ("https://bedrock-runtime.us-east-1.amazonaws.com", "eu-west-1", {}, ("bedrock", "eu-west-1")),
        ("https://bedrock-mantle.us-east-1.api.aws/anthropic", "", {}, ("bedrock-mantle", "us-east-1")),
        ("https://vpce-1.bedrock-runtime.us-east-1.vpce.amazonaws.com", "r-1", {}, ("bedrock", "r-1")),
        ("http://127.0.0.1:1", "", {"AWS_DEFAULT_REGION": "eu-north-1"}, ("bedrock", "eu-north-1")),
        ("http://127.0.0.1:1", "", {}, ("bedrock", "")),
    ],
)
def test_service_and_region_of_an_address(url: str, region: str, env: dict, place: tuple) -> None:
    provider = Provider(name="c", dialect="bedrock", base_url=url, region=region)
    assert place_of(provider, env) == place
