"""LiteLLM's config.yaml: names for clients, each with one or more deployments."""

from collections.abc import Iterable, Mapping
from typing import Any

from tui_router.core.faults import ConfigFault
from tui_router.core.target import Dialect
from tui_router.settings.imports.draft import NOTHING, Draft, Imported, plain
from tui_router.settings.imports.endpoints import NOT_BUILT, Endpoint, name_of, named, placed
from tui_router.settings.imports.names import wire
from tui_router.settings.imports.texts import amount, read_yaml, rows, table, whole, word, words

_OS = "os.environ/"
_TALKING = ("", "chat", "responses", "completion")
_GUESSED = (("gpt-", "openai"), ("chatgpt-", "openai"), ("o1", "openai"), ("o3", "openai"), ("o4", "openai"),
            ("claude", "anthropic"))  # fmt: skip
"""What it takes a bare model name for."""

_ANY_CHAT = ("openai_like", "custom_openai", "litellm_proxy", "text-completion-openai")
"""Its words for a Chat Completions endpoint of anybody's."""

_TOP = {
    "environment_variables": "variables are set where the gateway is started",
    "include": "other files are not looked into; import them one by one",
}
_PARAMS = {
    "drop_params": "",
    "model": "", "api_key": "", "api_base": "", "base_url": "", "timeout": "", "stream_timeout": "",
    "request_timeout": "", "extra_headers": "", "headers": "", "custom_llm_provider": "", "num_retries": "",
    "max_retries": "", "stream": "", "use_in_pass_through": "",
    "weight": "targets of one name are tried in their order, not by weight",
    "rpm": "requests are not counted against a limit",
    "tpm": "tokens are not counted against a limit",
    "max_tokens": "the client says how much it wants; a cap is max_output_tokens of the model",
    "api_version": "there is no api-version here; it is not sent",
}  # fmt: skip
_LITELLM = {
    "drop_params": "",
    "modify_params": "",
    "set_verbose": "",
    "num_retries": "a failed request is mended or sent to the next target; the number of tries is not set",
    "callbacks": "what passes is kept in the journal; nothing is sent to other services",
    "success_callback": "what passes is kept in the journal; nothing is sent to other services",
    "failure_callback": "what passes is kept in the journal; nothing is sent to other services",
    "cache": "answers are not cached",
    "cache_params": "answers are not cached",
}
_FALLBACKS = {"fallbacks", "default_fallbacks", "context_window_fallbacks", "content_policy_fallbacks"}
_GENERAL = {
    "master_key": "clients here bring the gateway's own token; set TUI_ROUTER_TOKEN to choose it",
    "database_url": "there are no users, teams or budgets, and no database for them",
}

Groups = dict[str, list[str]]
"""A client's model name → the targets behind it."""


def read(text: str, env: Mapping[str, str] = NOTHING) -> Imported:
    """Raises `ConfigFault` for what is no YAML mapping."""
    document = read_yaml(text)
    if not isinstance(document, dict):
        raise ConfigFault.say("is not a config.yaml of LiteLLM")
    top = table(document)
    litellm, router, general = (
        table(top.get(f"{name}_settings")) for name in ("litellm", "router", "general")
    )
    seconds = amount(litellm.get("request_timeout")) or amount(router.get("timeout"))
    draft = Draft()
    groups: Groups = {}
    for row in rows(top.get("model_list")):
        _deployment(draft, groups, row, env, seconds)
    _fallbacks(draft, groups, [litellm, router])
    _group_aliases(draft, groups, table(router.get("model_group_alias")))
    globs = [(name, to) for name, to in groups.items() if "*" in name and name != "*"]
    exact = {name: to for name, to in groups.items() if "*" not in name}
    wire(draft, exact=exact, globs=globs, rest=groups.get("*", []))
    draft.without("litellm_settings.", litellm, _LITELLM, {"request_timeout", *_FALLBACKS})
    draft.without("router_settings.", router, _LITELLM, {"timeout", "model_group_alias", *_FALLBACKS})
    draft.without("general_settings.", general, _GENERAL, set())
    draft.without("", top, _TOP, {"model_list", "litellm_settings", "router_settings", "general_settings"})
    return draft.finish("LiteLLM")


