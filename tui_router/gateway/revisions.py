"""The wirings that were in force: what changed, when, from where. Kept in memory, to be looked at and put back."""

import time
from collections import deque
from collections.abc import Mapping

import msgspec

from tui_router.control.wiring import Revision
from tui_router.core.target import TIERS
from tui_router.routing.chains import Chain, in_words
from tui_router.routing.table import Table
from tui_router.settings.patch import Wired

KEPT = 200
TOLD = 12
"""Differences one revision spells out."""


class Snapshot(msgspec.Struct, frozen=True):
    revision: Revision
    table: Table
    wired: Wired


class History:
    def __init__(self) -> None:
        self._kept: deque[Snapshot] = deque(maxlen=KEPT)

    def add(
        self, table: Table, wired: Wired, *, by: str, session: str = "", written: bool = False
    ) -> Revision:
        before = self._kept[-1].table if self._kept else None
        what = differences(before, table) if before is not None else [_at_start(table)]
        revision = Revision(
            revision=table.revision, at=time.time(), by=by, what=what, session=session, written=written
        )
        self._kept.append(Snapshot(revision, table, wired))
        return revision

    def newest_first(self) -> list[Revision]:
        return [snapshot.revision for snapshot in reversed(self._kept)]

    def find(self, number: int) -> Snapshot | None:
        return next((found for found in self._kept if found.revision.revision == number), None)


def _at_start(table: Table) -> str:
    if not table.tiers:
        return "no tier has a target"
    return f"{len(table.tiers)} tiers {'wired' if table.wired else 'proposed'}, {len(table.routes)} rules"


def differences(before: Table, after: Table) -> list[str]:
    """What changed, one line each: "sonnet: openai/gpt-4o → openai/gpt-5.4", "rule 2 changed"."""
    lines = _chains({t: before.tiers.get(t) for t in TIERS}, {t: after.tiers.get(t) for t in TIERS}, "")
    for session in {**before.sessions, **after.sessions}:
        had, has = before.sessions.get(session, {}), after.sessions.get(session, {})
        lines += _chains(
            {t: had.get(t) for t in TIERS}, {t: has.get(t) for t in TIERS}, f"session {session[:8]} "
        )
    lines += _rules(before, after)
    names = {**before.aliases, **after.aliases}
    lines += _chains(
        {name: before.aliases.get(name) for name in names},
        {name: after.aliases.get(name) for name in names},
        "alias ",
    )
    for name in {**before.providers, **after.providers}:
        old, new = before.providers.get(name), after.providers.get(name)
        if old != new:
            word = "added" if old is None else "removed" if new is None else "changed"
            lines.append(f"provider {name} {word}")
    if len(lines) > TOLD:
        lines = [*lines[:TOLD], f"and {len(lines) - TOLD} more"]
    return lines


def _chains(before: Mapping[str, Chain | None], after: Mapping[str, Chain | None], lead: str) -> list[str]:
    return [
        f"{lead}{name}: {_said(before[name])} → {_said(after[name])}"
        for name in before
        if before[name] != after[name]
    ]


def _said(chain: Chain | None) -> str:
    return in_words(chain) if chain else "not wired"


def _rules(before: Table, after: Table) -> list[str]:
    old = [msgspec.structs.replace(rule, number=0) for rule in before.routes]
    new = [msgspec.structs.replace(rule, number=0) for rule in after.routes]
    if old == new:
        return []
    if len(old) == len(new) and all(rule in old for rule in new):
        return ["rules in another order"]
    lines = [f"rule added: {rule.words()}" for rule in new if rule not in old]
    return lines + [f"rule removed: {rule.words()}" for rule in old if rule not in new]
