"""claude-code-router's config.json. Its road for a request, in this order: a "provider,model" that the client names,
long prompts, the tag of a subagent, haiku as background work, web search, thinking, the default.
"""

import re
from collections.abc import Mapping
from typing import Any

from tui_router.core.faults import ConfigFault
from tui_router.settings.imports.draft import NOTHING, Draft, Imported, chain, plain
from tui_router.settings.imports.endpoints import NOT_BUILT, placed
from tui_router.settings.imports.texts import amount, read_json, rows, table, whole, word, words

_LONG = 60_000  # tokens of a prompt, where it gives no longContextThreshold
_VARIABLE = re.compile(r"\$(?:\{([A-Za-z_][A-Za-z0-9_]*)\}|([A-Za-z_][A-Za-z0-9_]*))")
_OTHERS = ("sonnet", "opus", "fable", "default")
"""The tiers of what is not background work."""

_TOP = {
    "APIKEY": "clients here bring the gateway's own token; set TUI_ROUTER_TOKEN to choose it",
    "PROXY_URL": "the gateway connects to providers itself and uses no proxy",
    "CUSTOM_ROUTER_PATH": "a script cannot decide here; say it in [[routes]]",
    "REWRITE_SYSTEM_PROMPT": "the system prompt is never rewritten",
    "transformers": "scripts that change requests do not run here; rules can set, drop and clamp parameters",
    "plugins": "plug-ins do not run here",
    "Plugins": "plug-ins do not run here",
    "LOG": "",
    "LOG_LEVEL": "",
    "NON_INTERACTIVE_MODE": "",
    "StatusLine": "the inspector shows what passes; there is no status line",
    "forceUseImageAgent": "an image goes to the image model with the whole request",
}
_READ = {"Providers", "providers", "Router", "HOST", "PORT", "API_TIMEOUT_MS", "fallback"}

_DONE = frozenset(
    {"anthropic", "openai", "deepseek", "gemini", "groq", "openrouter", "reasoning", "enhancetool", "sampling",
     "streamoptions", "maxtoken", "maxcompletiontokens", "cleancache", "tooluse"}
)  # fmt: skip
"""Transformers whose work is done here by presets, quirks, repairs, or what `_transform` makes of them."""


def read(text: str, env: Mapping[str, str] = NOTHING) -> Imported:
    """Raises `ConfigFault` for what is no JSON object."""
    document = read_json(text)
    if not isinstance(document, dict):
        raise ConfigFault.say("is not a config.json of claude-code-router")
    top = table(document)
    draft = Draft()
    names: dict[str, str] = {}
    for row in [*rows(top.get("Providers")), *rows(top.get("providers"))]:
        _provider(draft, names, row, env)
    seconds = (amount(top.get("API_TIMEOUT_MS")) or 0) / 1000
    for name in draft.providers:
        draft.timeout(name, seconds or None)
    _router(draft, names, table(top.get("Router")), table(top.get("fallback")))
    _guarded(draft, top)
    draft.without("", top, _TOP, _READ)
    return draft.finish("claude-code-router")


def _guarded(draft: Draft, top: Mapping[str, Any]) -> None:
    """Without a key of its own it listens on this machine whatever HOST says."""
    guarded = bool(word(top.get("APIKEY")))
    draft.listen(word(top.get("HOST")) if guarded else "", whole(top.get("PORT")), guarded=guarded)


def _provider(draft: Draft, names: dict[str, str], row: Mapping[str, Any], env: Mapping[str, str]) -> None:
    name = word(row.get("name")) or "provider"
    uses = table(row.get("transformer"))
    shared = _uses(uses.get("use"))
    lowered = [use.lower() for use, _ in shared]
    if any(use.startswith("vertex") for use in lowered):
        draft.remark(f"{plain(name)}: {NOT_BUILT['vertex_ai']} is not taken over; add it by hand")
        return
    if any(use.endswith("-cli") for use in lowered):
        draft.remark(
            f"{plain(name)}: a subscription borrowed from another program is not used here; it is left out"
        )
        return
    url = _filled(word(row.get("api_base_url")), env)
    native = "anthropic" in lowered and not url.rstrip("/").endswith("/chat/completions")
    endpoint = placed(url, name=name, dialect="anthropic" if native else None)
    ours = draft.provider(name, endpoint, key=_key(word(row.get("api_key"))))
    if not ours:
        return
    names.setdefault(name.lower(), ours)
    models = words(row.get("models"))
    for model in models:
        draft.model(ours, model)
    for use, options in shared:
        _transform(draft, ours, use, options, models)
    for model in models:
        for use, options in _uses(table(uses.get(model)).get("use")):
            _transform(draft, ours, use, options, [model])


