import pytest

from tui_router.core.faults import UpstreamFault
from tui_router.core.secret import Secret
from tui_router.core.target import Limits, Target
from tui_router.dialects.base import Call, Prepared
from tui_router.messages.request import MessagesRequest
from tui_router.net.errors import NetError
from tui_router.net.http import Http
from tui_router.providers.provider import Provider
from tui_router.upstream.auth import Outgoing
from tui_router.upstream.send import broken, headers_of, read_failure, send, url_of, vouched

PROVIDER = Provider(
    name="p", dialect="chat", base_url="http://127.0.0.1:1/v1", key="env:P_KEY", headers={"X-Team": "a"}
)
PREPARED = Prepared(path="/chat/completions", body=b"{}", headers={"anthropic-beta": "b"}, streams=True)


def test_the_path_follows_the_base_url() -> None:
    assert url_of(PROVIDER, PREPARED) == "http://127.0.0.1:1/v1/chat/completions"


@pytest.mark.parametrize(
    ("base_url", "path", "version", "url"),
    [
        ("https://a/openai/v1", "/responses", "", "https://a/openai/v1/responses"),
        (
            "https://a/openai",
            "/responses",
            "2025-04-01-preview",
            "https://a/openai/responses?api-version=2025-04-01-preview",
        ),
        ("https://a/v1", "/m:stream?alt=sse", "v1", "https://a/v1/m:stream?alt=sse&api-version=v1"),
        (
            "https://a/openai/deployments/{model}",
            "/chat/completions",
            "2024-10-21",
            "https://a/openai/deployments/gpt%2F5/chat/completions?api-version=2024-10-21",
        ),
    ],
)
def test_azures_addresses(base_url: str, path: str, version: str, url: str) -> None:
    provider = Provider(name="p", dialect="chat", base_url=base_url, api_version=version)
    assert url_of(provider, Prepared(path=path, body=b"", headers={}, streams=False), "gpt/5") == url


async def test_a_signer_sees_what_is_sent_and_has_the_last_word() -> None:
    class Signs:
        async def headers(self, outgoing: Outgoing) -> dict[str, str]:
            return {
                "authorization": f"{outgoing.method} {outgoing.url} {sorted(outgoing.headers)} {outgoing.body!r}"
            }

        async def refused(self) -> bool:
            return False

    headers = {"x": "1", "authorization": "other"}
    assert await vouched(Signs(), "http://u", headers, b"b") == {
        "x": "1",
        "authorization": "POST http://u ['authorization', 'x'] b'b'",
    }
    assert await vouched(None, "http://u", headers, b"b") is headers


def test_headers_are_ours_the_dialects_and_the_providers() -> None:
    headers = headers_of(PROVIDER, Secret("k"), PREPARED)
    assert headers["authorization"] == "Bearer k"
    assert (headers["x-team"], headers["anthropic-beta"], headers["accept"]) == (
        "a",
        "b",
        "text/event-stream",
    )
    assert headers["accept-encoding"] == "identity"


@pytest.mark.parametrize(
    ("auth", "name"),
    [
        ("bearer", "authorization"),
        ("x-api-key", "x-api-key"),
        ("api-key", "api-key"),
        ("x-goog-api-key", "x-goog-api-key"),
        ("sigv4", "authorization"),
        ("google", "authorization"),
        ("none", ""),
    ],
)
def test_the_key_goes_where_the_provider_wants_it(auth: str, name: str) -> None:
    from msgspec.structs import replace

    headers = headers_of(replace(PROVIDER, auth=auth), Secret("secret-value"), PREPARED)
    assert [key for key, value in headers.items() if "secret-value" in value] == ([name] if name else [])


def test_without_a_key_there_is_no_header_for_it() -> None:
    assert "authorization" not in headers_of(PROVIDER, None, PREPARED)


@pytest.fixture
def call() -> Call:
    request = MessagesRequest(model="m", messages=[])
    return Call(
        request=request,
        body=b"{}",
        target=Target("p", "m"),
        provider=PROVIDER,
        limits=Limits(context_window=5000),
        estimate=7000,
        new_id=str,
    )


@pytest.mark.parametrize(
    ("kind", "status"),
    [("connect", 502), ("dns", 502), ("tls", 502), ("connect_timeout", 504), ("timeout", 504), ("cut", 502)],
)
def test_a_broken_connection_is_named(kind: str, status: int, call: Call) -> None:
    diagnosis = broken(NetError(kind, "why"), call)
    assert diagnosis.status == status
    assert diagnosis.blame in ("upstream", "config")
    assert diagnosis.message


def test_a_refusal_is_read(call: Call) -> None:
    body = b'{"error":{"message":"Incorrect API key provided"}}'
    assert read_failure(call, status=401, headers=[("x", "y")], body=body).type == "authentication_error"


def test_an_overflow_without_figures_gets_those_we_know(call: Call) -> None:
    body = b'{"error":{"message":"the prompt exceeds the context window"}}'
    message = read_failure(call, status=400, body=body).message
    assert "7000 tokens > 5000 maximum" in message


async def test_a_refused_connection_is_the_upstreams_fault(call: Call) -> None:
    http = Http()
    with pytest.raises(UpstreamFault) as caught:
        await send(http, "http://127.0.0.1:9/v1/chat/completions", {}, b"{}", call)
    await http.aclose()
    assert caught.value.diagnosis.status == 502
