"""One provider's models, asked in its own language: the list that tells most first, the common one after it."""

import asyncio
import errno
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote

import msgspec
from msgspec.structs import replace

from tui_router.core.faults import UpstreamFault
from tui_router.core.secret import Secret
from tui_router.net.errors import NetError
from tui_router.providers.presets import preset
from tui_router.providers.provider import SIGNED, Model, Provider
from tui_router.upstream import listings, native_listings
from tui_router.upstream.rows import MODELS_MAX, Models, has_list
from tui_router.upstream.send import auth_of

if TYPE_CHECKING:
    from tui_router.upstream.auth import Signer, Signers

LIST_TIMEOUT = 10.0
LIST_BYTES = 8 * 1024 * 1024
PAGES_MAX = 5

SHOWN_MAX = 40
"""Models of one Ollama that are asked for by name."""
SHOWN_AT_ONCE = 8
SHOW_TIME = 2.0
"""Seconds that all of them together may take; what has not come by then stays unknown."""
_SHOW_BYTES = 2 * 1024 * 1024

_ANTHROPIC_VERSION = "2023-06-01"

_BROKEN = {
    "dns": "its host name is not known",
    "tls": "no secure connection comes about",
    "cut": "it hung up before its answer was whole",
    "stale": "it hung up before its answer was whole",
    "too_large": "its answer is too large",
    "encoding": "its answer is packed in a way nobody asked for",
    "url": "its address is not one that can be asked",
}


class Asker(Protocol):
    """What is needed of `net.http.Http`."""

    async def get_json(
        self, url: str, headers: Mapping[str, str], *, timeout: float, max_bytes: int
    ) -> tuple[int, bytes]: ...

    async def post_json(
        self, url: str, headers: Mapping[str, str], body: bytes, *, timeout: float, max_bytes: int
    ) -> tuple[int, bytes]: ...


_UNREACHED = ("connect", "dns", "tls", "connect_timeout", "timeout", "url")
"""Kinds of failure that another address of the same server would meet too."""


class NoList(Exception):
    """Why there are no models, as a clause that a person reads beside the provider's name."""


class Unreached(NoList):
    """The server itself is not there: asking it for another list would only take as long again."""


async def models_of(
    http: Asker, provider: Provider, secret: Secret | None, signers: "Signers | None" = None
) -> Models:
    """Never empty. Raises `NoList`."""
    signer = signers.of(provider, secret) if signers is not None and provider.auth == "codex" else None
    if signer is not None:
        return await _codex(http, provider, signer)
    if provider.auth in SIGNED or provider.dialect == "bedrock":
        return _known_models(provider)
    headers = _headers(provider, secret)
    root = provider.base_url.removesuffix("/v1")
    found: Models = {}
    url = f"{provider.base_url}/models"
    if provider.api_version:  # Azure's dated addresses name a deployment, and have the list beside them
        url = f"{provider.base_url.partition('/deployments/')[0]}/models?api-version={quote(provider.api_version, safe='')}"
    if provider.preset == "lmstudio":
        found = await _lmstudio(http, root, headers, provider)
    elif provider.preset == "ollama":
        found = await _ollama(http, root, headers, provider)
    elif _is_gemini(provider):
        google = provider.base_url.removesuffix("/openai")
        found = await _gemini(http, google, headers, provider, secret)
        url = f"{google}/openai/models"
    if found:
        return found
    if provider.dialect == "anthropic":
        body = await _get(http, f"{root}/v1/models?limit=1000", headers, provider)
        return _some(listings.parse_anthropic(body), body)
    body = await _get(http, url, headers, provider)
    models = listings.parse_openai(body)
    if _is_gemini(provider):  # lists "models/gemini-…" and takes the name without it
        models = {name.removeprefix("models/"): model for name, model in models.items()}
    return _some(models, body)


async def _codex(http: Asker, provider: Provider, signer: "Signer") -> Models:
    from tui_router.upstream.codex_listing import codex_models

    try:
        return await codex_models(http, provider, signer) or _known_models(provider)
    except UpstreamFault as fault:
        raise NoList(fault.diagnosis.message.removeprefix(f"provider {provider.name}: ")) from fault


def _known_models(provider: Provider) -> Models:
    """Where the list is kept behind another door than the models, or is none: what is configured, then what ships."""
    ours = preset(provider.preset)
    models = {
        **provider.models,
        **{n: m for n, m in (ours.models if ours else {}).items() if n not in provider.models},
    }
    if not models:
        raise NoList("it has no list that could be asked for; name its models in the settings")
    return models


async def _lmstudio(http: Asker, root: str, headers: Mapping[str, str], provider: Provider) -> Models:
    newer = native_listings.parse_lmstudio_v1(await _extra(http, f"{root}/api/v1/models", headers, provider))
    if newer:
        return newer
    return native_listings.parse_lmstudio(await _extra(http, f"{root}/api/v0/models", headers, provider))


