"""The configuration of the demo: one provider, the sandbox, with a tier on each of its better scenarios."""

from tui_router.sandbox.scenario import scenarios

TIERS = {
    "haiku": "text-fast",
    "sonnet": "tools",
    "opus": "thinking",
    "fable": "long",
    "default": "text",
}

ROUTES = {
    "claude-sonnet-4-5": "overflow",
    "claude-opus-4-5": "rate-limit",
}
"""Older models lead into trouble, so that the screen has some to show."""


def demo_config(sandbox_url: str) -> str:
    """The gateway's TOML for a sandbox at this address, without `/v1`. Models say their limits where the
    scenario declares them, so that clamping shows; the others must be learned from what they refuse.
    """
    lines = ["[providers.sandbox]", 'dialect = "chat"', f'base_url = "{sandbox_url.rstrip("/")}/v1"', ""]
    for name, scenario in scenarios().items():
        limits = {
            "context_window": scenario.context_window,
            "max_output_tokens": scenario.max_output_tokens,
        }
        known = [f"{key} = {value}" for key, value in limits.items() if value is not None]
        if known:
            lines += [f'[providers.sandbox.models."{name}"]', *known, ""]
    lines += ["[tiers]", *(f'{tier} = "sandbox/{name}"' for tier, name in TIERS.items()), ""]
    for model, name in ROUTES.items():
        lines += ["[[routes]]", f'when = {{ model = "{model}" }}', f'to = "sandbox/{name}"', ""]
    return "\n".join(lines)
