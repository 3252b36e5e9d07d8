"""A recorded leg as a call to make again: leg a to our gateway, leg b to the upstream. No secret is in it: where one
was sent, the call names the variable that holds it.
"""

import re
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec

from tui_router.export.bundle import Bundled
from tui_router.journal.record import LegCapture, LegName
from tui_router.wire.json import NotJson, read_any

GATEWAY = "http://127.0.0.1:8787"
CLIENT_TOKEN = "ANTHROPIC_AUTH_TOKEN"  # noqa: S105 - the name of a variable
"""Names of variables, as the official client spells them."""

_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_VALUE = re.compile(r"[\x20-\x7e]{1,4000}")
_SCHEME = re.compile(r"(?i)(bearer|basic|token) ")
_CARRIES_KEY = frozenset({"authorization", "x-api-key", "api-key", "x-goog-api-key"})
_OF_THE_LINE = frozenset(
    [
        "host",
        "content-length",
        "connection",
        "accept-encoding",
        "transfer-encoding",
        "keep-alive",
        "te",
        "upgrade",
        "expect",
    ]
)
_SIGNED = frozenset({"x-amz-date", "x-amz-security-token", "x-amz-content-sha256"})
"""Parts of a signature, which says nothing without the rest of it."""
_STARS = "****"


class ExportFault(ValueError):
    """It cannot be written in this form; the text says why, for a person."""


class Header(msgspec.Struct, frozen=True):
    """`variable` holds the secret that follows `value`."""

    name: str
    value: str
    variable: str = ""


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """`title` says in one line what it is. `method` and `url` are checked; `body` is what was sent, byte for byte."""

    title: str
    method: str
    url: str
    headers: list[Header]
    body: bytes
    variable: str
    stream: bool = False

    @property
    def binary(self) -> bool:
        """Whether its answer is no text: AWS frames its events."""
        return urlsplit(self.url).path.endswith("/invoke-with-response-stream")

    def json(self) -> dict[str, object]:
        """The body as an object. Raises `ExportFault` when it is none."""
        try:
            read = read_any(self.body)
        except NotJson as error:
            raise ExportFault(f"the body is no JSON ({error}); the curl command has its bytes") from None
        if not isinstance(read, dict):
            raise ExportFault("the body is no JSON object; the curl command has its bytes")
        return read


def key_variable(reference: str, provider: str) -> str:
    """The variable that a key reference names, else one called after the provider."""
    kind, _, name = reference.partition(":")
    if kind == "env" and re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,80}", name):
        return name
    word = re.sub(r"[^A-Z0-9]+", "_", provider.upper()[:60]).strip("_")
    return f"{word or 'UPSTREAM'}_API_KEY" if not word[:1].isdigit() else f"KEY_{word}_API_KEY"


class _Door(NamedTuple):
    """Which header carries a key where none was sent, and what stands in for credentials that cannot be sent again."""

    header: str = "authorization"
    before: str = "Bearer "
    variable: str = ""
    words: str = ""


def _door(url: str) -> _Door:
    """A signature holds for minutes and for one body: AWS takes a key of Bedrock in its place."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return _Door()
    if host.startswith("bedrock-runtime.") and host.endswith((".amazonaws.com", ".amazonaws.com.cn")):
        return _Door(
            variable="AWS_BEARER_TOKEN_BEDROCK", words=", with an API key of Bedrock in place of a signature"
        )
    if host == "aiplatform.googleapis.com" or host.endswith("-aiplatform.googleapis.com"):
        words = ", with what gcloud auth print-access-token prints"
        return _Door(variable="GOOGLE_ACCESS_TOKEN", words=words)
    if parts.path.endswith((":generateContent", ":streamGenerateContent")):
        return _Door("x-goog-api-key", "")
    return _Door("x-api-key", "") if parts.path.endswith("/messages") else _Door()


def client_call(exchange: Bundled, gateway: str = GATEWAY) -> Call:
    """Leg a, sent to the gateway again. Raises `ExportFault`."""
    leg = _whole(exchange, "a", 0)
    method, _, path = (leg.start or f"POST {exchange.row.path}").partition(" ")
    return Call(
        title=f"#{exchange.row.id} as its client sent it",
        method=_method(method),
        url=_url(gateway.rstrip("/") + path),
        headers=_headers(leg, CLIENT_TOKEN, needs_key=True),
        body=leg.data,
        variable=CLIENT_TOKEN,
        stream=exchange.row.stream,
    )


def upstream_call(exchange: Bundled, attempt: int = 0, key: str = "") -> Call:
    """Leg b of an attempt, the last one by default, sent to the upstream again. `key` is the provider's key reference.
    Raises `ExportFault`."""
    leg = _whole(exchange, "b", attempt)
    made = next((each for each in exchange.detail.attempts if each.number == leg.attempt), None)
    method, _, url = leg.start.rpartition(" ")
    provider = made.provider if made is not None and made.provider else exchange.row.provider
    url = _url(url if "://" in url else made.url if made is not None else "")
    door = _door(url)
    variable = door.variable if door.variable and not key else key_variable(key, provider)
    count = f", attempt {leg.attempt}" if len(exchange.detail.attempts) > 1 else ""
    return Call(
        title=f"#{exchange.row.id} as it was sent to {in_a_line(provider)}{count}{door.words if not key else ''}",
        method=_method(method or "POST"),
        url=url,
        headers=_headers(leg, variable, needs_key=bool(key or door.variable), door=door),
        body=leg.data,
        variable=variable,
        stream=exchange.row.stream,
    )


def _whole(exchange: Bundled, name: LegName, attempt: int) -> LegCapture:
    leg = exchange.leg(name, attempt)
    if leg is None:
        raise ExportFault(f"leg {name} of #{exchange.row.id} was not kept")
    if leg.size > len(leg.data):
        raise ExportFault(f"leg {name} of #{exchange.row.id} was not kept whole")
    return leg


def _method(word: str) -> str:
    if not re.fullmatch(r"[A-Z]{3,10}", word):
        raise ExportFault("the method of the request is not known")
    return word


def _url(text: str) -> str:
    if not re.fullmatch(r"https?://[\x21-\x7e]{1,4000}", text):
        raise ExportFault("the address of the request is not known")
    return text


def in_a_line(text: str) -> str:
    """Letters that break out of no comment."""
    return re.sub(r"[^\w .:/@+-]", "", text, flags=re.ASCII)[:80]


def _headers(leg: LegCapture, variable: str, *, needs_key: bool, door: _Door = _Door()) -> list[Header]:  # noqa: B008 - frozen
    """What can be said again: not what belongs to the connection, nor a masked value that no variable stands for. A
    replay's request carries no token of its own, so `needs_key` adds one."""
    found: list[Header] = []
    named = False
    for name, value in leg.headers:
        lowered = name.lower()
        if (
            lowered in _OF_THE_LINE
            or lowered in _SIGNED
            or not _NAME.fullmatch(name)
            or not _VALUE.fullmatch(value)
        ):
            continue
        if lowered in _CARRIES_KEY:
            scheme = _SCHEME.match(value)
            usual = "Bearer " if lowered == "authorization" else ""  # a capture holds nothing but stars
            found.append(Header(name, scheme[0] if scheme else usual, variable))
            named = True
        elif _STARS not in value:
            found.append(Header(name, value))
    if needs_key and not named:
        found.append(Header(door.header, door.before, variable))
    return found
