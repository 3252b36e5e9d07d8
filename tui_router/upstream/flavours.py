"""Which languages an address speaks: Chat Completions, Responses, Messages, found out by one tiny request each.

`judge` reads an answer and is pure; `probe` asks. A language counts as spoken when the address answered in it, or
refused the request for a reason that only one who read it could give.
"""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from tui_router.core.diagnosis import Diagnosis
from tui_router.core.redact import mask_secrets
from tui_router.core.secret import Secret
from tui_router.diagnose.classify import classify
from tui_router.messages.reading import read_list, read_object, read_text
from tui_router.net.errors import NetError
from tui_router.providers.provider import Provider
from tui_router.upstream.send import auth_of

if TYPE_CHECKING:
    from tui_router.net.http import Http

Language = Literal["chat", "responses", "anthropic"]
LANGUAGES: tuple[Language, ...] = ("chat", "responses", "anthropic")

Speaks = Literal["yes", "no", "unknown"]
"""unknown: it refused before it read the request, for the key, the credit or the hour."""

WORDS: dict[str, str] = {"chat": "Chat Completions", "responses": "Responses", "anthropic": "Messages"}

PATIENCE = 60.0
"""Seconds for one request; a local server may have to load its model first."""
MOST_BYTES = 256 * 1024
ROOM = 16
"""Output tokens: fewer are refused by some servers."""

_PATHS: dict[Language, str] = {
    "chat": "/chat/completions",
    "responses": "/responses",
    "anthropic": "/messages",
}
_ANTHROPIC_VERSION = "2023-06-01"

# Said without a look at the request, or about the model and not the language.
_SAYS_NOTHING = frozenset(
    {
        "auth_invalid_key",
        "token_expired",
        "permission_denied",
        "insufficient_credits",
        "rate_limited",
        "usage_limit_reached",
        "overloaded",
        "upstream_server_error",
        "upstream_timeout",
        "upstream_connect_error",
        "html_error_page",
        "model_loading",
        "insufficient_memory",
        "stream_truncated",
        "empty_completion",
    }
)


