"""The configuration of the demo: the sandbox as a provider for each language, with a tier on each of its better
scenarios.
"""

from tui_router.sandbox.scenario import scenarios

PROVIDERS = {
    "sandbox": ("chat", "/v1"),
    "responses": ("responses", "/v1"),
    "gemini": ("gemini", "/v1beta"),
    "bedrock": ("bedrock", ""),
    "messages": ("anthropic", ""),
}
"""Name → its dialect, and where the sandbox speaks it."""

TIERS = {
    "haiku": "sandbox/text-fast",
    "sonnet": "responses/tools",
    "opus": "gemini/thinking",
    "fable": "bedrock/long",
    "default": "messages/text",
}
"""A language each, so that all of them are seen in the first seconds."""

ROUTES = {
    "claude-sonnet-4-5": "overflow",
    "claude-opus-4-5": "rate-limit",
}
"""Older models lead into trouble, so that the screen has some to show."""


def demo_config(sandbox_url: str) -> str:
    """The gateway's TOML for a sandbox at this address, without `/v1`. Models say their limits where the
    scenario declares them, so that clamping shows; the others must be learned from what they refuse.
    """
    lines: list[str] = []
    for provider, (dialect, path) in PROVIDERS.items():
        lines += [f"[providers.{provider}]", f'dialect = "{dialect}"']
        lines += [f'base_url = "{sandbox_url.rstrip("/")}{path}"', 'auth = "none"', ""]
    for target in dict.fromkeys((*(f"sandbox/{name}" for name in scenarios()), *TIERS.values())):
        lines += _limits(target)
    lines += ["[tiers]", *(f'{tier} = "{target}"' for tier, target in TIERS.items()), ""]
    for model, name in ROUTES.items():
        lines += ["[[routes]]", f'when = {{ model = "{model}" }}', f'to = "sandbox/{name}"', ""]
    return "\n".join(lines)


def _limits(target: str) -> list[str]:
    provider, _, name = target.partition("/")
    scenario = scenarios()[name]
    limits = {"context_window": scenario.context_window, "max_output_tokens": scenario.max_output_tokens}
    known = [f"{key} = {value}" for key, value in limits.items() if value is not None]
    return [f'[providers.{provider}.models."{name}"]', *known, ""] if known else []
