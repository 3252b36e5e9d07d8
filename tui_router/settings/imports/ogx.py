"""OGX's run.yaml: providers of its inference API and the models registered under them."""

import re
from collections.abc import Mapping
from typing import Any

from tui_router.core.faults import ConfigFault
from tui_router.settings.imports.draft import NOTHING, Draft, Imported, plain
from tui_router.settings.imports.endpoints import NOT_BUILT, Endpoint, named, placed
from tui_router.settings.imports.names import wire
from tui_router.settings.imports.texts import read_yaml, rows, table, whole, word

_ENV = re.compile(r"\$\{env\.([A-Za-z_][A-Za-z0-9_]*)(?::([=+])([^{}]*))?\}")
_URLS = ("base_url", "url", "api_base", "openai_compat_api_base")
_KEYS = ("api_key", "api_token", "openai_api_key")
_WINDOWS = ("context_length", "context_window", "max_context_length", "max_model_len")
_KNOWN = {
    "version",
    "image_name",
    "distro_name",
    "apis",
    "providers",
    "models",
    "registered_resources",
    "server",
}
_CONFIG = {
    "max_tokens": "the client says how much it wants; a cap is max_output_tokens of the model",
    "allowed_models": "any model of a provider can be asked for",
    "network": "certificates are always checked, and no proxy is used",
    "tls_verify": "certificates are always checked",
    "refresh_models": "",
}


def read(text: str, env: Mapping[str, str] = NOTHING) -> Imported:
    """Raises `ConfigFault` for what is no YAML mapping."""
    document = read_yaml(text)
    if not isinstance(document, dict):
        raise ConfigFault.say("is not a run.yaml of OGX")
    top = table(document)
    providers, server = table(top.get("providers")), table(top.get("server"))
    draft = Draft()
    names: dict[str, str] = {}
    for row in rows(providers.get("inference")):
        _provider(draft, names, row, env)
    registered = rows(table(top.get("registered_resources")).get("models"))
    _models(draft, names, [*registered, *rows(top.get("models"))], env)
    draft.listen(
        _said(server.get("host"), env), whole(_said(server.get("port"), env)), guarded="auth" in server
    )
    if "auth" in server:
        draft.remark("server.auth: clients here bring one token, TUI_ROUTER_TOKEN")
    others = [name for name in providers if name != "inference"] + [
        name for name in top if name not in _KNOWN
    ]
    if others:
        told = ", ".join(plain(name) for name in others[:20])
        draft.remark(f"Only models are routed here; these parts have no counterpart: {told}")
    return draft.finish("OGX")


def _provider(draft: Draft, names: dict[str, str], row: Mapping[str, Any], env: Mapping[str, str]) -> None:
    given = word(row.get("provider_id"))
    id, config = _said(given, env), table(row.get("config"))
    if not id:
        found = _ENV.search(given)
        if found and found[2] == "+":
            draft.remark(
                f"{plain(found[3])}: it is on only where {found[1]} is set, which it is not now; left out"
            )
        return
    if id.startswith("__disabled__"):
        return
    place, _, kind = word(row.get("provider_type")).partition("::")
    if place == "inline":
        draft.remark(
            f"{plain(id)}: the gateway runs no models itself; start a server for it and give its address"
        )
        return
    endpoint = _endpoint(draft, id, kind, config, env)
    if endpoint is None:
        return
    key = next((word(config.get(name)) for name in _KEYS if word(config.get(name))), "")
    ours = draft.provider(id, endpoint, key=_key(key, env))
    if ours:
        names.setdefault(id, ours)
        draft.without(f"{plain(id)}.", config, {**_CONFIG, **dict.fromkeys(_silent(config, env), "")}, set())


def _silent(config: Mapping[str, Any], env: Mapping[str, str]) -> list[str]:
    """What was read, what is empty, and certificates that are checked."""
    verify = [config.get("tls_verify"), table(table(config.get("network")).get("tls")).get("verify", True)]
    checked = not any(one is False or _said(one, env).lower() == "false" for one in verify)
    read = (*_URLS, *_KEYS, *(("network", "tls_verify") if checked else ()))
    return [key for key, value in config.items() if key in read or not (table(value) or _said(value, env))]


def _endpoint(
    draft: Draft, id: str, kind: str, config: Mapping[str, Any], env: Mapping[str, str]
) -> Endpoint | None:
    url = next((said for name in _URLS if (said := _said(config.get(name), env))), "")
    if kind in NOT_BUILT:
        draft.remark(f"{plain(id)}: {NOT_BUILT[kind]} is not taken over; add it by hand")
        return None
    if url and named(kind) and kind in ("ollama", "vllm", "tgi") and "/v1" not in url:
        url = f"{url.rstrip('/')}/v1"  # older files have the server's own address
    endpoint = (
        placed(url, name=kind, dialect="anthropic" if kind == "anthropic" else None) if url else named(kind)
    )
    if endpoint is None:
        draft.remark(f"{plain(id)}: the provider type {plain(kind)} is not known here; it is left out")
    return endpoint


def _models(
    draft: Draft, names: Mapping[str, str], models: list[dict[str, Any]], env: Mapping[str, str]
) -> None:
    exact: dict[str, list[str]] = {}
    for row in models:
        id = _said(row.get("model_id"), env)
        provider = _said(row.get("provider_id"), env)
        model = _said(row.get("provider_model_id"), env) or id
        if (word(row.get("model_type")) or "llm") != "llm" or not id or id.startswith("__disabled__"):
            continue
        if provider == "all" or model == "auto":
            draft.remark(
                f"{plain(id)}: the server chose a model for it; here every claude name goes to a tier"
            )
        elif provider not in names:
            draft.remark(f"{plain(id)}: its provider {plain(provider)} was not taken over; it is left out")
        else:
            ours, facts = names[provider], table(row.get("metadata"))
            window = next((found for key in _WINDOWS if (found := whole(facts.get(key)))), None)
            draft.model(
                ours, model, context_window=window, max_output_tokens=whole(facts.get("max_output_tokens"))
            )
            exact.setdefault(id, [f"{ours}/{model}"])
    wire(draft, exact=exact)


def _said(value: object, env: Mapping[str, str]) -> str:
    """A text with its variables put in: `${env.X}`, `${env.X:=otherwise}`, `${env.X:+when set}`."""

    def fill(found: re.Match[str]) -> str:
        held = env.get(found[1], "")
        if found[2] == "+":
            return (found[3] or "") if held else ""
        return held or found[3] or ""

    return _ENV.sub(fill, word(value))


def _key(given: str, env: Mapping[str, str]) -> str:
    """The variable that holds it. A local server's has a stand-in ("fake") for when no key is asked for."""
    found = _ENV.fullmatch(given)
    if found is None:
        return given
    return found[3] if found[2] == "=" and found[3] and found[1] not in env else f"env:{found[1]}"
