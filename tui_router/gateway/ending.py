"""How every exchange ends, whatever it was: the failure told to its client, the whole of it handed to the journal."""

import asyncio
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tui_router.core.diagnosis import Diagnosis
from tui_router.core.redact import mask_secrets
from tui_router.diagnose import answer
from tui_router.providers.pricing import cost_of

if TYPE_CHECKING:
    from tui_router.gateway.live import Live
    from tui_router.gateway.responder import Responder
    from tui_router.gateway.state import Gateway
    from tui_router.journal.record import ExchangeRow


async def fail(gateway: "Gateway", responder: "Responder", diagnosis: Diagnosis) -> None:
    """Mark the row, and tell the client: as a status, or as an event where the status is out already."""
    live = responder.live
    row = live.row
    # An upstream may repeat the key it refuses, and the client must not learn it.
    message = diagnosis.message.encode("utf-8", "replace").decode()
    diagnosis = replace(diagnosis, message=mask_secrets(message, gateway.known_texts))
    live.diagnosis = diagnosis
    row.state = "failed"
    row.diagnosis = diagnosis.name
    row.trouble = diagnosis.title or diagnosis.message[:120]
    row.times.ended = live.now()
    try:
        if responder.started and not responder.ended:
            await responder.write(answer.event(diagnosis, responder.request_id, row.id))
            await responder.end()
        elif not responder.ended:
            status, headers, body = answer.answer(diagnosis, responder.request_id, row.id)
            await responder.whole(status, headers, body)
    except (asyncio.CancelledError, OSError):
        row.trouble += " (client left)"  # it left while it was being told


def finish(gateway: "Gateway", live: "Live") -> None:
    """Nothing will be added: hand it to the journal, and let go of it."""
    if live.row.times.ended is None:
        live.row.times.ended = live.now()
    live.row.cost = _cost(gateway, live.row)
    live.measure()
    detail = live.detail()
    gateway.recorder.closed(detail, live.legs())
    gateway.logbook.ended(detail)
    gateway.registry.end(live)


def _cost(gateway: "Gateway", row: "ExchangeRow") -> float | None:
    """What the exchange cost, where the target's price is known. A refusal costs nothing; an answer that was begun is
    paid for, whoever broke it off."""
    tokens = row.tokens
    if not row.attempts or (row.state not in ("ok", "repaired") and not tokens.output):
        return None
    return cost_of(
        gateway.wiring.price(row.provider, row.model),
        input=tokens.input,
        output=tokens.output,
        cache_read=tokens.cache_read,
        cache_write=tokens.cache_write,
    )
