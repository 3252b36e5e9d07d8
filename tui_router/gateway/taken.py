"""A client's request as it is taken on the road: leg a, with what the rules that fit change in it."""

from collections.abc import Collection, Mapping

import msgspec

from tui_router.core.note import Note
from tui_router.journal.record import ExchangeRow
from tui_router.messages.codec import decode_request
from tui_router.messages.request import MessagesRequest
from tui_router.routing.asked import Asked, read_asked
from tui_router.routing.changes import apply, without_text
from tui_router.routing.table import Route


class Taken(msgspec.Struct, frozen=True):
    """`body` is what every attempt is translated from; `notes` say what rules changed in it."""

    request: MessagesRequest
    body: bytes
    notes: tuple[Note, ...] = ()


def asked_by(
    row: ExchangeRow,
    request: MessagesRequest,
    headers: Mapping[str, str],
    *,
    tokens: int,
    looks: Collection[str],
) -> Asked:
    """What rules look at, of a request whose session, agent and kind stand on its row."""
    return read_asked(
        request,
        headers,
        row.kind,
        session=row.session,
        agent=row.agent,
        depth=row.depth,
        input_tokens=tokens,
        looks=looks,
    )


def change(request: MessagesRequest, body: bytes, route: Route, asked: Asked) -> Taken:
    """Raises `ClientFault` when a rule makes a request that cannot be read; it names the member."""
    taken = Taken(request, body)
    if route.tagged and asked.tag is not None:
        rest = without_text(body, asked.tag.text)
        told = Note(
            act="dropped",
            path=asked.tag.where,
            reason="it named the model and is not for the model to read",
            before=asked.tag.text[:80],
        )
        taken = Taken(decode_request(rest), rest, (told,))
    if route.changes:
        changed, notes = apply(taken.request.fields, route.changes)
        if notes:
            taken = Taken(decode_request(changed), changed, (*taken.notes, *notes))
    return taken
