"""The exchanges a viewer asks for: what is in memory laid over what is stored, through a filter."""

import asyncio
from typing import TYPE_CHECKING

from tui_router.control.client import ControlError
from tui_router.journal.filter import Filter, FilterFault, compile_filter
from tui_router.journal.query import FilterTooSlow, Reader
from tui_router.journal.record import ExchangeRow
from tui_router.journal.redact import redact_row

if TYPE_CHECKING:
    from tui_router.gateway.state import Gateway

MOST = 5_000
"""Rows in one answer."""


async def listed(
    gateway: "Gateway", reader: Reader, *, filter: str = "", before: int | None = None, limit: int = 500
) -> list[ExchangeRow]:
    """Newest first. Raises `ControlError` 400 for a filter that cannot be read or answered here, 503 for one that
    takes too long.
    """
    limit = max(1, min(limit, MOST))
    fits = _compiled(filter)
    held = {row.id: row for row in gateway.registry.rows() if before is None or row.id < before}
    try:
        stored = await asyncio.to_thread(reader.rows, before, limit, filter)
    except FilterTooSlow as slow:
        raise ControlError(f"{slow}; ask for fewer exchanges, or from there on", 503) from slow
    # What memory knows is newer than what the journal knows, also about whether it fits.
    rows = {row.id: row for row in stored if row.id not in held}
    rows.update((row.id, redact_row(row, gateway.known_texts)) for row in held.values() if fits.matches(row))
    return [rows[number] for number in sorted(rows, reverse=True)[:limit]]


def _compiled(text: str) -> Filter:
    try:
        fits = compile_filter(text)
    except FilterFault as fault:
        raise ControlError(fault.told(), 400) from fault
    if fits.bodies:
        raise ControlError(
            "bodies are not searched by a filter: search them in the inspector or by /search", 400
        )
    return fits
