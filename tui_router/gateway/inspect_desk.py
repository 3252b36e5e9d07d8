"""What a person does to one exchange: marks it, writes beside it, ends it."""

import asyncio
from typing import TYPE_CHECKING

from tui_router.control.client import ControlError
from tui_router.control.inspect import Annotation
from tui_router.core.plain import one_line
from tui_router.core.redact import mask_secrets
from tui_router.gateway.refusals import ENDED_BY_HAND
from tui_router.journal.query import Reader
from tui_router.journal.record import COMMENT_CAP, ENDED, ExchangeRow
from tui_router.journal.redact import redact_row
from tui_router.journal.store import annotated

if TYPE_CHECKING:
    from tui_router.gateway.state import Gateway


class InspectDesk:
    def __init__(self, gateway: "Gateway", reader: Reader) -> None:
        self._gateway = gateway
        self._reader = reader

    async def annotate(self, id: int, annotation: Annotation) -> ExchangeRow:
        """The row as it is then. Raises `ControlError`: 400, 404, or 503 when the journal cannot be written."""
        gateway, marked = self._gateway, annotation.marked
        comment = None if annotation.comment is None else self._clean(annotation.comment)
        live = gateway.registry.find(id)
        if live is not None:
            row = live.row
            row.marked = row.marked if marked is None else marked
            row.comment = row.comment if comment is None else comment
            gateway.recorder.annotated(id, marked, comment)
            live.touch()
            return redact_row(row, gateway.known_texts)
        row = annotated(await self._stored(id), marked, comment)
        problem = await gateway.recorder.annotate(id, marked, comment)
        if problem:
            raise ControlError(problem, 503)
        gateway.bus.row(row)
        return row

    async def cancel(self, id: int) -> None:
        """Its client gets an error that does not ask for another try. Raises `ControlError`: 404, 409."""
        exchange = self._gateway.active.get(id)
        if exchange is None or exchange.responder.ended:
            live = self._gateway.registry.find(id)
            row = live.row if live is not None else await self._stored(id)
            what = "has ended already" if row.state in ENDED else "cannot be ended now"
            raise ControlError(f"#{id} {what}", 409)
        self._gateway.logbook.say("info", "gateway", f"#{id} is ended from the inspector", exchange=id)
        exchange.expire(ENDED_BY_HAND)

    async def _stored(self, id: int) -> ExchangeRow:
        rows = await asyncio.to_thread(self._reader.rows, id + 1, 1)
        if not rows or rows[0].id != id:
            raise ControlError(f"there is no exchange #{id}", 404)
        return rows[0]

    def _clean(self, comment: str) -> str:
        """One line of text, with secrets masked."""
        if len(comment) > COMMENT_CAP:
            raise ControlError(f"a comment has at most {COMMENT_CAP} characters", 400)
        return mask_secrets(one_line(comment), self._gateway.known_texts)
