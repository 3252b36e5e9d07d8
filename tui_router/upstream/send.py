"""One prepared request to its upstream: URL, headers, key. What fails on the way becomes an `UpstreamFault`."""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import quote

from tui_router.core.diagnosis import Diagnosis
from tui_router.core.faults import UpstreamFault
from tui_router.core.secret import Secret
from tui_router.diagnose.classify import classify
from tui_router.dialects.base import Call, Prepared
from tui_router.net.errors import NetError
from tui_router.providers.provider import Provider
from tui_router.upstream.auth import Outgoing

if TYPE_CHECKING:
    from tui_router.net.http import Http, Reply
    from tui_router.upstream.auth import Signer

ERROR_CAP = 1024 * 1024
"""Bytes read of an error body."""

_OWN_HEADER = frozenset({"x-api-key", "api-key", "x-goog-api-key"})
"""Kinds of auth that are the name of the header."""

_TRANSPORT = {
    "connect": "connect",
    "dns": "dns",
    "tls": "tls",
    "connect_timeout": "connect_timeout",
    "timeout": "first_byte_timeout",
}


def url_of(provider: Provider, prepared: Prepared, model: str = "") -> str:
    """`{model}` in a base URL stands for the target's model: Azure's dated addresses name the deployment there."""
    url = provider.base_url + prepared.path
    if "{model}" in url:
        url = url.replace("{model}", quote(model, safe=":@"))
    if provider.api_version:
        sign = "&" if "?" in url else "?"
        url += f"{sign}api-version={quote(provider.api_version, safe='')}"
    return url


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
    if not secret or provider.auth == "none":
        return {}
    if provider.auth in _OWN_HEADER:
        return {provider.auth: secret.reveal()}
    return {"authorization": f"Bearer {secret.reveal()}"}


async def vouched(
    signer: "Signer | None", url: str, headers: dict[str, str], body: bytes, method: str = "POST"
) -> dict[str, str]:
    """The headers with what a signer adds to them. Raises `UpstreamFault`."""
    if signer is None:
        return headers
    return {**headers, **await signer.headers(Outgoing(method, url, headers, body))}


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
