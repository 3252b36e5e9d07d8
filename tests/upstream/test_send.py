import pytest

from tui_router.core.secret import Secret
from tui_router.dialects.base import Prepared
from tui_router.net.errors import NetError
from tui_router.providers.provider import Provider
from tui_router.upstream.send import broken, headers_of, refused, url_of

PROVIDER = Provider(
    name="p", dialect="chat", base_url="http://127.0.0.1:1/v1", key="env:P_KEY", headers={"X-Team": "a"}
)
PREPARED = Prepared(path="/chat/completions", body=b"{}", headers={"anthropic-beta": "b"}, streams=True)


def test_the_path_follows_the_base_url() -> None:
    assert url_of(PROVIDER, PREPARED) == "http://127.0.0.1:1/v1/chat/completions"


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
    ("auth", "name"), [("bearer", "authorization"), ("x-api-key", "x-api-key"), ("none", "")]
)
def test_the_key_goes_where_the_provider_wants_it(auth: str, name: str) -> None:
    from msgspec.structs import replace

    headers = headers_of(replace(PROVIDER, auth=auth), Secret("secret-value"), PREPARED)
    assert [key for key, value in headers.items() if "secret-value" in value] == ([name] if name else [])


def test_without_a_key_there_is_no_header_for_it() -> None:
    assert "authorization" not in headers_of(PROVIDER, None, PREPARED)


@pytest.mark.parametrize(
    ("kind", "status"),
    [("connect", 502), ("dns", 502), ("tls", 502), ("connect_timeout", 504), ("timeout", 504), ("cut", 502)],
)
def test_a_broken_connection_names_the_upstream(kind: str, status: int) -> None:
    diagnosis = broken(NetError(kind, "why"), PROVIDER)
    assert diagnosis.status == status
    assert diagnosis.blame in ("upstream", "config")
    assert diagnosis.message


def test_a_refusal_is_read() -> None:
    fault = refused(401, [("x", "y")], b'{"error":{"message":"Incorrect API key provided"}}', PROVIDER, "m")
    assert fault.diagnosis.type == "authentication_error"
