"""Ask around: which local servers run, and which models each provider has. Silence is an answer too."""

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import msgspec

from tui_router.core.faults import ConfigFault
from tui_router.core.secret import Secret
from tui_router.net.errors import NetError
from tui_router.providers.presets import Preset, presets
from tui_router.providers.provider import Provider
from tui_router.upstream import listings
from tui_router.upstream.ask import LIST_BYTES, Asker, NoList, models_of
from tui_router.upstream.rows import Models, has_list

if TYPE_CHECKING:
    from tui_router.upstream.auth import Signers

LOCAL_TIMEOUT = 0.3
"""Seconds a local server has to show itself: nobody waits for what does not run."""

SecretOf = Callable[[str], Secret | None]
"""From a key reference to the key; `settings.secrets.resolve` with its environment."""


class Discovery(msgspec.Struct, frozen=True):
    """`found` are local servers nobody configured; `listed` the models by provider, missing where none were
    told; `failed` says why a list did not come, a clause such as "401: the key is refused". Every provider is
    in one of the last two."""

    found: dict[str, Provider] = {}
    listed: dict[str, Models] = {}
    failed: dict[str, str] = {}


async def discover(
    http: Asker,
    providers: Mapping[str, Provider],
    secret_of: SecretOf,
    *,
    search_local: bool,
    signers: "Signers | None" = None,
) -> Discovery:
    """All providers at once; local servers only when nobody named providers. Never raises for what an
    upstream does."""
    found = await local_servers(http, taken=providers) if search_local else {}
    everyone = {**providers, **found}
    answers = await asyncio.gather(
        *(_listed(http, provider, secret_of, signers) for provider in everyone.values())
    )
    listed: dict[str, Models] = {}
    failed: dict[str, str] = {}
    for name, answer in zip(everyone, answers, strict=True):
        if isinstance(answer, str):
            failed[name] = answer
        else:
            listed[name] = answer
    return Discovery(found, listed, failed)


async def local_servers(http: Asker, *, taken: Mapping[str, Provider]) -> dict[str, Provider]:
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


async def _runs(http: Asker, preset: Preset) -> bool:
    root = preset.base_url.removesuffix("/v1")
    match preset.name:
        case "ollama":
            body = await _peek(http, f"{root}/api/tags")
            return body is not None and has_list(body, "models")
        case "lmstudio":
            body = await _peek(http, f"{root}/api/v0/models")
            if body is not None and not has_list(body, "data"):  # unknown paths are answered with 200 there
                body = await _peek(http, f"{root}/api/v1/models")
                return body is not None and has_list(body, "models")
            return body is not None
        case _:
            body = await _peek(http, f"{root}/v1/models")
            return body is not None and listings.identify(preset.name, body)


async def _peek(http: Asker, url: str) -> bytes | None:
    try:
        status, body = await http.get_json(url, {}, timeout=LOCAL_TIMEOUT, max_bytes=LIST_BYTES)
    except NetError:
        return None  # nothing listens there, which is the usual case
    return body if status == 200 else None


async def _listed(
    http: Asker, provider: Provider, secret_of: SecretOf, signers: "Signers | None"
) -> Models | str:
    """The provider's models, or why there are none."""
    try:
        secret = secret_of(provider.key) if provider.key else None
    except ConfigFault as fault:
        return fault.diagnosis.message
    if provider.needs_key and secret is None and provider.auth != "none":
        return "its key is not set"
    try:
        return await models_of(http, provider, secret, signers)
    except NoList as why:
        return str(why)
