"""Ask around: which local servers run, and which models each provider has. Silence is an answer too."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Protocol

import msgspec

from tui_router.core.faults import ConfigFault
from tui_router.core.secret import Secret
from tui_router.net.errors import NetError
from tui_router.providers.presets import Preset, presets
from tui_router.providers.provider import Provider
from tui_router.upstream import listings
from tui_router.upstream.listings import Models

LOCAL_TIMEOUT = 0.3
"""Seconds a local server has to show itself: nobody waits for what does not run."""
LIST_TIMEOUT = 10.0
LIST_BYTES = 8 * 1024 * 1024
_ANTHROPIC_VERSION = "2023-06-01"

SecretOf = Callable[[str], Secret | None]
"""From a key reference to the key; `settings.secrets.resolve` with its environment."""


class Getter(Protocol):
    """What is needed of `net.http.Http`."""

    async def get_json(
        self, url: str, headers: Mapping[str, str], *, timeout: float, max_bytes: int
    ) -> tuple[int, bytes]: ...


class Discovery(msgspec.Struct, frozen=True):
    """`found` are local servers nobody configured; `listed` the models by provider, missing where none were
    told; `failed` says in words why a list did not come."""

    found: dict[str, Provider] = {}
    listed: dict[str, Models] = {}
    failed: dict[str, str] = {}


async def discover(
    http: Getter, providers: Mapping[str, Provider], secret_of: SecretOf, *, search_local: bool
) -> Discovery:
    """All providers at once; local servers only when nobody named providers. Never raises for what an
    upstream does."""
    found = await local_servers(http, taken=providers) if search_local else {}
    everyone = {**providers, **found}
    answers = await asyncio.gather(*(_listed(http, provider, secret_of) for provider in everyone.values()))
    listed: dict[str, Models] = {}
    failed: dict[str, str] = {}
    for name, (models, why) in zip(everyone, answers, strict=True):
        if models:
            listed[name] = models
        elif why:
            failed[name] = why
    return Discovery(found, listed, failed)


async def local_servers(http: Getter, *, taken: Mapping[str, Provider]) -> dict[str, Provider]:
    """The servers that answer on their usual ports and show what they are. An address that a provider
    already has is left to it."""
    addresses = {provider.base_url for provider in taken.values()}
    candidates = [
        preset
        for preset in presets().values()
        if preset.local and preset.base_url not in addresses and preset.name not in taken
    ]
    alive = await asyncio.gather(*(_runs(http, preset) for preset in candidates))
    return {
        preset.name: preset.provider(preset.name, found_by="discovery")
        for preset, runs in zip(candidates, alive, strict=True)
        if runs
    }


async def _runs(http: Getter, preset: Preset) -> bool:
    root = preset.base_url.removesuffix("/v1")
    match preset.name:
        case "ollama":
            body = await _peek(http, f"{root}/api/tags")
            return body is not None and listings.has_list(body, "models")
        case "lmstudio":
            body = await _peek(http, f"{root}/api/v0/models")
            return body is not None and listings.has_list(body, "data")
        case _:
            body = await _peek(http, f"{root}/v1/models")
            return body is not None and listings.identify(preset.name, body)


async def _peek(http: Getter, url: str) -> bytes | None:
    try:
        status, body = await http.get_json(url, {}, timeout=LOCAL_TIMEOUT, max_bytes=LIST_BYTES)
    except NetError:
        return None  # nothing listens there, which is the usual case
    return body if status == 200 else None


async def _listed(http: Getter, provider: Provider, secret_of: SecretOf) -> tuple[Models, str]:
    """The provider's models, or why there are none."""
    try:
        secret = secret_of(provider.key) if provider.key else None
    except ConfigFault as fault:
        return {}, fault.diagnosis.message
    if provider.key and secret is None and provider.auth != "none":
        return {}, "its key is not set"
    try:
        models = await _ask(http, provider, _headers(provider, secret))
    except NetError as error:
        return {}, str(error)
    return (models, "") if models else ({}, "it lists no models")


async def _ask(http: Getter, provider: Provider, headers: dict[str, str]) -> Models:
    root = provider.base_url.removesuffix("/v1")
    if provider.dialect == "anthropic":
        return listings.parse_anthropic(await _get(http, f"{root}/v1/models?limit=1000", headers))
    if provider.preset == "lmstudio":
        native = listings.parse_lmstudio(await _extra(http, f"{root}/api/v0/models", headers))
        if native:
            return native
    if provider.preset == "ollama":
        installed = listings.parse_ollama_tags(await _extra(http, f"{root}/api/tags", headers))
        running = listings.parse_ollama_running(await _extra(http, f"{root}/api/ps", headers))
        if installed:
            return {**installed, **{name: model for name, model in running.items() if name in installed}}
    models = listings.parse_openai(await _get(http, f"{provider.base_url}/models", headers))
    if provider.preset == "gemini":  # lists "models/gemini-…" and takes the name without it
        return {name.removeprefix("models/"): model for name, model in models.items()}
    return models


async def _get(http: Getter, url: str, headers: dict[str, str]) -> bytes:
    status, body = await http.get_json(url, headers, timeout=LIST_TIMEOUT, max_bytes=LIST_BYTES)
    return body if 200 <= status < 300 else b""


async def _extra(http: Getter, url: str, headers: dict[str, str]) -> bytes:
    """What only some releases of a server answer: nothing is lost without it."""
    try:
        return await _get(http, url, headers)
    except NetError:
        return b""


def _headers(provider: Provider, secret: Secret | None) -> dict[str, str]:
    headers = {"user-agent": "tui-router", "accept-encoding": "identity", **provider.headers}
    if provider.dialect == "anthropic":
        headers.setdefault("anthropic-version", _ANTHROPIC_VERSION)
    if secret:
        if provider.auth == "bearer":
            headers["authorization"] = f"Bearer {secret.reveal()}"
        elif provider.auth == "x-api-key":
            headers["x-api-key"] = secret.reveal()
    return headers
