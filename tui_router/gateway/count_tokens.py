"""count_tokens, answered here: the client asks for two dozen at once, and no upstream is asked for any."""

from typing import TYPE_CHECKING

from tui_router.core.faults import Fault
from tui_router.gateway.ending import fail, finish
from tui_router.messages.codec import decode_count
from tui_router.routing.sessions import origin_of
from tui_router.routing.tiers import tier_of
from tui_router.tokens.estimate import estimate_prompt

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tui_router.gateway.responder import Responder
    from tui_router.gateway.state import Gateway


async def count_tokens(
    gateway: "Gateway", responder: "Responder", headers: "Mapping[str, str]", body: bytes
) -> None:
    """Answer with the scribe's count, or with an estimate by size when it does not answer in time."""
    live = responder.live
    row = live.row
    row.kind = "count"
    origin = origin_of(headers)
    row.session, row.agent, row.parent = origin.session, origin.agent, origin.parent
    row.depth = gateway.agents.depth(origin)
    live.a.add(body, 0.0)
    try:
        row.client_model = decode_count(body).model
        row.tier = tier_of(row.client_model)
        row.reason = "counted here"
        counted = await gateway.recorder.count(body)
        total = counted.total if counted is not None else estimate_prompt(len(body))
        row.tokens.input = total
        if counted is not None:
            row.tokens.system, row.tokens.tools, row.tokens.messages = (
                counted.system,
                counted.tools,
                counted.messages,
            )
        row.state = "local"
        row.times.ended = live.now()
        await responder.whole(200, {}, b'{"input_tokens":%d}' % total)
    except Fault as fault:
        await fail(gateway, responder, fault.diagnosis)
    finally:
        finish(gateway, live)
