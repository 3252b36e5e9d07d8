"""One prepared request to its upstream: URL, headers, key. What fails on the way becomes an `UpstreamFault`."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tui_router.core.diagnosis import Diagnosis
from tui_router.core.faults import UpstreamFault
from tui_router.core.secret import Secret
from tui_router.diagnose.classify import classify
from tui_router.dialects.base import Call, Prepared
from tui_router.net.errors import NetError
from tui_router.providers.provider import Provider

if TYPE_CHECKING:
    from tui_router.net.http import Http, Reply

ERROR_CAP = 1024 * 1024
"""Bytes read of an error body."""

_TRANSPORT = {
    "connect": "connect",
    "dns": "dns",
    "tls": "tls",
    "connect_timeout": "connect_timeout",
    "timeout": "first_byte_timeout",
}


def url_of(provider: Provider, prepared: Prepared) -> str:
    return provider.base_url + prepared.path


def headers_of(provider: Provider, secret: Secret | None, prepared: Prepared) -> dict[str, str]:
    """Only our own headers and the dialect's: nothing of the client's passes unless the dialect named it."""
    return {
        "content-type": "application/json",
        "accept": "text/event-stream" if prepared.streams else "application/json",
        "accept-encoding": "identity",
        "user-agent": "tui-router",
        **prepared.headers,
        **{name.lower(): value for name, value in provider.headers.items()},
        **auth_of(provider, secret),
    }


def auth_of(provider: Provider, secret: Secret | None) -> dict[str, str]:
    """The header that carries the key; none without a key, or where the provider takes none."""
    if secret and provider.auth == "bearer":
        return {"authorization": f"Bearer {secret.reveal()}"}
    if secret and provider.auth == "x-api-key":
        return {"x-api-key": secret.reveal()}
    return {}


async def send(http: "Http", url: str, headers: dict[str, str], body: bytes, call: Call) -> "Reply":
    """Send, and wait for the answer's head. Raises `UpstreamFault`, or `NetError` when it was stale.

    A stale connection is the caller's to judge: only it knows whether sending once more is safe.
    """
    try:
        return await http.send("POST", url, headers, body, connect=call.provider.timeouts.connect)
    except NetError as error:
        if error.kind == "stale":
            raise
        raise UpstreamFault(broken(error, call)) from error


def broken(error: NetError, call: Call) -> Diagnosis:
    """Name a failure of the connection."""
    detail = error.detail.encode("utf-8", "replace")
    return read_failure(call, body=detail, transport=_TRANSPORT.get(error.kind, "cut"))


def read_failure(
    call: Call,
    *,
    status: int | None = None,
    headers: Iterable[tuple[str, str]] = (),
    body: bytes = b"",
    transport: str = "",
) -> Diagnosis:
    """What an upstream's refusal or silence means, with all that is known of the call it answered."""
    return classify(
        status=status,
        headers=dict(headers),
        body=body,
        provider=call.provider,
        model=call.target.model,
        transport=transport,
        limits=call.limits,
        estimate=call.estimate,
    )
