"""One line for each decision, for the log, the list and the start."""

from tui_router.core.target import TIERS
from tui_router.routing.chains import Chain, in_words
from tui_router.routing.names import clip
from tui_router.routing.table import Route, Table


def explain(model: str, route: Route) -> str:
    """ "claude-sonnet-5-5 → openai/gpt-5.4: tier sonnet is wired to openai/gpt-5.4" """
    return f"{clip(model)} → {route.target}: {route.reason}"


def wiring_lines(table: Table) -> list[str]:
    """The wiring as a person reads it at the start, one line a tier."""
    if not table.providers:
        return ["no provider found: set OPENAI_API_KEY or another key, or start a local server"]
    if not table.tiers:
        return ["no tier is wired: no provider has told its models yet"]
    default = table.tiers.get("default")
    lines: list[str] = []
    for tier in TIERS:
        if chain := table.tiers.get(tier):
            why = "from the settings" if table.wired else _why_proposed(table, chain[0].provider)
            lines.append(f"{tier} → {_shown(chain)} ({why})")
        elif default:
            lines.append(f"{tier} → {in_words(default)} (not wired, takes default)")
        else:
            lines.append(f"{tier} is not wired")
    return lines


def _shown(chain: Chain) -> str:
    """A provider alone says what its model is; in a chain there is no room for that."""
    if len(chain) == 1 and not chain[0].model:
        return f"{chain[0]}, the client's own model name"
    return in_words(chain)


def _why_proposed(table: Table, name: str) -> str:
    provider = table.providers[name]
    by = {"environment": "its key is set", "discovery": "it runs here"}.get(
        provider.found_by, "first in the file"
    )
    return f"proposed, {by}"