def _deployment(
    draft: Draft, groups: Groups, row: Mapping[str, Any], env: Mapping[str, str], seconds: float | None
) -> None:
    name = word(row.get("model_name"))
    params, info = table(row.get("litellm_params")), table(row.get("model_info"))
    if not name or not word(params.get("model")):
        draft.remark("model_list: an entry without model_name or litellm_params.model is left out")
        return
    if word(info.get("mode")) not in _TALKING:
        draft.remark(
            f"{plain(name)}: a model for {plain(info['mode'])} is of no use to a coding client; left out"
        )
        return
    prefix, model, endpoint = _endpoint(draft, name, params, env)
    if endpoint is None:
        return
    headers = {**table(params.get("extra_headers")), **table(params.get("headers"))}
    ours = draft.provider(
        name_of(endpoint, prefix),
        endpoint,
        key=_key(word(params.get("api_key"))),
        headers={key: word(value) for key, value in headers.items()},
    )
    if not ours:
        return
    for key in ("timeout", "stream_timeout", "request_timeout"):
        seconds = max(seconds or 0, amount(params.get(key)) or 0) or None
    draft.timeout(ours, seconds)
    if "*" not in model:
        _facts(draft, ours, model, info)
    elif model != "*":
        draft.remark(f"{plain(name)}: the name is passed on whole; nothing of it is cut or put before it")
    group = groups.setdefault(name, [])
    if group:
        draft.remark(f"{plain(name)} has several deployments: the first answers, the next when it cannot")
    group.append(ours if "*" in model else f"{ours}/{model}")
    draft.without("litellm_params.", params, _PARAMS, set())


def _endpoint(
    draft: Draft, name: str, params: Mapping[str, Any], env: Mapping[str, str]
) -> tuple[str, str, Endpoint | None]:
    """The provider's word, the model as the provider spells it, and where it is."""
    model = word(params.get("model"))
    prefix = word(params.get("custom_llm_provider"))
    url = _filled(draft, name, word(params.get("api_base")) or word(params.get("base_url")), env)
    head, slash, tail = model.partition("/")
    if slash and (named(head) or head in NOT_BUILT or head in _ANY_CHAT):
        prefix, model = head, tail
    prefix = prefix or next((word for start, word in _GUESSED if model.startswith(start)), "")
    responses = model.startswith("responses/")
    model = model.removeprefix("responses/")
    if prefix == "azure" and url.rstrip("/").endswith("/openai/v1"):
        return prefix, model, placed(url)  # the address that needs no api-version
    if prefix in NOT_BUILT:
        draft.remark(f"{plain(name)}: {NOT_BUILT[prefix]} is not taken over; add it by hand")
        return prefix, model, None
    if url:
        spoken: Dialect | None = "responses" if responses else None
        endpoint = placed(url, name=prefix, dialect="anthropic" if prefix == "anthropic" else spoken)
        return prefix or "custom", model, endpoint
    known = named(prefix)
    if known is None:
        draft.remark(
            f"{plain(name)}: where {plain(params['model'])} is served is not known here; it is left out"
        )
    return prefix, model, known


def _key(given: str) -> str:
    return f"env:{given.removeprefix(_OS)}" if given.startswith(_OS) else given


def _filled(draft: Draft, name: str, url: str, env: Mapping[str, str]) -> str:
    if not url.startswith(_OS):
        return url
    variable = url.removeprefix(_OS)
    if variable not in env:
        draft.remark(f"{plain(name)}: its address is in the variable {plain(variable)}, which is not set now")
    return env.get(variable, url)


def _facts(draft: Draft, provider: str, model: str, info: Mapping[str, Any]) -> None:
    draft.model(
        provider,
        model,
        context_window=whole(info.get("max_input_tokens")),
        max_output_tokens=whole(info.get("max_output_tokens")),
    )
    costs = [amount(info.get(f"{side}_cost_per_token")) for side in ("input", "output")]
    if costs[0] is not None and costs[1] is not None:
        row = draft.providers[provider]["models"][model]
        row["price"] = {"input": round(costs[0] * 1e6, 6), "output": round(costs[1] * 1e6, 6)}


def _fallbacks(draft: Draft, groups: Groups, settings: Iterable[Mapping[str, Any]]) -> None:
    """Each name gets the targets of its fallbacks behind its own. All of them are read before any is extended."""
    before = {name: list(targets) for name, targets in groups.items()}

    def targets(names: object) -> list[str]:
        for name in words(names):
            if name not in before:
                draft.remark(f"fallbacks: there is no model {plain(name)}")
        return [target for name in words(names) for target in before.get(name, [])]

    for held in settings:
        for key in ("fallbacks", "context_window_fallbacks", "content_policy_fallbacks"):
            for row in rows(held.get(key)):
                for name, spare in row.items():
                    if name in groups:
                        groups[name] += targets(spare)
            if key != "fallbacks" and held.get(key):
                draft.remark(
                    f"{key}: the same chain answers other failures too; one chain serves all of them"
                )
        for name in groups if held.get("default_fallbacks") else ():
            groups[name] += targets(held.get("default_fallbacks"))


def _group_aliases(draft: Draft, groups: Groups, aliases: Mapping[str, Any]) -> None:
    for alias, meant in aliases.items():
        name = word(meant) or word(table(meant).get("model"))
        if name in groups:
            groups.setdefault(alias, list(groups[name]))
        else:
            draft.remark(f"model_group_alias: {plain(alias)} means {plain(name)}, which is not there")
