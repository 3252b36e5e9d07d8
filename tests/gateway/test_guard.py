import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.gateway.guard import Policy, is_loopback

POLICY = Policy("client-token", "control-token", hosts=["box.lan"])


def head(*headers: tuple[str, str]) -> int | None:
    found = POLICY.head([(name.encode(), value.encode()) for name, value in headers])
    return found.status if found else None


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1:8787", "LOCALHOST:1", "[::1]", "[::1]:8787", "box.lan:80", "127.0.0.1"]
)
def test_our_own_names_pass(host: str) -> None:
    assert head(("host", host)) is None


@pytest.mark.parametrize(
    "host",
    ["evil.com", "evil.com:8787", "127.0.0.1.evil.com", "localhost.evil.com", "", ":8787", "[::1", "[::2]", "[::1]x",
     "localhost:80:80", "localhost:", "127.0.0.1@evil.com", "127.0.0.1:8787/"],
)  # fmt: skip
def test_other_names_are_refused(host: str) -> None:
    assert head(("host", host)) == 403


def test_no_host_and_two_hosts_are_refused() -> None:
    assert head() == 400
    assert head(("host", "localhost"), ("host", "localhost")) == 400


@pytest.mark.parametrize("origin", ["https://evil.com", "null", "http://localhost:8787", ""])
def test_any_origin_is_a_web_page(origin: str) -> None:
    assert head(("host", "localhost"), ("origin", origin)) == 403


@pytest.mark.parametrize(("site", "status"), [("cross-site", 403), ("same-site", 403), ("none", None)])
def test_cross_site_requests_are_refused(site: str, status: int | None) -> None:
    assert head(("host", "localhost"), ("sec-fetch-site", site)) == status


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": "Bearer client-token"},
        {"authorization": "bearer client-token "},
        {"x-api-key": "client-token"},
        {"x-api-key": "client-token", "authorization": "Bearer other"},
        {"x-api-key": "other", "authorization": "Bearer client-token"},
    ],
)
def test_the_token_passes_in_either_form(headers: dict[str, str]) -> None:
    assert POLICY.client(headers) is None


@given(st.text(max_size=40).filter(lambda text: text.strip() != "client-token"))
def test_any_other_token_is_refused(token: str) -> None:
    for headers in ({"authorization": f"Bearer {token}"}, {"x-api-key": token}, {"authorization": token}):
        refused = POLICY.client(headers)
        assert refused is not None
        assert (refused.status, refused.type, refused.heals) == (401, "authentication_error", False)


def test_the_client_token_does_not_open_the_control_plane() -> None:
    refused = POLICY.control({"authorization": "Bearer client-token"}, "127.0.0.1")
    assert refused is not None
    assert refused.status == 401
    assert POLICY.control({"authorization": "Bearer control-token"}, "127.0.0.1") is None


def test_the_control_plane_answers_loopback_only_unless_told() -> None:
    token = {"authorization": "Bearer control-token"}
    refused = POLICY.control(token, "10.0.0.7")
    assert refused is not None
    assert refused.status == 403
    assert Policy("a", "control-token", remote_control=True).control(token, "10.0.0.7") is None


@pytest.mark.parametrize(
    ("address", "expected"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("10.0.0.1", False), ("", False)],
)
def test_loopback(address: str, expected: bool) -> None:
    assert is_loopback(address) is expected