def _uses(value: object) -> list[tuple[str, dict[str, Any]]]:
    """Transformers with their options: a name, or a list of the name and a table."""
    found = []
    for entry in value if isinstance(value, list) else []:
        parts = entry if isinstance(entry, list) else [entry]
        if parts and isinstance(parts[0], str):
            found.append((parts[0], table(parts[1]) if len(parts) > 1 else {}))
    return found


def _transform(draft: Draft, provider: str, use: str, options: Mapping[str, Any], models: list[str]) -> None:
    match use.lower():
        case "maxtoken":
            for model in models:
                draft.model(provider, model, max_output_tokens=whole(options.get("max_tokens")))
        case "maxcompletiontokens":
            draft.providers[provider].setdefault("quirks", {})["output_field"] = "max_completion_tokens"
        case "cleancache" if draft.providers[provider].get("dialect") == "anthropic":
            draft.providers[provider].setdefault("quirks", {})["cache_marks"] = "none"
        case "openrouter" if options:
            told = ", ".join(plain(key) for key in list(options)[:5])
            draft.remark(f"{provider}: options of the openrouter transformer are left out ({told})")
        case name if name not in _DONE:
            draft.remark(f"{provider}: the transformer {plain(use)} has no counterpart here")


def _key(given: str) -> str:
    found = _VARIABLE.fullmatch(given)
    return f"env:{found[1] or found[2]}" if found else given


def _filled(text: str, env: Mapping[str, str]) -> str:
    """An address with its variables put in; those that are not set stay as they stand and are told later."""
    return _VARIABLE.sub(lambda found: env.get(found[1] or found[2], found[0]), text)


def _router(
    draft: Draft, names: Mapping[str, str], router: Mapping[str, Any], spare: Mapping[str, Any]
) -> None:
    def to(scenario: str) -> str | list[str] | None:
        given = [*words(router.get(scenario)), *words(spare.get(scenario))]
        targets = [target for one in given if (target := _target(draft, names, one))]
        return chain(targets) if targets else None

    default, background = to("default"), to("background")
    others = {"tier": list(_OTHERS)} if background else {}
    threshold = whole(router.get("longContextThreshold")) or _LONG
    if long := to("longContext"):
        draft.routes.append({"when": {"input_tokens_over": threshold}, "to": long})
    if router:
        draft.routes.append({"when": {"tag": True}})
    for scenario, when in (
        ("image", {"has_image": True}),
        ("webSearch", {"has_tool": "web_search*", **others}),
        ("think", {"thinking": True, **others}),
    ):
        if target := to(scenario):
            draft.routes.append({"when": when, "to": target})
    if background:
        draft.tiers["haiku"] = background
    if default:
        draft.tiers["default"] = default
    if any("has_image" in route.get("when", {}) for route in draft.routes):
        draft.remark(
            "image: a request with an image goes to that model whole; there it was asked about the image only"
        )
    known = {"default", "background", "longContext", "longContextThreshold", "image", "webSearch", "think"}
    draft.without("Router.", router, {"custom": "a script cannot decide here; say it in [[routes]]"}, known)
    if router:
        draft.remark(
            "A model named by hand is written provider/model here, with a slash: /model provider/model"
        )


def _target(draft: Draft, names: Mapping[str, str], given: str) -> str:
    """ "provider,model" → "provider/model" """
    provider, comma, model = given.partition(",")
    ours = names.get(provider.strip().lower(), "")
    if not comma or not model.strip() or not ours:
        draft.remark(f"Router: {plain(given)} names no provider that was taken over; it is left out")
        return ""
    return f"{ours}/{model.strip()}"