async def _ollama(http: Asker, root: str, headers: Mapping[str, str], provider: Provider) -> Models:
    """What is installed, with the window a running model was given before the one it would be given."""
    installed = native_listings.parse_ollama_tags(await _extra(http, f"{root}/api/tags", headers, provider))
    if not installed:
        return {}
    running = native_listings.parse_ollama_running(await _bonus(http, f"{root}/api/ps", headers, provider))
    order = [*(name for name in running if name in installed), *installed]
    shown = await _ollama_shown(http, root, headers, list(dict.fromkeys(order))[:SHOWN_MAX])
    models: Models = {}
    for name in installed:
        about = shown.get(name, native_listings.Shown())
        given = running.get(name, Model()).context_window
        if about.chats:
            models[name] = replace(about.model, context_window=given or about.model.context_window)
    return models


async def _ollama_shown(
    http: Asker, root: str, headers: Mapping[str, str], names: list[str]
) -> dict[str, native_listings.Shown]:
    gate = asyncio.Semaphore(SHOWN_AT_ONCE)
    found: dict[str, native_listings.Shown] = {}

    async def show(name: str) -> None:
        async with gate:
            try:
                status, body = await http.post_json(
                    f"{root}/api/show",
                    headers,
                    msgspec.json.encode({"model": name}),
                    timeout=SHOW_TIME,
                    max_bytes=_SHOW_BYTES,
                )
            except NetError:
                return  # the others may answer
        if 200 <= status < 300:
            found[name] = native_listings.parse_ollama_show(body)

    try:
        async with asyncio.timeout(SHOW_TIME):
            await asyncio.gather(*(show(name) for name in names))
    except TimeoutError:
        pass  # what has come is taken
    return found


def _is_gemini(provider: Provider) -> bool:
    compatible = provider.preset in ("gemini", "gemini-openai") and provider.base_url.endswith("/openai")
    return provider.dialect == "gemini" or compatible


async def _gemini(
    http: Asker, root: str, headers: Mapping[str, str], provider: Provider, secret: Secret | None
) -> Models:
    """The native list, page by page. It takes the key in a header of its own and refuses it as a bearer token."""
    native = {name: value for name, value in headers.items() if name.lower() != "authorization"}
    if secret and provider.auth != "none":
        native["x-goog-api-key"] = secret.reveal()
    url = f"{root}/models?pageSize=1000"
    models, token = native_listings.parse_gemini(await _extra(http, url, native, provider))
    for _ in range(1, PAGES_MAX):
        if not token or len(models) >= MODELS_MAX:
            break
        after = f"{url}&pageToken={quote(token, safe='')}"
        page, token = native_listings.parse_gemini(await _bonus(http, after, native, provider))
        models.update(page)
    return models


async def _get(http: Asker, url: str, headers: Mapping[str, str], provider: Provider) -> bytes:
    """The body of an answer that is one. Raises `NoList`."""
    try:
        status, body = await http.get_json(url, headers, timeout=LIST_TIMEOUT, max_bytes=LIST_BYTES)
    except NetError as error:
        raise (Unreached if error.kind in _UNREACHED else NoList)(_broken(error)) from error
    if not 200 <= status < 300:
        raise NoList(f"{status}: {_refused(status, keyed=bool(provider.key))}")
    return body


async def _extra(http: Asker, url: str, headers: Mapping[str, str], provider: Provider) -> bytes:
    """What only some releases of a server answer, empty from the others. Raises `Unreached`."""
    try:
        return await _get(http, url, headers, provider)
    except Unreached:
        raise
    except NoList:
        return b""


async def _bonus(http: Asker, url: str, headers: Mapping[str, str], provider: Provider) -> bytes:
    """What nothing is lost without."""
    try:
        return await _get(http, url, headers, provider)
    except NoList:
        return b""


def _some(models: Models, body: bytes) -> Models:
    if models:
        return models
    raise NoList(
        "it lists no models" if has_list(body, "data", bare=True) else "its answer is no list of models"
    )


def _refused(status: int, *, keyed: bool) -> str:
    if status in (401, 403):
        return "the key is refused" if keyed else "it wants a key and none is set"
    if 300 <= status < 400:
        return "it sends elsewhere, which is not followed; mend its address"
    if status in (404, 405):
        return "no list of models at its address"
    if status == 429:
        return "too many requests"
    return "it is out of order" if status >= 500 else "the request is refused"


def _broken(error: NetError) -> str:
    match error.kind:
        case "connect":
            return "connection refused" if _nobody_there(error) else "it cannot be reached"
        case "connect_timeout" | "timeout":
            return "no answer in time"
        case kind:
            return _BROKEN.get(kind, "the connection broke")


def _nobody_there(error: BaseException | None) -> bool:
    """Whether the host answered and nothing listens at the port: the system's own error is among the causes."""
    for _ in range(8):
        if error is None:
            return False
        if isinstance(error, OSError) and error.errno == errno.ECONNREFUSED:
            return True
        error = error.__cause__ or error.__context__
    return False


def _headers(provider: Provider, secret: Secret | None) -> dict[str, str]:
    headers = {"user-agent": "tui-router", "accept-encoding": "identity", **provider.headers}
    if provider.dialect == "anthropic":
        headers.setdefault("anthropic-version", _ANTHROPIC_VERSION)
    return headers | auth_of(provider, secret)
