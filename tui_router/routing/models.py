"""What `/v1/models` answers, in Anthropic's shape."""

from typing import Any

from tui_router.core.target import Target
from tui_router.providers.limits import describe
from tui_router.providers.provider import Model
from tui_router.routing.names import PREFIX, served_models
from tui_router.routing.table import Table

UNKNOWN_DATE = "1970-01-01T00:00:00Z"
"""Anthropic's own stand-in for a release date that is not known."""


def model_list(table: Table) -> list[dict[str, Any]]:
    """Aliases, then every known model as "claude-router/provider/model"."""
    found = {name: _row(table, name, chain[0]) for name, chain in table.aliases.items() if chain}
    for target in known_targets(table):
        name = f"{PREFIX}{target}"
        found.setdefault(name, _row(table, name, target))
    return list(found.values())


def model_page(table: Table, *, limit: int = 1000) -> dict[str, Any]:
    every = model_list(table)
    rows = every[: max(1, limit)]
    return {
        "data": rows,
        "has_more": len(every) > len(rows),
        "first_id": rows[0]["id"] if rows else None,
        "last_id": rows[-1]["id"] if rows else None,
    }


def find_model(table: Table, id: str) -> dict[str, Any] | None:
    return next((row for row in model_list(table) if row["id"] == id), None)


def known_targets(table: Table) -> list[Target]:
    """Every target that could be chosen, for the list and for the rewire dialog."""
    return [
        Target(provider.name, model)
        for provider in table.providers.values()
        for model in served_models(provider, table.listed.get(provider.name, {}))
    ]


def describe_target(table: Table, target: Target) -> Model:
    """All facts about one target: limits, abilities, price."""
    provider = table.providers[target.provider]
    return describe(provider, target.model, table.listed.get(target.provider, {}).get(target.model))


def _row(table: Table, id: str, target: Target) -> dict[str, Any]:
    about = describe_target(table, target)
    return {
        "type": "model",
        "id": id,
        "display_name": f"{about.display_name or target.model} ({target.provider})",
        "created_at": UNKNOWN_DATE,
        "lifecycle": "active",
        "max_input_tokens": about.context_window,
        "max_tokens": about.max_output_tokens,
    }
