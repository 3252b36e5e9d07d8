"""Requests that are vouched for anew each time, through a whole gateway: what goes up, what is kept of it, and what a
refusal leads to."""

import asyncio
import base64
import importlib.util
import json
import sys
from pathlib import Path

import pytest

from tui_router.control.wiring import Trial

_spec = importlib.util.spec_from_file_location(
    "road_aws", Path(__file__).parent.parent / "dialects" / "bedrock" / "conftest.py"
)
aws = importlib.util.module_from_spec(_spec)
sys.modules["road_aws"] = aws
_spec.loader.exec_module(aws)

KEY_ID = "AKIA" + "TEST" * 4
SECRET = "test/" + "7secret" * 5
SESSION = "session7" * 8


def stream(events: list[dict]) -> bytes:
    body = b"".join(aws.chunk(event) for event in events)
    head = f"HTTP/1.1 200 OK\r\ncontent-type: application/vnd.amazon.eventstream\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
    return head.encode() + body


def plain(status: str, body: bytes, kind: str = "application/json") -> bytes:
    head = f"HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
    return head.encode() + body


def sse(events: list[dict]) -> bytes:
    lines = [f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode() for event in events]
    return plain("200 OK", b"".join(lines), "text/event-stream")


def config(url: str, hosted: str, auth: str) -> str:
    return f"""
[providers.cloud]
dialect = "bedrock"
base_url = "{url}"
auth = "{auth}"
region = "eu-west-1"
project = "p-1"
quirks = {{ hosted = "{hosted}" }}
[tiers]
default = "cloud/eu.anthropic.claude-v1:0"
"""


@pytest.fixture
def keys(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY_ID)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_SESSION_TOKEN", SESSION)


@pytest.fixture
def nothing(monkeypatch, tmp_path) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE", "GOOGLE_APPLICATION_CREDENTIALS"):
        monkeypatch.setenv(name, str(tmp_path / "not-there"))


async def test_aws_is_signed_for_and_nothing_of_it_is_kept(start, raw, keys) -> None:
    raw.answer = lambda _asked, writer: written(writer, stream(aws.text_answer("Hello")))
    async with start(config(raw.url, "aws", "sigv4")) as road:
        status, frames = await road.ask("cloud/eu.anthropic.claude-v1:0")
        assert status == 200
        assert frames[-1][0] == "message_stop"
        detail = await road.last()
        kept = json.dumps(detail.row.id) + repr(detail) + repr(await road.control.leg(detail.row.id, "b"))
        verdict = await road.control.test(Trial(to="cloud/eu.anthropic.claude-v1:0"))
        assert verdict.ok
    asked = raw.posts[0]
    headers = dict(asked.headers)
    assert asked.path == "/model/eu.anthropic.claude-v1:0/invoke-with-response-stream"
    assert headers["authorization"].startswith("AWS4-HMAC-SHA256 Credential=")
    assert headers["x-amz-security-token"] == SESSION
    assert "x-api-key" not in headers
    assert all(secret not in kept for secret in (SECRET, SESSION, headers["authorization"]))
    assert "('authorization', '****')" in kept
    assert "('x-amz-security-token', '****')" in kept
    assert dict(raw.posts[1].headers)["authorization"].startswith("AWS4-HMAC-SHA256 ")


async def test_an_exception_before_content_is_diagnosed(start, raw, keys) -> None:
    body = aws.exception("validationException", "prompt is too long: 250000 tokens > 200000 maximum")
    raw.answer = lambda _asked, writer: written(
        writer, plain("200 OK", body, "application/vnd.amazon.eventstream")
    )
    async with start(config(raw.url, "aws", "sigv4")) as road:
        status, answer = await road.ask("cloud/m")
    assert status == 400
    assert answer["error"]["message"].startswith("prompt is too long: 250000 tokens > 200000 maximum")


@pytest.mark.parametrize(("auth", "words"), [("sigv4", "AWS_ACCESS_KEY_ID"), ("google", "gcloud auth")])
async def test_without_credentials_nothing_is_sent_and_the_answer_says_what_to_do(
    start, raw, nothing, auth, words
) -> None:
    async with start(config(raw.url, "aws", auth)) as road:
        status, answer = await road.ask("cloud/m")
        assert len((await road.last()).attempts) == 1
    assert status == 401
    assert words in answer["error"]["message"]
    assert answer["error"]["type"] == "authentication_error"
    assert raw.posts == []


async def test_a_refused_token_is_got_anew_once(start, raw, monkeypatch, tmp_path) -> None:
    """The first token is refused, the second taken; where both are, the refusal is the answer."""
    given: list[str] = []
    taken = {"Bearer ya29.test-token-number-2"}

    async def answer(asked, writer: asyncio.StreamWriter) -> None:
        if asked.path == "/token":
            given.append(f"ya29.test-token-number-{len(given) + 1}")
            body = json.dumps({"access_token": given[-1], "expires_in": 3600}).encode()
            writer.write(plain("200 OK", body))
        elif dict(asked.headers)["authorization"] in taken:
            writer.write(sse(aws.text_answer()))
        else:
            refusal = {
                "error": {
                    "code": 401,
                    "message": "Request had invalid authentication credentials.",
                    "status": "UNAUTHENTICATED",
                }
            }
            writer.write(plain("401 Unauthorized", json.dumps(refusal).encode()))

    raw.answer = answer
    monkeypatch.setattr("google.oauth2.credentials._GOOGLE_OAUTH2_TOKEN_ENDPOINT", f"{raw.url}/token")
    file = tmp_path / "adc.json"
    login = {
        "type": "authorized_user",
        "client_id": "c",
        "client_secret": "test-cs",
        "refresh_token": "test-rt",
    }
    file.write_text(json.dumps(login))
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(file))
    async with start(config(raw.url, "google", "google")) as road:
        status, _ = await road.ask("cloud/claude-x@20251101")
        assert status == 200
        detail = await road.last()
        assert [attempt.repair for attempt in detail.attempts] == ["", "signed anew"]
        assert len(given) == 2
        assert not any(token in repr(detail) for token in given)
        taken.clear()
        status, answer = await road.ask("cloud/claude-x@20251101")
        assert status == 401
        assert len((await road.last()).attempts) == 2
        assert len(given) == 3
    paths = {asked.path for asked in raw.posts if asked.path != "/token"}
    assert paths == {"/publishers/anthropic/models/claude-x@20251101:streamRawPredict"}


async def test_a_bedrock_key_goes_as_a_bearer_token(start, raw, nothing, monkeypatch) -> None:
    key = "ABSK" + base64.b64encode(b"test" * 9).decode()
    monkeypatch.setenv("AWS_BEARER_TOKEN_BEDROCK", key)
    raw.answer = lambda _asked, writer: written(writer, stream(aws.text_answer()))
    keyed = config(raw.url, "aws", "sigv4").replace(
        'auth = "sigv4"', 'auth = "sigv4"\nkey = "env:AWS_BEARER_TOKEN_BEDROCK"'
    )
    async with start(keyed) as road:
        status, _ = await road.ask("cloud/m")
    assert status == 200
    assert dict(raw.posts[0].headers)["authorization"] == f"Bearer {key}"


async def written(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(data)
