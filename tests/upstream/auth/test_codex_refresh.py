import json

import pytest

from tui_router.core.secret import Secret
from tui_router.net.errors import NetError
from tui_router.upstream.auth.codex_refresh import CLIENT_ID, DEAD, TOKEN_URL, NotRenewed, renew, token_url

REFRESH = Secret("rt-test-" + "9" * 20)


class Told:
    """A login server's answer, without one."""

    def __init__(self, status=200, body=b"{}", error=None):
        self.status, self.body, self.error, self.sent = status, body, error, []

    async def post_json(self, url, headers, body, *, timeout, max_bytes):
        self.sent.append((url, dict(headers), json.loads(body)))
        if self.error:
            raise self.error
        return self.status, self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


async def test_what_is_asked_and_what_comes() -> None:
    told = Told(body={"access_token": "a1", "refresh_token": "r1", "expires_in": 5, "scope": "x"})
    assert await renew(told, "http://127.0.0.1:1/t", REFRESH, {"originator": "o"}) == {
        "access_token": "a1",
        "refresh_token": "r1",
    }
    asked = {"client_id": CLIENT_ID, "grant_type": "refresh_token", "refresh_token": REFRESH.reveal()}
    assert told.sent == [("http://127.0.0.1:1/t", {"originator": "o"}, asked)]


@pytest.mark.parametrize("status", [400, 401, 403])
@pytest.mark.parametrize("code", sorted(DEAD))
@pytest.mark.parametrize(
    "form", [lambda c: {"error": {"code": c}}, lambda c: {"error": c}, lambda c: {"code": c}]
)
async def test_a_token_that_is_dead_is_told_from_a_bad_day(status, code, form) -> None:
    with pytest.raises(NotRenewed, match="has ended") as failed:
        await renew(Told(status, form(code.upper())), "u", REFRESH, {})
    assert failed.value.code == code


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (401, {"error": {"code": "something_else"}}),
        (401, b"<html>"),
        (500, {"error": {"code": "refresh_token_reused"}}),
        (429, {}),
        (302, b""),
        (200, b"[]"),
        (200, b"["),
        (200, {"access_token": 7, "refresh_token": ""}),
        (200, {"access_token": "a\r\nb"}),
    ],
)
async def test_the_rest_may_pass(status, body) -> None:
    with pytest.raises(NotRenewed) as failed:
        await renew(Told(status, body), "u", REFRESH, {})
    assert failed.value.code == ""
    assert REFRESH.reveal() not in str(failed.value)


async def test_a_server_that_is_not_reached_may_come_back() -> None:
    with pytest.raises(NotRenewed, match=r"not reached \(dns\)") as failed:
        await renew(Told(error=NetError("dns", f"no host {REFRESH.reveal()}")), "u", REFRESH, {})
    assert failed.value.code == ""
    assert REFRESH.reveal() not in str(failed.value)


def test_the_address_and_its_override() -> None:
    variable = "CODEX_REFRESH_TOKEN_URL_OVERRIDE"
    assert token_url({}) == token_url({variable: " "}) == TOKEN_URL
    assert token_url({variable: "http://127.0.0.1:9/oauth/token"}) == "http://127.0.0.1:9/oauth/token"
    for wrong in ("http://example.com/oauth/token", "ftp://x/y", "http://[", "https://u:p@example.com/"):
        with pytest.raises(NotRenewed, match=variable):
            token_url({variable: wrong})
