"""Get new tokens for a login. The token that asks is used up by asking: what comes back must be kept at once.

Read from Codex's own client (openai/codex, codex-rs/login): the address, the client's id, the fields, the refusals.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from tui_router.core.secret import Secret
from tui_router.net.errors import NetError
from tui_router.providers.address import trouble
from tui_router.upstream.auth.codex_claims import sendable
from tui_router.wire.json import as_object

if TYPE_CHECKING:
    from tui_router.net.http import Http

TOKEN_URL = "https://auth.openai.com/oauth/token"  # noqa: S105  # an address
URL_VARIABLE = "CODEX_REFRESH_TOKEN_URL_OVERRIDE"
CLIENT_ID = "app_EMoamEEZ73f0CkXaXp7hrann"
PATIENCE = 30.0
"""Seconds for the whole of it."""
_LARGEST = 1024 * 1024
_FIELDS = ("id_token", "access_token", "refresh_token")

DEAD = frozenset(
    {
        "refresh_token_expired",
        "refresh_token_reused",
        "refresh_token_invalidated",
        "refresh_token_revoked",
        "token_revoked",
        "invalid_grant",
    }
)
"""Codes after which this token will never renew anything."""
USED = "refresh_token_reused"
GONE = "no_refresh_token"
"""Our own: there is nothing to renew with."""


class NotRenewed(Exception):
    """`code` is one of `DEAD`, or `GONE`, when it is over for this token, else empty: another time may do."""

    def __init__(self, words: str, code: str = "") -> None:
        super().__init__(words)
        self.code = code


def token_url(env: Mapping[str, str]) -> str:
    """Raises `NotRenewed` where the override would send the token in plain text or nowhere."""
    url = env.get(URL_VARIABLE, "").strip()
    if not url:
        return TOKEN_URL
    wrong = trouble(url, keyed=True)
    if wrong:
        raise NotRenewed(f"{URL_VARIABLE} {wrong}")
    return url


async def renew(http: "Http", url: str, refresh: Secret, headers: Mapping[str, str]) -> dict[str, str]:
    """The tokens that came, each under its name; any of them may be missing, not all. Raises `NotRenewed`; its words quote nothing."""
    body = msgspec.json.encode(
        {"client_id": CLIENT_ID, "grant_type": "refresh_token", "refresh_token": refresh.reveal()}
    )
    try:
        status, data = await http.post_json(url, headers, body, timeout=PATIENCE, max_bytes=_LARGEST)
    except NetError as error:
        raise NotRenewed(f"the login server is not reached ({error.kind})") from None
    told = as_object(data)
    if not 200 <= status < 300:
        code = _code(told) if status in (400, 401, 403) else ""
        if code in DEAD:
            raise NotRenewed(f"the login has ended ({code})", code)
        raise NotRenewed(f"the login server answers {status}")
    fresh = {name: value for name in _FIELDS if isinstance(value := told.get(name), str) and sendable(value)}
    if not fresh:
        raise NotRenewed("the login server's answer holds no token")
    return fresh


def _code(told: dict[str, Any]) -> str:
    """Written as error.code, as error, or as code."""
    error = told.get("error")
    found = error.get("code") if isinstance(error, dict) else error
    found = found if isinstance(found, str) else told.get("code")
    return found.lower() if isinstance(found, str) else ""