class Flavour(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`base_url` is the one under which it was found, to be written in the settings; `said` why not, in words."""

    language: Language
    speaks: Speaks
    base_url: str
    status: int | None = None
    said: str = ""


class Flavours(msgspec.Struct, frozen=True, kw_only=True):
    """What one address was found to speak. `requests` counts what was sent to find out."""

    base_url: str
    found: tuple[Flavour, ...]
    requests: int = 0

    @property
    def speaks(self) -> list[str]:
        return [flavour.language for flavour in self.found if flavour.speaks == "yes"]

    def of(self, language: str) -> Flavour | None:
        return next((flavour for flavour in self.found if flavour.language == language), None)


def judge(language: Language, status: int, headers: Mapping[str, str], body: bytes) -> tuple[Speaks, str]:
    """Whether an answer shows that the address speaks the language, and why not in words."""
    if 200 <= status < 300:
        if _is_answer(language, body):
            return "yes", ""
        diagnosis = classify(status=None, headers=headers, body=body)
        return "no", f"status {status}, but no answer in {WORDS[language]}{_quoted(diagnosis)}"
    if 300 <= status < 400:
        return "no", f"status {status}: it sends us elsewhere"
    diagnosis = classify(status=status, headers=headers, body=body)
    if status in (404, 405, 501) and diagnosis.name != "model_not_found":
        return "no", f"status {status}{_quoted(diagnosis)}"
    if diagnosis.name == "endpoint_not_found":
        return "no", f"status {status}{_quoted(diagnosis)}"
    if diagnosis.name in _SAYS_NOTHING:
        return "unknown", f"{diagnosis.title} (status {status})"
    return "yes", ""


def _is_answer(language: Language, body: bytes) -> bool:
    fields = read_object(body)
    if fields is None:
        return False
    if language == "chat":
        return bool(read_list(fields.get("choices")))
    if language == "responses":
        return read_text(fields.get("object")) == "response"
    return read_text(fields.get("type")) == "message" and "content" in fields


def _quoted(diagnosis: Diagnosis) -> str:
    words = " ".join(mask_secrets(diagnosis.quote).split())[:120]
    return f": {words}" if words else ""


def bases(provider: Provider, language: Language) -> list[str]:
    """The base URLs under which the language may lie, the configured one first. People leave `/v1` out, and some
    relays keep Messages beside the folder of the others."""
    base = provider.base_url.rstrip("/")
    if language == "anthropic" and not base.endswith("/v1"):
        return [base]  # the dialect puts /v1 before its path
    bare = base.rpartition("/")[2]
    versioned = bare.startswith("v") and bare[1:2].isdigit()
    return [base] if versioned or language == "anthropic" else [base, f"{base}/v1"]


def url_for(language: Language, base_url: str) -> str:
    between = "/v1" if language == "anthropic" and not base_url.endswith("/v1") else ""
    return f"{base_url}{between}{_PATHS[language]}"


def question(language: Language, model: str) -> bytes:
    fields: dict[str, Any] = {"model": model, "stream": False}
    if language == "responses":
        fields |= {"input": "Say ok.", "max_output_tokens": ROOM, "store": False}
    else:
        fields |= {"messages": [{"role": "user", "content": "Say ok."}], "max_tokens": ROOM}
    return msgspec.json.encode(fields)


def headers_for(language: Language, provider: Provider, secret: Secret | None) -> dict[str, str]:
    """The key goes in the header of the language, and where the provider wants it: it is the same address."""
    headers = {
        "content-type": "application/json",
        "accept": "application/json",
        "accept-encoding": "identity",
        "user-agent": "tui-router",
        **{name.lower(): value for name, value in provider.headers.items()},
    }
    if language == "anthropic":
        headers.setdefault("anthropic-version", _ANTHROPIC_VERSION)
    headers |= auth_of(provider, secret)
    if secret and provider.auth in ("bearer", "x-api-key"):
        if language == "anthropic":
            headers["x-api-key"] = secret.reveal()
        else:
            headers["authorization"] = f"Bearer {secret.reveal()}"
    return headers


async def probe(
    http: "Http", provider: Provider, model: str, secret: Secret | None, *, patience: float = PATIENCE
) -> Flavours:
    """Ask in every language, one after the other: small servers answer one at a time. Never raises for what an
    upstream does."""
    found: list[Flavour] = []
    requests = 0
    for language in LANGUAGES:
        flavour: Flavour | None = None
        for base in bases(provider, language):
            requests += 1
            tried = await _ask(http, provider, language, base, model, secret, patience)
            # What is not there under the second address is told of the first, which is the configured one.
            if flavour is None or tried.speaks == "yes":
                flavour = tried
            if tried.speaks != "no":
                break
        if flavour is not None:
            found.append(flavour)
    return Flavours(base_url=provider.base_url, found=tuple(found), requests=requests)


async def _ask(
    http: "Http",
    provider: Provider,
    language: Language,
    base: str,
    model: str,
    secret: Secret | None,
    patience: float,
) -> Flavour:
    headers = headers_for(language, provider, secret)
    try:
        async with asyncio.timeout(patience):
            reply = await http.send(
                "POST",
                url_for(language, base),
                headers,
                question(language, model),
                connect=provider.timeouts.connect,
            )
            try:
                body = await reply.read(MOST_BYTES)
            finally:
                await reply.aclose()
    except NetError as error:
        return Flavour(language=language, speaks="unknown", base_url=base, said=mask_secrets(str(error)))
    except TimeoutError:
        said = f"no answer within {patience:g} s"
        return Flavour(language=language, speaks="unknown", base_url=base, said=said)
    speaks, why = judge(language, reply.status, dict(reply.headers), body)
    return Flavour(language=language, speaks=speaks, base_url=base, status=reply.status, said=why)
