"""A table with a piece of settings laid over it. Pure: nothing is swapped here, so that the same serves a change, a dry
run and a test of what is not in force yet.
"""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from tui_router.core.faults import ClientFault
from tui_router.routing.table import Table
from tui_router.settings.patch import Wired, lay, lay_session, plain, told
from tui_router.settings.problems import SettingsError
from tui_router.settings.show import MASKED

MOST_SESSIONS = 200
"""Sessions with tiers of their own; the oldest goes first."""
_LONGEST = 128


def laid(table: Table, wired: Wired, patch: Mapping[str, Any]) -> tuple[Table, Wired]:
    """The next table, and what it was read from. Raises `ClientFault` with every complaint, one a line."""
    base = wired
    if not table.wired and table.tiers:
        # What was only proposed is chosen from now on, or the tiers beside the changed one would go nowhere.
        proposed = {tier: plain(chain) for tier, chain in table.tiers.items()}
        base = replace(base, tables={**base.tables, "tiers": proposed})
    try:
        after = lay(base, unmasked(patch))
    except SettingsError as error:
        raise ClientFault.say(told(error)) from None
    return with_wiring(table, after), after


def unmasked(patch: Mapping[str, Any]) -> dict[str, Any]:
    """A change without what was masked when it was shown: a value nobody saw is nobody's wish, and stays."""
    providers = patch.get("providers")
    if not isinstance(providers, dict):
        return dict(patch)
    return {**patch, "providers": {name: _without_masks(table) for name, table in providers.items()}}


def _without_masks(table: object) -> object:
    headers = table.get("headers") if isinstance(table, dict) else None
    if not isinstance(table, dict) or not isinstance(headers, dict):
        return table
    return {**table, "headers": {name: value for name, value in headers.items() if value != MASKED}}


def with_wiring(table: Table, wired: Wired) -> Table:
    """The next table: this one with that wiring."""
    return replace(
        table,
        revision=table.revision + 1,
        providers=wired.providers,
        tiers=wired.tiers,
        wired=bool(wired.tiers),
        routes=wired.routes,
        aliases=wired.aliases,
    )


def laid_for_session(table: Table, wired: Wired, session: str, patch: Mapping[str, Any]) -> Table:
    """The next table, with other tiers for one session. Raises `ClientFault`."""
    if not session.isprintable() or len(session) > _LONGEST:
        raise ClientFault.say("session: no such session can be")
    try:
        tiers = lay_session(table.sessions.get(session, {}), patch, wired)
    except SettingsError as error:
        raise ClientFault.say(told(error)) from None
    sessions = {name: own for name, own in table.sessions.items() if name != session}
    if tiers:
        sessions[session] = tiers
    while len(sessions) > MOST_SESSIONS:
        del sessions[next(iter(sessions))]
    return replace(table, revision=table.revision + 1, sessions=sessions)
