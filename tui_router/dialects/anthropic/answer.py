"""A whole answer, in whichever form the upstream chose to give it."""

import re

from tui_router.core.note import Note
from tui_router.dialects.anthropic.response import read_body
from tui_router.dialects.anthropic.stream import Machine
from tui_router.dialects.base import Call, Prepared
from tui_router.messages.events import MessageOut
from tui_router.messages.fold import Fold

_EVENTS = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:event|data|id|retry)?:")


def read_response(call: Call, prepared: Prepared, body: bytes) -> tuple[MessageOut, list[Note], bytes | None]:
    """The third value is the body to send as it is; there is none when the upstream streamed unasked.

    Raises `UpstreamFault` for an error, another language, and what is no message.
    """
    if not _EVENTS.match(body):
        return read_body(call, body, prepared.memo)
    machine = Machine(call, prepared)
    fold = Fold()
    for item in [*machine.feed(body), *machine.close()]:
        fold.accumulate(item)
    if machine.fault is not None:
        raise machine.fault
    moved = Note("moved", "", "the upstream streamed unasked; its events became one message", side="answer")
    return fold.message(), [*machine.notes, *fold.notes, moved], None
