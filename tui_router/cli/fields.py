"""`connect claude --print-fields`: what a person copies into cc-switch, or any form that asks for an endpoint that
speaks Anthropic's language. Pure.
"""

from tui_router.cli.client_env import Launch
from tui_router.cli.launch import Ready

_MAIN = "opus"
"""The tier of the client's default model."""


def fields(ready: Ready) -> list[tuple[str, str]]:
    """Names as the form has them, in its order; a tier that goes nowhere is left out."""
    launch: Launch = ready.launch
    rows = [
        ("Provider Name", "tui_router"),
        ("API Key", launch.token),
        ("Request URL", launch.url),
    ]
    models = [
        ("Main Model", _MAIN),
        ("Haiku Model", "haiku"),
        ("Sonnet Model", "sonnet"),
        ("Opus Model", "opus"),
    ]
    rows += [(label, _usual(ready, tier)) for label, tier in models if _usual(ready, tier)]
    return rows


def as_lines(rows: list[tuple[str, str]]) -> str:
    width = max(len(label) for label, _ in rows)
    return "\n".join(f"{label:<{width}}  {value}" for label, value in rows)


def _usual(ready: Ready, tier: str) -> str:
    chain = ready.tiers.get(tier) or ready.tiers.get("default") or [""]
    return chain[0]
