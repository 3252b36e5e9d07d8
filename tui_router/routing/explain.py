"""One line for each decision, for the log, the list and the start."""

from collections.abc import Sequence

from tui_router.core.target import TIERS
from tui_router.routing.asked import Asked
from tui_router.routing.chains import Chain, in_words
from tui_router.routing.names import clip
from tui_router.routing.rules import Rule, condition_words
from tui_router.routing.table import Route, Table

PASSED = 6
"""Rules that did not fit which a line names."""


def explain(asked: Asked, route: Route, rules: Sequence[Rule] = ()) -> str:
    """What matched, and what was asked before it and did not hold:
    "claude-haiku-5-5 (title) → groq/small: route 3: kind is title; not route 1 (input over 60,000)".
    """
    line = f"{clip(asked.model)} ({asked.kind}) → {route.target}: {route.reason}"
    by_number = {rule.number: rule for rule in rules}
    passed = [
        f"{number} ({condition_words(by_number[number].when, name)})"
        for number, name in route.passed
        if number in by_number
    ]
    if passed:
        more = f" and {len(passed) - PASSED} more" if len(passed) > PASSED else ""
        line += f"; not route {', '.join(passed[:PASSED])}{more}"
    changed = [f"route {number} {change.words()}" for number, change in route.changes]
    return "; ".join([line, *changed])


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
