"""ferryllm's TOML. Its routes are asked by the longest prefix, an exact one before any prefix; "*" is for the rest."""

from collections.abc import Mapping
from typing import Any

from tui_router.providers.address import tidy
from tui_router.settings.imports.draft import NOTHING, Draft, Imported, plain
from tui_router.settings.imports.endpoints import NOT_BUILT, named, placed
from tui_router.settings.imports.names import literal, wire
from tui_router.settings.imports.texts import amount, read_toml, rows, table, whole, word, words

_TOP = {
    "logging": "",
    "metrics": "there is no metrics endpoint; the inspector and the journal show what passes",
    "prompt_cache": "cache marks go through as the client sets them; none are added and no system lines are moved",
}
_SERVER = {
    "body_limit_mb": "a request may have 32 MB, as at Anthropic",
    "max_concurrent_requests": "the number of requests at once is not limited",
    "rate_limit_per_minute": "requests are not counted against a limit",
    "default_reasoning_effort": 'a rule can set it, for every request: set = { "output_config.effort" = "…" }',
    "retry_attempts": "",
    "retry_backoff_ms": "",
    "circuit_breaker_failures": "a failing provider is tried again with each request; fallbacks answer meanwhile",
    "circuit_breaker_cooldown_secs": "",
    "graceful_shutdown_secs": "",
}  # fmt: skip
_AUTH = {
    "api_keys_env": "clients bring one token, TUI_ROUTER_TOKEN; there are no keys for single clients",
    "per_key_rate_limit_per_minute": "requests are not counted against a limit",
    "per_key_max_concurrent_requests": "the number of requests at once is not limited",
}


def read(text: str, env: Mapping[str, str] = NOTHING) -> Imported:  # noqa: ARG001 - all formats are read alike
    """Raises `ConfigFault` for what is not TOML."""
    top = read_toml(text)
    draft = Draft()
    server, auth = table(top.get("server")), table(top.get("auth"))
    names: dict[str, str] = {}
    for row in rows(top.get("providers")):
        _provider(draft, names, row, amount(server.get("request_timeout_secs")))
    _routes(draft, names, rows(top.get("routes")))
    host, _, port = word(server.get("listen")).rpartition(":")
    draft.listen(host.strip("[]"), whole(port), guarded=auth.get("enabled") is True)
    draft.without("server.", server, _SERVER, {"listen", "request_timeout_secs"})
    draft.without(
        "auth.", auth, _AUTH if auth.get("enabled") is True else dict.fromkeys(auth, ""), {"enabled"}
    )
    draft.without("", top, _TOP, {"server", "auth", "providers", "routes"})
    return draft.finish("ferryllm")


def _provider(draft: Draft, names: dict[str, str], row: Mapping[str, Any], seconds: float | None) -> None:
    name, kind, url = (word(row.get(key)) for key in ("name", "type", "base_url"))
    variable = word(row.get("api_key_env"))
    key = f"env:{variable}" if variable else word(row.get("api_key"))
    if kind == "gemini":
        endpoint = named("gemini") or placed(url, name=name)
    elif kind == "anthropic":
        endpoint = placed(url, name=name, dialect="anthropic")
    elif kind in ("openai", "openairesponses", "openai_responses"):
        endpoint = placed(_versioned(url), name=name, dialect=None if kind == "openai" else "responses")
    else:
        told = NOT_BUILT.get(kind, f"the type {plain(kind)}")
        draft.remark(f"{plain(name)}: {told} is not taken over; add it by hand")
        return
    ours = draft.provider(name or "provider", endpoint, key=key)
    if ours:
        names.setdefault(name, ours)
        draft.timeout(ours, seconds)


def _versioned(url: str) -> str:
    """It adds /v1/chat/completions to every address; ours end where /chat/completions is added."""
    bare = tidy(url)
    return bare if bare.endswith("/v1") else f"{bare}/v1"


def _routes(draft: Draft, names: Mapping[str, str], routes: list[dict[str, Any]]) -> None:
    exact: dict[str, list[str]] = {}
    globs: dict[str, list[str]] = {}
    rest: list[str] = []
    for row in routes:
        pattern, model = word(row.get("match")), word(row.get("rewrite_model"))
        targets = []
        for provider in [word(row.get("provider")), *words(row.get("fallback_providers"))]:
            if provider in names:
                targets.append(f"{names[provider]}/{model}" if model else names[provider])
            else:
                draft.remark(f"routes: {plain(pattern)} goes to {plain(provider)}, which was not taken over")
        if not targets:
            continue
        if pattern in ("*", ""):
            rest = rest or targets
        elif word(row.get("match_type")) == "exact":
            exact.setdefault(pattern, targets)
        else:
            globs.setdefault(f"{literal(pattern)}*", targets)
    wire(draft, exact=exact, globs=list(globs.items()), rest=rest)
